"""Steps of long work that name something, in German; a step that is one word is the portal's."""

from __future__ import annotations

PATTERNS: tuple[tuple[str, str], ...] = (
    (r"reading (?P<file>.+) into (?P<table>\w+)", "liest {file} als {table}"),
    (r"reading the files of (?P<table>\w+)", "liest die Dateien von {table}"),
    (r"looking at (?P<file>.+)", "sieht {file} an"),
    (r"undoing (?P<what>.+)", "nimmt zurück: {what}"),
    (r"renumbering (?P<table>\w+)", "benennt um in {table}"),
    (r"merging files of (?P<table>\w+)", "legt Dateien von {table} zusammen"),
    (r"plan (?P<n1>\d+)", "Plan {n1}"),
)
