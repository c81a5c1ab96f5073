"""Photos with a slip: checked, turned upright, made smaller, and drawn anew from their pixels."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from showfloor.portal.rollout.refusal import RefusedError

LARGEST_BYTES = 12 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 82
BACKGROUND = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that holds nothing but its pixels: no place, no camera, no other file inside."""

    jpeg: bytes
    width: int
    height: int
    alternative: str


def taken(upload: Any, alternative: str) -> Photo:
    """Return an uploaded photo drawn anew as a JPEG of at most 1,600 pixels a side.

    upload: has `size` and `read`. RefusedError for one that is too large in bytes or pixels, of
    another format, or damaged; nothing of the sender's bytes is kept.
    """
    if upload.size > LARGEST_BYTES:
        raise RefusedError("photo.large", most=str(LARGEST_BYTES // 1024**2))
    data = upload.read(LARGEST_BYTES + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if image.width * image.height > LARGEST_PIXELS:
                    raise RefusedError("photo.pixels", most=str(LARGEST_PIXELS // 10**6))
                return _drawn(image, alternative)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as reason:
        raise RefusedError("photo.pixels", most=str(LARGEST_PIXELS // 10**6)) from reason
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as reason:
        raise RefusedError("photo.unreadable") from reason


def _drawn(image: Image.Image, alternative: str) -> Photo:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = Image.new("RGB", upright.size, BACKGROUND)
    seen = upright.convert("RGBA")
    flat.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Photo(out.getvalue(), flat.width, flat.height, alternative.strip()[:300])
