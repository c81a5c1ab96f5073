"""What standing says of growth and distribution, in German."""

from __future__ import annotations

PATTERNS = (
    (
        r"sales begin on (?P<d1>\S+), so that days from (?P<d2>\S+) on can be compared",
        "die Verkäufe beginnen am {d1}, sodass sich Tage ab dem {d2} vergleichen lassen",
    ),
    (
        r"a period from (?P<d1>\S+) on can be compared",
        "vergleichen lässt sich ein Zeitraum ab dem {d1}",
    ),
    (
        r"no store-day was open on both comparable days",
        "kein Ladentag war an beiden Vergleichstagen offen",
    ),
    (r"sold nothing on the comparable days", "an den Vergleichstagen nichts verkauft"),
    (r"no store of the scope was open in the period", "kein Laden hatte im Zeitraum offen"),
    (
        r"the scope's stores sold nothing of the category",
        "die Läden haben von der Warengruppe nichts verkauft",
    ),
    (r"no store of the scope sold any of it", "kein Laden hat davon etwas verkauft"),
    (
        r"the workspace has no programme\.toml, which states the square metres of the formats",
        "der Arbeitsbereich hat keine programme.toml, die die Quadratmeter der Formate nennt",
    ),
    (r"no area sold in the period", "keine Herstellerfläche war im Zeitraum offen"),
    (
        (
            r"area '(?P<area>.+)' has the format '(?P<format>.+)', whose square metres are not "
            r"stated(?:; did you mean '(?P<known>.+)'\?)?"
        ),
        "die Fläche '{area}' hat das Format '{format}', dessen Quadratmeter nicht genannt sind",
    ),
    (
        r"neither customers nor lines are known of every comparable store-day",
        "weder Kunden noch Bonzeilen sind von jedem vergleichbaren Ladentag bekannt",
    ),
)
