"""Letters of invitation, in the inviter's language."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone

from showfloor.portal.people.models import Invitation
from showfloor.present.language import Language


def send_invitation(made: Invitation, secret: str, house: str, language: Language) -> None:
    """Send the letter with its secret address; nothing else holds that address."""
    address = f"{settings.PORTAL.address}{reverse('join', args=[secret])}"
    until = language.day(timezone.localtime(made.expires_at).date())
    send_mail(
        language.say("access.letter.subject", house=house),
        language.say("access.letter.text", house=house, address=address, until=until),
        None,
        [made.email],
    )
