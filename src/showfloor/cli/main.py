"""The command line's entry: the commands, and one place where errors become messages."""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import typer

from showfloor import __version__
from showfloor.cli import (
    STOPPED,
    bench_commands,
    design_commands,
    example_commands,
    ledger_commands,
    ledger_operations,
    loop_commands,
    measure_commands,
    offers_commands,
    plan_commands,
    replan_commands,
    scenario_commands,
    standing_commands,
    statement_commands,
    why_commands,
)
from showfloor.cli.output import say_error, show_error
from showfloor.cli.repeated_options import refuse_repeated_options
from showfloor.errors import DataError, ShowfloorError, UsageError

UNREAD = 141
"""The shell's own code for a command whose reader went away before the end."""

app = typer.Typer(
    name="showfloor",
    help="Plans a manufacturer's brand areas across a retailer's shops; proves what they earned.",
    epilog="Exit codes: 0 done, 1 the data or the programme say no, 2 wrong usage, 130 stopped.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

COMMANDS: dict[str, Callable[..., int]] = {
    "demo": example_commands.demo,
    "init": example_commands.init,
    "import": ledger_commands.import_files,
    "standing": standing_commands.standing,
    "measure": measure_commands.measure,
    "statement": statement_commands.statement,
    "learn": loop_commands.learn,
    "plan": plan_commands.plan,
    "why": why_commands.why,
    "replan": replan_commands.replan,
    "what-if": scenario_commands.what_if,
    "obligations": scenario_commands.obligations,
    "verify": plan_commands.verify,
    "design": design_commands.design,
    "report": loop_commands.report,
    "serve": loop_commands.serve,
    "runs": ledger_commands.runs,
    "ledger": ledger_operations.ledger,
    "bench": bench_commands.bench,
}


def _ending(command: Callable[..., int]) -> Callable[..., None]:
    """Return the command as one that ends with its exit code."""

    @functools.wraps(command)
    def end(*words: object, **options: object) -> None:
        raise typer.Exit(command(*words, **options))

    return end


for _name, _command in COMMANDS.items():
    app.command(_name)(_ending(_command))

offers = typer.Typer(
    help=offers_commands.HELP,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for _name, _command in offers_commands.COMMANDS.items():
    offers.command(_name)(_ending(_command))
app.add_typer(offers, name="offers")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"showfloor {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and end."
    ),
) -> None:
    """Read the options that stand before a command."""


def run(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    sys.exit(_exit_code(words))


def _exit_code(words: list[str]) -> int:
    """Run the words; every error becomes one message and one of the documented codes."""
    with _interruptions() as interrupted:
        try:
            return _outcome(words)
        except KeyboardInterrupt:
            return _stopped()
        except ShowfloorError as reason:
            if interrupted:
                return _stopped()
            show_error(reason, words)
            return 2 if isinstance(reason, UsageError) else 1
        except Exception:
            # A database that is interrupted says so with errors of its own.
            if interrupted:
                return _stopped()
            raise


@contextmanager
def _interruptions() -> Iterator[list[int]]:
    """Collect the Ctrl-C of a command; each still interrupts what runs."""
    found: list[int] = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        found.append(number)
        signal.default_int_handler(number, frame)

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield found
    finally:
        signal.signal(signal.SIGINT, before)


def _outcome(words: list[str]) -> int:
    """Return a command's exit code; every refusal leaves as a ShowfloorError."""
    command: Any = typer.main.get_command(app)
    try:
        refuse_repeated_options(command, words)
        code = command.main(args=words, prog_name=app.info.name, standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as reason:
        if not words or not reason.format_message():
            typer.echo(reason.format_message(), err=True, nl=bool(reason.format_message()))
            return 2
        raise UsageError(_with_help(reason.format_message(), words)) from reason
    except (SystemExit, BrokenPipeError):
        # The reader of our output went away (`| head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return UNREAD
    except OSError as reason:
        place = f"{reason.filename}: " if reason.filename else ""
        raise DataError(
            f"{place}{reason.strerror or reason}; check that the path exists, is of the right kind "
            "(file or folder), may be read and written, and that the disk is not full"
        ) from reason
    return _stopped() if code == STOPPED else int(code or 0)


def _with_help(message: str, words: list[str]) -> str:
    named = [word for word in words if word in {*COMMANDS, "offers"}][:1]
    if named == ["offers"]:
        named += [word for word in words if word in offers_commands.COMMANDS][:1]
    return f"{message.rstrip('.')}; see {' '.join(['showfloor', *named, '--help'])}"


def _stopped() -> int:
    say_error("stopped; what was kept before is whole, and nothing half done was added")
    return STOPPED
