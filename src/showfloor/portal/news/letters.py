"""Letters to readers: one link that proves an address; nothing is kept before it is followed.

The link carries the address itself, signed, with when it was sent and the state of the address's
account: it works for a day, once, and for that address alone. Until then the portal knows nothing
of whoever asked. How many letters went to an address is counted by a keyed hash for an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from showfloor.portal.news.models import LetterTally
from showfloor.portal.people.models import Person
from showfloor.portal.walls.reach import HOUSE_DATABASE

SALT = "showfloor.news.reader"
HOLDS = timedelta(days=1)
A_DOUBLE_CLICK = timedelta(minutes=1)
AN_ADDRESS_AT_MOST, IN_ALL_AT_MOST = 3, 300
"""Letters an hour."""


class LetterError(Exception):
    """A letter could not be sent; its text is the key of the words that say why."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A link that was followed: whose address it proves, their account where there is one.

    back: the page that its reader came from, within the portal.
    """

    address: str
    person: Person | None
    back: str


def proof_for(address: str, back: str = "") -> str:
    """Return the secret of a link for an address."""
    address = address.lower()
    person = _person(address)
    known = [address, *_state(person), back]
    return signing.dumps(known, salt=SALT, compress=True)


def proof_in(secret: str, now: datetime) -> Proof | None:
    """Return what a link proves; None where it is forged, over, or was used.

    It is used once; a second click within a minute is the first one's.
    """
    try:
        address, key, entered, back = signing.loads(secret, salt=SALT, max_age=HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = _person(address)
    if person is not None and (person.has_usable_password() or not person.is_active):
        return None
    if _state(person) == (key, entered):
        return Proof(address, person, back)
    again = (
        person is not None
        and key in {"", str(person.pk)}
        and person.last_login is not None
        and now - person.last_login < A_DOUBLE_CLICK
    )
    return Proof(address, person, back) if again else None


def has_password(address: str) -> bool:
    """Say whether an address signs in with a password, and so never by a letter."""
    person = _person(address)
    return person is not None and person.has_usable_password()


def send(address: str, subject: str, text: str, now: datetime) -> None:
    """Send a letter; LetterError where too many went out within the hour, or the post is down."""
    if not _counted(address.lower(), AN_ADDRESS_AT_MOST, now):
        raise LetterError("news.letter.too_many")
    if not _counted("", IN_ALL_AT_MOST, now):
        raise LetterError("news.letter.busy")
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address]).send()
    except OSError as reason:  # also every error of the post's protocol
        raise LetterError("news.letter.failed") from reason


def _person(address: str) -> Person | None:
    return Person.objects.filter(email=address).first()


def _state(person: Person | None) -> tuple[str, str]:
    """Return what changes whenever the account is made, entered or removed."""
    if person is None:
        return "", ""
    entered = person.last_login.isoformat() if person.last_login is not None else ""
    return str(person.pk), entered


def _counted(address: str, most: int, now: datetime) -> bool:
    """Count one letter more of this hour; False where that would be too many."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    LetterTally.objects.filter(hour__lt=hour - timedelta(hours=1)).delete()
    key = salted_hmac(f"{SALT}.tally", f"{hour.isoformat()} {address}", algorithm="sha256")
    row = LetterTally.objects.filter(pk=key.hexdigest())
    if row.filter(sent__lt=most).update(sent=F("sent") + 1):
        return True
    try:
        with transaction.atomic(using=HOUSE_DATABASE):
            LetterTally.objects.create(key=key.hexdigest(), hour=hour, sent=1)
    except IntegrityError:
        return bool(row.filter(sent__lt=most).update(sent=F("sent") + 1))
    return True
