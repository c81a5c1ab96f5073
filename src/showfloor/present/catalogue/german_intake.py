"""Refusals of the intake, of the ledger and of planning in German, for people who sent a file.

A sentence whose parts stand between semicolons is also found part by part.
"""

from __future__ import annotations

PLACE = r"(?P<file>[^:]+?)(?P<s9>(?:, (?:line|row|segment) [\d,.]+)?)"
NEAR = r"(?P<s8>(?:; did you mean '.*'\?)?)"

_FILES: tuple[tuple[str, str], ...] = (
    (r"(?P<file>.+) is empty \(0 bytes\)", "{file} ist leer (0 Byte)"),
    (rf"{PLACE}: the header is blank", "{file}{s9}: Die Kopfzeile ist leer"),
    (
        r"(?P<file>.+): lines end in a carriage return only",
        "{file}: Zeilen enden nur mit einem Wagenrücklauf",
    ),
    (
        rf"{PLACE}: the header has a quotation mark inside a name",
        "{file}{s9}: Die Kopfzeile hat ein Anführungszeichen in einem Namen",
    ),
    (
        rf"{PLACE}: the header names column '(?P<column>.*)' twice",
        "{file}{s9}: Die Kopfzeile nennt die Spalte „{column}“ zweimal",
    ),
    (rf"{PLACE}: holds a NUL byte", "{file}{s9}: enthält ein NUL-Byte"),
    (rf"{PLACE}: is longer than 16 MiB", "{file}{s9}: ist länger als 16 MiB"),
    (
        rf"{PLACE}: the values are separated by (?P<s1>[\w ]+), the header by (?P<s2>[\w ]+)",
        "{file}{s9}: Die Werte sind durch {s1} getrennt, die Kopfzeile durch {s2}",
    ),
    (r"commas", "Kommas"),
    (r"semicolons", "Semikolons"),
    (r"tabs", "Tabulatoren"),
    (r"vertical bars", "senkrechte Striche"),
    (
        r"(?P<file>.+): the (?P<how>\w+) stream is damaged or ends too early",
        "{file}: Der {how}-Strom ist beschädigt oder endet zu früh",
    ),
    (
        r"(?P<file>.+) holds more than (?P<n1>[\d,.]+) GiB once it is unpacked",
        "{file} hält ausgepackt mehr als {n1} GiB",
    ),
    (
        (
            r"(?P<file>.+) holds (?P<n1>[\d,]+) rows, more than the (?P<n2>[\d,]+) that are taken "
            r"at once"
        ),
        "{file} hat {n1} Zeilen, mehr als die {n2}, die auf einmal genommen werden",
    ),
    (
        (
            r"(?P<file>.+) is packed with Zstandard, whose size cannot be told here; unpack it, or "
            r"pack it with gzip, and send it again"
        ),
        (
            "{file} ist mit Zstandard gepackt, dessen Umfang sich hier nicht feststellen lässt; "
            "Sie sie aus oder mit gzip, und senden Sie sie noch einmal"
        ),
    ),
    (
        r"(?P<file>.+) is a damaged Parquet file: (?P<words>.+)",
        "{file} ist eine beschädigte Parquet-Datei: {words}",
    ),
    (
        r"(?P<file>.+) is no (?P<kind>\S+) file although its name (?:says so|ends in \S+)",
        "{file} ist dem Namen nach eine {kind}-Datei, aber keine",
    ),
    (
        r"(?P<file>.+) is protected by a password",
        "{file} ist durch ein Passwort geschützt",
    ),
    (
        r"(?P<file>.+) is damaged or was cut off \((?P<words>.+)\)",
        "{file} ist beschädigt oder abgeschnitten ({words})",
    ),
    (
        r"(?P<file>.+): its part (?P<part>.+) is damaged \((?P<words>.+)\)",
        "{file}: Der Teil {part} ist beschädigt ({words})",
    ),
    (
        r"(?P<file>.+) unpacks to more than (?P<n1>\d+) GB",
        "{file} hält ausgepackt mehr als {n1} GB",
    ),
    (
        r"(?P<file>.+): all its sheets are hidden; show the one to be read",
        "{file}: Alle Blätter sind ausgeblendet; blenden Sie das ein, das gelesen werden soll",
    ),
    (
        r"(?P<file>.+): the file's name does not begin with the name of a table",
        "{file}: Der Name der Datei beginnt nicht mit dem Namen einer Tabelle",
    ),
    (
        r"(?P<file>.+): unknown column '(?P<column>.*)'",
        "{file}: unbekannte Spalte „{column}“",
    ),
    (r"unknown column '(?P<column>.*)'", "unbekannte Spalte „{column}“"),
    (
        r"(?P<file>.+): missing column '(?P<column>.*)'",
        "{file}: Die Spalte „{column}“ fehlt",
    ),
    (r"missing column '(?P<column>.*)'", "die Spalte „{column}“ fehlt"),
    (
        r"the table (?P<table>\w+) has (?P<words>.+) \(optional in brackets\)",
        "die Tabelle {table} hat {words} (freiwillige in Klammern)",
    ),
    (r"(?P<file>.+) was cut off: it ends without UNZ", "{file} ist abgeschnitten: UNZ fehlt"),
    (r"(?P<file>.+) holds no message", "{file} enthält keine Nachricht"),
    (
        rf"no table '(?P<table>.*)' can be imported{NEAR}; there are (?P<words>.+)",
        "Eine Tabelle „{table}“ lässt sich nicht importieren{s8}; es gibt {words}",
    ),
    (
        r"(?P<file>.+) could not be looked at; take it to see what is in it",
        "{file} ließ sich nicht ansehen; nehmen Sie sie, um zu sehen, was darin ist",
    ),
)

