"""What the law of a country asks of an announced price reduction, each rule with its source.

Where a question is not settled the conservative reading is the default, and `replace` sets another:
`dataclasses.replace(rules_of("DE"), channels="same")`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from showfloor.errors import UsageError, nearest

Channels = Literal["same", "all"]
NewGoods = Literal["refuse", "since_first_sale"]
Perishable = Literal["exempt_if_marked", "exempt", "not_exempt"]


@dataclass(frozen=True, slots=True)
class LawSource:
    """Where a rule stands: its title, since when it applies, and its address."""

    title: str
    since: date
    address: str


@dataclass(frozen=True, slots=True)
class ReductionRules:
    """The rules of one country on price reductions.

    days:             calendar days before the day of the reduction whose lowest price counts.
    channels:         whose prices count: of the "same" channel, or of "all" of the trader's.
    deepening:        a reduction that deepens in steps without a pause may keep the price before
                      its first step.
    deepening_months: for so many months from the first step; None: without a limit.
    new_goods:        goods that are on sale for less than `days`: "refuse" a reduction, or take
                      the lowest price "since_first_sale".
    perishable:       whether goods that are reduced since they soon expire are exempt, or only
                      where that is made known.
    unsettled:        which of these fields no statute or judgment decides yet.
    sources:          where the rules stand.
    """

    country: str
    days: int
    channels: Channels
    deepening: bool
    deepening_months: int | None
    new_goods: NewGoods
    perishable: Perishable
    unsettled: tuple[str, ...]
    sources: tuple[LawSource, ...]


DIRECTIVE = LawSource(
    "Directive 98/6/EC, Article 6a, as amended by Directive (EU) 2019/2161",
    date(2022, 5, 28),
    "https://eur-lex.europa.eu/eli/dir/1998/6/2022-05-28",
)
GUIDANCE = LawSource(
    "Commission notice 2021/C 526/02 on Article 6a",
    date(2021, 12, 29),
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:52021XC1229(06)",
)
ALDI_SUED = LawSource(
    "Court of Justice, 26 September 2024, C-330/23, Aldi Süd (ECLI:EU:C:2024:804)",
    date(2024, 9, 26),
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62023CJ0330",
)
PANGV_11 = LawSource(
    "Preisangabenverordnung, section 11",
    date(2022, 5, 28),
    "https://www.gesetze-im-internet.de/pangv_2022/__11.html",
)
PRAG_9A = LawSource(
    "Preisauszeichnungsgesetz, section 9a (BGBl. I Nr. 110/2022)",
    date(2022, 7, 20),
    "https://www.ris.bka.gv.at/eli/bgbl/1992/146/P9a/NOR40245445",
)
NETHERLANDS_5A = LawSource(
    "Besluit prijsaanduiding producten, article 5a (Stb. 2022, 485)",
    date(2023, 1, 1),
    "https://zoek.officielebekendmakingen.nl/stb-2022-485.html",
)

RULES: dict[str, ReductionRules] = {
    rules.country: rules
    for rules in (
        ReductionRules(
            country="DE",
            days=30,
            channels="all",
            deepening=True,
            deepening_months=None,
            new_goods="refuse",
            perishable="exempt_if_marked",
            unsettled=("channels", "new_goods"),
            sources=(PANGV_11, DIRECTIVE, GUIDANCE, ALDI_SUED),
        ),
        ReductionRules(
            country="AT",
            days=30,
            channels="same",
            deepening=True,
            deepening_months=None,
            new_goods="since_first_sale",
            perishable="exempt",
            unsettled=(),
            sources=(PRAG_9A, DIRECTIVE, GUIDANCE, ALDI_SUED),
        ),
        ReductionRules(
            country="NL",
            days=30,
            channels="all",
            deepening=True,
            deepening_months=3,
            new_goods="since_first_sale",
            perishable="not_exempt",
            unsettled=("channels", "new_goods"),
            sources=(NETHERLANDS_5A, DIRECTIVE, GUIDANCE, ALDI_SUED),
        ),
        ReductionRules(
            country="EU",
            days=30,
            channels="all",
            deepening=False,
            deepening_months=None,
            new_goods="refuse",
            perishable="not_exempt",
            unsettled=("channels", "deepening", "new_goods"),
            sources=(DIRECTIVE, GUIDANCE, ALDI_SUED),
        ),
    )
}
"""By country; "EU" uses none of the options that Article 6a leaves to the member states."""


def rules_of(country: str) -> ReductionRules:
    """Return a country's rules; UsageError where they are not held, which names "EU" instead."""
    found = RULES.get(country.upper())
    if found is None:
        raise UsageError(
            f"no rules on price reductions are held for '{country}'{nearest(country, RULES)}; "
            f"there are {', '.join(RULES)}; EU has what holds everywhere, without national options"
        )
    return found
