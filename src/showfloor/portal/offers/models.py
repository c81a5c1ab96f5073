"""Offers as the retailer keeps them, as a manufacturer is told of its own, and as all may read."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from django.db import models

from showfloor.portal.walls.opened import opened_manager
from showfloor.portal.walls.walled import OfOrganisation

ID_LENGTH = 200
PUBLIC = "public"
IS_PUBLIC = models.Q(state=PUBLIC)


class Status(StrEnum):
    """Where a version stands; it goes forward only."""

    DRAFT = "draft"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    RUNNING = "running"
    ENDED = "ended"


class Told(StrEnum):
    """What a manufacturer's own row can be beside the statuses of an offer."""

    PROPOSED = "proposed"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"


class Happened(StrEnum):
    """What an offer's history holds."""

    STATED = "stated"
    CHANGED = "changed"
    APPROVED = "approved"
    ANNOUNCED = "announced"
    STARTED = "started"
    ENDED = "ended"


class KeptOffer(OfOrganisation):
    """One version of one offer, the retailer's row; its words are the text of an offers file."""

    offer_id = models.CharField(max_length=ID_LENGTH)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=ID_LENGTH)
    manufacturer_id = models.CharField(max_length=ID_LENGTH)
    text = models.TextField()
    """The `[[offers]]` table of an offers file; its status is the row's, whatever it says."""
    status = models.CharField(max_length=20, default=Status.DRAFT.value)
    """Of `Status`."""
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    """Exclusive; null: it states none."""
    revision = models.PositiveIntegerField(default=0)
    """Counts every change; a form says which one it saw."""
    changed_at = models.DateTimeField(auto_now=True)
    approved_by_name = models.CharField(max_length=ID_LENGTH, blank=True)
    floor_approved_by = models.CharField(max_length=ID_LENGTH, blank=True)
    """Who allowed that it breaks a floor, by name."""
    medium = models.CharField(max_length=20, blank=True)
    says = models.CharField(max_length=2000, blank=True)
    """What its announcement says of the price."""
    facts = models.JSONField(default=dict)
    """What its announcement shows by law, by fact."""
    campaign_runs = models.JSONField(default=list)
    """The runs that fixed its reference prices."""

    class Meta(OfOrganisation.Meta):
        """By offer, the newest version first."""

        ordering = ("offer_id", "-version", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "offer_id", "version"), name="one_row_an_offer_and_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer_id} {self.version}"


class BookRules(OfOrganisation):
    """How offers stack and what they may take off in all; the retailer's one row."""

    groups = models.JSONField(default=list)
    """In the order in which they stack."""
    most_offers_a_unit = models.PositiveIntegerField(null=True, blank=True)
    most_discount = models.PositiveIntegerField(null=True, blank=True)
    """Hundredths of a per cent."""

    class Meta(OfOrganisation.Meta):
        """One an organisation."""

        constraints = (
            models.UniqueConstraint(fields=("organisation",), name="one_book_an_organisation"),
        )

    def __str__(self) -> str:
        return str(self.groups)


class OfferEvent(OfOrganisation):
    """One line of an offer's history; added, never changed or removed."""

    offer = models.ForeignKey(KeptOffer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField()
    happened = models.CharField(max_length=20)
    """Of `Happened`."""
    by = models.UUIDField()
    by_name = models.CharField(max_length=ID_LENGTH)
    text = models.CharField(max_length=2000, blank=True)

    append_only: ClassVar[bool] = True

    class Meta(OfOrganisation.Meta):
        """In the order in which it happened."""

        ordering = ("at", "revision", "id")

    def __str__(self) -> str:
        return f"{self.happened} {self.by_name}"


class OwnOffer(OfOrganisation):
    """What a manufacturer knows of one of its offers: a proposal, or what it was told.

    The text holds neither floors nor how the offer meets others'.
    """

    offer_id = models.CharField(max_length=ID_LENGTH)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=ID_LENGTH)
    text = models.TextField()
    status = models.CharField(max_length=20)
    """Of `Status` or `Told`."""
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    kept = models.UUIDField(null=True, blank=True)
    """Key of the retailer's row; null: a proposal that nobody has taken up."""
    proposed_by_name = models.CharField(max_length=ID_LENGTH, blank=True)
    answer = models.CharField(max_length=2000, blank=True)
    """Why the retailer declined the proposal."""
    changed_at = models.DateTimeField(auto_now=True)

    class Meta(OfOrganisation.Meta):
        """Newest first; one a row of the retailer's."""

        ordering = ("-begins", "offer_id", "-version", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "kept"), name="one_told_an_offer_and_version"
            ),
            models.UniqueConstraint(
                fields=("organisation", "offer_id", "version"),
                condition=models.Q(kept=None),
                name="one_proposal_an_offer_and_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.offer_id} {self.version}"


class PublicOffer(OfOrganisation):
    """An announced offer as everybody may read it, in a row of its own."""

    kept = models.OneToOneField(KeptOffer, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=ID_LENGTH)
    text = models.TextField()
    says = models.CharField(max_length=2000, blank=True)
    facts = models.JSONField(default=dict)
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20)
    """`PUBLIC`, or empty where it has ended."""

    open_to_all_when: ClassVar[str] = f"state = '{PUBLIC}'"
    objects: ClassVar[Any] = opened_manager(IS_PUBLIC)

    class Meta(OfOrganisation.Meta):
        """What begins first."""

        ordering = ("begins", "name", "id")

    def __str__(self) -> str:
        return self.name


class ReckonedCost(OfOrganisation):
    """What an offer would have cost on the last weeks of sales, as the background reckoned it."""

    offer = models.OneToOneField(KeptOffer, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    """Of the offer, when it was reckoned."""
    ledger_version = models.PositiveIntegerField()
    reckoned_at = models.DateTimeField(auto_now=True)
    found = models.JSONField()
    """The result of the workflow, encoded."""

    class Meta(OfOrganisation.Meta):
        """One an offer's version."""

    def __str__(self) -> str:
        return f"{self.offer_id} {self.revision}"


class Statement(OfOrganisation):
    """Who pays for a month's discounts on one manufacturer's offers.

    The retailer's row, and, once it was shared, another that is the manufacturer's.
    """

    month = models.DateField()
    """Its first day."""
    manufacturer_id = models.CharField(max_length=ID_LENGTH)
    revision = models.PositiveIntegerField(default=1)
    """Counts how often the month was settled with another result."""
    source_name = models.CharField(max_length=ID_LENGTH)
    """The file of sold baskets."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the statement, by which a repeated one is known."""
    statement = models.JSONField()
    """Offers, sums and every line behind them, encoded."""
    settled_at = models.DateTimeField(auto_now=True)
    settled_by_name = models.CharField(max_length=ID_LENGTH)

    class Meta(OfOrganisation.Meta):
        """The newest month first; one a month and manufacturer."""

        ordering = ("-month", "manufacturer_id", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "month", "manufacturer_id"),
                name="one_statement_a_month_and_manufacturer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.month} {self.manufacturer_id}"
