"""Reasons of refused rows, warnings, what mends them, and how files are written, in German."""

from __future__ import annotations

_ROWS: tuple[tuple[str, str], ...] = (
    (r"is no text", "ist kein Text"),
    (r"is no whole number", "ist keine ganze Zahl"),
    (
        r"is no amount with at most two decimals",
        "ist kein Betrag mit höchstens zwei Nachkommastellen",
    ),
    (r"is no number", "ist keine Zahl"),
    (
        r"is no date \(YYYY-MM-DD, 1900 to 2199\)",
        "ist kein Datum (JJJJ-MM-TT, von 1900 bis 2199)",
    ),
    (r"is neither true nor false", "ist weder true noch false"),
    (r"is missing", "fehlt"),
    (r"is empty", "ist leer"),
    (r"is none of (?P<words>.+)", "ist keines von {words}"),
    (r"is below (?P<n1>[-+\d.e]+)", "ist kleiner als {n1}"),
    (r"is above (?P<n1>[-+\d.e]+)", "ist größer als {n1}"),
    (r"is no Monday, as a week must be", "ist kein Montag, wie ihn eine Woche braucht"),
    (r"is not (?P<value>.+) as stated", "ist nicht {value}, wie angegeben"),
    (r"is not in the table (?P<table>\w+)", "steht nicht in der Tabelle {table}"),
    (
        r"are negative on a line of type sale",
        "sind negativ, obwohl die Zeile ein Verkauf (sale) ist",
    ),
    (
        r"are positive on a line of type return",
        "sind positiv, obwohl die Zeile eine Rückgabe (return) ist",
    ),
    (r"is missing beside a price", "fehlt neben einem Preis"),
    (
        r"is no (?P<name>GLN|GTIN): it has not (?P<words>[\d or]+) digits",
        "ist keine {name}: Die Zahl der Ziffern stimmt nicht",
    ),
    (
        r"is no (?P<name>GLN|GTIN): its check digit is wrong",
        "ist keine {name}: Die Prüfziffer ist falsch",
    ),
    (r"is no ISO 3166-2 code such as DE-NW", "ist kein Kürzel nach ISO 3166-2 wie DE-NW"),
    (r"is no moment such as (?P<words>.+)", "ist kein Zeitpunkt wie {words}"),
    (r"is no time of day such as (?P<words>.+)", "ist keine Uhrzeit wie {words}"),
    (r"is before (?P<column>\w+)", "liegt vor {column}"),
    (r"is not after (?P<column>\w+)", "liegt nicht nach {column}"),
    (r"is before the store opened", "liegt vor der Eröffnung der Filiale"),
    (
        r"is not before the day on which the store closed",
        "liegt nicht vor dem Tag, an dem die Filiale geschlossen hat",
    ),
    (
        r"was delivered anew since the row was quarantined",
        "wurde neu geliefert, seit die Zeile in Quarantäne ist",
    ),
    (r"the newer delivery stays", "die neuere Lieferung bleibt"),
    (r"mend the lines: (?P<s1>.+)", "Zeilen verbessern: {s1}"),
    (r"mend (?P<column>\w+), which (?P<s1>.+)", "{column} verbessern: {s1}"),
    (r"add (?P<one>\w+) '(?P<value>.*)' to (?P<table>\w+)", "„{value}“ in {table} aufnehmen"),
)
"""Why a row is refused, to follow the column's name, and what mends many."""

_WARNINGS: tuple[tuple[str, str], ...] = (
    (r"the file holds a header and no rows", "Die Datei hat eine Kopfzeile und keine Zeilen"),
    (r"(?P<n1>[\d,]+) blank lines were passed over", "{n1} leere Zeilen wurden übergangen"),
    (
        r"(?P<n1>[\d,]+) rows of the ledger were corrected or replaced",
        "{n1} Zeilen des Verkaufsbuchs wurden berichtigt oder ersetzt",
    ),
    (
        (
            r"(?P<n1>[\d,]+) lines? \((?P<n2>[-\d,.]+)\) names? (?P<n3>[\d,]+) \w+ that the table "
            r"(?P<table>\w+) lacks; they count as \(unknown\)"
        ),
        (
            "{n1} Zeilen ({n2}) nennen {n3}, was in der Tabelle {table} fehlt; sie zählen als "
            "(unbekannt)"
        ),
    ),
    (
        (
            r"(?P<n1>[\d,]+) lines? names? (?P<n3>[\d,]+) \w+ that the table (?P<table>\w+) lacks; "
            r"they count as \(unknown\)"
        ),
        "{n1} Zeilen nennen {n3}, was in der Tabelle {table} fehlt; sie zählen als (unbekannt)",
    ),
    (
        (
            r"(?P<n1>[\d,]+) lines? \((?P<n2>[-\d,.]+)\) dated before the product's first "
            r"valid_from; counted as \(unknown\)"
        ),
        (
            "{n1} Zeilen ({n2}) liegen vor dem ersten valid_from ihres Produkts; sie zählen als "
            "(unbekannt)"
        ),
    ),
    (
        (
            r"(?P<n1>[\d,]+) lines?(?P<worth>(?: \([-\d,.]+\))?) dated on days on which closures "
            r"says that the store was closed; kept \(first: line (?P<n2>\d+), (?P<what>.+)\)"
        ),
        (
            "{n1} Zeilen{worth} liegen auf Tagen, an denen die Filiale nach closures geschlossen "
            "war; sie bleiben (zuerst: Zeile {n2}, {what})"
        ),
    ),
)

