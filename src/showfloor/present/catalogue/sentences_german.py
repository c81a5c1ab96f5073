"""The rooms' own English sentences and what they are in German.

A pattern's named groups keep what is said: `n…` is a figure (its point becomes a comma), `d…` an
ISO date (written out), `s…` a sentence of its own (translated too), anything else stays as it is.
"""

from __future__ import annotations

FIGURE = r"[+-]?[\d,]+(?:\.\d+)?(?:e[+-]?\d+)?%?"

_STANDING = (
    (r"no comparison period", "kein Vergleichszeitraum"),
    (r"sold nothing in the comparison period", "im Vergleichszeitraum nichts verkauft"),
    (
        r"sales of the comparison period are not positive",
        "der Umsatz des Vergleichszeitraums ist nicht positiv",
    ),
    (r"no sales in the comparison period", "im Vergleichszeitraum kein Umsatz"),
    (r"no sales at all", "gar kein Umsatz"),
    (
        r"sales begin on (?P<d1>\S+), the comparison period on (?P<d2>\S+)",
        "die Verkäufe beginnen am {d1}, der Vergleichszeitraum am {d2}",
    ),
    (
        r"sales end on (?P<d1>\S+), before the period ends",
        "die Verkäufe enden am {d1}, vor dem Ende des Zeitraums",
    ),
)

_DISPLAY = (
    (r"not randomised", "nicht ausgelost"),
    (
        (
            r"Displays went where and when somebody chose to put them, so part of the effect"
            r" may be "
            r"that choice; only a randomised rollout can settle it\."
        ),
        (
            "Displays standen dort und dann, wo jemand sie haben wollte; ein Teil der Wirkung kann"
            " diese Wahl sein. Nur ein ausgeloster Ausbau kann das klären."
        ),
    ),
    (r"next week's display", "Display der nächsten Woche"),
    (r"It could not be checked: (?P<s1>.+)\.", "Es ließ sich nicht prüfen: {s1}."),
    (
        (
            rf"Sales already differ in the week before a display, by (?P<n1>{FIGURE}) log points"
            rf" \(standard error (?P<n2>{FIGURE})\): read about that much of the effect as"
            rf" timing rather"
            r" than as the display's work\."
        ),
        (
            "Schon in der Woche vor einem Display weicht der Absatz ab, um {n1} Log-Punkte"
            " (Standardfehler {n2}): etwa so viel der Wirkung ist Wahl des Zeitpunkts und"
            " nicht das Werk"
            " des Displays."
        ),
    ),
    (
        (
            rf"Next week's display shows nothing this week: (?P<n1>{FIGURE}) log points"
            rf" \(standard error"
            rf" (?P<n2>{FIGURE})\)\."
        ),
        (
            "Das Display der nächsten Woche zeigt diese Woche nichts: {n1} Log-Punkte"
            " (Standardfehler"
            " {n2})."
        ),
    ),
    (r"stores", "Läden"),
    (
        rf"(?P<n1>{FIGURE}) stores carry the standard errors, which is enough\.",
        "{n1} Läden tragen die Standardfehler; das genügt.",
    ),
    (
        (
            rf"Only (?P<n1>{FIGURE}) stores carry the standard errors, which are then too small; at"
            rf" least (?P<n2>{FIGURE}) make them dependable\."
        ),
        (
            "Nur {n1} Läden tragen die Standardfehler, die dann zu klein sind; ab {n2} sind sie"
            " verlässlich."
        ),
    ),
    (r"rows left out", "ausgelassene Zeilen"),
    (
        (
            rf"(?P<n1>{FIGURE}) of (?P<n2>{FIGURE}) rows belong to a pair that never sold in"
            rf" that store"
            r" or week and say nothing: the result is about the others\."
        ),
        (
            "{n1} von {n2} Zeilen gehören zu einem Paar, das in diesem Laden oder dieser Woche nie"
            " verkaufte, und sagen nichts: Das Ergebnis gilt für die übrigen."
        ),
    ),
    (
        (
            rf"(?P<n1>{FIGURE}) of (?P<n2>{FIGURE}) rows belong to a pair that never sold in"
            rf" that store"
            r" or week and say nothing; they are left out\."
        ),
        (
            "{n1} von {n2} Zeilen gehören zu einem Paar, das in diesem Laden oder dieser Woche nie"
            " verkaufte, und sagen nichts; sie sind ausgelassen."
        ),
    ),
    (r"convergence", "Konvergenz"),
    (r"The regressions converged\.", "Die Regressionen sind konvergiert."),
    (
        r"A regression did not converge; do not use its coefficients\.",
        "Eine Regression ist nicht konvergiert; ihre Koeffizienten taugen nicht.",
    ),
    (r"never stood on such a display there", "stand dort nie auf einem solchen Display"),
)

