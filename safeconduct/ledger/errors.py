"""The two ways in which bytes of the record are refused.

Owns the exceptions of the ledger. What a refusal means to a person (an alarm, a page, an exit code) is left
to the outer layers.
"""


class Tampered(Exception):
    """Something read back or received is not what was written: `what` names it, never its content."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class NotCanonical(ValueError):
    """A value has no canonical bytes, or bytes are not the canonical form of any value; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
