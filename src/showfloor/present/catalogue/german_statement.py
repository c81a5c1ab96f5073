"""Words of a month's statement, in German."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "statement.question": "Abrechnung {month}",
    "statement.title.as": (
        "Im {month} brachten die Flächen von {name} dem Händler {realised}; die zugesagten "
        "{promised} lassen sich davon nicht unterscheiden"
    ),
    "statement.title.less": (
        "Im {month} brachten die Flächen von {name} dem Händler {realised}, {apart} weniger als "
        "zugesagt"
    ),
    "statement.title.more": (
        "Im {month} brachten die Flächen von {name} dem Händler {realised}, {apart} mehr als "
        "zugesagt"
    ),
    "statement.title.bare": (
        "Im {month} brachten die Flächen von {name} dem Händler {realised} bei zugesagten "
        "{promised}; wie sicher das ist, lässt sich nicht angeben"
    ),
    "statement.title.unknown": (
        "Was die Flächen von {name} dem Händler im {month} brachten, ist nicht bekannt: {reason}"
    ),
    "statement.lead": (
        "Der Monat umfasst die Wochen vom {first} bis zum {last}. {open} von {planned} geplanten "
        "Flächen waren offen; verglichen mit {compared} Filialen ohne Fläche. Zugesagt ist, was "
        "der Plan für diese Wochen zählte; gemessen ist, was die Filialen über das hinaus "
        "verkauften, was sie sonst verkauft hätten."
    ),
    "statement.chart": "Spanne im {month}: gemessen und zugesagt",
    "statement.chart.description": "Gemessen: {parties}.",
    "statement.chart.caption": (
        "Punkt und Linie: was gemessen wurde, mit seinem Intervall von 95 %. Ring: was "
        "der Plan für diese Wochen zusagte, alle geplanten Flächen zusammen."
    ),
    "statement.chart.measured": "gemessen",
    "statement.chart.promised": "zugesagt",
    "statement.stores.heading": "Filiale für Filiale",
    "statement.departures.table": (
        "Flächen, die später kamen, nicht kamen oder endeten; Spanne in {symbol}"
    ),
    "statement.totals": "Zugesagt und gemessen, Spanne in {symbol}",
    "statement.to_date": "Dasselbe vom {first} bis zum Ende des Monats",
    "statement.col.whose": "Wessen Geld",
    "statement.col.promised": "Zugesagt",
    "statement.col.promised_of_open": "davon offene Flächen",
    "statement.col.realised": "Gemessen",
    "statement.col.low": "95 % von",
    "statement.col.high": "bis",
    "statement.col.apart": "Gemessen minus zugesagt",
    "statement.whose.retailer": "Händler",
    "statement.whose.manufacturer": "Hersteller",
    "statement.whose.both": "beide",
    "statement.rates": (
        "Die Spanne des Händlers ist um das vermindert, was andere Artikel der Filiale verloren. "
        "Die des Herstellers beträgt {rate} des Umsatzes, den seine eigenen Artikel gewannen: der "
        "Satz des Plans."
    ),
    "statement.rates.unknown": (
        "Die Spanne des Händlers ist um das vermindert, was andere Artikel der Filiale verloren. "
        "Einen Spannensatz des Herstellers hat niemand genannt, sein Geld ist daher nicht bekannt."
    ),
    "statement.exchange": "Der Monat des Händlers, in {symbol}",
    "statement.col.part": "Teil",
    "statement.part.own": "gewonnen mit Artikeln des Herstellers",
    "statement.part.rivals": "weniger: was Rivalen in der Filiale verloren",
    "statement.part.categories": "weniger: was andere Warengruppen verloren",
    "statement.part.sum": "Spanne des Händlers",
    "statement.part.total": "zusammen",
    "statement.capex": "Bau der Flächen, in {symbol}",
    "statement.col.capex_planned": "Für diesen Monat geplant",
    "statement.col.capex": "In diesem Monat fällig",
    "statement.col.capex_to_date": "Bisher fällig",
    "statement.capex.note": (
        "Was das Programm für Flächen nennt, deren Bau begann; Rechnungen stehen nicht im Bestand."
    ),
    "statement.trust": "Wie weit dem zu trauen ist",
    "statement.trust.passed.one": "Eine Prüfung der Messung ist bestanden.",
    "statement.trust.passed.other": "{n} Prüfungen der Messung sind bestanden.",
    "statement.trust.failed": (
        "Eine Prüfung ist nicht bestanden: vor deren Klärung nicht nach diesen Zahlen abrechnen."
    ),
    "statement.check.interval": "Intervall",
    "statement.check.interval.PASS": "Die Summe beruht auf genügend Filialen mit Fläche.",
    "statement.check.interval.REVIEW": (
        "Die Summe beruht auf wenigen Filialen mit Fläche; das Intervall mit Vorbehalt lesen."
    ),
    "statement.check.interval.FAIL": "Ein Intervall lässt sich nicht angeben: {reason}.",
    "statement.stores": "Filiale für Filiale, Spanne in {symbol}",
    "statement.stores.noise": (
        "Die gemessenen Zahlen einzelner Filialen sind vor allem Zufall: gute und schlechte Wochen "
        "einer Filiale sind so groß wie das, was eine Fläche bringt. Die Streuung sagt, wie groß "
        "dieselbe Zahl in Filialen ausfällt, in denen nichts geschah; eine Zahl innerhalb von zwei "
        "Streuungen sagt über ihre Filiale nichts. Erst zusammen sagen sie etwas: sie ergeben auf "
        "den Cent die Summe."
    ),
    "statement.col.store": "Filiale",
    "statement.col.state": "Fläche",
    "statement.col.spread": "Streuung ohne Fläche",
    "statement.col.store_id": "Filialnummer",
    "statement.col.state_code": "Stand",
    "statement.col.format": "Format",
    "statement.col.planned_format": "Geplantes Format",
    "statement.col.selling_week": "Verkauf geplant ab",
    "statement.col.selling_from": "Verkauf ab",
    "statement.col.closed_on": "Geschlossen am",
    "statement.col.slipped": "Wochen später",
    "statement.col.why_not": "Nicht gemessen, weil",
    "statement.col.promised_retailer": "Händler zugesagt",
    "statement.col.realised_retailer": "Händler gemessen",
    "statement.col.promised_manufacturer": "Hersteller zugesagt",
    "statement.col.realised_manufacturer": "Hersteller gemessen",
    "statement.col.capex_retailer": "Baukosten des Händlers fällig",
    "statement.col.capex_manufacturer": "Baukosten des Herstellers fällig",
    "statement.departures": "Anders als geplant",
    "statement.departures.none": "Alle Flächen öffneten in ihrer Woche.",
    "statement.col.reason": "Was der Bestand sagt",
    "statement.state.open": "offen seit {day}",
    "statement.state.late.one": "offen seit {day}, eine Woche später als geplant",
    "statement.state.late.other": "offen seit {day}, {n} Wochen später als geplant",
    "statement.state.early.one": "offen seit {day}, eine Woche früher als geplant",
    "statement.state.early.other": "offen seit {day}, {n} Wochen früher als geplant",
    "statement.state.other_format": "als {format} statt {planned}",
    "statement.state.building": "im Bau oder in Räumung; Verkauf ab {day}",
    "statement.state.building.planned": (
        "im Bau oder in Räumung; Verkauf ab {day}, geplant ab {planned}"
    ),
    "statement.state.slipped": "nicht begonnen; jetzt vereinbart für {day}, geplant ab {planned}",
    "statement.state.not_opened": "geplant ab {planned}; der Bestand kennt keine Fläche",
    "statement.state.closed": "geschlossen am {day}",
    "statement.state.unplanned": "offen seit {day}; kein aufbewahrter Plan sagte sie zu",
    "statement.why.not_standing": "in diesen Wochen stand keine Fläche",
    "statement.why.closed_all_month": "die Filiale verkaufte in diesen Wochen nicht",
    "statement.why.left_out": "die Filiale ist nicht vergleichbar; die Messung sagt, warum",
    "statement.why.unplanned": "kein aufbewahrter Plan sagte hier etwas zu",
    "statement.why.no_spread": "zu wenige Filialen zum Vergleich",
    "statement.why.no_margin": "in den Optionen des Plans nicht genannt",
    "statement.unmeasured.shops.one": "eine Filiale mit Fläche, die nicht messbar ist",
    "statement.unmeasured.shops.other": "{n} Filialen mit Fläche, die nicht messbar sind",
    "statement.unmeasured.neighbours": (
        "was Nachbarfilialen, eigene Läden des Herstellers und der Online-Shop verloren oder "
        "gewannen"
    ),
    "statement.unmeasured.offers": "Boni, Rabatte und Aktionen, die niemand in den Bestand gab",
    "statement.unmeasured.is": "Nicht in diesen Zahlen: {things}.",
    "statement.signatures": "Einverstanden",
    "statement.sign.retailer": "Für den Händler",
    "statement.sign.manufacturer": "Für den Hersteller",
    "statement.sign.place": "Ort, Datum, Unterschrift",
    "statement.sheet.totals": "Summen",
    "statement.sheet.stores": "Filialen",
    "statement.sheet.trust": "Prüfungen und Quellen",
    "statement.sheet.what": "Was",
    "statement.sheet.says": "Aussage",
    "statement.sheet.title": "Abrechnung {month}: {programme}",
    "truth.question": "Gemessen und wahr",
    "truth.title.all": "Alle {n} gemessenen Zahlen enthalten die Wahrheit in ihrem Intervall",
    "truth.title.some": (
        "{held} von {n} gemessenen Zahlen enthalten die Wahrheit in ihrem Intervall"
    ),
    "truth.lead": (
        "Diese Verkäufe sind erzeugt; was die Flächen wirklich bewirkten, ist deshalb bekannt. "
        "Nichts, was misst, konnte es lesen."
    ),
    "truth.table": "Was wahr ist und was gemessen wurde, Spanne in {symbol}",
    "truth.col.what": "Was",
    "truth.col.truth": "Wahr",
    "truth.col.holds": "Im Intervall",
    "truth.yes": "ja",
    "truth.no": "nein",
    "truth.note": (
        "Ein Intervall von 95 % verfehlt die Wahrheit in einem von zwanzig Fällen; das ist kein "
        "Fehler. Filialen neben einer Fläche verlieren ein wenig und dienen trotzdem zum "
        "Vergleich, was den gemessenen Gewinn um wenige Prozent hebt: danach sucht die Prüfung "
        "auf Ausstrahlung."
    ),
    "run.statement": "Abrechnung",
}

PATTERNS: tuple[tuple[str, str], ...] = (
    (
        r"products without a unit_margin make up too much of the revenue: margin is unknown",
        "Artikel ohne unit_margin machen zu viel des Umsatzes aus: die Spanne ist unbekannt",
    ),
    (
        r"nobody stated the manufacturer's margin rate",
        "niemand nannte den Spannensatz des Herstellers",
    ),
)
