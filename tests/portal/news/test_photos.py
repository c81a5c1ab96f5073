"""Photos: made anew within bounds, or refused with a reason; nothing hidden comes through."""

from __future__ import annotations

import io
import struct
import zlib
from contextlib import suppress

import pytest
from PIL import Image

from showfloor.portal.news.photos import LARGE, SMALL, PhotoError, photo_of

from .conftest import picture


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_large_photo_is_made_in_two_sizes() -> None:
    made = photo_of(picture((4_000, 1_000)))
    assert (made.large.width, made.large.height) == (LARGE, LARGE // 4)
    assert (made.small.width, made.small.height) == (SMALL, SMALL // 4)
    assert opened(made.large.content).size == (LARGE, LARGE // 4)
    assert opened(made.small.content).size == (SMALL, SMALL // 4)
    assert made.media_type == "image/jpeg"


def test_position_camera_and_comments_stay_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture(exif=exif.tobytes(), comment=b"secret comment", icc_profile=b"secret-profile")
    assert b"SecretCamera" in content
    made = photo_of(content)
    for size in (made.large, made.small):
        assert b"ecret" not in size.content
        again = opened(size.content)
        assert not dict(again.getexif())
        assert set(again.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


def test_a_photo_that_was_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = photo_of(picture((60, 40), exif=exif.tobytes()))
    assert (made.large.width, made.large.height) == (40, 60)


@pytest.mark.parametrize(
    ("kind", "mode", "media_type"),
    [
        ("PNG", "RGBA", "image/webp"),
        ("PNG", "P", "image/jpeg"),
        ("PNG", "L", "image/jpeg"),
        ("PNG", "I;16", "image/jpeg"),
        ("PNG", "1", "image/jpeg"),
        ("JPEG", "CMYK", "image/jpeg"),
        ("WEBP", "RGB", "image/jpeg"),
        ("WEBP", "RGBA", "image/webp"),
    ],
)
def test_every_kind_of_pixel_becomes_jpeg_or_webp(kind: str, mode: str, media_type: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, kind)
    made = photo_of(out.getvalue())
    assert made.media_type == media_type
    assert opened(made.large.content).format == media_type.removeprefix("image/").upper()


def png_head(width: int, height: int) -> bytes:
    """Return a PNG whose head claims a size and whose data are a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "news.photo.empty"),
        (b"x" * 12_000_001, "news.photo.large"),
        (png_head(60_000, 60_000), "news.photo.pixels"),
        (png_head(10_000, 6_000), "news.photo.pixels"),
        (png_head(2_000, 2_000), "news.photo.broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "news.photo.unknown"),
        (b"<?php system('x');", "news.photo.unknown"),
        (picture(kind="GIF"), "news.photo.unknown"),
        (picture(kind="TIFF"), "news.photo.unknown"),
        (b"\x89PNG\r\n\x1a\n", "news.photo.unknown"),
        (picture()[:300], "news.photo.broken"),
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(content: bytes, says: str) -> None:
    with pytest.raises(PhotoError, match=says):
        photo_of(content)


def test_a_file_that_is_a_photo_and_a_page_at_once_is_only_a_photo_after() -> None:
    both = picture(comment=b"<script>alert(1)</script>") + b"<script>alert(2)</script>"
    assert b"script" not in photo_of(both).large.content


def test_a_broken_photo_never_fails_otherwise() -> None:
    whole = bytearray(picture((64, 64), "PNG"))
    for place in range(8, len(whole), 3):
        broken = bytes(whole[:place]) + bytes([whole[place] ^ 0xFF]) + bytes(whole[place + 1 :])
        with suppress(PhotoError):
            photo_of(broken)
