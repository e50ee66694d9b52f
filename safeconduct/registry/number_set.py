"""A set of numbers of eight bytes in little memory, for a list of a million rows.

A set of Python integers of that size takes 100 MB; this one takes at most 32 MB.
"""

from array import array

_FIRST_SLOTS = 1 << 12
_FREE = 0


class NumberSet:
    """Numbers below 2**64, by open addressing; at most half of the slots are taken."""

    def __init__(self) -> None:
        self._slots = array("Q", [_FREE]) * _FIRST_SLOTS
        self._count = 0
        self._has_free_mark = False

    def __len__(self) -> int:
        return self._count + self._has_free_mark

    def add(self, number: int) -> bool:
        """Put the number in; whether it is new."""
        if number == _FREE:
            is_new, self._has_free_mark = not self._has_free_mark, True
            return is_new
        if 2 * self._count >= len(self._slots):
            self._grow()
        return self._put(number)

    def _put(self, number: int) -> bool:
        slots, mask = self._slots, len(self._slots) - 1
        # The numbers are digests, so their low bits spread evenly as they are.
        place = number & mask
        while slots[place] != _FREE:
            if slots[place] == number:
                return False
            place = (place + 1) & mask
        slots[place] = number
        self._count += 1
        return True

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("Q", [_FREE]) * (2 * len(old))
        self._count = 0
        for number in old:
            if number != _FREE:
                self._put(number)
