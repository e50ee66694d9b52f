"""Under which id the stream of a Power stands: the same in every instance, so that entries of two meet. Pure."""

import hashlib

_ID_BYTES = 16


def power_stream(code: str) -> str:
    """The stream of a Power by its code: 32 hex digits. It is no secret, for nothing of a Power is."""
    return hashlib.sha256(f"arrangements/{code}".encode()).digest()[:_ID_BYTES].hex()