_STAGGERED = (
    (r"before the opening", "vor der Eröffnung"),
    (
        (
            r"The data show too little time before the openings to see whether treated and"
            r" comparison"
            r" units moved alike\."
        ),
        (
            "Die Daten zeigen zu wenig Zeit vor den Eröffnungen, um zu sehen, ob sich beide Gruppen"
            " gleich entwickelten."
        ),
    ),
    (
        (
            rf"Treated and comparison units moved apart before the opening \(p ="
            rf" (?P<n1>{FIGURE})\):"
            r" part of the effect may be that difference going on\."
        ),
        (
            "Beide Gruppen liefen schon vor der Eröffnung auseinander (p = {n1}): Ein Teil der"
            " Wirkung"
            " kann die Fortsetzung davon sein."
        ),
    ),
    (
        (
            rf"Treated and comparison units moved alike before the opening \(p ="
            rf" (?P<n1>{FIGURE})\);"
            r" that makes the comparison plausible, it does not prove it\."
        ),
        (
            "Beide Gruppen entwickelten sich vor der Eröffnung gleich (p = {n1}); das macht"
            " den Vergleich"
            " glaubhaft, beweist ihn aber nicht."
        ),
    ),
    (r"both methods", "beide Verfahren"),
    (
        r"Without standard errors the methods cannot be compared\.",
        "Ohne Standardfehler lassen sich die Verfahren nicht vergleichen.",
    ),
    (
        (
            rf"The two methods differ by (?P<n1>{FIGURE}) standard errors \((?P<n2>{FIGURE}) and"
            rf" (?P<n3>{FIGURE})\): they use the time before the opening differently, so look at"
            rf" its"
            r" trend\."
        ),
        (
            "Die beiden Verfahren weichen um {n1} Standardfehler voneinander ab ({n2} und"
            " {n3}): Sie"
            " nutzen die Zeit vor der Eröffnung verschieden; deren Verlauf ist zu prüfen."
        ),
    ),
    (
        rf"Both methods agree within (?P<n1>{FIGURE}) standard errors\.",
        "Beide Verfahren stimmen auf {n1} Standardfehler überein.",
    ),
    (r"treated units", "Läden mit Fläche"),
    (
        rf"Only (?P<n1>{FIGURE}) treated: the estimate has no interval, wait for more openings\.",
        "Nur {n1} mit Fläche: Die Schätzung hat kein Intervall; weitere Eröffnungen abwarten.",
    ),
    (
        rf"Only (?P<n1>{FIGURE}) treated: the interval is wide and still rather too narrow\.",
        "Nur {n1} mit Fläche: Das Intervall ist breit und trotzdem eher zu schmal.",
    ),
    (
        rf"(?P<n1>{FIGURE}) treated units carry the effect\.",
        "{n1} Läden mit Fläche tragen die Wirkung.",
    ),
    (r"comparison units", "Vergleichsläden"),
    (
        rf"(?P<n1>{FIGURE}) units were never treated, which is enough\.",
        "{n1} Läden bekamen nie eine Fläche; das genügt.",
    ),
    (
        (
            rf"Only (?P<n1>{FIGURE}) units were never treated: one odd unit among them can make the"
            r" effect\."
        ),
        "Nur {n1} Läden bekamen nie eine Fläche: Ein einziger Ausreißer kann die Wirkung machen.",
    ),
    (r"opening dates", "Eröffnungstermine"),
    (
        rf"(?P<n1>{FIGURE}) different opening dates\.",
        "{n1} verschiedene Eröffnungstermine.",
    ),
    (
        (
            r"All areas opened at one date: anything else that happened to those units then"
            r" looks like"
            r" their effect\."
        ),
        (
            "Alle Flächen öffneten zugleich: Was diesen Läden dann sonst geschah, sieht wie deren"
            " Wirkung aus."
        ),
    ),
    (r"missing outcomes", "fehlende Werte"),
    (
        (
            rf"(?P<n1>{FIGURE}) of the unit-times have no outcome, and (?P<n2>{FIGURE}) treated"
            rf" ones have"
            r" nothing to be compared with; the effect is that of the others\."
        ),
        (
            "{n1} der Ladenwochen haben keinen Wert, und {n2} mit Fläche haben keinen"
            " Vergleich; die"
            " Wirkung ist die der übrigen."
        ),
    ),
    (
        (
            rf"(?P<n1>{FIGURE}) of the unit-times have no outcome; where that has to do with the"
            rf" opening,"
            r" the effect is off\."
        ),
        (
            "{n1} der Ladenwochen haben keinen Wert; hängt das mit der Eröffnung zusammen, ist die"
            " Wirkung verzerrt."
        ),
    ),
    (
        rf"(?P<n1>{FIGURE}) of the unit-times have no outcome\.",
        "{n1} der Ladenwochen haben keinen Wert.",
    ),
    (r"left out", "ausgelassen"),
    (
        r"Every unit of the panel was used\.",
        "Jeder Laden wurde verwendet.",
    ),
    (
        r"Not all of the panel could be used: (?P<s1>.+)\.",
        "Nicht alles ließ sich verwenden: {s1}.",
    ),
    (
        rf"(?P<n1>{FIGURE}) of (?P<n2>{FIGURE}) unit-times have no outcome and are missing",
        "{n1} von {n2} Ladenwochen haben keinen Wert und fehlen",
    ),
    (
        (
            rf"(?P<n1>{FIGURE}) units? treated before the data show a time without treatment"
            rf" left out:"
            r" (?P<names>.+)"
        ),
        "{n1} Läden, deren Fläche schon zu Beginn der Daten stand, sind ausgelassen: {names}",
    ),
    (
        (
            rf"(?P<n1>{FIGURE}) units? first treated after the last time (?P<n2>{FIGURE}) count"
            rf" as not"
            r" treated within the data: (?P<names>.+)"
        ),
        "{n1} Läden, deren Fläche erst nach Woche {n2} kam, zählen als ohne Fläche: {names}",
    ),
    (
        r"no unit-time with both a treated and a comparison unit",
        "keine Woche mit einem Laden mit Fläche und einem Vergleichsladen",
    ),
    (
        rf"rests on (?P<n1>{FIGURE}) treated units?; an interval needs at least (?P<n2>{FIGURE})",
        "ruht auf {n1} Läden mit Fläche; ein Intervall braucht mindestens {n2}",
    ),
    (r"rests on a single comparison unit", "ruht auf einem einzigen Vergleichsladen"),
    (
        r"the units show no variation, so there is no standard error",
        "die Läden zeigen keine Unterschiede, darum gibt es keinen Standardfehler",
    ),
    (r"the estimate is undefined", "die Schätzung ist nicht bestimmt"),
    (r"the standard error is undefined", "der Standardfehler ist nicht bestimmt"),
)

