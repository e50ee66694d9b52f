"""Candidates that wait for a judgement, and how far the register was compared: operational rows.

They are no record: a search finds the candidates of an enquiry again at any time. Losing them loses the count on
the desk until the next comparison.
"""

from collections.abc import Iterable

from safeconduct.store import sql
from safeconduct.tracing.models import Compared, Waiting
from safeconduct.tracing.sealed import open_score, seal_score

_ONLY = 1
NOWHERE = -1


def keep(enquiry: str, prisoner: str, score: float) -> None:
    """This record may be whom the enquiry seeks; told again, the newer score stands."""
    sql.upsert(Waiting, [(enquiry, prisoner, seal_score(enquiry, prisoner, score))])


def settle(enquiry: str, prisoner: str) -> None:
    """Somebody judged it, or the comparison no longer speaks for it."""
    Waiting.objects.filter(enquiry=enquiry, prisoner=prisoner).delete()


def forget(streams: Iterable[str]) -> None:
    """Nothing is left of these enquiries or persons."""
    gone = list(streams)
    Waiting.objects.filter(enquiry__in=gone).delete()
    Waiting.objects.filter(prisoner__in=gone).delete()


def strongest(enquiries: Iterable[str]) -> dict[str, tuple[int, float]]:
    """(how many wait, the best score) of each enquiry that has any."""
    found: dict[str, tuple[int, float]] = {}
    for row in Waiting.objects.filter(enquiry__in=list(enquiries)):
        count, best = found.get(row.enquiry, (0, 0.0))
        found[row.enquiry] = (count + 1, max(best, open_score(row.enquiry, row.prisoner, row.sealed)))
    return found


def compared() -> int:
    """The leaf of the log up to which every open enquiry was compared with the register."""
    return Compared.objects.filter(pk=_ONLY).values_list("leaf", flat=True).first() or NOWHERE


def set_compared(leaf: int) -> None:
    """Everything up to this leaf is compared."""
    Compared.objects.update_or_create(pk=_ONLY, defaults={"leaf": leaf})
