"""What Django refuses by itself gets the house's words: a method, a form that is too large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

NOT_HERE = {"en": "There is nothing here.", "de": "Hier ist nichts."}


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_method_that_a_page_does_not_know_gets_a_page_and_what_is_allowed(
    sign_in: Callable[..., Client], language: str
) -> None:
    sent = {"headers": {"accept-language": language}}
    answer: Any = sign_in(None).put("/account/inactive/", **sent)
    nowhere: Any = sign_in(None).get("/nothing/here/", **sent)
    title = nowhere.content.decode().split("<h1>")[1].split("</h1>")[0]
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert answer["Cache-Control"] == "private, no-store"
    assert f"<h1>{title}</h1>" in answer.content.decode()


def test_what_is_too_large_is_told_so_and_what_makes_no_sense_otherwise(
    sign_in: Callable[..., Client],
) -> None:
    large = {"login": "x" * ((settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) + 1)}
    many = {f"field-{number}": "x" for number in range(501)}
    form = "application/x-www-form-urlencoded"
    client = sign_in(None)
    told = {}
    for status, fields in ((413, large), (400, many)):
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        answer = client.post("/account/login/", body, content_type=form)
        assert answer.status_code == status
        told[status] = answer.content.decode().split("<h1>")[1].split("</h1>")[0]
    assert told[413] == "That was too much at once."
    assert told[400] == "This request could not be understood."
