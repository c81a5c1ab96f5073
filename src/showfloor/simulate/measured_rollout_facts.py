"""What must be said about the example measured-rollout, in English and in German."""

from __future__ import annotations

from showfloor.simulate.types import StatementKind

TITLE = "A measured rollout: generated shops, sales and effects"
TITLE_DE = "Ein gemessener Ausbau: erzeugte Shops, Verkäufe und Wirkungen"

STATEMENTS: tuple[str, ...] = (
    (
        "Every shop, sale, margin, area and effect is generated from a seed; the manufacturer "
        "Nordlys and its rivals are invented. What the areas truly do is known, so that what is "
        "measured can be compared with it; nothing that measures can read it."
    ),
    "Cities and their coordinates are GeoNames'.",
    (
        "Without areas all shops would rise and fall by the same per cent from week to week: the "
        "generator keeps what measuring in per cent assumes. Real shops may not."
    ),
    (
        "The plan rests on stated lifts that are higher than the truth on purpose: a statement "
        "that always agrees would prove nothing."
    ),
)
STATEMENTS_DE: tuple[str, ...] = (
    (
        "Alle Shops, Verkäufe, Spannen, Flächen und Wirkungen sind aus einem Startwert erzeugt; "
        "der Hersteller Nordlys und seine Rivalen sind erfunden. Was die Flächen wirklich "
        "bewirken, ist bekannt, damit das Gemessene damit verglichen werden kann; nichts, was "
        "misst, kann es lesen."
    ),
    "Städte und ihre Koordinaten sind die von GeoNames.",
    (
        "Ohne Flächen stiege und fiele der Absatz aller Shops von Woche zu Woche um gleich viel "
        "Prozent: der Generator hält ein, was eine Messung in Prozent voraussetzt. Echte Shops tun "
        "das womöglich nicht."
    ),
    (
        "Der Plan beruht auf gesetzten Zuwächsen, die mit Absicht über der Wahrheit liegen: eine "
        "Abrechnung, die immer aufgeht, bewiese nichts."
    ),
)
STATEMENT_KINDS: tuple[StatementKind, ...] = ("generated", "real", "generated", "assumed")
