"""Words of the section on what a rollout lets one measure, in German."""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "design.question": "Was messbar sein wird",
    "design.title": (
        "Am {day} würde eine Wirkung von {mde} {outcome} je Laden und Woche in vier von fünf "
        "Fällen erkannt{share}"
    ),
    "design.title.share": ", das sind {share} dessen, was ein Laden verkauft",
    "design.title.per_cent": (
        "Am {day} fiele eine Wirkung von {share} in vier von fünf Fällen auf; beim mittleren Laden "
        "sind das {mde} {outcome} je Woche"
    ),
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
    "design.lead.one": (
        "Der Laden mit neuer Fläche würde mit {compared} ohne Fläche verglichen, über "
        "{store_weeks} Ladenwochen. Der Standardfehler wäre {se}. Die Zahlen stammen daraus, wie "
        "sich {stores} Läden in {weeks} Wochen vor dem Ausbau bewegt haben."
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
    "design.assumption.per_cent": (
        "Gemessen in Prozent: ohne Fläche bewegen sich alle Läden um gleich viele Prozent, und "
        "jeder für sich im Verhältnis zu seiner Größe. Beträge gelten für einen Laden mittlerer "
        "Größe; ein großer Laden zählt mehr."
    ),
    "design.assumption.levels": (
        "Gemessen in Beträgen: ohne Fläche bewegen sich alle Läden um den gleichen Betrag."
    ),
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
    "run.design-stores": "Messplan aus Läden und Terminen",
    "design.stores.enough": (
        "Diese {treated} Läden genügen: eine Wirkung von {limit} {outcome} je Laden und Woche "
        "würde ab der Woche vom {since} erkannt"
    ),
    "design.stores.few": (
        "Diese {treated} Läden genügen nicht: am {day} würde eine Wirkung von {mde} {outcome} je "
        "Laden und Woche erkannt, verlangt war {limit}"
    ),
    "design.stores.one": (
        "Ein einziger Laden sagt nicht mehr als seinen Rang: 95 von "
        "100 Läden ohne Fläche bleiben innerhalb von {reach} {outcome} nach beiden Seiten"
    ),
    "design.answers": "Wann die Antwort vorliegt",
    "design.answers.table": (
        "Ab welcher Woche eine Wirkung ({outcome} je Laden und Woche) erkannt wird"
    ),
    "design.col.effect": "Wirkung",
    "design.col.seen_from": "Erkannt ab",
    "design.not_seen": "bis {day} nicht oder nicht dauerhaft erkannt",
    "design.numbers": "Genügen weniger Läden, helfen mehr",
    "design.numbers.open": "Alle Anzahlen als Tabelle",
    "design.numbers.chart": "Kleinste erkennbare Wirkung nach Anzahl der Läden",
    "design.numbers.description": "Von {first} mit {few} Läden auf {last} mit {many}.",
    "design.numbers.caption": (
        "Die kleinste mittlere Wirkung ({outcome} je Laden und Woche), die am {day} in vier von "
        "fünf Fällen erkannt wird. Die Linie gilt für mittlere Läden; diese Läden können mehr "
        "oder weniger schwanken. Weit größere Werte bei wenigen Läden liegen über der Achse."
    ),
    "design.numbers.across": "Läden mit neuer Fläche",
    "design.numbers.table": "Was eine Anzahl von Läden erkennen lässt",
    "design.key.average": "mittlere Läden",
    "design.key.own": "diese Läden",
    "design.col.stated": "Was angegeben wird",
    "design.stated.interval": "Spanne",
    "design.stated.review": "Spanne, mit Vorsicht zu lesen",
    "design.stated.permutation": "nur ein p-Wert",
    "design.stated.placebo": "nur ein Rang",
    "design.stated.none": "nichts",
    "design.no_test": "kein Test findet sie",
    "design.tested": "Das Versprechen, geprüft, wo nichts eröffnete",
    "design.tested.text": (
        "In den letzten {weeks} Wochen vor dem Ausbau hat keine Fläche eröffnet. In {draws} "
        "Auslosungen ebenso vieler Läden, mit einem Versprechen aus den {before} Wochen davor, "
        "schlug der Test in {alarms} falschen Alarm; richtig sind 5 %. Die versprochene kleinste "
        "Wirkung fand er in {power}; richtig sind 80 %."
    ),
    "design.tested.ratio": (
        "Versprochener Standardfehler {promised}, in diesen Auslosungen angegeben {found}; die "
        "Schätzungen selbst hatten eine Standardabweichung von {spread}."
    ),
    "design.share": "{share} ({low} bis {high})",
    "design.stores": "Die Läden",
    "design.stores.table": "Läden mit neuer Fläche, und ab wann sie von ihr verkaufen",
    "design.stores.rest": "und {n} weitere",
    "design.col.store": "Laden",
    "design.col.sells_from": "Verkauft ab",
    "design.col.group": "Gruppe",
    "design.col.origin": "Wie gewählt",
    "design.origin.given": "vorgegeben",
    "design.origin.included": "gesetzt",
    "design.origin.fixed": "Woche gesetzt",
    "design.origin.drawn": "ausgelost",
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
    (r"no store is treated by then", "bis dahin hat kein Laden eine neue Fläche"),
    (r"every store is treated by then", "bis dahin hat jeder Laden eine neue Fläche"),
    (
        r"one treated store: its effect cannot be told from that store's own chance",
        "bei einem einzigen Laden ist die Wirkung nicht von seinem eigenen Zufall zu trennen",
    ),
    (
        r"one treated store: there is no test whose alarms could be counted",
        "bei einem einzigen Laden gibt es keinen Test, dessen Alarme zu zählen wären",
    ),
    (
        (
            r"(?P<n1>\d+) treated stores could have been chosen in (?P<n2>\d+) ways only, a test "
            r"at 5 % takes (?P<n3>\d+)"
        ),
        (
            "{n1} Läden mit Fläche hätten nur auf {n2} Weisen gewählt werden können, ein Test zum "
            "Niveau 5 % braucht {n3}"
        ),
    ),
    (
        r"too few treated stores for an interval, and none is never treated: no test",
        "zu wenige Läden mit Fläche für eine Spanne, und keiner bleibt ohne: kein Test",
    ),
    (
        r"no effect is found in four of five rollouts",
        "keine Wirkung wird in vier von fünf Fällen gefunden",
    ),
    (
        (
            r"Drawn at random: (?P<n1>\d+) of the stores, in proportion to (?P<n2>\d+) groups, "
            r"balanced in how they moved before, with the seed (?P<n3>\d+)\."
        ),
        (
            "Ausgelost sind {n1} der Läden, im Verhältnis von {n2} Gruppen und ausgewogen in "
            "ihrer bisherigen Bewegung (Startwert {n3})."
        ),
    ),
    (
        (
            r"Drawn at random: (?P<n1>\d+) of the stores, balanced in how they moved before, with "
            r"the seed (?P<n2>\d+)\."
        ),
        "Ausgelost sind {n1} der Läden, ausgewogen in ihrer bisherigen Bewegung (Startwert {n2}).",
    ),
    (
        (
            r"The interval will rest on (?P<n1>\d+) stores and (?P<n2>[\d.]+) degrees of freedom: "
            r"it will be marked for review\."
        ),
        (
            "Die Spanne wird auf {n1} Läden und {n2} Freiheitsgraden beruhen und als zu prüfen "
            "markiert sein."
        ),
    ),
    (
        r"Fewer waves would leave more degrees of freedom to so few stores\.",
        "Weniger Wellen ließen so wenigen Läden mehr Freiheitsgrade.",
    ),
    (
        (
            r"(?P<n1>\d+) treated stores get no interval, only a permutation test of no effect at "
            r"all; what it can find was simulated\."
        ),
        (
            "{n1} Läden mit Fläche bekommen keine Spanne, nur einen Permutationstest gegen gar "
            "keine Wirkung; was er finden kann, wurde simuliert."
        ),
    ),
    (
        r"The promise could not be tested on weeks held out: (?P<s1>.+)\.",
        "Das Versprechen ließ sich nicht an zurückgehaltenen Wochen prüfen: {s1}.",
    ),
    (
        r"(?P<n1>\d+) weeks of history are too few to hold some back",
        "{n1} Wochen Vorgeschichte sind zu wenige, um welche zurückzuhalten",
    ),
    (
        (
            r"only (?P<n1>\d+) stores are observed in every week, (?P<n2>\d+) of them with an "
            r"area"
        ),
        "nur {n1} Läden sind in jeder Woche beobachtet, {n2} davon mit Fläche",
    ),
    (
        r"no store is treated in the weeks held out",
        "in den zurückgehaltenen Wochen hätte kein Laden eine Fläche",
    ),
    (
        (
            r"Where nothing opened the test found an effect in (?P<n1>[\d.]+ %) of the draws "
            r"\((?P<n2>[\d.]+) to (?P<n3>[\d.]+ %)\), more than the 5 % that it should\."
        ),
        (
            "Wo nichts eröffnete, fand der Test in {n1} der Auslosungen eine Wirkung ({n2} bis "
            "{n3}): mehr als die 5 %, die er sollte."
        ),
    ),
    (
        (
            r"Where nothing opened the test found an effect in (?P<n1>[\d.]+ %) of the draws "
            r"\((?P<n2>[\d.]+) to (?P<n3>[\d.]+ %)\), fewer than the 5 % that it should\."
        ),
        (
            "Wo nichts eröffnete, fand der Test in {n1} der Auslosungen eine Wirkung ({n2} bis "
            "{n3}): weniger als die 5 %, die er sollte."
        ),
    ),
    (
        (
            r"In the (?P<n1>\d+) weeks held out the standard error was larger than promised: "
            r"(?P<n2>[\d.]+) is the promise over what was found\."
        ),
        (
            "In den {n1} zurückgehaltenen Wochen war der Standardfehler größer als versprochen: "
            "das Versprechen ist das {n2}-fache des gefundenen."
        ),
    ),
    (
        (
            r"In the (?P<n1>\d+) weeks held out the standard error was smaller than promised: "
            r"(?P<n2>[\d.]+) is the promise over what was found\."
        ),
        (
            "In den {n1} zurückgehaltenen Wochen war der Standardfehler kleiner als versprochen: "
            "das Versprechen ist das {n2}-fache des gefundenen."
        ),
    ),
    (
        (
            r"These very stores moved differently from the others in the last (?P<n1>\d+) weeks "
            r"before \(p = (?P<n2>[\d.]+)\): what is measured on them later may be more of that\."
        ),
        (
            "Gerade diese Läden bewegten sich in den letzten {n1} Wochen davor anders als die "
            "übrigen (p = {n2}): was man später an ihnen misst, kann mehr davon sein."
        ),
    ),
    (
        r"too few stores to compare with: (?P<n1>\d+), it takes (?P<n2>\d+)",
        "zu wenige Läden zum Vergleich: {n1}, es braucht {n2}",
    ),
)
"""The room's own sentences in German; see `showfloor.present.sentences`."""
