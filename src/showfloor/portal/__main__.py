"""The portal's commands: `python -m showfloor.portal serve | worker | backup | …`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from django.db import DatabaseError

from showfloor.errors import ShowfloorError, UsageError
from showfloor.portal.backups.unfinished import refuse_unfinished
from showfloor.portal.configuration import read_configuration
from showfloor.portal.demo_folder import demonstration
from showfloor.portal.keys import SECRET_FILE, change_key
from showfloor.portal.serving import LOOPBACK, check, gunicorn_words, prepare, set_up
from showfloor.portal.supervising import keep, listen, only_server_of

EXAMPLE = """examples:
  python -m showfloor.portal serve --demo demo/portal
  python -m showfloor.portal worker --workspace shops
  python -m showfloor.portal prepare --workspace shops
  python -m showfloor.portal invite --workspace shops petra@shop.example
  python -m showfloor.portal backup --workspace shops /backup/monday
  python -m showfloor.portal restore --workspace shops /backup/monday
  python -m showfloor.portal manage --workspace shops migrate --plan
"""


def main(words: list[str] | None = None) -> int:
    """Run a command; 0 done, 1 the workspace says no, 2 wrong usage."""
    asked = _parser().parse_args(words)
    try:
        code: int = asked.run(asked)
    except ShowfloorError as reason:
        return _refused(str(reason), 2 if isinstance(reason, UsageError) else 1)
    except OSError as reason:
        where = f" {reason.filename}" if reason.filename else ""
        return _refused(f"the system refuses{where}: {reason.strerror or reason}")
    except DatabaseError as reason:
        return _refused(f"the portal's database refuses: {str(reason).strip()}")
    except KeyboardInterrupt:
        return 130
    return code


def _refused(message: str, code: int = 1) -> int:
    print(f"error: {message}", file=sys.stderr)  # noqa: T201  # a command's message
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m showfloor.portal",
        description="The portal of a workspace.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(
        required=True,
        metavar="serve | worker | prepare | invite | backup | restore | tidy | new-key | manage",
    )
    serve = commands.add_parser("serve", help="answer requests until Ctrl-C")
    serve.add_argument("--workspace", type=Path, default=Path())
    serve.add_argument("--demo", type=Path, help="a demonstration's folder, made where missing")
    serve.add_argument("--host", default=LOOPBACK)
    serve.add_argument("--port", type=_between(0, 65_535), default=8000, help="0: any that is free")
    serve.add_argument("--workers", type=_between(1, 64), default=2)
    serve.set_defaults(run=_serve)
    worker = commands.add_parser("worker", help="carry out imports, plans, measurements")
    worker.add_argument("--workspace", type=Path, default=Path())
    worker.add_argument("--until-idle", action="store_true", help="end when nothing waits")
    worker.set_defaults(run=_work)
    ready = commands.add_parser("prepare", help="bring database and static files up to date")
    ready.add_argument("--workspace", type=Path, default=Path())
    ready.set_defaults(run=_prepare)
    inviting = commands.add_parser("invite", help="ask somebody to be partner manager")
    inviting.add_argument("--workspace", type=Path, default=Path())
    inviting.add_argument("address", help="a mail address")
    inviting.set_defaults(run=_invite)
    backup = commands.add_parser("backup", help="copy database and files while others work")
    backup.add_argument("--workspace", type=Path, default=Path())
    backup.add_argument("folder", type=Path, help="a new folder")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="put a backup back, over nothing newer")
    restore.add_argument("--workspace", type=Path, default=Path())
    restore.add_argument("folder", type=Path, help="what backup made")
    restore.set_defaults(run=_restore)
    tidy = commands.add_parser("tidy", help="remove idle readers and what sign-in no longer needs")
    tidy.add_argument("--workspace", type=Path, default=Path())
    tidy.set_defaults(run=_tidy)
    key = commands.add_parser("new-key", help="sign with a new key; the one before stays known")
    key.add_argument("--workspace", type=Path, default=Path())
    key.set_defaults(run=_new_key)
    manage = commands.add_parser("manage", help="Django's own commands on a workspace")
    manage.add_argument("--workspace", type=Path, default=Path())
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)
    return parser


def _between(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number of a range."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is no number from {least} to {most}")
        return int(text)

    return number


def _serve(asked: argparse.Namespace) -> int:
    root = (asked.demo or asked.workspace).expanduser().absolute()
    with listen(asked.host, asked.port) as taken, _held(asked, root):
        if asked.demo is not None:
            from showfloor.portal.demo import open_demo

            open_demo(root)
        else:
            _open(root)
            prepare()
        check()
        port = taken.getsockname()[1]
        print(f"\nThe portal answers at http://{asked.host}:{port}/ until Ctrl-C", flush=True)  # noqa: T201
        server = gunicorn_words(f"fd://{taken.fileno()}", asked.workers)
        return keep(server, ["showfloor.portal", "worker", "--workspace", str(root)], taken)


def _held(asked: argparse.Namespace, root: Path) -> AbstractContextManager[None]:
    """Return what holds the folder that is served; a demonstration's is made where missing."""
    if asked.demo is None:
        return only_server_of(root)
    from showfloor.portal.demo import make_demo

    return demonstration(root, make_demo)


