"""The sentences of the credibility checks in German; groups as in `sentences_german`."""

from __future__ import annotations

from showfloor.present.catalogue.sentences_german import FIGURE

_NAMES = (
    (r"power before the opening", "Trennschärfe vor der Eröffnung"),
    (r"drifts like those before", "Drift wie vor der Eröffnung"),
    (r"drift going on", "Drift setzt sich fort"),
    (r"placebo in time", "Placebo in der Zeit"),
    (r"placebo in space", "Placebo an anderen Orten"),
    (r"anticipation", "Vorwegnahme"),
    (r"spillover onto comparison stores", "Ausstrahlung auf Vergleichsläden"),
    (r"one store", "ein einzelner Laden"),
    (r"closures", "Schließungen"),
    (r"comparison in every region and week", "Vergleich in jeder Region und Woche"),
    (r"regression to the mean", "Rückkehr zum Mittel"),
    (r"chosen because they gain", "gewählt, weil sie gewinnen"),
    (r"scale", "Maßstab"),
    (r"in per cent", "in Prozent"),
    (r"in levels", "in Beträgen"),
)

_REASONS = (
    (r"the effect is zero", "die Wirkung ist null"),
    (
        r"there is no estimate before the base time",
        "vor der Basiszeit gibt es keine Schätzung",
    ),
    (r"it has no standard error", "es gibt keinen Standardfehler"),
    (r"no rollout has a standard error", "kein Ausbau hat einen Standardfehler"),
    (
        rf"no unit was seen more than (?P<n1>{FIGURE}) times before its opening",
        "keine Einheit ist mehr als {n1} Zeiten vor ihrer Eröffnung zu sehen",
    ),
    (r"nothing can be estimated without it", "ohne ihn lässt sich nichts schätzen"),
    (r"no comparison store lies in this ring", "in diesem Ring liegt kein Vergleichsladen"),
    (
        r"no comparison store lies beyond the last ring",
        "jenseits des letzten Rings liegt kein Vergleichsladen",
    ),
)

_TRENDS = (
    (
        r"What a look before the opening would miss is unknown: (?P<s1>.+)\.",
        "Was ein Blick auf die Zeit vor der Eröffnung übersähe, ist unbekannt: {s1}.",
    ),
    (
        (
            rf"A drift that stays unseen one time in five would move the effect by"
            rf" (?P<n1>{FIGURE}) \((?P<n2>{FIGURE}) of it\)\."
        ),
        (
            "Eine Drift, die in einem von fünf Fällen unbemerkt bliebe, verschöbe die Wirkung um"
            " {n1} ({n2} davon)."
        ),
    ),
    (
        (
            rf"A drift that stays unseen one time in five would move the effect by"
            rf" (?P<n1>{FIGURE}) \((?P<n2>{FIGURE}) of it\): that nothing was seen before the"
            r" opening says little, so wait for a longer time before or more stores\."
        ),
        (
            "Eine Drift, die in einem von fünf Fällen unbemerkt bliebe, verschöbe die Wirkung um"
            " {n1} ({n2} davon): dass vor der Eröffnung nichts zu sehen war, besagt wenig. Besser"
            " eine längere Zeit davor oder mehr Läden abwarten."
        ),
    ),
    (
        r"What drifts would do to the effect is open: (?P<s1>.+)\.",
        "Was eine Drift mit der Wirkung machte, ist offen: {s1}.",
    ),
    (
        (
            rf"The effect could be nothing with drifts (?P<n1>{FIGURE}) times as large as the"
            r" largest before the opening: look for what else changed at the openings\."
        ),
        (
            "Die Wirkung könnte null sein bei einer Drift vom {n1}-Fachen der größten vor der"
            " Eröffnung: nachsehen, was sich mit den Eröffnungen sonst geändert hat."
        ),
    ),
    (
        (
            rf"The effect stays clear of zero up to drifts (?P<n1>{FIGURE}) times as large as"
            r" the largest before the opening\."
        ),
        (
            "Die Wirkung bleibt von null verschieden bis zu einer Drift vom {n1}-Fachen der"
            " größten vor der Eröffnung."
        ),
    ),
    (
        (
            r"If the drift before the opening went on in a straight line, the effect could be"
            r" nothing: (?P<s1>.+)\."
        ),
        (
            "Ginge die Drift von vor der Eröffnung geradlinig weiter, könnte die Wirkung null"
            " sein: {s1}."
        ),
    ),
    (
        (
            r"The effect stays clear of zero if the drift before the opening went on, as long as"
            rf" it bends by less than (?P<n1>{FIGURE}) each time\."
        ),
        (
            "Die Wirkung bleibt von null verschieden, wenn die Drift von vor der Eröffnung"
            " weiterginge, solange sie sich je Zeit um weniger als {n1} biegt."
        ),
    ),
    (
        (
            r"The effect stays clear of zero if the drift before the opening went on, as long as"
            rf" it bends by less than (?P<n1>{FIGURE}) each (?P<n2>{FIGURE}) times\."
        ),
        (
            "Die Wirkung bleibt von null verschieden, wenn die Drift von vor der Eröffnung"
            " weiterginge, solange sie sich je {n2} Zeiten um weniger als {n1} biegt."
        ),
    ),
)

