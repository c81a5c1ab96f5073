"""Sentences of the measurement of areas in German; groups as in `sentences_german`.

`methods…` is a list of estimators by their codes, with figures.
"""

from __future__ import annotations

from showfloor.present.catalogue.sentences_german import FIGURE

_N1, _N2, _N3, _N4 = (rf"(?P<n{place}>{FIGURE})" for place in range(1, 5))
_NAMED = r"(?P<named>.+)"

_NAMES = (
    (r"areas of other manufacturers", "Flächen anderer Hersteller"),
    (r"other methods", "andere Verfahren"),
    (r"area apart from offer", "Fläche getrennt vom Angebot"),
    (r"products on offer before the offer", "Angebotsprodukte vor dem Angebot"),
    (r"offer and other own products", "Angebot und andere eigene Produkte"),
    (r"offers with and without an area", "Angebote mit und ohne Fläche"),
)

_REASONS = (
    (
        rf"rests on 1 treated unit; an interval needs at least {_N1}",
        "ruht auf einem Laden mit Fläche; ein Intervall braucht mindestens {n1}",
    ),
    (
        rf"event times {_N1} to {_N2} rest on fewer than {_N3} treated units and are pooled",
        (
            "die Zeiten {n1} bis {n2} ruhen auf weniger als {n3} Läden mit Fläche und sind"
            " zusammengefasst"
        ),
    ),
    (r"no event time has a standard error", "keine Zeit hat einen Standardfehler"),
    (
        rf"{_N1} of {_N2} event times have no standard error",
        "{n1} von {n2} Zeiten haben keinen Standardfehler",
    ),
    (
        r"sensitivity needs an estimate with a standard error before and after the opening",
        "dafür braucht es eine Schätzung mit Standardfehler vor und nach der Eröffnung",
    ),
    (
        (
            r"the covariance of the event study is not positive definite: fewer clusters than"
            r" event times, or two of them the same; look at fewer leads"
        ),
        "für so viele Zeiten davor gibt es zu wenige Läden; weniger Zeiten davor ansehen",
    ),
    (r"the event study has no joint covariance", "der Verlauf hat keine gemeinsame Kovarianz"),
    (
        r"one treated unit alone has no spread to compare with",
        "ein Laden mit Fläche allein hat keine Streuung, mit der sich vergleichen ließe",
    ),
    (
        rf"{_N1} never-treated units are too few to pretend a rollout among them",
        "{n1} Läden ohne Fläche sind zu wenige, um unter ihnen einen Ausbau vorzugeben",
    ),
    (
        r"the interval holds zero already without any violation",
        "das Intervall enthält null schon ohne jede Drift",
    ),
    (
        rf"zero is left out up to a bound of {_N1}, the largest tried",
        "null bleibt ausgeschlossen bis {n1}, dem größten geprüften Wert",
    ),
    (r"no area had begun in this week", "in dieser Woche hatte keine Fläche begonnen"),
    (
        r"payback needs a margin: state unit_margin in the table products",
        "dafür fehlt die Marge: unit_margin in der Tabelle products angeben",
    ),
    (
        r"payback needs the formats' capex: state them in programme\.toml",
        "dafür fehlen die Kosten der Formate: capex in programme.toml angeben",
    ),
    (r"there is no gain that could pay back", "es gibt keinen Zuwachs, der etwas zurückzahlte"),
    (
        r"the counterfactual is not above 0: no share of it",
        "das Vorausgesagte liegt nicht über 0, darum gibt es keinen Anteil davon",
    ),
    (
        r"the counterfactual cannot be told from 0: any share is possible",
        "das Vorausgesagte ist von 0 nicht zu unterscheiden: Jeder Anteil ist möglich",
    ),
    (
        r"the ledger has no online sales of these products",
        "im Datenbestand gibt es keine Onlineverkäufe dieser Produkte",
    ),
    (
        r"no treated store's postcode lies in a postcode area with online sales",
        "kein Laden mit Fläche liegt in einem Postleitzahlgebiet mit Onlineverkäufen",
    ),
    (
        r"every postcode area has a treated store: none to compare with",
        "in jedem Postleitzahlgebiet liegt ein Laden mit Fläche: keines bleibt zum Vergleich",
    ),
    (
        r"the ledger has no shops of kind own_brand that sold these products",
        (
            "im Datenbestand gibt es keine eigenen Geschäfte (own_brand), die diese Produkte"
            " verkauften"
        ),
    ),
    (
        rf"no own shop is known to lie within {_N1} km of a treated store",
        (
            "von keinem eigenen Geschäft ist bekannt, dass es höchstens {n1} km von einem Laden"
            " mit Fläche liegt"
        ),
    ),
    (r"it is the headline", "es ist das Hauptverfahren"),
    (
        rf"only {_N1} of {_N2} parts of the units could be left out",
        "nur {n1} von {n2} Teilen der Läden ließen sich weglassen",
    ),
    (r"there is none", "es gibt keines"),
    (r"there is no standard error", "es gibt keinen Standardfehler"),
    (
        (
            r"no store had the area without an offer or the offer without an area at the same age:"
            r" what the two did to products on offer cannot be told apart"
        ),
        (
            "kein Laden hatte im selben Alter die Fläche ohne Angebot oder das Angebot ohne"
            " Fläche: Was die beiden bewirkten, lässt sich nicht trennen"
        ),
    ),
    (
        r"no store had an area and an offer in the same week: there is nothing to split",
        "kein Laden hatte Fläche und Angebot in derselben Woche: Es gibt nichts zu trennen",
    ),
    (
        (
            r"all own products were on offer, so that none is left to compare with, and no store"
            r" had the offer without an area at the same age"
        ),
        (
            "alle eigenen Produkte waren im Angebot, sodass keines zum Vergleich bleibt, und kein"
            " Laden hatte im selben Alter das Angebot ohne Fläche"
        ),
    ),
    (r"there is no triple difference", "es gibt keine dreifache Differenz"),
    (
        r"only one way of telling area and offer apart is open",
        "nur ein Weg, Fläche und Angebot zu trennen, steht offen",
    ),
    (
        r"too few weeks lie before area and offer to pretend them earlier",
        "vor Fläche und Angebot liegen zu wenige Wochen, um sie früher vorzugeben",
    ),
    (
        r"no measured store is in the plan with a promise",
        "kein gemessener Laden steht mit einer Zusage im Plan",
    ),
    (r"all measured stores were promised the same", "allen gemessenen Läden war dasselbe zugesagt"),
    (
        r"no store with an option was left without an area",
        "kein Laden mit einer Möglichkeit blieb ohne Fläche",
    ),
)

