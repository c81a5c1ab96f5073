"""What access keeps itself: whom an issuer knows by which name of its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from showfloor.portal.people.models import Person


class SignOnIdentity(models.Model):
    """A person's name at an issuer, from their first sign-on there.

    An address that an issuer gives to somebody else later so opens nothing: the name differs.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One name a person and issuer, and one person a name."""

        constraints: ClassVar[tuple[models.UniqueConstraint, ...]] = (
            models.UniqueConstraint(fields=("issuer", "subject"), name="one_person_a_subject"),
            models.UniqueConstraint(fields=("issuer", "person"), name="one_subject_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.issuer} {self.subject}"
