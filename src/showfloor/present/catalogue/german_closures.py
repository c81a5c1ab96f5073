"""The sentences on closures and on weeks of each region's own in German."""

from __future__ import annotations

from showfloor.present.catalogue.sentences_german import FIGURE

_N1, _N2, _N3 = (rf"(?P<n{place}>{FIGURE})" for place in range(1, 4))
_SAID = (
    rf"(?P<s1>Closed weeks differ by {FIGURE} points between stores that opened together and those "
    rf"that never did|{FIGURE} of some stores' weeks are closed|At most {FIGURE} of any stores' "
    r"weeks are closed)"
)
_REGIONS = rf"within regions and weeks {FIGURE}"
_REOPENING = rf"without {FIGURE} weeks after reopening {FIGURE}"
_BESIDE = rf"{_SAID}: (?P<s2>{_REGIONS}, {_REOPENING}|{_REGIONS}|{_REOPENING}) instead of {_N1}"
_DANEBEN = "{s1}: {s2} statt {n1}"
_RUNS = r"(?P<s3>within regions and weeks|without \d+ weeks after reopening)"

PATTERNS: tuple[tuple[str, str], ...] = (
    (rf"{_BESIDE}, no more apart than by chance\.", f"{_DANEBEN}, nicht weiter als der Zufall."),
    (
        rf"{_BESIDE}, more than chance \(p = {_N2}\): measure with (?P<how>--.+)\.",
        f"{_DANEBEN}, mehr als Zufall (p = {{n2}}): messen mit {{how}}.",
    ),
    (
        rf"{_BESIDE}, and {_RUNS} cannot be judged: (?P<s4>.+)\.",
        f"{_DANEBEN}, und {{s3}} lässt sich nicht urteilen: {{s4}}.",
    ),
    (
        rf"{_SAID}: {_RUNS} cannot be judged: (?P<s4>.+)\.",
        "{s1}: {s3} lässt sich nicht urteilen: {s4}.",
    ),
    (
        (
            rf"{_SAID}: stores are compared within regions and weeks and {_N1} weeks after"
            r" reopening are left out\."
        ),
        (
            "{s1}: verglichen wird innerhalb von Region und Woche, und {n1} Wochen nach der"
            " Wiedereröffnung fehlen."
        ),
    ),
    (
        rf"{_SAID}: stores are compared within regions and weeks\.",
        "{s1}: verglichen wird innerhalb von Region und Woche.",
    ),
    (
        rf"{_SAID}: {_N1} weeks after reopening are left out\.",
        "{s1}: {n1} Wochen nach der Wiedereröffnung fehlen.",
    ),
    (
        (
            rf"Closed weeks differ by {_N1} points between stores that opened together and those"
            r" that never did"
        ),
        (
            "Der Anteil geschlossener Wochen unterscheidet sich um {n1}-Punkte zwischen Läden, die"
            " zusammen eröffneten, und solchen ohne Fläche"
        ),
    ),
    (
        rf"At most {_N1} of any stores' weeks are closed",
        "Höchstens {n1} der Wochen sind bei irgendwelchen Läden geschlossen",
    ),
    (
        rf"{_N1} of some stores' weeks are closed",
        "Bei manchen Läden sind {n1} der Wochen geschlossen",
    ),
    (
        rf"within regions and weeks {_N1}, without {_N2} weeks after reopening {_N3}",
        "innerhalb von Region und Woche {n1}, ohne {n2} Wochen nach der Wiedereröffnung {n3}",
    ),
    (rf"within regions and weeks {_N1}", "innerhalb von Region und Woche {n1}"),
    (
        rf"without {_N1} weeks after reopening {_N2}",
        "ohne {n1} Wochen nach der Wiedereröffnung {n2}",
    ),
    (r"within regions and weeks", "innerhalb von Region und Woche"),
    (
        rf"without {_N1} weeks after reopening",
        "ohne {n1} Wochen nach der Wiedereröffnung",
    ),
    (
        (
            rf"In {_N1} of {_N2} weeks of a region no untreated store was open \((?P<where>.+)\):"
            r" measure with --region-weeks, which leaves these out\."
        ),
        (
            "In {n1} von {n2} Wochen einer Region war kein Laden ohne Fläche offen ({where}): mit"
            " --region-weeks messen, das lässt diese aus."
        ),
    ),
    (
        (
            rf"{_N1} store-weeks with an area, in {_N2} weeks of a region without an untreated,"
            r" open store, cannot be compared and are left out"
        ),
        (
            "{n1} Ladenwochen mit Fläche, in {n2} Wochen einer Region ohne offenen Laden ohne"
            " Fläche, lassen sich nicht vergleichen und fehlen"
        ),
    ),
    (rf"{_N1} of these stores have no other", "{n1} dieser Läden haben keine andere"),
    (
        rf"{_N1} stores? ha(?:s|ve) no region: they are compared among themselves",
        "Läden ohne Region: {n1}; sie werden untereinander verglichen",
    ),
    (
        rf"{_N1} store-weeks within {_N2} weeks? after a closure are left out",
        "{n1} Ladenwochen in den {n2} Wochen nach einer Schließung fehlen",
    ),
    (
        (
            r"imputation, its event study, the check before the opening and the placebo in time"
            r" compare within regions; other methods, drifts and what rests on them, rings of"
            r" neighbours, the placebo at stores without an area and the one store that decides"
            r" compare all regions"
        ),
        (
            "Imputation, ihr Verlauf, die Prüfung vor der Eröffnung und der Placebo in der Zeit"
            " vergleichen innerhalb der Regionen; andere Verfahren, Trends und was auf ihnen"
            " beruht, Ringe von Nachbarn, der Placebo an Läden ohne Fläche und der eine"
            " entscheidende Laden vergleichen alle Regionen"
        ),
    ),
    (
        (
            r"the online shop is compared over all postcode areas: online sales name no region, and"
            r" an area without a store has none that could lend it one"
        ),
        (
            "der Onlineshop wird über alle Postleitzahlgebiete verglichen: Online-Verkäufe nennen"
            " keine Region, und ein Gebiet ohne Laden kann von keinem eine bekommen"
        ),
    ),
    (rf"rests on {_N1} treated units?", "ruht auf {n1} Läden mit Fläche"),
    (rf"an interval needs at least {_N1}", "ein Intervall braucht mindestens {n1}"),
    (
        (
            r"no p-value: times are each region's own, and who could have been treated within one"
            r" is not drawn anew"
        ),
        (
            "kein p-Wert: jede Region hat eigene Wochen, und wer in ihr eine Fläche hätte bekommen"
            " können, wird nicht neu gelost"
        ),
    ),
    (
        r"no own shop near a treated store has a store to compare with in its region",
        "kein eigener Laden nahe einem Laden mit Fläche hat in seiner Region einen Vergleichsladen",
    ),
    (
        (
            rf"The two methods differ by {_N1} standard errors \({_N2} and {_N3}\): one compares"
            r" within regions, the other units of all regions, so look at what sets the regions"
            r" apart\."
        ),
        (
            "Die beiden Verfahren weichen um {n1} Standardfehler voneinander ab ({n2} und {n3}):"
            " Das eine vergleicht innerhalb der Regionen, das andere Läden aller Regionen; was die"
            " Regionen unterscheidet, ist zu prüfen."
        ),
    ),
    (
        (
            rf"Only {_N1} units in a region with a treated one were never treated: one odd unit"
            r" among them can make the effect\."
        ),
        (
            "Nur {n1} Läden in einer Region mit Fläche bekamen nie eine: Ein einziger Ausreißer"
            " kann die Wirkung machen."
        ),
    ),
    (
        (
            rf"{_N1} of the unit-times have no outcome, and {_N2} treated ones have nothing in"
            r" their region to be compared with; the effect is that of the others\."
        ),
        (
            "{n1} der Ladenwochen haben keinen Wert, und {n2} mit Fläche haben in ihrer Region"
            " keinen Vergleich; die Wirkung ist die der übrigen."
        ),
    ),
    (
        (
            r"no store has a region, so no region can have weeks of its own: import the column"
            r" region of the table stores, or measure without region weeks"
        ),
        "kein Laden hat eine Region, also kann keine eigene Wochen haben",
    ),
    (
        (
            r"no store-week with an area has an untreated, open store in its region: nothing can"
            r" be compared within regions, so measure without region weeks"
        ),
        "keine Ladenwoche mit Fläche hat in ihrer Region einen offenen Laden ohne Fläche",
    ),
)
