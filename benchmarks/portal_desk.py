"""A partner manager at work while others read: sends files, has them taken in, has plans made."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

FIRST_DAY = date(2021, 2, 1)
PATIENCE = 300.0
"""Seconds after which work that has not ended is an error."""
LOOKS_SECONDS = 1.0
SECRET = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PLAN_SECONDS = 10
BADLY = {"failed", "interrupted", "stopped"}


@dataclass(slots=True)
class Desk:
    """One session that asks for work through the pages, and what became of it.

    product, store: of the sales that are sent, a day more with each import.
    """

    address: str
    cookie: str
    store: str
    product: str
    errors: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def work_until(self, ends: threading.Event) -> None:
        """Import, plan, import, plan, until the end is told."""
        number = 0
        while not ends.is_set():
            for name, work in (("import", self._import), ("plan", self._plan)):
                began = time.perf_counter()
                try:
                    work(number)
                except (OSError, RuntimeError, ValueError) as reason:
                    self.errors.append(f"{name}: {reason}")
                self.seconds.setdefault(name, []).append(time.perf_counter() - began)
                if ends.is_set():
                    return
            number += 1
            ends.wait(LOOKS_SECONDS)

    def _import(self, number: int) -> None:
        day = FIRST_DAY + timedelta(days=number)
        text = (
            "source,date,store_id,product_id,line_no,units,revenue\n"
            f"soak,{day},{self.store},{self.product},1,1,{100 + number}.00\n"
        )
        delivery = self._send("/imports/", "/imports/send/", {}, (f"sales-soak-{number}.csv", text))
        self._wait_for_form(delivery, f"{delivery}take/")
        self._send(delivery, f"{delivery}take/", {})
        self._wait_until_done(delivery)

    def _plan(self, number: int) -> None:
        sent = {"seed": str(number), "seconds": str(PLAN_SECONDS)}
        job = self._send("/runs/", "/runs/plan/", sent)
        self._wait_until_done(job)

    def _wait_for_form(self, page: str, action: str) -> None:
        """Wait until a page has a form: what was sent has been looked at."""
        ends = time.monotonic() + PATIENCE
        while f'action="{action}"' not in self._open(page).decode():
            _rest(page, ends)

    def _wait_until_done(self, page: str) -> None:
        """Wait until a page's work is done; RuntimeError where it ends in another way."""
        ends = time.monotonic() + PATIENCE
        while (figures := self._figures(page))["state"] != "done":
            if figures["state"] in BADLY:
                raise RuntimeError(f"{page} {figures['state']}: {figures['refusal']}")
            _rest(page, ends)

    def _figures(self, page: str) -> dict[str, str]:
        figures: dict[str, str] = json.loads(self._open(f"{page.rstrip('/')}.json"))["figures"]
        return figures

    def _send(
        self, page: str, to: str, fields: dict[str, str], file: tuple[str, str] | None = None
    ) -> str:
        """Send a form of a page; return where it leads."""
        found = SECRET.search(self._open(page).decode())
        if found is None:
            raise RuntimeError(f"{page} has no form")
        kind, body = _form({**fields, "csrfmiddlewaretoken": found[1]}, file)
        asked = urllib.request.Request(self.address + to, body, self._heads(kind))
        with _OPENER.open(asked, timeout=PATIENCE) as answer:
            if answer.status != 200:
                raise RuntimeError(f"{to}: {answer.status}")
            return urllib.parse.urlsplit(answer.url).path

    def _open(self, path: str) -> bytes:
        asked = urllib.request.Request(self.address + path, headers=self._heads())
        with _OPENER.open(asked, timeout=PATIENCE) as answer:
            body: bytes = answer.read()
        return body

    def _heads(self, kind: str = "") -> dict[str, str]:
        heads = {"Cookie": self.cookie, "Accept-Language": "en"}
        return heads | {"Content-Type": kind} if kind else heads


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _rest(page: str, ends: float) -> None:
    if time.monotonic() > ends:
        raise RuntimeError(f"{page} did not get on within {PATIENCE:g} s")
    time.sleep(LOOKS_SECONDS)


def _form(fields: dict[str, str], file: tuple[str, str] | None) -> tuple[str, bytes]:
    """Return the kind and the body of a form as a browser sends it."""
    if file is None:
        return "application/x-www-form-urlencoded", urllib.parse.urlencode(fields).encode()
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{file[0]}"\r\n'
        f"Content-Type: text/csv\r\n\r\n{file[1]}\r\n--{edge}--\r\n"
    )
    return f"multipart/form-data; boundary={edge}", "".join(parts).encode()