_NOTES = (
    (
        (
            rf"money is revenue: only {_N1} of the revenue has a stated unit_margin, so that"
            r" margin and payback are unknown"
        ),
        (
            "Geld ist hier Umsatz: Nur für {n1} des Umsatzes ist unit_margin angegeben, darum sind"
            " Marge und Rückzahlung unbekannt"
        ),
    ),
    (
        rf"{_N1} areas stand in no known store with a sales floor and count nowhere: {_NAMED}",
        (
            "{n1} Flächen stehen in keinem bekannten Laden mit Verkaufsfläche und zählen nirgends:"
            " {named}"
        ),
    ),
    (
        rf"{_N1} stores with an area of another format are left out: {_NAMED}",
        "{n1} Läden mit einer Fläche eines anderen Formats sind ausgelassen: {named}",
    ),
    (
        rf"{_N1} stores had an area, or its building, before the data begin: left out: {_NAMED}",
        (
            "{n1} Läden hatten schon vor Beginn der Daten eine Fläche oder deren Bau; sie sind"
            " ausgelassen: {named}"
        ),
    ),
    (
        rf"{_N1} stores had several areas: they count from the first, as one: {_NAMED}",
        "{n1} Läden hatten mehrere Flächen; sie zählen ab der ersten als eine: {named}",
    ),
    (
        rf"{_N1} store-weeks hold sales although the store was closed: left out",
        (
            "{n1} Ladenwochen enthalten Verkäufe, obwohl der Laden geschlossen war; sie sind"
            " ausgelassen"
        ),
    ),
    (
        (
            rf"{_N1} store-weeks without any sale, of stores that sell in nearly every week, were"
            r" taken as not delivered"
        ),
        (
            "{n1} Ladenwochen ohne jeden Verkauf, in Läden, die fast jede Woche verkaufen, gelten"
            " als nicht geliefert"
        ),
    ),
    (
        r"1 area was closed; its store counts until the week before",
        "1 Fläche wurde geschlossen; ihr Laden zählt bis zur Woche davor",
    ),
    (
        rf"{_N1} areas were closed; their stores count until the week before",
        "{n1} Flächen wurden geschlossen; ihre Läden zählen bis zur Woche davor",
    ),
    (
        rf"{_N1} stores without a single week of sales are left out: {_NAMED}",
        "{n1} Läden ohne eine einzige Woche mit Verkäufen sind ausgelassen: {named}",
    ),
    (
        rf"{_N1} stores with an area show no week before it and are left out: {_NAMED}",
        "{n1} Läden mit Fläche zeigen keine Woche davor und sind ausgelassen: {named}",
    ),
    (
        rf"{_N1} own shops are not compared with: {_NAMED}",
        "mit {n1} eigenen Geschäften wird nicht verglichen: {named}",
    ),
    (
        r"cell (?P<cell>.+) of the plan's draw left out: a store is missing",
        "Gruppe {cell} der Auslosung des Plans ist ausgelassen: ein Laden fehlt",
    ),
    (
        r"weeks before (?P<d1>\S+) are left out: the plan chose its stores by their sales",
        "Wochen vor dem {d1} sind ausgelassen: nach ihrem Absatz wählte der Plan seine Läden",
    ),
    (r"both methods are the same here", "beide Verfahren sind hier dasselbe"),
    (
        r"the plan (?P<plan>\S+) cannot be read and counts as unknown: (?P<named>.+)",
        "der Plan {plan} ist nicht lesbar und gilt als unbekannt: {named}",
    ),
    (
        (
            rf"{_N1} stores with an offer from the first week on show no week without it and are"
            rf" left out: {_NAMED}"
        ),
        "{n1} Läden mit einem Angebot ab der ersten Woche zeigen keine ohne und fehlen: {named}",
    ),
    (
        r"the plan's draw shows nothing: no cell of the draw can be compared",
        "die Auslosung des Plans zeigt nichts: keine ihrer Gruppen lässt sich vergleichen",
    ),
    (
        (
            rf"{_N1} cells are too few to estimate what is best taken off: the whole difference"
            r" before treatment is"
        ),
        (
            "{n1} Gruppen sind zu wenige, um zu schätzen, was am besten abgezogen wird: der ganze"
            " Unterschied vorher"
        ),
    ),
    (
        r"that the openings of all waves were drawn is taken on trust",
        "dass die Eröffnungen aller Wellen ausgelost waren, wird geglaubt",
    ),
)

