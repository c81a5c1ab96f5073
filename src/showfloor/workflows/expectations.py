"""Known figures of the examples, and where in the results their counterparts are found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from showfloor.measure.types import DisplayEffect, PoissonFit
from showfloor.present.statement_types import KnownTruth
from showfloor.present.types import Bilingual, Expectation, FigureUnit
from showfloor.standing import LeagueTable

PRINTED = Bilingual(
    en="computed independently from the package's files",
    de="unabhängig aus den Dateien des Pakets berechnet",
)
PYFIXEST = Bilingual(
    en="computed independently with pyfixest's fepois",
    de="unabhängig mit fepois aus pyfixest berechnet",
)
NEWS = Bilingual(
    en="news report of early 2021 (Golem.de)", de="Pressebericht Anfang 2021 (Golem.de)"
)

GENERATED = Bilingual(
    en="the truth, known because these sales are generated",
    de="die Wahrheit, bekannt, weil diese Verkäufe erzeugt sind",
)
HOLDS = Bilingual(
    en="measured with chance in it: the 95 % interval holds the truth",
    de="mit Zufall gemessen: das Intervall von 95 % enthält die Wahrheit",
)
MISSES = Bilingual(
    en="measured with chance in it: the 95 % interval leaves the truth out, as one in twenty does",
    de="mit Zufall gemessen: das Intervall von 95 % verfehlt die Wahrheit, wie jedes zwanzigste",
)
TOTAL_SALES = 4_596_039.58
SOFT_DRINKS = "SOFT DRINKS"
LEAGUE = (
    ("69", 1_262_305.37),
    ("2", 197_927.59),
    ("764", 95_022.41),
    ("103", 66_109.63),
    ("1208", 63_640.63),
    ("544", 58_120.63),
    ("317", 56_979.17),
    ("673", 48_827.04),
    ("1251", 47_423.68),
    ("194", 41_847.75),
)
SOFT_DRINKS_LEAGUE = (
    ("103", 61_023.35),
    ("1208", 59_146.29),
    ("2224", 25_366.20),
    ("69", 20_699.33),
    ("2", 5_151.99),
)
UNKNOWN_LINES = 4_836
UNKNOWN_REVENUE = 172.57
XIAOMI = "xiaomi"
MINUS = "\u2212"
ROWS_NOTE = Bilingual(
    en="1,469,034 = 267 × 5,502: the reference used 267 of its 268 pairs; all 268 are kept here, "
    "rows that say nothing counted in",
    de="1.469.034 = 267 × 5.502: die Referenz nutzte 267 ihrer 268 Paare; hier bleiben alle 268, "
    "auch Zeilen ohne Aussage sind gezählt",
)
ERRORS_NOTE = Bilingual(
    en="equal to pyfixest's on the rows used here; why the reference's own sample gave another "
    "third decimal is not known",
    de="gleich denen von pyfixest auf den hier genutzten Zeilen; warum die Stichprobe der Referenz "
    "eine andere dritte Stelle ergab, ist nicht bekannt",
)


def _without_the_pair(figure: str) -> Bilingual:
    """Say what comes out without the pair that the reference seems to lack."""
    return Bilingual(
        en=f"{figure.replace('-', MINUS)} without the pair 397 in MEAT - MISC, which the reference "
        "seems to lack",
        de=f"{figure.replace('-', MINUS).replace('.', ',')} ohne das Paar 397 in "
        "MEAT - MISC, das der Referenz zu fehlen scheint",
    )


@dataclass(frozen=True, slots=True)
class DisplayFigure:
    """One coefficient of the independent computation, and where ours is found."""

    label: Bilingual
    fit: Callable[[DisplayEffect], PoissonFit]
    regressor: str
    estimate: float
    se: float
    note: Bilingual


DISPLAY_FIGURES = (
    DisplayFigure(
        Bilingual("Display on own units", "Display auf eigenen Absatz"),
        lambda effect: effect.own,
        "F",
        0.397,
        0.028,
        _without_the_pair("0.397"),
    ),
    DisplayFigure(
        Bilingual("Display on rivals' units", "Display auf Absatz der Rivalen"),
        lambda effect: effect.rivals,
        "F",
        float("-0.043"),
        0.012,
        _without_the_pair("-0.043"),
    ),
    DisplayFigure(
        Bilingual("Display on category units", "Display auf Absatz der Kategorie"),
        lambda effect: effect.category,
        "F",
        0.058,
        0.012,
        _without_the_pair("0.058"),
    ),
    DisplayFigure(
        Bilingual(
            "Next week's display on own units", "Display der nächsten Woche auf eigenen Absatz"
        ),
        lambda effect: effect.lead,
        "F_next",
        0.086,
        0.029,
        _without_the_pair("0.086"),
    ),
)
XIAOMI_RANK = 3
HARDWARE_GROWTH = 0.064


def complete_journey_sales(overall: LeagueTable, soft_drinks: LeagueTable) -> list[Expectation]:
    """Compare the league tables of Complete Journey with the known figures."""
    figures = [
        _expected("Sales value in all", "Umsatz insgesamt", TOTAL_SALES, overall.total_revenue),
        _expected(
            "Lines whose product is unknown",
            "Zeilen mit unbekanntem Artikel",
            UNKNOWN_LINES,
            overall.unknown_lines,
            unit="count",
            decimals=0,
        ),
        _expected(
            "Sales value of unknown products",
            "Umsatz unbekannter Artikel",
            UNKNOWN_REVENUE,
            overall.unknown_revenue,
        ),
    ]
    return [
        *figures,
        *_league(overall, LEAGUE, "Manufacturer {}", "Hersteller {}"),
        *_league(
            soft_drinks,
            SOFT_DRINKS_LEAGUE,
            "Manufacturer {} in soft drinks",
            "Hersteller {} bei Softdrinks",
        ),
    ]


def _league(
    table: LeagueTable, known: Sequence[tuple[str, float]], en: str, de: str
) -> list[Expectation]:
    revenue = {row.manufacturer_id: row.revenue for row in table.rows}
    return [
        _expected(en.format(maker), de.format(maker), expected, revenue.get(maker, float("nan")))
        for maker, expected in known
    ]


def display_effect(effect: DisplayEffect) -> list[Expectation]:
    """Compare the display effect with the independent computation."""
    figures = [
        _count("Manufacturer-category pairs", "Paare Hersteller × Kategorie", 268, effect.pairs),
        _count("Stores in the sample", "Filialen in der Stichprobe", 104, effect.stores),
        _count("Rows", "Zeilen", 1_469_034, effect.grid_rows, ROWS_NOTE),
    ]
    for known in DISPLAY_FIGURES:
        found = known.fit(effect).estimates[known.regressor]
        en, de = known.label.en, known.label.de
        figures.extend(
            (
                _measured(en, de, known.estimate, found.estimate, known.note),
                _measured(
                    f"{en}, standard error",
                    f"{de}, Standardfehler",
                    known.se,
                    found.se,
                    ERRORS_NOTE,
                ),
            )
        )
    return figures


def _count(
    en: str, de: str, expected: float, found: float, note: Bilingual | None = None
) -> Expectation:
    return _noted(Expectation(Bilingual(en, de), expected, found, "count", 0, PYFIXEST), note)


def _measured(en: str, de: str, expected: float, found: float, note: Bilingual) -> Expectation:
    return _noted(Expectation(Bilingual(en, de), expected, found, "log_points", 3, PYFIXEST), note)


def _noted(figure: Expectation, note: Bilingual | None) -> Expectation:
    """Add the note only where the figures differ."""
    return figure if figure.agrees else replace(figure, note=note)


def o2_xiaomi_standing(table: LeagueTable) -> list[Expectation]:
    """Compare the generated network's standing with what the news report says."""
    ranks = {row.manufacturer_id: row.rank for row in table.rows}
    return [
        Expectation(
            Bilingual("Xiaomi's rank in hardware sales", "Xiaomis Rang im Hardware-Umsatz"),
            XIAOMI_RANK,
            ranks.get(XIAOMI, float("nan")),
            "rank",
            0,
            NEWS,
        ),
        Expectation(
            Bilingual("Hardware revenue 2020 against 2019", "Hardware-Umsatz 2020 gegen 2019"),
            HARDWARE_GROWTH,
            table.growth,
            "percent",
            1,
            NEWS,
        ),
    ]


def truths(known: Sequence[KnownTruth]) -> list[Expectation]:
    """Set the truth of a generated rollout beside what was measured; each difference is explained.

    Measured figures differ from the truth by chance; whether the interval holds it is said.
    """
    return [
        _noted(
            Expectation(item.label, item.truth, item.measured.estimate, "money", 2, GENERATED),
            HOLDS if item.holds else MISSES,
        )
        for item in known
    ]


def _expected(
    en: str,
    de: str,
    expected: float,
    found: float,
    *,
    unit: FigureUnit = "money",
    decimals: int = 2,
) -> Expectation:
    return Expectation(Bilingual(en, de), expected, found, unit, decimals, PRINTED)