_LEARN = (
    (r"product unit margins", "Stückspannen der Produkte"),
    (r"stated margin rates: (?P<rates>.+)", "angenommene Spannen je Warengruppe: {rates}"),
    (
        r"normal-normal, spread by Paule and Mandel \(1982\)",
        "Normal-Normal-Modell, Streuung nach Paule und Mandel (1982)",
    ),
    (r"not measured", "nicht gemessen"),
    (
        r"one measured cell: no spread between cells can be estimated",
        "nur eine gemessene Zelle: Eine Streuung lässt sich nicht schätzen",
    ),
)

_VERIFY = (
    (
        rf"eligibility: (?P<n1>{FIGURE}) planned areas against (?P<n2>{FIGURE}) allowed options",
        "Zulässigkeit: {n1} geplante Flächen gegen {n2} erlaubte Möglichkeiten",
    ),
    (rf"budget: (?P<n1>{FIGURE}) steps", "Budget: {n1} Stufen"),
    (r"crews: unlimited", "Trupps: unbegrenzt"),
    (rf"crews: (?P<n1>{FIGURE}) regions", "Trupps: {n1} Regionen"),
    (rf"supply: (?P<n1>{FIGURE}) deliveries", "Möbel: {n1} Lieferungen"),
    (
        rf"promises: (?P<n1>{FIGURE}); waves: (?P<n2>{FIGURE})",
        "Zusagen: {n1}; Wellen: {n2}",
    ),
    (
        rf"quotas: (?P<n1>{FIGURE}); stores held out: (?P<n2>{FIGURE})",
        "Quoten: {n1}; zum Vergleich freie Läden: {n2}",
    ),
    (rf"freezes: (?P<n1>{FIGURE})", "Einbaustopps: {n1}"),
    (rf"pace: (?P<n1>{FIGURE}) steps", "Tempo: {n1} Stufen"),
    (
        rf"earlier plan: (?P<n1>{FIGURE}) stores depart from it, (?P<n2>{FIGURE}) each",
        "früherer Plan: {n1} Läden weichen davon ab, je {n2}",
    ),
    (
        rf"draw: (?P<n1>{FIGURE}) stores in (?P<n2>{FIGURE}) cells, cost (?P<n3>{FIGURE})",
        "Auslosung: {n1} Läden in {n2} Zellen, Kosten {n3}",
    ),
    (
        rf"leaves: (?P<n1>{FIGURE}), which hold every plan between them",
        "Blätter: {n1}, die zusammen jeden Plan enthalten",
    ),
    (
        (
            rf"parts: (?P<n1>{FIGURE}) with (?P<n2>{FIGURE}) leaves; those of a part hold every"
            rf" plan of its regions between them"
        ),
        "Teile: {n1} mit {n2} Blättern; die eines Teils enthalten jeden Plan seiner Regionen",
    ),
    (
        rf"(?P<n1>{FIGURE}) spillover pairs counted exactly, without a cycle",
        "{n1} Nachbarpaare genau gezählt, ohne Kreis",
    ),
    (
        rf"value to the retailer: (?P<n1>{FIGURE}), at least (?P<n2>{FIGURE})",
        "Wert für den Händler: {n1}, mindestens {n2}",
    ),
    (
        rf"value to the manufacturer: (?P<n1>{FIGURE}), at least (?P<n2>{FIGURE})",
        "Wert für den Hersteller: {n1}, mindestens {n2}",
    ),
    (
        (
            rf"value of (?P<n1>{FIGURE}) areas and losses of (?P<n2>{FIGURE}) spillover pairs:"
            rf" objective"
            rf" (?P<n3>{FIGURE})"
        ),
        "Wert von {n1} Flächen und Verluste von {n2} Nachbarpaaren: Zielwert {n3}",
    ),
    (
        (
            rf"(?P<n1>{FIGURE}) crew rows, each proven by its own knapsack; (?P<n2>{FIGURE})"
            rf" wave and"
            rf" (?P<n3>{FIGURE}) spillover prices"
        ),
        "{n1} Trupp-Zeilen, jede für sich bewiesen; {n2} Wellen- und {n3} Nachbarschaftspreise",
    ),
    (
        rf"(?P<n1>{FIGURE}) crew cuts, each proven by the largest sum that crews allow",
        "{n1} Trupp-Schnitte, jeder durch die größte Summe bewiesen, die die Trupps zulassen",
    ),
    (
        rf"upper bound from the prices: (?P<n1>{FIGURE})",
        "obere Schranke aus den Preisen: {n1}",
    ),
    (
        rf"(?P<n1>{FIGURE}) files differ from the certified ones",
        "{n1} Dateien weichen von den zertifizierten ab",
    ),
)

