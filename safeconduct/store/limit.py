"""How often one address may write: so many at once, then one for each stretch of time.

Kept in memory alone and by a keyed digest with a key of this process, so that no address of a family ever lies on a
disk. The oldest addresses are forgotten when there are too many; a limit for everybody together then still holds.
"""

import hashlib
import os
from collections import OrderedDict
from threading import Lock

ADDRESSES_MAX = 50_000


class Limit:
    """A bucket for each address: `burst` enquiries, one more every `seconds`."""

    def __init__(self, burst: int, seconds: float, *, addresses_max: int = ADDRESSES_MAX) -> None:
        self._burst = burst
        self._seconds = seconds
        self._addresses_max = addresses_max
        self._key = os.urandom(32)
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, address: str, now: float) -> bool:
        """Whether this address may write at `now` (seconds of a clock that never goes back); counts it if so."""
        name = hashlib.blake2b(address.encode(), key=self._key, digest_size=16).digest()
        with self._lock:
            left, since = self._left.pop(name, (float(self._burst), now))
            left = min(self._burst, left + (now - since) / self._seconds)
            is_allowed = left >= 1
            self._left[name] = (left - is_allowed, now)
            if len(self._left) > self._addresses_max:
                self._left.popitem(last=False)
            return is_allowed
