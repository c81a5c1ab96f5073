"""The command line's entry: the commands, and one place where errors become messages."""

from __future__ import annotations

import os
import sys

import typer
from click.exceptions import Abort, ClickException, Exit

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

app.command("demo")(example_commands.demo)
app.command("init")(example_commands.init)
app.command("import")(ledger_commands.import_files)
app.command("standing")(loop_commands.standing)
app.command("measure")(loop_commands.measure)
app.command("learn")(loop_commands.learn)
app.command("plan")(plan_commands.plan)
app.command("verify")(plan_commands.verify)
app.command("report")(loop_commands.report)
app.command("serve")(loop_commands.serve)
app.command("runs")(ledger_commands.runs)
app.command("ledger")(ledger_commands.ledger)


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
        outcome = app(args=words, standalone_mode=False)
    except ShowfloorError as reason:
        show_error(reason, words)
        return 2 if isinstance(reason, UsageError) else 1
    except ClickException as reason:
        reason.show()
        return reason.exit_code
    except Exit as reason:
        return reason.exit_code
    except (Abort, KeyboardInterrupt):
        typer.echo("Stopped. What was kept before is unchanged.", err=True)
        return 1
    except BrokenPipeError:
        # The reader of our output went away (`| head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return outcome if isinstance(outcome, int) else 0
