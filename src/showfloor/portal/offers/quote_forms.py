"""The form of a quote: who buys what, where and when, as an address can say it again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from showfloor.portal.clock import today
from showfloor.portal.people.visit import Visit
from showfloor.workflows.offers_announcing import CHANNELS

MOST_LINES = 60
MOST_LETTERS = 3_000
"""What an address can hold; a larger basket is asked for in parts."""
MOST_UNITS = 1_000
MOST_WRONG = 10
LINE = re.compile(r"^(?P<product>.+?)(?:\s*[;,\t ]\s*(?P<units>[-+−]?\d[\d.,]*))?$")
AT = "%Y-%m-%dT%H:%M"
FIELDS = ("store", "channel", "at", "groups", "code", "basket")
NOON = time(12)


class QuoteForm(forms.Form):
    """A basket of products by id, a store, a moment, and what is known of the customer."""

    def __init__(self, visit: Visit, data: Any = None, *, stores: Mapping[str, str] | None) -> None:
        """Make it in the visitor's language.

        stores: names by id to choose from; of one store there is nothing to choose. None: its id
        is typed in.
        """
        noon = datetime.combine(today(), NOON).strftime(AT)
        super().__init__(data, initial={"at": noon}, auto_id="quote-%s")
        say = self.say = visit.say
        self.units: Mapping[str, int] = {}
        required = {"required": say("offers.form.required")}
        if stores is None:
            self.fields["store"] = forms.CharField(max_length=200, error_messages=required)
        elif len(stores) > 1:
            self.fields["store"] = forms.ChoiceField(
                choices=list(stores.items()),
                error_messages={**required, "invalid_choice": say("offers.quote.store.unknown")},
            )
        self.fields["channel"] = forms.ChoiceField(
            choices=[
                ("", say("offers.quote.channel.own")),
                *((name, say(f"offers.channel.{name}")) for name in CHANNELS),
            ],
            required=False,
        )
        wrong = say("offers.quote.at.wrong")
        self.fields["at"] = forms.DateTimeField(
            input_formats=[AT, "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d"],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=AT),
            error_messages={**required, "invalid": wrong, "ambiguous_timezone": wrong},
        )
        self.fields["basket"] = forms.CharField(
            max_length=MOST_LETTERS,
            widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
            error_messages={
                **required,
                "max_length": say("offers.quote.basket.large", most=str(MOST_LINES)),
            },
        )
        self.fields["groups"] = forms.CharField(max_length=300, required=False)
        self.fields["code"] = forms.CharField(max_length=100, required=False)
        for name, field in self.fields.items():
            field.label = say(f"offers.quote.{name}")
            if name in {"basket", "groups"} or (name == "store" and stores is None):
                field.help_text = say(f"offers.quote.{name}.help")

    def clean_at(self) -> datetime:
        """Refuse a year in which no offer can run."""
        at: datetime = self.cleaned_data["at"]
        if not 2000 <= at.year < 2100:
            raise forms.ValidationError(self.say("offers.quote.at.wrong"))
        return at

    def clean_basket(self) -> str:
        """Read the lines: a product's id, and how many; the same product twice is added up."""
        lines = [line.strip() for line in self.cleaned_data["basket"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(self.say("offers.quote.basket.large", most=str(MOST_LINES)))
        found: dict[str, int] = {}
        problems = []
        for number, line in enumerate(lines, 1):
            product, units = _read(line)
            if units is None or not 1 <= found.get(product, 0) + units <= MOST_UNITS:
                problems.append(
                    self.say("offers.quote.basket.units", line=str(number), most=str(MOST_UNITS))
                )
            else:
                found[product] = found.get(product, 0) + units
        if problems:
            raise forms.ValidationError(problems[:MOST_WRONG])
        self.units = found
        return "\n".join(f"{product} {units}" for product, units in found.items())

    def refuse_unknown(self, products: Sequence[str]) -> None:
        """Say which products are not on sale there."""
        for product in products[:MOST_WRONG]:
            self.add_error("basket", self.say("offers.quote.basket.unknown", id=product[:100]))

    def customer_groups(self) -> frozenset[str]:
        """Return the customer's groups."""
        named = (one.strip() for one in self.cleaned_data["groups"].split(","))
        return frozenset(one for one in named if one)

    def asked(self) -> dict[str, str]:
        """Return what an address says to ask the same again."""
        found = self.cleaned_data
        said = {name: str(found.get(name, "")) for name in FIELDS}
        said["at"] = timezone.localtime(found["at"]).strftime(AT)
        return {name: value for name, value in said.items() if value}


def _read(line: str) -> tuple[str, int | None]:
    """Return a line's product and number of units; None where that is no whole number."""
    found = LINE.match(line)
    product = found["product"] if found else line
    units = found["units"] if found else None
    if units is None:
        return product, 1
    return product, int(units) if units.isascii() and units.isdigit() and len(units) < 7 else None