_LEDGER: tuple[tuple[str, str], ...] = (
    (r"the ledger in .+ is empty", "Das Verkaufsbuch ist leer"),
    (
        r"the ledger is empty, so it has no past",
        "Das Verkaufsbuch ist leer und hat keine Geschichte",
    ),
    (
        r"the ledger holds nothing that could be undone",
        "Im Verkaufsbuch steht nichts Rücknehmbares",
    ),
    (
        r"the ledger has no version (?P<number>\d+); there are (?P<first>\d+) to (?P<last>\d+)",
        "Das Verkaufsbuch hat keine Version {number}; es gibt {first} bis {last}",
    ),
    (
        r"version (?P<number>\d+) \(\w+\) changed no rows, so there is nothing to undo",
        "Version {number} hat keine Zeile geändert; es gibt nichts zurückzunehmen",
    ),
    (
        (
            r"version (?P<number>\d+) was undone already, by version (?P<by>\d+); to have it back, "
            r"undo \d+"
        ),
        (
            "Version {number} ist schon zurückgenommen, von Version {by}; nehmen Sie {by} zurück, "
            "um sie wiederzuhaben"
        ),
    ),
    (
        r"the workspace has no (?P<s1>[\w-]+) run yet; make one with `showfloor .+`",
        "Es gibt noch keinen Lauf ({s1}); er muss zuerst gemacht werden",
    ),
    (r"plan", "Plan"),
    (r"learn", "Lernen"),
    (r"measure", "Messung"),
    (
        r"the ledger has no areas, so there is none to measure; .+",
        (
            "Im Verkaufsbuch stehen keine Flächen, also gibt es keine zu messen; importieren Sie "
            "die Tabelle areas"
        ),
    ),
    (
        r"several manufacturers have areas; name one with --manufacturer: (?P<words>.+)",
        "Mehrere Hersteller haben Flächen: {words}; nennen Sie einen auf der Befehlszeile",
    ),
    (
        (
            r"the programme's planning weeks end on (?P<d1>\S+), so nothing is left to plan from "
            r"(?P<d2>\S+) on; .+"
        ),
        "Die Planungswochen des Programms enden am {d1}; ab {d2} ist nichts mehr zu planen",
    ),
    (r"scenario '(?P<words>.*)': (?P<s1>.+)", "{s1}"),
    (r"scenario \"(?P<words>.*)\": (?P<s1>.+)", "{s1}"),
    (
        r"the budget of a step would fall below 0",
        "Ein Teil des Budgets würde kleiner als 0",
    ),
    (
        r"no store of '(?P<region>.*)' has a closure that is not over by (?P<d1>\S+)",
        "In {region} ist am {d1} keine Filiale mehr geschlossen",
    ),
)

PATTERNS: tuple[tuple[str, str], ...] = (*_FILES, *_LEDGER)
