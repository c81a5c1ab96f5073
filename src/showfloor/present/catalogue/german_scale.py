"""The sentences on the scale of a measurement in German; groups as in `sentences_german`."""

from __future__ import annotations

from showfloor.present.catalogue.sentences_german import FIGURE

_N1, _N2, _N3, _N4 = (rf"(?P<n{place}>{FIGURE})" for place in range(1, 5))
_SCALE = r"(?P<s1>in per cent|in levels)"
_BESIDE = rf"Measured {_SCALE} the effect would be {_N1} instead of {_N2}"
_NEBEN = "{s1} gemessen wäre die Wirkung {n1} statt {n2}"
_GREW = (
    rf"Before the openings larger stores grew otherwise than smaller ones {_SCALE} "
    rf"\(p = {_N1}\), which adds {_N2} to the effect"
)
_WUCHS = (
    "Vor den Eröffnungen wuchsen größere Läden {s1} anders als kleinere (p = {n1}), was die Wirkung"
    " um {n2} verschiebt"
)

PATTERNS: tuple[tuple[str, str], ...] = (
    (rf"{_BESIDE}, no more apart than by chance\.", f"{_NEBEN}, nicht weiter als der Zufall."),
    (
        (
            rf"{_BESIDE}, which is more than chance \(p = {_N3}\), treated stores are {_N4} times"
            r" as large as the others: (?P<s2>.+)\."
        ),
        (
            f"{_NEBEN}, mehr als Zufall (p = {{n3}}); Läden mit Fläche sind {{n4}}-mal so groß wie"
            " die anderen: {s2}."
        ),
    ),
    (
        rf"{_BESIDE}, which is more than chance \(p = {_N3}\): (?P<s2>.+)\.",
        f"{_NEBEN}, mehr als Zufall (p = {{n3}}): {{s2}}.",
    ),
    (
        rf"growth before the openings speaks against measuring {_SCALE}",
        "das Wachstum vor den Eröffnungen spricht dagegen, {s1} zu messen",
    ),
    (
        r"growth before the openings does not say which is right",
        "das Wachstum vor den Eröffnungen entscheidet nicht, was stimmt",
    ),
    (
        rf"{_GREW}: compare with stores of like size\.",
        f"{_WUCHS}: mit ähnlich großen Läden vergleichen.",
    ),
    (
        rf"{_GREW}, more than half its interval: compare with stores of like size\.",
        f"{_WUCHS}, mehr als ihr halbes Intervall: mit ähnlich großen Läden vergleichen.",
    ),
    (
        r"The other scale cannot stand beside this one: (?P<s1>.+)\.",
        "Der andere Maßstab lässt sich nicht danebenstellen: {s1}.",
    ),
    (
        r"Whether the scale matters cannot be tested: (?P<s1>.+)\.",
        "Ob der Maßstab etwas ausmacht, lässt sich nicht prüfen: {s1}.",
    ),
    (
        r"area and offer are told apart in levels: (?P<s1>.+)",
        "Fläche und Angebot sind in Beträgen getrennt: {s1}",
    ),
    (r"there is no error to judge by", "es gibt keinen Fehler, an dem es sich messen ließe"),
    (
        (
            rf"the untreated outcomes of {_N1} (?P<what>units|times) add up to less than 0, and no"
            r" per cent of them has a meaning: measure in levels \(scale levels\)"
        ),
        (
            "ohne Fläche ergeben {n1} Reihen in der Summe weniger als 0, und Prozente davon sagen"
            " nichts: in Beträgen messen"
        ),
    ),
    (
        (r"the untreated outcomes have no fit in per cent \(too many zeros\): measure in levels"),
        "ohne Fläche gibt es zu viele Nullen für ein Modell in Prozent: in Beträgen messen",
    ),
    (
        (
            rf"{_N1} stores? sells? less than a tenth of the median one: event study and checks"
            r" give them less weight than the others"
        ),
        (
            "Läden mit weniger als einem Zehntel der mittleren Verkäufe: {n1}; sie zählen im"
            " Verlauf und in den Prüfungen weniger"
        ),
    ),
)
