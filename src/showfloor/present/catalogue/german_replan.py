"""Words of re-plans, what-ifs, costs of obligations and ways out, in German."""

from __future__ import annotations

from showfloor.present.catalogue.sentences_german import FIGURE

MESSAGES: dict[str, str] = {
    "replan.question": "Was sich ändert",
    "replan.title.one": "{same} Flächen bleiben wie geplant, eine ändert sich",
    "replan.title.other": "{same} Flächen bleiben wie geplant, {n} ändern sich",
    "replan.title.none": "Alle {same} Flächen bleiben wie geplant",
    "replan.lead": (
        "Neu geplant ab {day}. Was steht, gebaut wird oder angekündigt ist, bleibt; jeder "
        "Laden, der vom Rest des letzten Plans abweicht, kostet {cost}."
    ),
    "replan.table": "Läden, deren Fläche sich ändert, und warum",
    "replan.table.same": "Läden, deren Fläche bleibt",
    "replan.same.open.one": "Die eine Fläche, die bleibt",
    "replan.same.open.other": "Die {n} Flächen, die bleiben",
    "replan.chart.title": "Was aus den Flächen des letzten Plans wurde",
    "replan.chart.description.one": "Eine Fläche danach, was aus ihr wurde.",
    "replan.chart.description.other": "{n} Flächen danach, was aus ihnen wurde.",
    "replan.chart.caption": "Flächen des letzten Plans und neue, nach dem, was aus ihnen wurde.",
    "replan.kind.committed": "Steht oder im Bau",
    "replan.kind.kept": "Bleibt wie geplant",
    "replan.kind.moved": "Andere Woche",
    "replan.kind.format": "Anderes Format",
    "replan.kind.dropped": "Entfällt",
    "replan.kind.new": "Neu",
    "replan.nothing": "keine",
    "replan.area": "{format} ab {week}",
    "replan.no_value": "eine der beiden ist nicht mehr möglich oder nicht geplant",
    "replan.no_weeks": "nur in einem der beiden Pläne vorgesehen",
    "col.replan.change": "Änderung",
    "col.replan.before": "Vorher",
    "col.replan.after": "Jetzt",
    "col.replan.weeks": "Wochen später",
    "col.replan.gain": "Mehrwert, {unit}",
    "whatif.question": "Was wäre wenn",
    "whatif.title": "Sicher am meisten wert: „{name}“, mindestens {low} mehr",
    "whatif.title.none": "Kein Szenario ist sicher mehr wert als der Plan, wie er ist",
    "whatif.title.obligations": "Was die Verpflichtungen des Plans kosten",
    "whatif.lead": (
        "Der beste Plan eines Szenarios liegt zwischen seinem Wert und seiner zertifizierten "
        "Schranke, ebenso der beste Plan, wie es ist. Der Unterschied ist deshalb ein "
        "Bereich; enthält er die Null, ist nichts entschieden."
    ),
    "whatif.between": "{low} bis {high}",
    "whatif.unknown": "nicht bekannt",
    "whatif.as_it_is": "Wie es ist",
    "whatif.verdict.as it is": "",
    "whatif.verdict.better": "mehr wert",
    "whatif.verdict.worse": "weniger wert",
    "whatif.verdict.undecided": "unentschieden",
    "whatif.verdict.impossible": "kein Plan möglich",
    "whatif.chart.title": "Wie viel mehr jedes Szenario wert ist als der Plan, wie er ist",
    "whatif.chart.description.one": "Ein Szenario mit seinem zertifizierten Bereich.",
    "whatif.chart.description.other": "{n} Szenarien, jedes mit seinem zertifizierten Bereich.",
    "whatif.chart.caption": (
        "Punkt: Unterschied der beiden Pläne. Linie: wo der Unterschied der besten Pläne "
        "sicher liegt."
    ),
    "whatif.conflict": "{name}: Diese Regeln können nicht zusammen gelten: {rules}.",
    "whatif.table": "Szenarien nebeneinander",
    "col.whatif.scenario": "Szenario",
    "col.whatif.value": "Wert, {unit}",
    "col.whatif.bound": "Zertifizierte Schranke, {unit}",
    "col.whatif.areas": "Flächen",
    "col.whatif.differs": "Läden mit Unterschied",
    "col.whatif.party": "Wert für die andere Seite, {unit}",
    "col.whatif.difference": "Mehr wert, als es ist",
    "col.whatif.verdict": "Urteil",
    "obligations.heading": "Was jede Verpflichtung kostet",
    "obligations.none": "Der Plan hat keine Verpflichtungen.",
    "obligations.table": "Was der beste Plan ohne die Regel mehr wert wäre",
    "obligations.planned": "ein Plan ohne sie",
    "obligations.quick": "die Preise des Zertifikats",
    "obligations.unpriced": "nicht erreicht",
    "obligations.unplanned": ("die Preise des Zertifikats; ein Plan ohne sie wurde nicht erreicht"),
    "obligations.left": (
        "In der Zeit nicht erreicht: was {n} von {all} Verpflichtungen kosten. Sie stehen am Ende."
    ),
    "col.obligations.low": "Mindestens, {unit}",
    "col.obligations.high": "Höchstens, {unit}",
    "col.obligations.from": "Bekannt durch",
    "ways.heading": "Auswege",
    "ways.none": "In der erlaubten Zeit wurde kein Ausweg gefunden.",
    "ways.lead": (
        "Jede dieser Änderungen macht für sich einen Plan möglich: einer wurde mit ihr "
        "erstellt. Der beste Plan steht zuerst."
    ),
    "ways.lead.unplanned": "Jede dieser Änderungen macht für sich einen Plan möglich.",
    "ways.table": "Die kleinsten Änderungen, die einen Plan möglich machen",
    "ways.together": "Alle diese zusammen: {changes}",
    "ways.not_planned": "mit dieser Änderung wurde kein Plan erstellt",
    "col.ways.change": "Änderung",
    "col.ways.value": "Wert des Plans, {unit}",
    "col.ways.bound": "Zertifizierte Schranke, {unit}",
}

