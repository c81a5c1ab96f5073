"""Photos made anew from what was uploaded: bounded, upright, without anything hidden in the file.

Whatever comes is decoded to pixels and encoded again, as JPEG, or as WebP where it is partly
transparent. Position, camera, comments and colour profile stay behind. Two sizes are made: a large
one for the page and a small one for lists.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

BYTES_AT_MOST = 12_000_000
PIXELS_AT_MOST = 50_000_000
LARGE, SMALL = 1_600, 640
"""Longest sides in pixels."""
QUALITY = 82
READ_FORMATS = ("JPEG", "PNG", "WEBP")
MediaType = Literal["image/jpeg", "image/webp"]


class PhotoError(Exception):
    """A file that is no photo that can be taken; its text is the key of the words that say why."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A photo in one size."""

    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photo as it is kept; sha256 is of the upload."""

    media_type: MediaType
    large: Encoded
    small: Encoded
    sha256: str


def photo_of(content: bytes) -> PhotoFile:
    """Return an upload made anew.

    PhotoError where it is empty, larger than `BYTES_AT_MOST`, no JPEG, PNG or WebP, of more than
    `PIXELS_AT_MOST` pixels (said by its head, before anything is decoded), or broken.
    """
    if not content:
        raise PhotoError("news.photo.empty")
    if len(content) > BYTES_AT_MOST:
        raise PhotoError("news.photo.large")
    upright = _pixels(content)
    media_type: MediaType = "image/webp" if upright.mode == "RGBA" else "image/jpeg"
    return PhotoFile(
        media_type,
        _encoded(upright, LARGE, media_type),
        _encoded(upright, SMALL, media_type),
        hashlib.sha256(content).hexdigest(),
    )


def _pixels(content: bytes) -> Image.Image:
    """Return the upload's pixels as RGB or RGBA, no larger than the large size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=READ_FORMATS) as image:
                _refuse_many_pixels(image)
                image.draft("RGB", (LARGE, LARGE))
                image.load()
                upright = ImageOps.exif_transpose(image)
                seen = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except Image.DecompressionBombError as reason:
        raise PhotoError("news.photo.pixels") from reason
    except UnidentifiedImageError as reason:
        raise PhotoError("news.photo.unknown") from reason
    except PhotoError:
        raise
    except Exception as reason:  # Pillow's readers raise what they like over a broken file
        raise PhotoError("news.photo.broken") from reason
    seen.thumbnail((LARGE, LARGE))
    return Image.frombytes(seen.mode, seen.size, seen.tobytes())


def _refuse_many_pixels(image: Image.Image) -> None:
    if image.width * image.height > PIXELS_AT_MOST:
        raise PhotoError("news.photo.pixels")


def _encoded(pixels: Image.Image, longest: int, media_type: MediaType) -> Encoded:
    copy = pixels.copy()
    copy.thumbnail((longest, longest))
    out = io.BytesIO()
    if media_type == "image/jpeg":
        copy.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    else:
        copy.save(out, "WEBP", quality=QUALITY)
    return Encoded(out.getvalue(), copy.width, copy.height)