_CONFLICT = (
    (
        r"promise (?P<store>.+) by (?P<d1>\d{4}-\d\d-\d\d) with (?P<formats>.+)",
        "Zusage an {store} bis {d1} mit {formats}",
    ),
    (r"promise (?P<store>.+) by (?P<d1>\d{4}-\d\d-\d\d)", "Zusage an {store} bis {d1}"),
    (
        rf"wave (?P<name>.+): (?P<n1>{FIGURE}) stores before later waves, released on (?P<d1>\S+)",
        "Welle {name}: {n1} Läden vor den späteren Wellen, freigegeben am {d1}",
    ),
    (
        rf"wave (?P<name>.+): (?P<n1>{FIGURE}) stores before later waves",
        "Welle {name}: {n1} Läden vor den späteren Wellen",
    ),
    (r"exclude (?P<store>.+)", "{store} ist ausgeschlossen"),
    (
        r"(?P<store>.+) is an online shop and has no room for an area",
        "{store} ist ein Onlineshop und hat keinen Platz für eine Fläche",
    ),
    (
        r"(?P<store>.+), (?P<format>\S+): no row in the options",
        "{store}, {format}: keine Zeile in den Möglichkeiten",
    ),
    (
        rf"(?P<store>.+), (?P<format>\S+): needs (?P<n1>{FIGURE}) m2, free: (?P<n2>{FIGURE}) m2",
        "{store}, {format}: braucht {n1} m², frei sind {n2} m²",
    ),
    (
        rf"(?P<store>.+), (?P<format>\S+): needs (?P<n1>{FIGURE}) m2, free: no space stated",
        "{store}, {format}: braucht {n1} m², freier Platz ist nicht angegeben",
    ),
    (
        r"(?P<store>.+), (?P<format>\S+): no week to build \(ready on (?P<d1>\S+)\)",
        "{store}, {format}: keine Woche zum Bauen (bereit am {d1})",
    ),
    (
        r"(?P<store>.+), (?P<format>\S+): no week to build \(closed or without crew access\)",
        "{store}, {format}: keine Woche zum Bauen (geschlossen oder ohne Zugang für Trupps)",
    ),
    (
        r"(?P<store>.+), (?P<format>\S+): sells from (?P<d1>\S+) at the earliest",
        "{store}, {format}: verkauft frühestens ab {d1}",
    ),
    (
        r"(?P<store>.+), (?P<format>\S+): no week to build \(frozen\)",
        "{store}, {format}: keine Woche zum Bauen (Einbaustopp)",
    ),
    (
        r"freeze (?P<d1>\S+) to (?P<d2>\S+) in all regions",
        "Einbaustopp vom {d1} bis vor dem {d2} in allen Regionen",
    ),
    (
        r"freeze (?P<d1>\S+) to (?P<d2>\S+) in (?P<regions>.+)",
        "Einbaustopp vom {d1} bis vor dem {d2} in {regions}",
    ),
    (
        rf"the retailer's value must reach (?P<n1>{FIGURE})",
        "der Wert für den Händler muss {n1} erreichen",
    ),
    (
        rf"the manufacturer's value must reach (?P<n1>{FIGURE})",
        "der Wert für den Hersteller muss {n1} erreichen",
    ),
    (
        rf"the best options of all stores for the retailer: (?P<n1>{FIGURE}) in all",
        "die besten Möglichkeiten aller Läden für den Händler: insgesamt {n1}",
    ),
    (
        rf"the best options of all stores for the manufacturer: (?P<n1>{FIGURE}) in all",
        "die besten Möglichkeiten aller Läden für den Hersteller: insgesamt {n1}",
    ),
    (
        rf"quota (?P<region>\S+): at least (?P<n1>{FIGURE})",
        "Quote {region}: mindestens {n1}",
    ),
    (
        rf"stores in (?P<region>\S+) with an allowed option: (?P<n1>{FIGURE})",
        "Läden in {region} mit einer erlaubten Möglichkeit: {n1}",
    ),
    (
        rf"budget through (?P<d1>\S+): (?P<n1>{FIGURE}) in all",
        "Budget bis {d1}: insgesamt {n1}",
    ),
    (
        rf"crews (?P<region>\S+): (?P<n1>{FIGURE}) to (?P<n2>{FIGURE}) crew-days a week",
        "Trupps {region}: {n1} bis {n2} Trupp-Tage je Woche",
    ),
    (
        rf"crews (?P<region>\S+): (?P<n1>{FIGURE}) crew-days a week",
        "Trupps {region}: {n1} Trupp-Tage je Woche",
    ),
    (
        rf"holdout: (?P<n1>{FIGURE}) stores for each (?P<by>.+) without sales before (?P<d1>\S+)",
        "Vergleich: je {by} {n1} Läden ohne Verkauf vor dem {d1}",
    ),
    (
        r"pace: at most 1 new area selling by (?P<d1>\S+)",
        "Tempo: höchstens 1 neue Fläche mit Verkauf bis {d1}",
    ),
    (
        rf"pace: at most (?P<n1>{FIGURE}) new areas selling by (?P<d1>\S+)",
        "Tempo: höchstens {n1} neue Flächen mit Verkauf bis {d1}",
    ),
    (r"supply (?P<format>\S+): (?P<steps>.+)", "Möbel {format}: {steps}"),
)

_PLAN = (
    (
        (
            rf"(?P<stratum>.+): (?P<n1>{FIGURE}) of (?P<n2>{FIGURE}) stores,"
            r" because no more are eligible"
        ),
        "{stratum}: {n1} von {n2} Läden, weil nicht mehr infrage kommen",
    ),
    (
        r"frozen in every week in which it could be built",
        "Einbaustopp in jeder Woche, in der gebaut werden könnte",
    ),
    (
        r"not ready, closed or (?:no|without) crew access in every week",
        "in jeder Woche nicht bereit, geschlossen oder ohne Zugang für Trupps",
    ),
    (
        r"promise, holdout or first delivery leaves no start week",
        "Zusage, Vergleich oder erste Lieferung lassen keine Woche für den Baubeginn",
    ),
    (
        r"too few crew-days in region (?P<region>.+)",
        "zu wenige Trupp-Tage in {region}",
    ),
    (r"online", "Onlineshop"),
)

PATTERNS: tuple[tuple[str, str], ...] = (
    *_STANDING,
    *_DISPLAY,
    *_STAGGERED,
    *_LEARN,
    *_VERIFY,
    *_PLAN,
    *_CONFLICT,
)
