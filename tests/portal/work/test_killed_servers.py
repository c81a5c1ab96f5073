"""Servers killed at any moment of a request that is sent again: all of it is done once.

SHOWFLOOR_PORTAL_KILLS says how many kills of each request; `make kill-test` has many.
"""

from __future__ import annotations

import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from showfloor.portal.imports.models import Delivery
from showfloor.portal.news.models import Announcement
from showfloor.portal.walls.reach import WHOLE_HOUSE, within
from showfloor.portal.work.models import OPEN, Job
from showfloor.storage import open_workspace

from ..sending import work_here  # noqa: TID252  # no package

KILLS = int(os.environ.get("SHOWFLOOR_PORTAL_KILLS", "2"))
ZYGOTE = Path(__file__).with_name("server_zygote.py")
HEAD = "source,date,store_id,product_id,line_no,units,revenue\n"
ROWS = 2_000
LONGEST_WAIT = 0.12
LONGEST_ANSWER = 180.0
"""Fifty kills are asked for on machines that have other work as well."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Server:
    """A real server, which can be killed and started again at once."""

    def __init__(self, start: Callable[[], tuple[int, int]], cookie: str) -> None:
        self._start, self._cookie = start, cookie
        self.process, self.port = start()

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        """Return status and body (of a redirect: where to); OSError where the server was killed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_ANSWER)
        try:
            sent = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self._cookie}"}
            connection.request(method, path, body, {**sent, **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
            return answer.status, answer.getheader("Location") or text
        except http.client.HTTPException as reason:
            raise OSError(str(reason)) from reason
        finally:
            connection.close()

    def kill(self) -> None:
        """Kill it, and start another one."""
        os.kill(self.process, signal.SIGKILL)
        self.process, self.port = self._start()

    def secret(self) -> str:
        """Return what a form of this session must send."""
        _status, page = self.ask("GET", "/imports/")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found is not None, page[:300]
        return found[1]

    def again_and_again(
        self, path: str, make: Callable[[str], tuple[bytes, Mapping[str, str]]]
    ) -> str:
        """Send a form, kill the server while it answers, send it anew; return where it led."""
        drawn = random.Random(path)
        for _ in range(KILLS):
            body, headers = make(self.secret())
            sending = threading.Thread(target=self._carelessly, args=(path, body, headers))
            sending.start()
            time.sleep(drawn.uniform(0.0, LONGEST_WAIT))
            self.kill()
            sending.join()
        body, headers = make(self.secret())
        status, where = self.ask("POST", path, body, **headers)
        assert status == 303, (status, where[:500])
        return where

    def _carelessly(self, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        try:
            self.ask("POST", path, body, **headers)
        except OSError:
            return


@pytest.fixture
def server(manager: Client, shop: Path) -> Iterator[Server]:
    """Return a server of the partner manager's session on the test's own database."""
    environment = dict(os.environ)
    if not settings.PORTAL.is_sqlite:
        address = environment["SHOWFLOOR_PORTAL_DATABASE"]
        name = connections["default"].settings_dict["NAME"]
        environment["SHOWFLOOR_PORTAL_DATABASE"] = address.replace("/pattern", f"/{name}")
    shop.joinpath("portal", "static").symlink_to(settings.STATIC_ROOT)
    cookie = manager.cookies[settings.SESSION_COOKIE_NAME].value
    with subprocess.Popen(
        [sys.executable, str(ZYGOTE), str(shop)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    ) as zygote:
        assert zygote.stdin is not None
        assert zygote.stdout is not None

        def start() -> tuple[int, int]:
            zygote.stdin.write("start\n")
            zygote.stdin.flush()
            number, port = zygote.stdout.readline().split()
            return int(number), int(port)

        made = Server(start, cookie)
        yield made
        os.kill(made.process, signal.SIGKILL)
        zygote.stdin.close()


def _fields(**fields: str) -> Callable[[str], tuple[bytes, Mapping[str, str]]]:
    def made(secret: str) -> tuple[bytes, Mapping[str, str]]:
        return urlencode({"csrfmiddlewaretoken": secret, **fields}).encode(), FORM

    return made


def _file(name: str, content: bytes) -> Callable[[str], tuple[bytes, Mapping[str, str]]]:
    def made(secret: str) -> tuple[bytes, Mapping[str, str]]:
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
        second = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        begin = f"{head}{secret}\r\n{second}Content-Type: text/csv\r\n\r\n"
        body = begin.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return body, {"Content-Type": f"multipart/form-data; boundary={mark}"}

    return made


def test_what_is_sent_again_after_every_kill_is_done_once(server: Server, shop: Path) -> None:
    _an_announcement_is_made_and_published_once(server)
    _a_plan_is_asked_for_once_and_its_task_is_there(server)
    _a_request_that_is_not_sent_again_is_done_whole_or_not_at_all(server)
    _an_upload_is_kept_whole_and_taken_once(server, shop)


def _an_upload_is_kept_whole_and_taken_once(server: Server, shop: Path) -> None:
    rows = "".join(f"kill,2021-02-{1 + n % 28:02},koeln,a1,{n},1,9.00\n" for n in range(ROWS))
    content = (HEAD + rows).encode()
    where = server.again_and_again("/imports/send/", _file("sales.csv", content))
    with within(WHOLE_HOUSE):
        (delivery,) = Delivery.objects.all()
        (file,) = delivery.kept_files
    assert where == f"/imports/{delivery.pk}/"
    assert file.path.read_bytes() == content
    server.again_and_again(f"{where}take/", _fields())
    with within(WHOLE_HOUSE):
        assert Job.objects.filter(kind="imports.take", state__in=OPEN).count() == 1
    before = open_workspace(shop).ledger.latest()
    work_here()
    after = open_workspace(shop).ledger.latest()
    assert (after.number, after.rows["sales"]) == (before.number + 1, before.rows["sales"] + ROWS)


def _an_announcement_is_made_and_published_once(server: Server) -> None:
    key = uuid.uuid4()
    desk = f"/news/desk/{key}/"
    texts = {"title_en": "Areas open", "text_en": "In Köln.", "title_de": "", "text_de": ""}
    form = _fields(key=str(key), revision="0", **texts)
    assert server.again_and_again(f"{desk}save/", form) == desk
    server.again_and_again(f"{desk}publish/", _fields())
    with within(WHOLE_HOUSE):
        (made,) = Announcement.objects.all()
        assert made.pk == key
        assert made.publish_at is not None
    status, feed = server.ask("GET", "/news/en.rss")
    assert status == 200
    assert feed.count("<item>") == 1


def _a_plan_is_asked_for_once_and_its_task_is_there(server: Server) -> None:
    where = server.again_and_again("/runs/plan/", _fields(seed="3", seconds="5"))
    with within(WHOLE_HOUSE):
        (job,) = Job.objects.filter(state__in=OPEN)
    assert where == f"/work/{job.pk}/"
    (ended,) = work_here()
    assert ended.state == "failed"
    assert "no learn run yet" in ended.refusal


def _a_request_that_is_not_sent_again_is_done_whole_or_not_at_all(server: Server) -> None:
    drawn = random.Random(6)
    for number in range(KILLS):
        body, headers = _fields(seed=str(number), seconds="5")(server.secret())
        sending = threading.Thread(target=server._carelessly, args=("/runs/plan/", body, headers))
        sending.start()
        time.sleep(drawn.uniform(0.0, LONGEST_WAIT))
        server.kill()
        sending.join()
        with within(WHOLE_HOUSE):
            for job in Job.objects.all():
                assert job.task_id is not None, "a job is there with its task or not at all"
                Job.objects.filter(pk=job.pk).update(state="done")
