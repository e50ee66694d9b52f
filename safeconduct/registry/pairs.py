"""The stream of two records: where what was judged of them is recorded."""

import hashlib

_ID_DIGITS = 32


def pair_stream(one: str, other: str) -> str:
    """The id of the pair's stream, the same whichever record is named first.

    It is made from the two ids, so that two officers who judge a pair at once meet as a conflict. The ids are
    random and stand in the clear header of their own entries, so that the hash hides nothing and gives
    nothing away.
    """
    left, right = sorted((one, other))
    return hashlib.sha256(f"registry pair {left} {right}".encode("ascii")).hexdigest()[:_ID_DIGITS]
