"""The counts and references of an interchange are checked: what is missing is never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from showfloor.errors import IntakeError
from showfloor.storage.edifact_messages import Message, messages

UNB = "UNB+UNOC:3+5456789000017:14+3323456007896:14+210305:1200+17'"
ONE = "UNH+1+SLSRPT:D:96A:UN:EAN004'BGM+73E::9+A+9'UNT+3+1'"
TWO = "UNH+2+SLSRPT:D:96A:UN:EAN004'BGM+73E::9+B+9'UNT+3+2'"


def read(tmp_path: Path, text: str | bytes) -> list[Message]:
    path = tmp_path / "report.edi"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(messages(path))


@pytest.mark.parametrize(
    "text",
    [
        f"{UNB}{ONE}{TWO}UNZ+2+17'",
        f"\ufeffUNA:+.? '\r\n{UNB}\r\n{ONE}\r\n{TWO}\r\nUNZ+2+17'\r\n",
        f"{UNB}UNG+SLSRPT+A+B+210305:1200+5+UN+D:96A'{ONE}{TWO}UNE+2+5'UNZ+1+17'",
        f"{UNB}{ONE}UNZ+1+17'{UNB}{TWO}UNZ+1+17'",
        f"{UNB}{ONE}UNZ+1+17'UNA;*.# ~"
        + f"{UNB}{TWO}UNZ+1+17'".translate(str.maketrans(":+'", ";*~")),
    ],
)
def test_interchanges_groups_and_separators_of_their_own_are_followed(
    tmp_path: Path, text: str
) -> None:
    found = read(tmp_path, text)
    assert [(one.number, one.wrong, len(one.segments)) for one in found] == [
        (1, None, 3),
        (2, None, 3),
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (ONE.replace("UNT+3", "UNT+4"), (3, "states 4 segments in UNT, but has 3")),
        (ONE.replace("UNT+3", "UNT+"), (3, "states no segments in UNT, but has 3")),
        (ONE.replace("3+1'", "3+9'"), (3, "has the reference '1' in UNH, but '9' in UNT")),
        (ONE.replace("UNT+3+1'", ""), (2, "has no end (UNT)")),
    ],
)
def test_a_message_that_contradicts_itself_is_marked_and_the_next_is_not(
    tmp_path: Path, text: str, wrong: tuple[int, str]
) -> None:
    found = read(tmp_path, f"{UNB}{text}{TWO}UNZ+2+17'")
    assert [one.wrong for one in found] == [wrong, None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{UNB}{ONE}UNZ+2+17'", "segment 5: UNZ states 2 messages or groups, but there are 1"),
        (f"{UNB}{ONE}UNZ+1+18'", "UNZ has the reference '18', but its beginning has '17'"),
        (f"{UNB}{ONE}", "cut off: it ends without UNZ"),
        (f"{UNB}{ONE}UNZ+1", "has no end"),
        (f"{UNB}{ONE}{UNB}{TWO}UNZ+1+17'", "UNB begins before the last interchange has its UNZ"),
        (f"{UNB}{ONE}QTY+153:1'UNZ+1+17'", "QTY stands outside a message"),
        (f"{UNB}{ONE}UNE+1+1'UNZ+1+17'", "UNE ends a group that no UNG began"),
        (f"{UNB}UNG+S+A+B+2:1+5'{ONE}UNE+2+5'UNZ+1+17'", "UNE states 2 messages or groups"),
        (f"{UNB}UNG+S+A+B+2:1+5'{ONE}UNZ+1+17'", "UNZ comes before the UNE"),
        (f"{UNB}UNZ+0+17'", "holds no message"),
        (f"{UNB.replace('UNOC', 'UNOX')}{ONE}UNZ+1+17'", "character set 'UNOX', which is not read"),
        (ONE, "does not begin with UNA or UNB"),
        ("UNA:+.? '", "holds no message"),
        ("store_id,units\ns1,1\n", "does not begin with UNA or UNB"),
        (f"UNA:+.? '{ONE}", "UNH stands outside an interchange"),
    ],
)
def test_an_interchange_that_may_lack_something_is_refused_whole(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(IntakeError, match=message):
        read(tmp_path, text)


def test_any_cut_of_an_interchange_is_noticed(tmp_path: Path) -> None:
    text = f"UNA:+.? '{UNB}{ONE}{TWO}UNZ+2+17'"
    for end in range(1, len(text), 3):
        with pytest.raises(IntakeError):
            read(tmp_path, text[:end])