_MENDS: tuple[tuple[str, str], ...] = (
    (r"send it again", "senden Sie sie noch einmal"),
    (r"send the file again", "senden Sie die Datei noch einmal"),
    (r"save it again", "speichern Sie sie noch einmal"),
    (r"save it anew", "speichern Sie sie neu"),
    (r"save or send it again", "speichern oder senden Sie sie noch einmal"),
    (r"save it without one", "speichern Sie sie ohne"),
    (r"save it as CSV", "speichern Sie sie als CSV"),
    (r"split it, or save it as CSV", "teilen Sie sie, oder speichern Sie sie als CSV"),
    (r"fetch the file again", "holen Sie die Datei noch einmal"),
    (
        r"send it in parts, for example a file a month",
        "senden Sie sie in Teilen, zum Beispiel eine Datei je Monat",
    ),
    (r"restore it from a backup", "stellen Sie sie aus einer Sicherung wieder her"),
    (r"import files first(?: \(showfloor import\))?", "importieren Sie zuerst Dateien"),
    (r"this is no text file", "das ist keine Textdatei"),
    (r"this is no CSV file", "das ist keine CSV-Datei"),
    (r"it must at least name its columns", "sie muss wenigstens ihre Spalten nennen"),
    (r"it must name the columns", "sie muss die Spalten nennen"),
    (r"save it with line feeds", "speichern Sie sie mit Zeilenvorschüben"),
    (
        r"save the file with one of them throughout",
        "speichern Sie die Datei durchgehend mit einem davon",
    ),
    (
        r"these files are gone; send them again",
        "Diese Dateien sind weg; senden Sie sie noch einmal",
    ),
    (r"did you mean '(?P<name>.*)'\?", "meinten Sie „{name}“?"),
    (
        r"; did you mean '(?P<name>.*)'\?",
        "; meinten Sie „{name}“?",
    ),
    (r", line (?P<number>[\d,]+)", ", Zeile {number}"),
    (r", row (?P<number>[\d,]+)", ", Zeile {number}"),
    (r", segment (?P<number>[\d,]+)", ", Segment {number}"),
    (
        r"a named source in showfloor.toml renames, fills and ignores columns",
        "eine benannte Quelle in showfloor.toml benennt Spalten um, füllt und übergeht sie",
    ),
    (
        r"--source names one source for the whole file",
        "eine Quelle für die ganze Datei lässt sich auf der Seite angeben",
    ),
    (
        r"rename it \(sales-2020\.csv\) or name its table",
        "benennen Sie sie um (sales-2020.csv), oder geben Sie ihre Tabelle an",
    ),
    (
        r"if it is text, rename it to end in \.csv",
        "ist es Text, lassen Sie den Namen auf .csv enden",
    ),
)
"""What mends it: second parts of refusals."""

_WRITTEN: tuple[tuple[str, str], ...] = (
    (
        (
            r"(?P<code>[\w-]+)(?P<packed>(?: in \w+)?), (?P<s1>commas|semicolons|tabs|vertical "
            r"bars), decimal (?P<s2>point|comma)"
        ),
        "{code}{packed}, {s1}, Dezimalzeichen {s2}",
    ),
    (
        (
            r"(?P<code>[\w-]+)(?P<packed>(?: in \w+)?), (?P<s1>commas|semicolons|tabs|vertical "
            r"bars), decimal (?P<s2>point|comma), (?P<s3>.+)"
        ),
        "{code}{packed}, {s1}, Dezimalzeichen {s2}, {s3}",
    ),
    (r"point", "Punkt"),
    (r"comma", "Komma"),
    (r"thousands (?P<s1>[\w ]+)", "Tausenderzeichen {s1}"),
    (r"thousands (?P<s1>[\w ]+), (?P<s2>.+)", "Tausenderzeichen {s1}, {s2}"),
    (r"space", "Leerzeichen"),
    (r"fixed space", "festes Leerzeichen"),
    (r"apostrophe", "Apostroph"),
    (r"quoted with (?P<mark>.)", "in {mark} gesetzt"),
    (r"(?P<dates>\w+ [YMDHhms.:/ T-]+(?:, \w+ [YMDHhms.:/ T-]+)*)", "{dates}"),
)
"""How a file is written."""

PATTERNS: tuple[tuple[str, str], ...] = (*_ROWS, *_WARNINGS, *_MENDS, *_WRITTEN)