_SAID: tuple[tuple[str, str], ...] = (
    # Why a store's area changed
    (r"as before", "wie zuvor"),
    (r"it stands, is being built or was announced", "steht, ist im Bau oder angekündigt"),
    (
        r"it slipped: the store is not ready before (?P<d1>\S+)",
        "verschoben: der Laden ist nicht vor dem {d1} bereit",
    ),
    (r"the store is not ready before (?P<d1>\S+)", "der Laden ist nicht vor dem {d1} bereit"),
    (r"the week of (?P<d1>\S+) is over", "die Woche vom {d1} ist vorbei"),
    (
        r"the week of (?P<d1>\S+) lies after the planning weeks",
        "die Woche vom {d1} liegt hinter den Planungswochen",
    ),
    (r"the store has an area already", "der Laden hat schon eine Fläche"),
    (r"the store is excluded", "der Laden ist ausgeschlossen"),
    (
        r"the options have no row for (?P<format>\S+) any more",
        "für {format} gibt es keine Möglichkeit mehr",
    ),
    (
        r"the programme no longer has the format (?P<format>\S+)",
        "das Programm kennt das Format {format} nicht mehr",
    ),
    (
        rf"(?P<format>\S+) needs (?P<n1>{FIGURE}) m2, which are not free",
        "{format} braucht {n1} m², die nicht frei sind",
    ),
    (
        r"crews have no access in the week of (?P<d1>\S+)",
        "Trupps haben in der Woche vom {d1} keinen Zugang",
    ),
    (r"a freeze holds in these weeks", "in diesen Wochen gilt ein Einbaustopp"),
    (r"the store is held for comparison", "der Laden dient dem Vergleich"),
    (
        r"a promise or the first delivery does not allow it",
        "eine Zusage oder die erste Lieferung lässt es nicht zu",
    ),
    (
        r"the budget through (?P<d1>\S+): used by (?P<who>.+) instead",
        "das Budget bis {d1}: stattdessen für {who}",
    ),
    (
        r"the crew-days in (?P<region>\S+) in the week of (?P<d1>\S+): used by (?P<who>.+) instead",
        "die Trupp-Tage in {region} in der Woche vom {d1}: stattdessen für {who}",
    ),
    (
        r"the fixtures (?P<format>\S+) from (?P<d1>\S+) on: used by (?P<who>.+) instead",
        "die Möbel {format} ab {d1}: stattdessen für {who}",
    ),
    (
        r"the pace by (?P<d1>\S+): used by (?P<who>.+) instead",
        "das Tempo bis {d1}: stattdessen {who}",
    ),
    (
        r"the budget through (?P<d1>\S+): left by (?P<who>.+)",
        "das Budget bis {d1}: frei geworden durch {who}",
    ),
    (
        r"the crew-days in (?P<region>\S+) in the week of (?P<d1>\S+): left by (?P<who>.+)",
        "die Trupp-Tage in {region} in der Woche vom {d1}: frei geworden durch {who}",
    ),
    (
        r"the fixtures (?P<format>\S+) from (?P<d1>\S+) on: left by (?P<who>.+)",
        "die Möbel {format} ab {d1}: frei geworden durch {who}",
    ),
    (
        r"the pace by (?P<d1>\S+): left by (?P<who>.+)",
        "das Tempo bis {d1}: frei geworden durch {who}",
    ),
    (
        (
            rf"the budget through (?P<d1>\S+): (?P<n1>{FIGURE}) left, the plan before used"
            rf" (?P<n2>{FIGURE})"
        ),
        "das Budget bis {d1}: noch {n1}, der Plan zuvor brauchte {n2}",
    ),
    (
        (
            rf"the crew-days in (?P<region>\S+) in the week of (?P<d1>\S+): (?P<n1>{FIGURE}) left,"
            rf" the plan before used (?P<n2>{FIGURE})"
        ),
        "die Trupp-Tage in {region} in der Woche vom {d1}: noch {n1}, der Plan zuvor brauchte {n2}",
    ),
    (
        (
            rf"the fixtures (?P<format>\S+) from (?P<d1>\S+) on: (?P<n1>{FIGURE}) left, the plan"
            rf" before used (?P<n2>{FIGURE})"
        ),
        "die Möbel {format} ab {d1}: noch {n1}, der Plan zuvor brauchte {n2}",
    ),
    (
        rf"the pace by (?P<d1>\S+): (?P<n1>{FIGURE}) left, the plan before used (?P<n2>{FIGURE})",
        "das Tempo bis {d1}: noch {n1}, der Plan zuvor brauchte {n2}",
    ),
    (
        rf"it earns (?P<n1>{FIGURE}) more, after the cost of the change",
        "bringt nach den Kosten der Änderung {n1} mehr",
    ),
    (r"the order of the waves \(wave (?P<name>.+)\)", "die Reihenfolge der Wellen (Welle {name})"),
    (
        r"it makes room for others, which earn more together, or keeps spillover low",
        "macht Platz für andere, die zusammen mehr bringen, oder hält die Verdrängung klein",
    ),
    (r"it was promised by (?P<d1>\S+)", "zugesagt bis {d1}"),
    (r"its wave demands it", "die Welle verlangt es"),
    (
        rf"there is room for it, and it earns (?P<n1>{FIGURE}) after the cost of the change",
        "es ist Platz, und es bringt nach den Kosten der Änderung {n1}",
    ),
    # What a re-plan could not carry over
    (
        r"(?P<store>\S+) is no longer in the stores; its area is left out",
        "{store} steht nicht mehr in der Ladenliste; seine Fläche fällt weg",
    ),
    (
        rf"budget: committed areas cost (?P<n1>{FIGURE}) more than there is",
        "Budget: festgelegte Flächen kosten {n1} mehr, als da ist",
    ),
    (
        r"(?P<store>\S+) leaves its wave: it cannot sell by the time (?P<other>\S+) does",
        "{store} verlässt die Welle: der Verkauf beginnt nicht so früh wie in {other}",
    ),
    (
        (
            r"(?P<store>\S+): the promise by (?P<d1>\S+) is broken; it gets (?P<format>\S+) from"
            r" (?P<d2>\S+)"
        ),
        "{store}: die Zusage bis {d1} ist gebrochen; {format} kommt am {d2}",
    ),
    (
        r"holdout: the stores that the earlier plan chose are kept and named",
        "Vergleich: die Läden, die der frühere Plan wählte, bleiben und sind benannt",
    ),
    # Ways out
    (
        r"promise (?P<store>.+): (?P<n1>\d+) weeks later, by (?P<d1>\S+)",
        "Zusage {store}: {n1} Wochen später, bis {d1}",
    ),
    (r"promise (?P<store>.+): with any format", "Zusage {store}: mit einem beliebigen Format"),
    (r"without promise (?P<store>.+)", "ohne die Zusage {store}"),
    (
        r"wave (?P<name>.+): holds back later waves only until (?P<d1>\S+)",
        "Welle {name}: hält spätere Wellen nur bis {d1} zurück",
    ),
    (r"wave (?P<name>.+): without (?P<store>\S+)", "Welle {name}: ohne {store}"),
    (
        r"quota (?P<region>\S+): (?P<n1>\d+) fewer, at least (?P<n2>\d+)",
        "Quote {region}: {n1} weniger, mindestens {n2}",
    ),
    (
        rf"the retailer's value: (?P<n1>{FIGURE}) less, at least (?P<n2>{FIGURE})",
        "der Wert für den Händler: {n1} weniger, mindestens {n2}",
    ),
    (
        rf"the manufacturer's value: (?P<n1>{FIGURE}) less, at least (?P<n2>{FIGURE})",
        "der Wert für den Hersteller: {n1} weniger, mindestens {n2}",
    ),
    (
        r"holdout: (?P<n1>\d+) stores fewer for each (?P<by>.+), (?P<n2>\d+)",
        "Vergleich: je {by} {n1} Läden weniger, {n2}",
    ),
    (
        r"holdout: ends (?P<n1>\d+) weeks earlier, sales from (?P<d1>\S+) on",
        "Vergleich: endet {n1} Wochen früher, Verkauf ab {d1}",
    ),
    (r"(?P<s1>freeze .+): ends (?P<n1>\d+) weeks earlier", "{s1}: endet {n1} Wochen früher"),
    (r"(?P<s1>freeze .+): begins (?P<n1>\d+) weeks later", "{s1}: beginnt {n1} Wochen später"),
    (r"without (?P<s1>freeze .+)", "ohne {s1}"),
    (
        rf"budget through (?P<d1>\S+): (?P<n1>{FIGURE}) more, (?P<n2>{FIGURE}) in all",
        "Budget bis {d1}: {n1} mehr, insgesamt {n2}",
    ),
    (
        r"supply (?P<format>\S+): (?P<n1>\d+) more by (?P<d1>\S+), (?P<n2>\d+) in all",
        "Möbel {format}: {n1} mehr bis {d1}, insgesamt {n2}",
    ),
    (
        r"pace: (?P<n1>\d+) more selling by (?P<d1>\S+), at most (?P<n2>\d+)",
        "Tempo: {n1} mehr mit Verkauf bis {d1}, höchstens {n2}",
    ),
    (
        r"crews (?P<region>\S+): (?P<n1>\d+) more crew-days in the week of (?P<d1>\S+)",
        "Trupps {region}: {n1} Trupp-Tage mehr in der Woche vom {d1}",
    ),
    (
        r"crews (?P<region>\S+): (?P<n1>\d+) more crew-days in every week",
        "Trupps {region}: {n1} Trupp-Tage mehr in jeder Woche",
    ),
    (
        r"crews (?P<region>\S+): more crew-days, (?P<s1>.+)",
        "Trupps {region}: mehr Trupp-Tage, {s1}",
    ),
    (r"(?P<s1>.+)(?:,| and) (?P<s2>\d+ in the week of \S+)", "{s1}, {s2}"),
    (r"(?P<n1>\d+) in the week of (?P<d1>\S+)", "{n1} in der Woche vom {d1}"),
    (r"(?P<store>.+) is no longer excluded", "{store} ist nicht mehr ausgeschlossen"),
    (
        r"(?P<store>.+): ready (?P<n1>\d+) weeks earlier, on (?P<d1>\S+)",
        "{store}: {n1} Wochen früher bereit, am {d1}",
    ),
    (
        r"(?P<store>.+): crews may build while it is closed",
        "{store}: Trupps dürfen bauen, während geschlossen ist",
    ),
    (
        (
            r"crews (?P<region>\S+): committed areas need (?P<n1>\d+) crew-days more than there are"
            r" in the week of (?P<d1>\S+)"
        ),
        (
            "Trupps {region}: festgelegte Flächen brauchen in der Woche vom {d1} {n1} Trupp-Tage"
            " mehr, als da sind"
        ),
    ),
    (
        r"supply (?P<format>\S+): committed areas use (?P<n1>\d+) more than come",
        "Möbel {format}: festgelegte Flächen brauchen {n1} mehr, als kommen",
    ),
    (
        r"pace: (?P<n1>\d+) committed areas too many sell by (?P<d1>\S+)",
        "Tempo: {n1} festgelegte Flächen zu viel verkaufen bis {d1}",
    ),
    (
        r"(?P<store>\S+): nothing says what its area is worth to the other party",
        "{store}: nichts sagt, was die Fläche der anderen Seite wert ist",
    ),
    (
        r"(?P<store>\S+): the programme no longer has the format (?P<format>\S+)",
        "{store}: das Programm kennt das Format {format} nicht mehr",
    ),
    (
        r"holdout: (?P<stores>.+) can no longer be held \(no allowed option, or obliged\)",
        (
            "Vergleich: {stores} können nicht mehr zurückgehalten werden (keine erlaubte"
            " Möglichkeit oder verpflichtet)"
        ),
    ),
)
_ONE = (
    (r"(?P<n1>\d+) weeks", "1 week", "{n1} Wochen", "eine Woche"),
    (r"(?P<n1>\d+) more crew-days", "1 more crew-day", "{n1} Trupp-Tage mehr", "1 Trupp-Tag mehr"),
    (r"(?P<n1>\d+) stores fewer", "1 store fewer", "{n1} Läden weniger", "einen Laden weniger"),
)
"""How a sentence of several things is said of one, in English and in German."""


def _of_one(pattern: str, german: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (pattern.replace(many, one), german.replace(viele, eine))
        for many, one, viele, eine in _ONE
        if many in pattern
    )


PATTERNS: tuple[tuple[str, str], ...] = tuple(
    found for said in _SAID for found in (said, *_of_one(*said))
)