_PLACEBOS = (
    (
        r"Openings could not be pretended earlier: (?P<s1>.+)\.",
        "Frühere Eröffnungen ließen sich nicht vorgeben: {s1}.",
    ),
    (
        (
            rf"Openings pretended (?P<n1>{FIGURE}) times earlier already show an effect of"
            rf" (?P<n2>{FIGURE}) \(p = (?P<n3>{FIGURE})\): treated stores were moving before\."
        ),
        (
            "Eröffnungen, die {n1} Zeiten zu früh vorgegeben werden, zeigen schon eine Wirkung"
            " von {n2} (p = {n3}): die Läden mit Fläche bewegten sich vorher."
        ),
    ),
    (
        (
            rf"Openings pretended (?P<n1>{FIGURE}) times earlier show no effect"
            rf" \(p = (?P<n2>{FIGURE})\)\."
        ),
        "Eröffnungen, die {n1} Zeiten zu früh vorgegeben werden, zeigen keine Wirkung (p = {n2}).",
    ),
    (
        r"No rollout could be pretended elsewhere: (?P<s1>.+)\.",
        "Ein Ausbau an anderen Orten ließ sich nicht vorgeben: {s1}.",
    ),
    (
        (
            rf"(?P<n1>{FIGURE}) of rollouts pretended at untreated stores seem to have an effect"
            r" where 5% should: intervals are too narrow here, so demand a clearer effect\."
        ),
        (
            "{n1} der Ausbauten, die an Läden ohne Fläche vorgegeben werden, scheinen zu"
            " wirken, wo es 5 % sein sollten: die Intervalle sind hier zu eng, also eine klarere"
            " Wirkung verlangen."
        ),
    ),
    (
        (
            r"Rollouts pretended at untreated stores show differences as clear as the actual one"
            rf" \(in (?P<n1>{FIGURE}) of draws\)\."
        ),
        (
            "Ausbauten, die an Läden ohne Fläche vorgegeben werden, zeigen Unterschiede so"
            " klar wie der wirkliche (in {n1} der Ziehungen)."
        ),
    ),
    (
        (
            r"Hardly any rollout pretended at untreated stores shows as clear a difference as the"
            rf" actual one \(in (?P<n1>{FIGURE}) of draws\)\."
        ),
        (
            "Kaum ein Ausbau, der an Läden ohne Fläche vorgegeben wird, zeigt einen so"
            " klaren Unterschied wie der wirkliche (in {n1} der Ziehungen)."
        ),
    ),
    (
        r"Too little time before the openings to see anticipation\.",
        "Vor den Eröffnungen ist zu wenig Zeit, um eine Vorwegnahme zu sehen.",
    ),
    (
        (
            rf"Sales moved already (?P<n1>{FIGURE}) times before the opening \(clearance,"
            r" building, waiting customers\): measure again with anticipation"
            rf" (?P<n2>{FIGURE})\."
        ),
        (
            "Der Absatz bewegte sich schon {n1} Zeiten vor der Eröffnung (Räumung, Umbau,"
            " wartende Kunden): noch einmal mit Vorwegnahme {n2} messen."
        ),
    ),
    (
        rf"Nothing moved in the last (?P<n1>{FIGURE}) times before\.",
        "In den letzten {n1} Zeiten davor bewegte sich nichts.",
    ),
)

