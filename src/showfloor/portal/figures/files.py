"""Addresses of files: sent whole, as attachments, to those who have the right; nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header

from showfloor.portal.figures.addresses import READ, ActionView
from showfloor.portal.figures.answers import not_here
from showfloor.portal.figures.navigation import visit_in
from showfloor.portal.figures.page import NotHereError
from showfloor.portal.walls.audit import note
from showfloor.portal.walls.models import Happening
from showfloor.portal.walls.permissions import Right

CSV = "text/csv; charset=utf-8"
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to send: where it lies or the pieces it is made of, and what it is to be called."""

    name: str
    path: Path | None = None
    pieces: Iterator[bytes] | None = None
    content_type: str = UNKNOWN


@dataclass(frozen=True)
class AttachmentView(ActionView):
    """Sends what `doer(visit, **keys)` returns, an Attachment; reads, and changes nothing."""

    methods: tuple[str, ...] = READ

    def __call__(self, request: HttpRequest, **keys: Any) -> HttpResponse:
        """Send the file, or say that there is nothing here."""
        visit = visit_in(request)
        if request.method not in self.methods or not visit.may(self.right):
            return not_here(request)
        try:
            found: Attachment = self.doer(visit, **keys)  # type: ignore[assignment]
            answer = _sent(found)
        except (NotHereError, FileNotFoundError, IsADirectoryError):
            return not_here(request)
        note(visit.reach, str(visit.person), Happening.EXPORTED, request.path)
        return answer


def attachment(
    route: str, maker: Callable[..., Attachment], *, right: Right, name: str
) -> URLPattern:
    """Return the address of a file; `maker` takes the visit and the address's keys."""
    return path(route, AttachmentView(maker, right), name=name)  # type: ignore[arg-type]


def _sent(found: Attachment) -> HttpResponse:
    answer: FileResponse | StreamingHttpResponse
    if found.path is not None:
        answer = FileResponse(found.path.open("rb"), content_type=found.content_type)
    else:
        pieces = found.pieces or iter(())
        answer = StreamingHttpResponse(pieces, content_type=found.content_type)
    named = content_disposition_header(as_attachment=True, filename=found.name)
    answer["Content-Disposition"] = named or "attachment"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]  # what every middleware takes
