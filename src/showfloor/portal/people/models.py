"""Organisations and their people: a person is known by an address, a membership gives a role."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django_scopes import ScopedManager

from showfloor.portal.walls.permissions import Role
from showfloor.portal.walls.walled import OfOrganisation, Walled

ADDRESS_LENGTH = 254


class People(BaseUserManager["Person"]):
    """Makes people; an address is kept in small letters, as two spellings are one person."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Return a new person; without a password they can only enter by invitation or reset."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person of an address, in whatever letters it is written."""
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Somebody who can sign in: an address, a name, and nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=ADDRESS_LENGTH, unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """One person an address."""

        constraints = (models.UniqueConstraint(Lower("email"), name="one_person_an_address"),)

    def __str__(self) -> str:
        return self.name or self.email

    def has_perm(self, _perm: str, _obj: object = None) -> bool:
        """Say no: what people may do comes from their membership's role alone."""
        return False

    def has_module_perms(self, _app_label: str) -> bool:
        """Say no: see `has_perm`."""
        return False


class Organisation(Walled):
    """The retailer, a manufacturer, or a manufacturer's own retail arm; each sees only itself."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    """Of `OrganisationKind`."""
    manufacturer_id = models.CharField(max_length=200, blank=True)
    """The manufacturer's id in the ledger; empty for the retailer."""
    made_at = models.DateTimeField(auto_now_add=True)

    organisation_column: ClassVar[str] = "id"
    objects: ClassVar[Any] = ScopedManager(organisation="id")

    class Meta(Walled.Meta):
        """By name; one organisation a kind and manufacturer."""

        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "manufacturer_id"), name="one_organisation_a_manufacturer"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(OfOrganisation):
    """A person's role in an organisation; the only source of what they may see."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20)
    """Of `Role`."""
    store_id = models.CharField(max_length=200, blank=True)
    """The store of store staff, as the ledger names it; empty for every other role."""
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    read_by_person: ClassVar[str] = "person_id"

    class Meta(OfOrganisation.Meta):
        """One membership a person and organisation."""

        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "person"), name="one_membership_an_organisation"
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.STORE_STAFF.value) ^ models.Q(store_id=""),
                name="store_staff_have_a_store",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Invitation(OfOrganisation):
    """An address that was asked to join; the secret itself is only in the letter."""

    email = models.EmailField(max_length=ADDRESS_LENGTH)
    role = models.CharField(max_length=20)
    """Of `Role`."""
    store_id = models.CharField(max_length=200, blank=True)
    secret_sha256 = models.CharField(max_length=64)
    invited_by = models.UUIDField()
    """Key of the person who invited."""
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfOrganisation.Meta):
        """Newest first."""

        ordering = ("-made_at", "id")

    def __str__(self) -> str:
        return f"{self.email} {self.role}"