_STORES = (
    (
        (
            r"Without distances between stores nobody knows whether comparison stores near"
            r" treated ones lost sales to them; give latitude and longitude\."
        ),
        (
            "Ohne Entfernungen weiß niemand, ob Vergleichsläden in der Nähe an Läden mit"
            " Fläche verloren haben; Breite und Länge angeben."
        ),
    ),
    (
        rf"No comparison store lies within (?P<n1>{FIGURE}) km of a treated one\.",
        "Kein Vergleichsgeschäft liegt im Umkreis von {n1} km um eines mit Fläche.",
    ),
    (
        r"Spillover cannot be judged: (?P<s1>.+)\.",
        "Die Ausstrahlung lässt sich nicht beurteilen: {s1}.",
    ),
    (
        (
            r"Comparison stores near treated ones moved when those opened \((?P<s1>.+)\): leave"
            rf" stores within (?P<n1>{FIGURE}) km out of the comparison\."
        ),
        (
            "Vergleichsläden in der Nähe bewegten sich, als die anderen eröffneten ({s1}):"
            " Läden im Umkreis von {n1} km aus dem Vergleich lassen."
        ),
    ),
    (
        rf"(?P<n1>{FIGURE}) at (?P<n2>{FIGURE}) to (?P<n3>{FIGURE}) km",
        "{n1} bei {n2} bis {n3} km",
    ),
    (
        (
            rf"(?P<n1>{FIGURE}) at (?P<n2>{FIGURE}) to (?P<n3>{FIGURE}) km, "
            rf"(?P<s1>{FIGURE} at .+ km)"
        ),
        "{n1} bei {n2} bis {n3} km, {s1}",
    ),
    (
        rf"Comparison stores within (?P<n1>{FIGURE}) km did not move\.",
        "Vergleichsläden im Umkreis von {n1} km bewegten sich nicht.",
    ),
    (
        r"The effect rests on store (?P<store>.+?) alone: (?P<s1>.+)\.",
        "Die Wirkung hängt allein an Laden {store}: {s1}.",
    ),
    (
        (
            rf"Without store (?P<store>.+) the effect is (?P<n1>{FIGURE}) instead of"
            rf" (?P<n2>{FIGURE}): look at that store before trusting the number\."
        ),
        (
            "Ohne Laden {store} ist die Wirkung {n1} statt {n2}: diesen Laden ansehen,"
            " bevor man der Zahl traut."
        ),
    ),
    (
        (
            r"No single store matters much; (?P<store>.+) most, without which the effect is"
            rf" (?P<n1>{FIGURE}) instead of (?P<n2>{FIGURE})\."
        ),
        (
            "Kein einzelner Laden wiegt schwer; am meisten {store}, ohne den die Wirkung"
            " {n1} statt {n2} ist."
        ),
    ),
    (
        (
            rf"Closed weeks differ by (?P<n1>{FIGURE}) points between stores that opened together"
            r" and those that never did: compare within regions, and once more without the weeks"
            r" after reopening\."
        ),
        (
            "Der Anteil geschlossener Wochen unterscheidet sich um {n1}-Punkte zwischen"
            " Läden, die zusammen eröffneten, und solchen ohne Fläche: innerhalb der Regionen"
            " vergleichen, und einmal ohne die Wochen nach der Wiedereröffnung."
        ),
    ),
    (
        (
            rf"(?P<n1>{FIGURE}) of some stores' weeks are closed: measure once more without the"
            r" weeks after reopening\."
        ),
        (
            "Bei manchen Läden sind {n1} der Wochen geschlossen: noch einmal ohne die Wochen"
            " nach der Wiedereröffnung messen."
        ),
    ),
    (
        rf"At most (?P<n1>{FIGURE}) of any stores' weeks are closed\.",
        "Höchstens {n1} der Wochen sind bei irgendwelchen Läden geschlossen.",
    ),
    (
        (
            rf"In (?P<n1>{FIGURE}) of (?P<n2>{FIGURE}) weeks of a region no untreated store was"
            r" open \((?P<where>.+)\): leave these out, nothing there can be compared\."
        ),
        (
            "In {n1} von {n2} Wochen einer Region war kein Laden ohne Fläche offen ({where}):"
            " diese auslassen, dort lässt sich nichts vergleichen."
        ),
    ),
    (
        r"In every region and week an untreated store was open\.",
        "In jeder Region und Woche war ein Laden ohne Fläche offen.",
    ),
)

_CHOICE = (
    (
        r"Stores were chosen by lot, so good weeks did not decide\.",
        "Die Läden wurden ausgelost, gute Wochen entschieden also nicht.",
    ),
    (
        (
            r"Nobody said from which weeks' sales the stores were chosen: if these lie in the"
            r" baseline, part of the effect is good weeks that would have ended anyway\."
        ),
        (
            "Niemand hat gesagt, nach dem Absatz welcher Wochen die Läden gewählt wurden:"
            " liegen sie in der Vergleichszeit, besteht ein Teil der Wirkung aus guten Wochen, die"
            " ohnehin geendet hätten."
        ),
    ),
    (
        (
            rf"Stores were chosen by sales of (?P<n1>{FIGURE}) times that also serve as baseline:"
            rf" begin the panel at (?P<n2>{FIGURE})\."
        ),
        (
            "Die Läden wurden nach dem Absatz von {n1} Zeiten gewählt, die auch als"
            " Vergleichszeit dienen: die Daten bei {n2} beginnen lassen."
        ),
    ),
    (
        r"Stores were chosen by sales outside the baseline\.",
        "Die Läden wurden nach Absatz außerhalb der Vergleichszeit gewählt.",
    ),
    (
        r"Stores were chosen by lot among near-ties: the effect holds for those\.",
        "Die Läden wurden unter fast gleich guten ausgelost: die Wirkung gilt für diese.",
    ),
    (
        (
            r"Stores were chosen because they promised to gain: the effect is theirs, so do not"
            r" expect it of the others; look at near-ties or at the jump at the plan's cut-off\."
        ),
        (
            "Die Läden wurden gewählt, weil sie Gewinn versprachen: die Wirkung ist ihre, von"
            " den anderen ist sie nicht zu erwarten; fast gleich gute ansehen oder den Sprung an"
            " der Grenze des Plans."
        ),
    ),
)

PATTERNS = (*_NAMES, *_REASONS, *_TRENDS, *_PLACEBOS, *_STORES, *_CHOICE)
