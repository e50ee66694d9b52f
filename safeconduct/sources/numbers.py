"""The prisoner's number: what people read, say and write instead of the subject's id.

Crockford's base 32 of the first 40 bits of the random subject id, shown in two groups of four: `7F3K-2QWD`.
It carries no meaning, so that it tells nothing when it is overheard.
Source: D. Crockford, "Base 32" (alphabet without I, L, O, U; reading I and L as 1, O as 0).
"""

import re

from safeconduct.sources.errors import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4
_DIGITS = 8
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_SEPARATORS = re.compile(r"[\s\-‐-―−]+")


def number_of(subject: str) -> str:
    """The number of a subject id (32 hex digits), such as `7F3K-2QWD`."""
    bits = int(subject[:10], 16)
    digits = "".join(ALPHABET[(bits >> shift) & 31] for shift in range(35, -1, -5))
    return f"{digits[:_GROUP]}-{digits[_GROUP:]}"


def subject_prefix(number: str) -> str:
    """The first ten hex digits of the subject with this number, read tolerantly; `Refused` if it is none."""
    digits = _SEPARATORS.sub("", number).upper().translate(_MISREAD)
    if len(digits) != _DIGITS or any(digit not in ALPHABET for digit in digits):
        raise Refused(
            "not_a_number",
            "This is not a prisoner's number.",
            "House rule: numbers",
            remedy="A number has eight letters and digits, such as 7F3K-2QWD.",
            field="prisoner",
        )
    bits = 0
    for digit in digits:
        bits = (bits << 5) | ALPHABET.index(digit)
    return f"{bits:010x}"
