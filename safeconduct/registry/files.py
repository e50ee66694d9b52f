"""Scans and photographs: only the pixels are kept, drawn anew.

Owns what may come in and how it is cleaned. Everything else a file can carry (where and with which device it
was taken, a thumbnail of an earlier picture, a colour profile, whatever is hidden behind its end) is left
behind, because nothing but decoded pixels is written out again. The store seals the result.
"""

import base64
import binascii
import hashlib
import io
import struct
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from safeconduct.sources.errors import Refused

FILE_BYTES_MAX = 5 * 1024 * 1024
PIXELS_MAX = 40_000_000
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_JPEG_QUALITY = 88
_HOUSE_RULE = "House rule: files"


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it will be kept. `content` is base64, `sha256` of the bytes in it."""

    media_type: str
    size: int
    sha256: str
    content: str


def clean(content: str) -> CleanFile:
    """The picture in this base64 text, drawn anew; `Refused` for what is too large or no JPEG or PNG."""
    image = _decoded(_bytes(content))
    kind = image.format or ""
    data = _drawn(image, kind)
    if len(data) > FILE_BYTES_MAX:
        raise _refused("file_too_large", "The picture is larger than 5 MB without its metadata.", _SMALLER)
    return CleanFile(
        media_type=MEDIA_TYPES[kind],
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=base64.b64encode(data).decode("ascii"),
    )


def data_of(content: str) -> bytes:
    """The bytes of a stored file."""
    return base64.b64decode(content)


_SMALLER = "Save it smaller, or scan it with fewer dots to the inch."
_OTHER = "Save it as JPEG or PNG."


def _bytes(content: str) -> bytes:
    if len(content) > FILE_BYTES_MAX * 4 // 3 + 4:
        raise _refused("file_too_large", "The file is larger than 5 MB.", _SMALLER)
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise _refused("file_unreadable", "The file is not given in base64.", "Send it again.") from None
    if len(data) > FILE_BYTES_MAX:
        raise _refused("file_too_large", "The file is larger than 5 MB.", _SMALLER)
    return data


def _decoded(data: bytes) -> Image.Image:
    """The picture with all its pixels; its size is looked at before they are unpacked."""
    try:
        with warnings.catch_warnings():
            # Pillow only warns of a small decompression bomb; the limit below is this project's own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=tuple(MEDIA_TYPES))
        if image.width * image.height > PIXELS_MAX:
            raise _too_many_dots()
        image.load()
    except Image.DecompressionBombError:
        raise _too_many_dots() from None
    except UnidentifiedImageError:
        raise _refused("not_a_picture", "The file is no JPEG or PNG picture.", _OTHER) from None
    except (OSError, ValueError, SyntaxError):
        raise _refused("file_unreadable", "The picture cannot be read to its end.", _OTHER) from None
    return image


def _drawn(image: Image.Image, kind: str) -> bytes:
    """The pixels alone, turned the way the camera was held: the note that says so is left behind."""
    upright = _upright(image)
    is_clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    mode = "RGBA" if is_clear and kind == "PNG" else "L" if upright.mode in ("1", "L") else "RGB"
    pixels = upright.convert(mode)
    bare = Image.frombytes(mode, pixels.size, pixels.tobytes())
    out = io.BytesIO()
    if kind == "JPEG":
        bare.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    else:
        bare.save(out, "PNG", optimize=True)
    return out.getvalue()


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, TypeError, struct.error):
        # Metadata that cannot be read turns nothing; it is not kept either.
        return image


def _too_many_dots() -> Refused:
    return _refused("picture_too_large", "The picture has more than 40 million dots.", _SMALLER)


def _refused(code: str, reason: str, remedy: str) -> Refused:
    return Refused(code, reason, _HOUSE_RULE, remedy=remedy, field="content")