_CHECKS = (
    (
        (
            r"Too few treated units show whether they and the comparison units moved alike before"
            r" the openings\."
        ),
        (
            "Zu wenige Läden mit Fläche, um zu sehen, ob sie und die Vergleichsläden sich vor den"
            " Eröffnungen gleich bewegten."
        ),
    ),
    (
        r"Too few treated units to see anticipation\.",
        "Zu wenige Läden mit Fläche, um eine Vorwegnahme zu sehen.",
    ),
    (
        (
            rf"In {_N1} of {_N2} stores with an area another manufacturer's area began in these"
            r" weeks too: there the effect is that of both\."
        ),
        (
            "In {n1} von {n2} Läden mit Fläche begann in diesen Wochen auch eine Fläche eines"
            " anderen Herstellers: Dort ist die Wirkung die von beiden."
        ),
    ),
    (
        (
            rf"{_N1} comparison stores got an area of another manufacturer and were kept as asked:"
            r" what that took from own sales there counts as gain here\."
        ),
        (
            "{n1} Vergleichsläden bekamen eine Fläche eines anderen Herstellers und blieben wie"
            " verlangt dabei: Was die dort den eigenen Produkten nahm, zählt hier als Zuwachs."
        ),
    ),
    (
        (
            rf"{_N1} comparison stores with a young area of another manufacturer are left out of"
            rf" the comparison \({_N2} store-weeks\)\."
        ),
        (
            "{n1} Vergleichsläden mit einer jungen Fläche eines anderen Herstellers sind vom"
            " Vergleich ausgenommen ({n2} Ladenwochen)."
        ),
    ),
    (
        r"No other manufacturer's area began in these stores\.",
        "In diesen Läden begann keine Fläche eines anderen Herstellers.",
    ),
    (
        r"Drifts before the opening cannot be weighed against the effect: (?P<s1>.+)\.",
        "Was vor der Eröffnung driftete, lässt sich nicht gegen die Wirkung abwägen: {s1}.",
    ),
    (
        r"Whether other methods disagree cannot be tested: (?P<s1>.+)\.",
        "Ob andere Verfahren widersprechen, lässt sich nicht prüfen: {s1}.",
    ),
    (
        (
            r"Other methods differ from (?P<methods1>.+?) more than chance explains:"
            r" (?P<methods2>.+); look at what each compares with before quoting one\."
        ),
        (
            "Andere Verfahren weichen von {methods1} stärker ab, als Zufall erklärt: {methods2};"
            " vor dem Nennen ansehen, womit jedes vergleicht."
        ),
    ),
    (
        (
            r"No other method \((?P<methods1>.+)\) differs from (?P<methods2>.+?) more than chance"
            rf" explains \(p = {_N1}\)\."
        ),
        (
            "Kein anderes Verfahren ({methods1}) weicht von {methods2} stärker ab, als Zufall"
            " erklärt (p = {n1})."
        ),
    ),
    (
        rf"Stores were chosen by sales of {_N1} times that also serve as baseline: (?P<s1>.+)\.",
        (
            "Läden wurden nach dem Absatz aus {n1} Zeiten gewählt, die auch als Vergleichszeit"
            " dienen: {s1}."
        ),
    ),
    (rf"begin the panel at {_N1}", "die Messung ab {n1} beginnen"),
    (r"measure from (?P<d1>\S+) on \(--from\)", "ab {d1} messen (--from)"),
    (
        (
            r"no weeks lie between these and the first area; let the next plan score its stores by"
            r" sales that end a quarter before it starts"
        ),
        (
            "zwischen diesen und der ersten Fläche liegen keine Wochen; der nächste Plan soll"
            " Läden nach Absatz bewerten, der ein Quartal vor seinem Beginn endet"
        ),
    ),
    (
        (
            r"Stores were chosen because they promised to gain \((?P<by>.+?)\): by how gains rise"
            rf" with the promise, stores left out would gain {_N1} more \({_N2} to {_N3}\) than"
            rf" the measured {_N4}, so expect of others what the promise says, not the mean\."
        ),
        (
            "Läden wurden gewählt, weil sie Gewinn versprachen ({by}): So, wie der Zuwachs mit der"
            " Zusage steigt, gewännen die übrigen {n1} mehr ({n2} bis {n3}) als die gemessenen"
            " {n4}; von ihnen ist also zu erwarten, was die Zusage sagt, nicht das Mittel."
        ),
    ),
    (
        (
            r"Stores were chosen by promise \((?P<by>.+?)\), but by how gains rise with the"
            rf" promise, stores left out would gain {_N1} more \({_N2} to {_N3}\) than the"
            rf" measured {_N4}\."
        ),
        (
            "Läden wurden nach der Zusage gewählt ({by}), doch so, wie der Zuwachs mit ihr steigt,"
            " gewännen die übrigen {n1} mehr ({n2} bis {n3}) als die gemessenen {n4}."
        ),
    ),
)

