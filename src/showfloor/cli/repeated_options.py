"""An option that is given twice is refused: of two answers, neither may win in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from typer.core import TyperGroup

from showfloor.errors import UsageError


def refuse_repeated_options(app: TyperGroup, words: Sequence[str]) -> None:
    """Raise UsageError where an option that takes one value stands twice behind its command.

    `app` is the command group that typer makes, or a group in it. Words that it does not know are
    left to it.
    """
    place = next((i for i, word in enumerate(words) if word in app.commands), None)
    if place is None:
        return
    command = app.commands[words[place]]
    if isinstance(command, TyperGroup):
        refuse_repeated_options(command, words[place + 1 :])
        return
    options = {
        name: option for option in command.params for name in option.opts if name.startswith("-")
    }
    seen: set[str] = set()
    for option in _given(options, words[place + 1 :]):
        if option.multiple:
            continue
        if option.name in seen:
            raise UsageError(f"{max(option.opts, key=len)} is given twice; give it once")
        seen.add(option.name)


def _given(options: dict[str, Any], words: Sequence[str]) -> Iterator[Any]:
    """Yield the options that the words give, in their order; values are passed over."""
    rest = iter(words)
    for word in rest:
        if word == "--":
            return
        name, joined, _ = word.partition("=")
        if not word.startswith("--") and word[:2] in options:
            name, joined = word[:2], word[2:]
        option = options.get(name)
        if option is None:
            continue
        yield option
        if not joined and not option.is_flag:
            next(rest, None)
