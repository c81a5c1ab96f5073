"""Words of the section on what a rollout lets one measure, in German."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "design.question": "Was messbar sein wird",
    "design.title": (
        "Am {day} würde eine Wirkung von {mde} {outcome} je Laden und Woche in vier von fünf "
        "Fällen erkannt{share}"
    ),
    "design.title.share": ", das sind {share} dessen, was ein Laden verkauft",
    "design.title.unknown": "Am {day} ließe sich keine Wirkung vom Zufall trennen: {reason}",
    "design.title.met": (
        "Am {day} ist eine Wirkung von {mde} {outcome} erkennbar, die Grenze von {limit} ist "
        "eingehalten; das kostet höchstens {price}"
    ),
    "design.title.met.free": (
        "Der beste Plan hält die Grenze ein: am {day} wird eine Wirkung von {mde} {outcome} "
        "erkannt, verlangt war {limit}"
    ),
    "design.title.unmet": (
        "Die Grenze von {limit} {outcome} ist bis {day} nicht zu erreichen; der feinste der Pläne "
        "kommt auf {mde}"
    ),
    "design.lead": (
        "{treated} Läden mit neuer Fläche würden mit {compared} ohne Fläche verglichen, über "
        "{store_weeks} Ladenwochen. Der Standardfehler wäre {se}. Die Zahlen stammen daraus, wie "
        "sich {stores} Läden in {weeks} Wochen vor dem Ausbau bewegt haben, und gelten für genau "
        "das Verfahren, das danach misst (Imputation, Läden als Cluster)."
    ),
    "outcome.units": "Stück",
    "design.chart": "Kleinste erkennbare Wirkung nach Woche",
    "design.chart.description": "Von {first} in der Woche vom {begin} auf {last} in der vom {end}.",
    "design.chart.caption": (
        "Die kleinste mittlere Wirkung ({outcome} je Laden und Woche), die ein Test zum Niveau "
        "5 % mit 80 % Wahrscheinlichkeit findet, wenn nach dieser Woche gemessen wird. Wochen mit "
        "weit größeren Werten am Anfang liegen über der Achse."
    ),
    "design.chart.limit": "verlangt {limit}",
    "design.frontier": "Was eine feinere Messung kostet",
    "design.frontier.title": "Wert gegen die kleinste erkennbare Wirkung",
    "design.frontier.description": (
        "{n} Pläne zwischen {low} und {high} Wert, deren kleinste erkennbare Wirkung zwischen "
        "{fine} und {coarse} liegt."
    ),
    "design.frontier.caption": (
        "Jedes Zeichen ist ein Plan mit eigenem Zertifikat; der dünne Strich reicht bis zu seiner "
        "beweisbaren Obergrenze. Besser ist oben und links. Keine Achse beginnt bei null."
    ),
    "design.frontier.across": "kleinste erkennbare Wirkung ({outcome})",
    "design.frontier.hint": (
        "um {strength} langsamer: Wirkung {mde}, Wert {value}, beweisbare Obergrenze {bound}"
    ),
    "design.frontier.table": "Pläne vom schnellsten zum langsamsten",
    "design.frontier.lead": (
        "Langsamere Pläne öffnen bis zum Messtag weniger Flächen und behalten mehr Läden länger "
        "zum Vergleich. Ein Plan gibt höchstens die beweisbare Obergrenze des besten Plans "
        "weniger seinen eigenen Wert auf."
    ),
    "design.frontier.no_gain": (
        "Langsamer zu öffnen hilft hier nicht: genug Läden bleiben ohnehin ohne Fläche, und der "
        "beste Plan ist so messbar wie jeder langsamere, der versucht wurde."
    ),
    "design.key.chosen": "gewählter Plan",
    "design.key.efficient": "keiner ist in beidem besser",
    "design.key.beaten": "ein anderer ist besser",
    "design.weeks.open": "Alle Wochen als Tabelle",
    "design.weeks.table": "Was sich nach Woche erkennen ließe",
    "design.noise.open": "Wie stark sich Läden von selbst bewegen",
    "design.noise.table": "Halbe Varianz des Unterschieds zweier Wochen eines Ladens",
    "design.noise.note": (
        "Unterschiede zwischen den Läden in ihrer Schwankung wurden zu {share} geglaubt."
    ),
    "design.assumptions": "Annahmen",
    "design.assumption.future": (
        "Läden bewegen sich nach der Eröffnung wie davor, abgesehen von dem, was alle in einer "
        "Woche teilen; jeder Laden wird jede Woche beobachtet; die Wirkung ist überall gleich."
    ),
    "design.col.week": "Gemessen nach",
    "design.col.treated": "Läden mit Fläche",
    "design.col.compared": "Läden zum Vergleich",
    "design.col.store_weeks": "Ladenwochen",
    "design.col.se": "Standardfehler",
    "design.col.mde": "Kleinste Wirkung",
    "design.col.relative": "Anteil am Absatz, %",
    "design.col.strength": "Verlangsamt um, %",
    "design.col.areas": "Flächen",
    "design.col.value": "Wert, {currency}",
    "design.col.bound": "Beweisbare Obergrenze, {currency}",
    "design.col.gap": "Lücke, %",
    "design.col.price": "Gibt höchstens auf, {currency}",
    "design.col.drawn": "Ausgeloste Läden, %",
    "design.col.best": "Von anderem übertroffen",
    "design.col.folder": "Ordner",
    "design.col.lag": "Wochen Abstand",
    "design.col.seen": "Gesehen",
    "design.col.fitted": "Angepasst",
    "design.no": "nein",
    "design.yes": "ja",
    "design.no_draw": "das Programm lost nichts aus",
    "design.beyond": "länger als die Vorgeschichte",
    "run.design": "Messplan",
}

PATTERNS: tuple[tuple[str, str], ...] = (
    (
        r"(?P<n1>\d+) stores? of the plan without a history: the average store's noise is taken\.",
        "Geplante Läden ohne Vorgeschichte: {n1}; für sie gilt die mittlere Schwankung.",
    ),
    (
        (
            r"(?P<n1>\d+) stores? of the history left out: online, with a standing area, or not "
            r"among the stores\."
        ),
        (
            "Läden der Vorgeschichte, die außen vor bleiben: {n1} (online, mit stehender Fläche "
            "oder nicht in der Ladenliste)."
        ),
    ),
    (
        (
            r"(?P<n1>\d+) weeks? between the history and the first opening: taken to be "
            r"observed\."
        ),
        "Wochen zwischen Vorgeschichte und erster Eröffnung, die als beobachtet gelten: {n1}.",
    ),
    (
        (
            r"How outcomes (?P<n1>\d+) to (?P<n2>\d+) weeks apart move together is carried on "
            r"from (?P<n3>\d+) weeks of history\."
        ),
        (
            "Wie Werte im Abstand von {n1} bis {n2} Wochen zusammenhängen, ist aus {n3} Wochen "
            "Vorgeschichte fortgeschrieben."
        ),
    ),
    (
        (
            r"(?P<n1>\d+) stores? starting in weeks with fewer than (?P<n2>\d+) starts: the "
            r"standard error computed afterwards will understate their part a little\."
        ),
        (
            "Läden, die in Wochen mit weniger als {n2} Eröffnungen beginnen: {n1}; der später "
            "gerechnete Standardfehler wird ihren Anteil etwas zu klein zeigen."
        ),
    ),
    (r"no store is treated by then", "bis dahin hat kein Laden eine neue Fläche"),
    (
        r"too few treated stores: (?P<n1>\d+), an interval needs (?P<n2>\d+)",
        "zu wenige Läden mit neuer Fläche: {n1}, eine Spanne braucht {n2}",
    ),
    (
        r"too few stores to compare with: (?P<n1>\d+), it takes (?P<n2>\d+)",
        "zu wenige Läden zum Vergleich: {n1}, es braucht {n2}",
    ),
)
"""The room's own sentences in German; see `showfloor.present.sentences`."""
