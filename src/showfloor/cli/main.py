"""The command line's entry: the commands, and one place where errors become messages."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable

import typer

from showfloor import __version__
from showfloor.cli import example_commands, ledger_commands, loop_commands, plan_commands
from showfloor.cli.output import show_error
from showfloor.errors import ShowfloorError, UsageError

app = typer.Typer(
    name="showfloor",
    help="Plans a manufacturer's brand areas across a retailer's shops; proves what they earned.",
    epilog="Exit codes: 0 done, 1 the data or the programme say no, 2 wrong usage.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)

COMMANDS: dict[str, Callable[..., int]] = {
    "demo": example_commands.demo,
    "init": example_commands.init,
    "import": ledger_commands.import_files,
    "standing": loop_commands.standing,
    "measure": loop_commands.measure,
    "learn": loop_commands.learn,
    "plan": plan_commands.plan,
    "verify": plan_commands.verify,
    "report": loop_commands.report,
    "serve": loop_commands.serve,
    "runs": ledger_commands.runs,
    "ledger": ledger_commands.ledger,
}


def _ending(command: Callable[..., int]) -> Callable[..., None]:
    """Return the command as one that ends with its exit code."""

    @functools.wraps(command)
    def end(*words: object, **options: object) -> None:
        raise typer.Exit(command(*words, **options))

    return end


for _name, _command in COMMANDS.items():
    app.command(_name)(_ending(_command))


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
    try:
        app(args=words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except ShowfloorError as reason:
        show_error(reason, words)
        return 2 if isinstance(reason, UsageError) else 1
    except BrokenPipeError:
        # The reader of our output went away (`| head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
