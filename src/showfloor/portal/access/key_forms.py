"""Forms that take a security key's answer; whatever else is sent is refused as a wrong key."""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)

MALFORMED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What reading a made-up answer raises in fido2, which expects the shape that browsers send."""


class _AnyAnswer:
    """Refuses an answer that cannot be read as it refuses a wrong one."""

    def full_clean(self) -> None:
        """Check the form; what cannot be read is an error of the form."""
        form: Any = super()
        try:
            form.full_clean()
        except MALFORMED:
            wrong: Any = self
            wrong.add_error(None, get_adapter().validation_error("incorrect_code"))


class AddKey(_AnyAnswer, AddWebAuthnForm):  # type: ignore[misc]  # allauth states no types
    """Adds a key."""


class UseKey(_AnyAnswer, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth states no types
    """Proves a key after the password."""


class UsePasskey(_AnyAnswer, LoginWebAuthnForm):  # type: ignore[misc]  # allauth states no types
    """Proves a passkey instead of everything else."""


class ConfirmByKey(_AnyAnswer, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    """Proves a key once more before a change."""
