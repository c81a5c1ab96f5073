"""EDIFACT text is split as pydifact splits it, and where that is wrong as the syntax rules say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydifact.control import Characters
from pydifact.parser import Parser, TokenIterator
from pydifact.tokenizer import Tokenizer

from showfloor.errors import IntakeError
from showfloor.storage.edifact_segments import segments

HERE = Path("report.edi")
LETTERS = st.text(":+?'.,aB9ä -", max_size=8).map(str.strip)
ELEMENTS = st.lists(st.lists(LETTERS, min_size=1, max_size=3), min_size=1, max_size=3)


def split(text: str) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    return [(found.tag, found.elements) for found in segments(HERE, text)]


def released(text: str) -> str:
    """Write a text with its service characters released, as ISO 9735 has it."""
    return "".join(f"?{sign}" if sign in ":+?'" else sign for sign in text)


def written(tag: str, elements: list[list[str]]) -> str:
    joined = "+".join(":".join(released(part) for part in parts) for parts in elements)
    return f"{tag}+{joined}'"


def by_pydifact(text: str) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Tokens and elements by pydifact, without its search for UNA and its checks of segments."""
    tokens = TokenIterator(Tokenizer().get_tokens(text, Characters()))
    parser, found = Parser(), []
    while True:
        raw = next(parser.convert_tokens_to_raw_segments(tokens), None)
        if raw is None:
            return found
        parts = [tuple([one] if isinstance(one, str) else one) for one in raw]
        found.append((str(raw[0]), tuple(parts[1:])))


def without_empty_ends(elements: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Leave out empty components at an element's end, which pydifact does not keep."""
    kept = []
    for parts in elements:
        count = len(parts)
        while count > 1 and not parts[count - 1]:
            count -= 1
        kept.append(parts[:count])
    return tuple(kept)


@given(st.lists(ELEMENTS, min_size=1, max_size=5))
def test_what_was_written_is_read_and_pydifact_reads_the_same(found: list[list[list[str]]]) -> None:
    text = "".join(written("FTX", elements) for elements in found)
    ours = split(text)
    assert ours == [("FTX", tuple(tuple(parts) for parts in elements)) for elements in found]
    theirs = [(tag, without_empty_ends(elements)) for tag, elements in by_pydifact(text)]
    assert [(tag, without_empty_ends(elements)) for tag, elements in ours] == theirs


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("UNA:+.? 'FTX+a:b'", (("a", "b"),)),
        ("UNA:+,? 'FTX+a:b'\r\n", (("a", "b"),)),
        ("UNA;*.# ~FTX*a;b#;c~", (("a", "b;c"),)),
        ("UNA:+.  'FTX+why?:not'", (("why?", "not"),)),
        ("UNA:+.? \nFTX+a:b\n", (("a", "b"),)),
        ("FTX+it?'s ?+ 1 ?? a?:b'", (("it's + 1 ? a:b",),)),
        ("FTX+say ?'UNA?:?+.?? ?' here'", (("say 'UNA:+.? ' here",),)),
        ("FTX+wra\r\npped:te\r\nxt'", (("wrapped", "text"),)),
        ("FTX+++c'", (("",), ("",), ("c",))),
        ("FTX'", ()),
    ],
)
def test_separators_release_characters_and_line_breaks(
    text: str, elements: tuple[tuple[str, ...], ...]
) -> None:
    assert split(text) == [("FTX", elements)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("FTX+a'FTX+b", "the segment after segment 1 .* has no end"),
        ("FTX+a?'", "the segment after segment 0 .* has no end"),
        ("FTX+" + "a" * 70_000 + "'", "has no end"),
        ("UNA:+.", "cut off inside UNA"),
        ("UNA::.? 'FTX+a'", "cannot be told from each other"),
        ("UNA:A.? 'FTX+a'", "cannot be told from each other"),
        ("UNA:+;? 'FTX+a'", "cannot be told from each other"),
        ("''", "segment 1 begins with ''"),
        ("ftx+a'", "segment 1 begins with 'ftx'"),
        ("FTX+a'\x00\x01+'", "segment 2 begins with"),
    ],
)
def test_text_that_is_no_row_of_segments_is_refused_by_place(text: str, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        split(text)


def test_a_component_that_is_left_out_is_empty() -> None:
    (segment,) = segments(HERE, "PRI+AAA:15.00::RTP'")
    assert segment.part(0, 1) == "15.00"
    assert [segment.part(0, 2), segment.part(0, 9), segment.part(7)] == ["", "", ""]
