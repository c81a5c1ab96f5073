"""The options of `showfloor offers lowest-price`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProductArgument = Annotated[
    str | None, typer.Argument(help="The product's id; without it: every product.")
]
ChannelOption = Annotated[str, typer.Option("--channel", help="Where the reduction is.")]
BeginsOption = Annotated[
    str, typer.Option("--from", help="When it begins: 2026-03-01, or with a time.")
]
PriceOption = Annotated[
    str | None, typer.Option("--price", help="The reduced price, VAT included: 599.00.")
]
ClaimOption = Annotated[
    str | None, typer.Option("--claim", help="The advertisement's words on the price.")
]
RecommendedOption = Annotated[
    str | None,
    typer.Option("--recommended", help="The manufacturer's present recommended price."),
]
PartsOption = Annotated[
    str | None,
    typer.Option("--parts", help="What a bundle's parts cost alone, at their lowest."),
]
PersonalOption = Annotated[
    bool, typer.Option("--personal", help="The reduction is for one consumer alone.")
]
PerishableOption = Annotated[
    bool, typer.Option("--perishable", help="The goods are reduced since they soon expire.")
]
CountryOption = Annotated[str, typer.Option("--country", help="Whose law: DE, AT, NL or EU.")]
SameChannelOption = Annotated[
    bool, typer.Option("--same-channel", help="Only prices of the same channel count.")
]
NewGoodsOption = Annotated[
    bool, typer.Option("--new-goods", help="Goods new on sale may be reduced.")
]
KnownAtOption = Annotated[
    str | None, typer.Option("--known-at", help="The log as it was recorded at a moment.")
]
CsvOption = Annotated[
    Path | None, typer.Option("--csv", help="Write every product's prices to this file.")
]
