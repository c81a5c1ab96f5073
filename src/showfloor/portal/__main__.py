"""The portal's commands: `python -m showfloor.portal serve | worker | prepare | manage`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from showfloor.errors import ShowfloorError, UsageError
from showfloor.portal.serving import LOOPBACK, check, prepare, refuse_taken, run_gunicorn, set_up

EXAMPLE = """examples:
  python -m showfloor.portal serve --demo demo/portal
  python -m showfloor.portal worker --workspace shops
  python -m showfloor.portal prepare --workspace shops
  python -m showfloor.portal manage --workspace shops migrate --plan
"""


def main(words: list[str] | None = None) -> int:
    """Run a command; 0 done, 1 the workspace says no, 2 wrong usage."""
    asked = _parser().parse_args(words)
    try:
        code: int = asked.run(asked)
    except ShowfloorError as reason:
        print(f"error: {reason}", file=sys.stderr)  # noqa: T201  # a command's message
        return 2 if isinstance(reason, UsageError) else 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m showfloor.portal",
        description="The portal of a workspace.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="serve | worker | prepare | manage")
    serve = commands.add_parser("serve", help="answer requests until Ctrl-C")
    serve.add_argument("--workspace", type=Path, default=Path())
    serve.add_argument("--demo", type=Path, help="a demonstration's folder, made where missing")
    serve.add_argument("--host", default=LOOPBACK)
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    serve.set_defaults(run=_serve)
    worker = commands.add_parser("worker", help="carry out imports, plans, measurements")
    worker.add_argument("--workspace", type=Path, default=Path())
    worker.add_argument("--until-idle", action="store_true", help="end when nothing waits")
    worker.set_defaults(run=_work)
    ready = commands.add_parser("prepare", help="bring database and static files up to date")
    ready.add_argument("--workspace", type=Path, default=Path())
    ready.set_defaults(run=_prepare)
    manage = commands.add_parser("manage", help="Django's own commands on a workspace")
    manage.add_argument("--workspace", type=Path, default=Path())
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)
    return parser


def _serve(asked: argparse.Namespace) -> int:
    refuse_taken(asked.host, asked.port)
    if asked.demo is not None:
        from showfloor.portal.demo import make_demo

        make_demo(asked.demo)
    else:
        set_up(asked.workspace)
        prepare()
    check()
    print(f"\nThe portal answers at http://{asked.host}:{asked.port}/ until Ctrl-C", flush=True)  # noqa: T201
    from showfloor.portal.work.worker import worker_beside

    with worker_beside(asked.demo or asked.workspace):
        return run_gunicorn(asked.host, asked.port, asked.workers)


def _work(asked: argparse.Namespace) -> int:
    set_up(asked.workspace)
    check()
    from showfloor.portal.work.worker import work

    work(until_idle=asked.until_idle)
    return 0


def _prepare(asked: argparse.Namespace) -> int:
    set_up(asked.workspace)
    prepare()
    check()
    return 0


def _manage(asked: argparse.Namespace) -> int:
    set_up(asked.workspace)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage", *asked.words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
