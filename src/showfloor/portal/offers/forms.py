"""Forms of offers: a text or a file, the common kinds, an approval, an announcement."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms

from showfloor.domain.duties import DutyFact
from showfloor.portal.people.visit import Visit
from showfloor.workflows.offers_announcing import CHANNELS, COUNTRIES, COUNTRY, MEDIA

MOST_BYTES = 4 * 1024 * 1024
MOST_LETTERS = 1_000_000
LONGEST_CLAIM = 2_000
FACT, KIND = "fact-", "kind-"
"""What the names of an announcement's fields of facts and kinds begin with."""
NUMBER_WRONG = (
    "invalid",
    "min_value",
    "max_digits",
    "max_decimal_places",
    "max_whole_digits",
)
KINDS_ASKED = ("contract_bundle", "sold_by_measure", "durability_guarantee")
"""What an announcement can be beside what its goods are; reductions are read from its words."""


def _missing(visit: Visit) -> dict[str, str]:
    return {"required": visit.say("offers.form.required")}


class TextForm(forms.Form):
    """Offers as the text of an offers file, or the file itself."""

    def __init__(
        self, visit: Visit, data: Any = None, files: Any = None, *, text: str = ""
    ) -> None:
        """Make it in the visitor's language; `text` stands in it at first."""
        super().__init__(data, files, initial={"text": text}, auto_id="text-%s")
        say = self.say = visit.say
        self.fields["file"] = forms.FileField(
            label=say("offers.form.file"),
            help_text=say("offers.form.file.help"),
            required=False,
            widget=forms.FileInput(attrs={"accept": ".toml,.txt"}),
            error_messages={"empty": say("offers.form.file.empty")},
        )
        self.fields["text"] = forms.CharField(
            label=say("offers.form.text"),
            help_text=say("offers.form.text.help"),
            required=False,
            max_length=MOST_LETTERS,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        )

    def clean(self) -> dict[str, Any]:
        """Return the text, of the file where there is one."""
        found: dict[str, Any] = super().clean() or {}
        sent = found.get("file")
        if sent is None:
            if not (found.get("text") or "").strip() and not self.errors:
                self.add_error("text", self.say("offers.form.nothing"))
            return found
        if getattr(sent, "too_large", False) or (sent.size or 0) > MOST_BYTES:
            self.add_error("file", self.say("offers.form.file.large"))
            return found
        try:
            found["text"] = sent.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", self.say("offers.form.file.letters"))
        return found


class CommonForm(forms.Form):
    """An offer of a common kind: a price, per cent or an amount off each unit of some goods."""

    def __init__(self, visit: Visit, data: Any = None, *, manufacturer: str = "") -> None:
        """Make it in the visitor's language; a given manufacturer is not asked for."""
        super().__init__(data, auto_id="common-%s")
        say, wrong = visit.say, _missing(visit)
        self.manufacturer = manufacturer
        day = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        day_wrong = {**wrong, "invalid": say("offers.form.day")}
        number = {**wrong, "invalid": say("offers.form.number")}
        number |= dict.fromkeys(("min_value", "max_value", "max_digits"), number["invalid"])
        number |= dict.fromkeys(("max_decimal_places", "max_whole_digits"), number["invalid"])
        self._text(visit, "id", required=True)
        self._text(visit, "name", required=True)
        if not manufacturer:
            self._text(visit, "manufacturer", required=True)
        self.fields["kind"] = forms.ChoiceField(
            label=say("offers.form.kind"),
            choices=[(k, say(f"offers.form.kind.{k}")) for k in ("at_most", "per_cent", "amount")],
        )
        self.fields["value"] = forms.DecimalField(
            label=say("offers.form.value"),
            help_text=say("offers.form.value.help"),
            min_value=0,
            max_digits=11,
            decimal_places=2,
            error_messages=number,
        )
        self._text(visit, "products")
        self._text(visit, "categories")
        for name in ("first", "last"):
            self.fields[name] = forms.DateField(
                label=say(f"offers.form.{name}"),
                input_formats=["%Y-%m-%d", "%d.%m.%Y"],
                error_messages=day_wrong,
                **day,  # type: ignore[arg-type]
            )
        self._text(visit, "stores")
        self.fields["with_area"] = forms.BooleanField(
            label=say("offers.form.with_area"), required=False
        )
        self.fields["independents"] = forms.ChoiceField(
            label=say("offers.form.independents"),
            choices=[
                (k, say(f"offers.form.independents.{k}"))
                for k in ("recommendation", "maximum", "none")
            ],
        )
        self.fields["pays"] = forms.DecimalField(
            label=say("offers.form.pays"),
            min_value=0,
            max_value=100,
            decimal_places=2,
            initial=0,
            error_messages=number,
        )

    def _text(self, visit: Visit, name: str, *, required: bool = False) -> None:
        help_text = visit.say(f"offers.form.{name}.help") if not required else ""
        self.fields[name] = forms.CharField(
            label=visit.say(f"offers.form.{name}"),
            help_text=help_text,
            max_length=200 if required else 2_000,
            required=required,
            error_messages=_missing(visit),
        )

    def text(self) -> str:
        """Return what was filled in as the text of an offers file."""
        found = self.cleaned_data
        goods = [f"{key} = {_list(found[key])}" for key in ("products", "categories") if found[key]]
        maker = self.manufacturer or found["manufacturer"]
        goods.append(f"manufacturers = {json.dumps([maker], ensure_ascii=False)}")
        stores = [f"stores = {_list(found['stores'])}"] if found["stores"] else []
        return "\n".join(
            (
                "[[offers]]",
                *(
                    f"{key} = {json.dumps(value, ensure_ascii=False)}"
                    for key, value in (
                        ("id", found["id"]),
                        ("name", found["name"]),
                        ("manufacturer", maker),
                    )
                ),
                f"manufacturer_pays = {found['pays'].scaleb(-2)}",
                "[offers.when]",
                f"from = {found['first'].isoformat()}",
                f"through = {found['last'].isoformat()}",
                "[offers.where]",
                *stores,
                f"with_area = {'true' if found['with_area'] else 'false'}",
                f'independents = "{found["independents"]}"',
                "[offers.reward]",
                'kind = "each"',
                f"goods = {{ {', '.join(goods)} }}",
                f"{found['kind']} = {found['value']}",
            )
        )