_WAYS = (
    (r"triple difference", "dreifache Differenz"),
    (r"stores with the offer alone", "Läden mit dem Angebot allein"),
    (
        rf"{_N1} of the store-weeks with both have a counterpart of the same age",
        "{n1} der Ladenwochen mit beidem haben ein Gegenstück im selben Alter",
    ),
)

_OFFERS = (
    (
        (
            r"Area and offer cannot be told apart: (?P<s1>.+)\. The effect of the areas contains"
            r" that of the offers\."
        ),
        (
            "Fläche und Angebot lassen sich nicht trennen: {s1}. Die Wirkung der Flächen enthält"
            " die der Angebote."
        ),
    ),
    (
        (
            r"Area and offer are told apart by (?P<s1>[^;]+); only (?P<s2>.+): the split is about"
            r" these\."
        ),
        "Fläche und Angebot sind getrennt durch: {s1}; nur {s2}: Die Teilung gilt für diese.",
    ),
    (
        r"Area and offer are told apart by (?P<s1>[^;]+); (?P<s2>.+)\.",
        "Fläche und Angebot sind getrennt durch: {s1}; {s2}.",
    ),
    (
        r"Whether they moved alike before is open: (?P<s1>.+)\.",
        "Ob sie sich davor gleich bewegten, ist offen: {s1}.",
    ),
    (
        (
            rf"Before area and offer began, products on offer gained {_N1} on the others where"
            rf" both came later \(p = {_N2}\): the split contains that difference\."
        ),
        (
            "Bevor Fläche und Angebot begannen, gewannen die Angebotsprodukte {n1} gegenüber den"
            " anderen, wo später beides kam (p = {n2}): Die Teilung enthält diesen Unterschied."
        ),
    ),
    (
        rf"Products on offer and the others moved alike before \(p = {_N1}\)\.",
        "Angebotsprodukte und die anderen bewegten sich davor gleich (p = {n1}).",
    ),
    (
        (
            r"Whether an offer takes from the other own products cannot be seen: (?P<s1>.+)\. What"
            r" it takes counts as the offer's\."
        ),
        (
            "Ob ein Angebot den anderen eigenen Produkten etwas nimmt, ist nicht zu sehen: {s1}."
            " Was es nimmt, zählt zum Angebot."
        ),
    ),
    (
        (
            rf"With the offer alone the other own products moved by {_N1} \(p = {_N2}\): the"
            r" offer's part contains that, and the area's lacks it\."
        ),
        (
            "Mit dem Angebot allein bewegten sich die anderen eigenen Produkte um {n1} (p = {n2}):"
            " Der Teil des Angebots enthält das, dem der Fläche fehlt es."
        ),
    ),
    (
        rf"With the offer alone the other own products did not move \(p = {_N1}\)\.",
        "Mit dem Angebot allein bewegten sich die anderen eigenen Produkte nicht (p = {n1}).",
    ),
    (
        r"Whether the offer works alike with and without an area cannot be tested: (?P<s1>.+)\.",
        "Ob das Angebot mit und ohne Fläche gleich wirkt, lässt sich nicht prüfen: {s1}.",
    ),
    (
        (
            rf"By stores with the offer alone the area's part would be {_N1} more \(p = {_N2}\):"
            r" the offer works differently beside an area\."
        ),
        (
            "Nach den Läden mit dem Angebot allein wäre der Teil der Fläche {n1} größer (p ="
            " {n2}): Neben einer Fläche wirkt das Angebot anders."
        ),
    ),
    (
        rf"Stores with the offer alone give the same part of the area \(p = {_N1}\)\.",
        "Läden mit dem Angebot allein ergeben denselben Teil der Fläche (p = {n1}).",
    ),
)

PATTERNS: tuple[tuple[str, str], ...] = (
    *_NAMES,
    *_REASONS,
    *_NOTES,
    *_CHECKS,
    *_WAYS,
    *_OFFERS,
)