def _open(root: Path) -> None:
    """Let Django know a workspace that is whole."""
    refuse_unfinished(root)
    set_up(root)


def _work(asked: argparse.Namespace) -> int:
    _open(asked.workspace)
    check()
    from showfloor.portal.work.worker import work

    work(until_idle=asked.until_idle)
    return 0


def _prepare(asked: argparse.Namespace) -> int:
    _open(asked.workspace)
    prepare()
    check()
    return 0


def _invite(asked: argparse.Namespace) -> int:
    _open(asked.workspace)
    check()
    from showfloor.portal.people.opening import invite_manager

    print(invite_manager(asked.address))  # noqa: T201  # the command's answer
    return 0


def _tidy(asked: argparse.Namespace) -> int:
    _open(asked.workspace)
    from showfloor.portal.access.tidying import remove_what_is_over
    from showfloor.portal.news.idle_readers import remove_idle_readers

    readers, over = remove_idle_readers(), remove_what_is_over()
    print(f"{readers} idle readers and {over} sessions and old attempts were removed")  # noqa: T201  # the command's answer
    return 0


def _new_key(asked: argparse.Namespace) -> int:
    path = read_configuration(asked.workspace).folder / SECRET_FILE
    if os.environ.get("SHOWFLOOR_PORTAL_SECRET"):
        raise UsageError(
            "the key is SHOWFLOOR_PORTAL_SECRET's: put a new one there, and the one before into "
            "SHOWFLOOR_PORTAL_SECRET_BEFORE"
        )
    known = change_key(path)
    print(f"{path} holds a new key ({known} are known); start server and worker again")  # noqa: T201  # the command's answer
    return 0


def _backup(asked: argparse.Namespace) -> int:
    set_up(asked.workspace)
    from showfloor.portal.backups.making import back_up

    made = back_up(asked.folder)
    size = sum(one.bytes for one in made.files)
    print(  # noqa: T201  # the command's answer
        f"{asked.folder} holds {len(made.files):,} files of {size / 1024**2:,.1f} MiB: "
        f"the database ({made.database}) and ledger version {made.ledger_version}"
    )
    return 0


def _restore(asked: argparse.Namespace) -> int:
    from showfloor.portal.backups.restoring import restore

    done = restore(asked.folder, asked.workspace)
    if done.set_aside is not None:
        print(f"what was there before is in {done.set_aside}")  # noqa: T201  # the command's answer
    print(  # noqa: T201  # the command's answer
        f"{asked.workspace} is as it was at {done.contents.made_at}; run prepare, then start"
    )
    return 0


def _manage(asked: argparse.Namespace) -> int:
    set_up(asked.workspace)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage", *asked.words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
