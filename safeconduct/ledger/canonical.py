"""One sequence of bytes for each value, and one value for each sequence of bytes.

Owns the plaintext form of everything that is sealed or signed as JSON: RFC 8785 (JCS), narrowed so that equal
content has equal bytes whoever wrote it. What the values mean is left to the rooms.

Narrower than RFC 8785 in four ways: every string is in Unicode normal form C, numbers are integers that a
double holds exactly, nothing nests deeper than DEPTH_MAX containers, and no string holds half of a
surrogate pair.

Source: RFC 8785; Unicode Standard Annex 15 for normal form C.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeAlias

import rfc8785

from safeconduct.ledger.errors import NotCanonical

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

DEPTH_MAX = 32
INTEGER_MAX = 2**53 - 1

# Without floats the two writers differ in one thing: RFC 8785 sorts keys by UTF-16 units, json by code points.
# For keys in ASCII, which all field names are, that is the same, and this one is several times faster; a test
# holds it to what rfc8785 writes.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


# As many digits as the largest integer has, in a number or in a text; such are left to the walk.
_LONG_NUMBER = re.compile(r"[0-9]{16}")


def encode(value: Json) -> bytes:
    """Return the canonical bytes of `value`; strings are brought into normal form C first.

    Raises NotCanonical for floats, integers beyond ±(2**53 - 1), keys that are no strings or that become
    equal in normal form C, unpaired surrogates, other types, and nesting deeper than DEPTH_MAX.

    Source: RFC 8785 section 3.2.
    """
    unusual_keys: list[str] = []
    normal = _normal(value, 0, unusual_keys)
    if unusual_keys:
        return rfc8785.dumps(normal)
    return _ENCODER.encode(normal).encode()


def decode(data: bytes, *, limit_bytes: int) -> Json:
    """Return the value whose canonical bytes are `data`: lists, dicts, strings, integers, booleans, None.

    Raises NotCanonical when `data` is longer than `limit_bytes`, is no JSON, names a key twice, or differs
    in any byte from what `encode` makes of its value.
    """
    if len(data) > limit_bytes:
        raise NotCanonical(f"longer than {limit_bytes} bytes")
    text = _text(data)
    value = _loads(text)
    if _is_plainly_canonical(value, text):
        return value
    # The one comparison also refuses white space, needless escapes, wrong key order, -0 and strings out of
    # normal form.
    if encode(value) != data:
        raise NotCanonical("not the canonical form of its value")
    return value


def _is_plainly_canonical(value: Json, text: str) -> bool:
    """Whether the text is surely canonical, without a walk through the value; False says nothing.

    Written again without the walk it must be the same text. What the walk would refuse beside that is ruled out on
    the text: nesting, integers too large, strings out of normal form (no quotation mark and no escape composes
    with what follows into something in normal form), keys beyond ASCII, which sort in another way.
    """
    is_shallow = text.count("{") + text.count("[") <= DEPTH_MAX
    is_normal = text.isascii() or (unicodedata.is_normalized("NFC", text) and _has_plain_keys(text))
    return is_shallow and is_normal and not _LONG_NUMBER.search(text) and _ENCODER.encode(value) == text


def _has_plain_keys(text: str) -> bool:
    """Whether every key is surely ASCII. A key ends where a colon follows its mark, for none stands in a string."""
    if '\\"' in text:
        return False
    *ending_in_keys, _ = text.split('":')
    return all(part[part.rfind('"') :].isascii() for part in ending_in_keys)


def _text(data: bytes) -> str:
    try:
        # Decoding first: json.loads would guess UTF-16 or UTF-32 from bytes.
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise NotCanonical("not UTF-8") from None


def _loads(text: str) -> Json:
    try:
        value: Json = _DECODER.decode(text)
    except NotCanonical:
        raise
    except ValueError:
        raise NotCanonical("not JSON") from None
    except RecursionError:
        raise NotCanonical(f"nested deeper than {DEPTH_MAX}") from None
    return value


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotCanonical("a key stands twice")
    return value


def _refuse_number(_: str) -> NoReturn:
    raise NotCanonical("a number that is no integer")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_refuse_number, parse_constant=_refuse_number
)


def _normal(value: Json, depth: int, unusual_keys: list[str]) -> Json:
    """Return `value` in plain types, with every refusal of this module already made; notes keys beyond ASCII."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        # A subclass (an enumeration) would be written by its own rules.
        return _normal_text(value) if type(value) is str else _normal_text(str(value))
    if isinstance(value, int):
        return _normal_integer(value)
    if not isinstance(value, dict | list | tuple):
        raise NotCanonical(f"{type(value).__name__} has no canonical form")
    if depth == DEPTH_MAX:
        raise NotCanonical(f"nested deeper than {DEPTH_MAX}")
    if isinstance(value, dict):
        return _normal_object(value, depth, unusual_keys)
    return [_normal(item, depth + 1, unusual_keys) for item in value]


def _normal_object(value: dict[str, Json], depth: int, unusual_keys: list[str]) -> dict[str, Json]:
    normal: dict[str, Json] = {}
    for key, item in value.items():
        if type(key) is not str or not key.isascii():
            key = _unusual_key(key, unusual_keys)
        # The commonest leaf by far, answered here to spare a call each.
        if type(item) is str and item.isascii():
            normal[key] = item
        else:
            normal[key] = _normal(item, depth + 1, unusual_keys)
    if len(normal) != len(value):
        raise NotCanonical("two keys are one in normal form C")
    return normal


def _unusual_key(key: object, unusual_keys: list[str]) -> str:
    """The key in normal form C, noted when it has letters beyond ASCII."""
    if not isinstance(key, str):
        raise NotCanonical("a key that is no string")
    if not key.isascii():
        unusual_keys.append(key)
    return _normal_text(str(key))


def _normal_integer(value: int) -> int:
    if not -INTEGER_MAX <= value <= INTEGER_MAX:
        raise NotCanonical("an integer beyond 2**53 - 1")
    return value


def _normal_text(text: str) -> str:
    if text.isascii():
        return text
    try:
        # RFC 8785 has no bytes for half a surrogate pair, and key sorting would fail on it with another
        # error.
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("an unpaired surrogate") from None
    return unicodedata.normalize("NFC", text)
