"""Answers without a word, which Django gives to a method that a page does not know, get a page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse

from showfloor.portal.figures.answers import error_answer

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]


class BareAnswers:
    """Django middleware: puts the house's words where allauth's addresses refuse a method.

    The house's own addresses say then that there is nothing here, and so do the words.
    """

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers next."""
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with a page where there would be none."""
        answer = self._answer(request)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or answer.content:
            return answer
        told = error_answer(request, HTTPStatus.METHOD_NOT_ALLOWED, "figures.not_here")
        told["Allow"] = answer["Allow"]
        return told