def _list(words: str) -> str:
    names = [word.strip() for word in words.split(",") if word.strip()]
    return json.dumps(names, ensure_ascii=False)


class ApproveForm(forms.Form):
    """Which revision was seen, and who allows that it breaks a floor."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, visit: Visit, seen: int, data: Any = None, *, floor: bool = False) -> None:
        """Make it in the visitor's language; the name is asked for where a floor is broken."""
        super().__init__(data, initial={"seen": seen}, auto_id="approve-%s")
        if floor:
            self.fields["floor_approved_by"] = forms.CharField(
                label=visit.say("offers.form.floor"),
                help_text=visit.say("offers.form.floor.help"),
                max_length=200,
                required=False,
            )


class AnnounceForm(forms.Form):
    """Where an offer is announced, what it says of the price, and what it shows by law."""

    def __init__(self, visit: Visit, data: Any = None, facts: Sequence[DutyFact] = ()) -> None:
        """Make it in the visitor's language, with a field a fact."""
        super().__init__(data, auto_id="announce-%s")
        say = visit.say
        self.fields["medium"] = forms.ChoiceField(
            label=say("offers.form.medium"),
            choices=[(name, say(f"offers.medium.{name}")) for name in MEDIA],
        )
        self.fields["channel"] = forms.ChoiceField(
            label=say("offers.form.channel"),
            choices=[(name, say(f"offers.channel.{name}")) for name in CHANNELS],
        )
        self.fields["says"] = forms.CharField(
            label=say("offers.form.says"),
            help_text=say("offers.form.says.help"),
            required=False,
            max_length=LONGEST_CLAIM,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["recommended"] = forms.DecimalField(
            label=say("offers.form.recommended"),
            help_text=say("offers.form.recommended.help"),
            required=False,
            min_value=0,
            max_digits=9,
            decimal_places=2,
            error_messages=dict.fromkeys(NUMBER_WRONG, say("offers.form.number")),
        )
        self.fields["country"] = forms.ChoiceField(
            label=say("offers.form.country"),
            choices=[(one, say(f"offers.country.{one}")) for one in COUNTRIES],
            initial=COUNTRY,
            required=False,
        )
        for name in KINDS_ASKED:
            self.fields[f"{KIND}{name}"] = forms.BooleanField(
                label=say(f"offers.kind.{name}"), required=False
            )
        for fact in facts:
            label = fact.text_de if visit.language.code == "de" else fact.text_en
            allowed = say("offers.form.one_of", words=", ".join(fact.one_of)) if fact.one_of else ""
            self.fields[f"{FACT}{fact.name}"] = forms.CharField(
                label=label[:1].upper() + label[1:],
                help_text=allowed,
                required=False,
                max_length=500,
            )

    def stated(self, sent: Any) -> tuple[tuple[str, ...], dict[str, str]]:
        """Return the kinds that were ticked and every fact that was sent, asked for or not."""
        kinds = tuple(name for name in KINDS_ASKED if self.cleaned_data[f"{KIND}{name}"])
        facts = {
            key.removeprefix(FACT): str(sent[key]).strip()[:500]
            for key in list(sent)[:200]
            if key.startswith(FACT) and str(sent[key]).strip()
        }
        return kinds, facts
