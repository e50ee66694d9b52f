"""What waits for a person: open questions in a queue, and likely duplicates in theirs.

Owns the order of both queues and where a page goes on. Who may see them is decided before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from safeconduct.registry import tags
from safeconduct.registry.answers import PairRow, PrisonerRow, QuestionView
from safeconduct.registry.facts import Verdict
from safeconduct.registry.models import Judgement, OpenQuestion, Pair, Prisoner
from safeconduct.registry.sealed import open_judgement, open_prisoner, open_question

PAGE_ROWS_MAX = 500
_SETTLED = (Verdict.SAME, Verdict.DIFFERENT)

Places = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Open questions, oldest first; `after` is empty on the last page, `total` counts what fits."""

    rows: tuple[QuestionView, ...]
    total: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class PairPage:
    """Likely duplicates that nobody settled; `after` is empty on the last page."""

    rows: tuple[PairRow, ...]
    total: int
    after: str = ""


def questions(places: Places, *, code: str, after: str, size: int) -> QuestionPage:
    """The queue of open questions of one kind, or of all kinds for ""."""
    asked = _open_questions(places)
    if code:
        asked = asked.filter(code_tag=tags.tag_of_question(code))
    total, size = asked.count(), min(max(size, 1), PAGE_ROWS_MAX)
    if last := _numbers(after, count=2):
        asked = asked.filter(TupleGreaterThan(Tuple(F("position"), F("index")), tuple(last)))
    found = list(asked.order_by("position", "index")[: size + 1])
    page = found[:size]
    more = f"{page[-1].position:x}.{page[-1].index:x}" if len(found) > size else ""
    return QuestionPage(tuple(_question(row) for row in page), total, more)


def question_counts(places: Places) -> dict[str, int]:
    """How many questions of each kind are open, the most frequent first."""
    counted = _open_questions(places).values("code_tag").annotate(number=Count("position"))
    found = {}
    for kind in counted.order_by("-number", "code_tag"):
        sample = (
            _open_questions(places).filter(code_tag=kind["code_tag"]).order_by("position", "index").first()
        )
        if sample is not None:
            found[_question(sample).question.code] = kind["number"]
    return found


def duplicates(*, after: str, size: int) -> PairPage:
    """The pairs that are likely one person and not settled, in the order of the records."""
    asked = _unsettled()
    total, size = asked.count(), min(max(size, 1), PAGE_ROWS_MAX)
    if last := _numbers(after, count=2):
        asked = asked.filter(TupleGreaterThan(Tuple(F("left"), F("right")), tuple(last)))
    found = list(asked.order_by("left", "right")[: size + 1])
    page = found[:size]
    more = f"{page[-1][0]:x}.{page[-1][1]:x}" if len(found) > size else ""
    return PairPage(tuple(_pair_rows(page)), total, more)


def duplicate_count() -> int:
    """How many pairs are likely one person and not settled."""
    return _unsettled().count()


def pairs_of(positions: Sequence[int]) -> list[tuple[int, int]]:
    """The unsettled pairs in which one of these records stands, (its position, the other's)."""
    wanted = set(positions)
    found = _unsettled().filter(Q(left__in=wanted) | Q(right__in=wanted)).order_by("left", "right")
    return [(right, left) if right in wanted else (left, right) for left, right in found]


def _open_questions(places: Places) -> QuerySet[OpenQuestion]:
    asked = OpenQuestion.objects.filter(is_open=True)
    if places is None:
        return asked
    return asked.filter(place_tag__in=[tags.tag_of_place(place) for place in sorted(places)])


def _question(row: OpenQuestion) -> QuestionView:
    return open_question(row.subject, row.entry, row.index, blob=row.sealed)


def _unsettled() -> QuerySet[Pair, tuple[int, int]]:
    """Each pair once, whatever number of marks it shares. An unsure pair stays: it waits for an answer."""
    settled = [tags.tag_of_verdict(verdict) for verdict in _SETTLED]
    first, second = (
        Prisoner.objects.filter(position=OuterRef(OuterRef(side))).values("subject")
        for side in ("left", "right")
    )
    judged = Judgement.objects.filter(
        Q(left__in=first, right__in=second) | Q(left__in=second, right__in=first),
        verdict_tag__in=settled,
    )
    return Pair.objects.filter(~Exists(judged)).values_list("left", "right").distinct()


def _pair_rows(pairs: Iterable[tuple[int, int]]) -> Iterable[PairRow]:
    pairs = list(pairs)
    wanted = {position for pair in pairs for position in pair}
    rows = {row.position: _line(row) for row in Prisoner.objects.filter(position__in=wanted)}
    for left, right in pairs:
        if left in rows and right in rows:
            yield PairRow(rows[left], rows[right], _verdict(rows[left].subject, rows[right].subject))


def _line(row: Prisoner) -> PrisonerRow:
    return open_prisoner(row.subject, row.sealed)


def _verdict(one: str, other: str) -> Verdict | None:
    left, right = sorted((one, other))
    row = Judgement.objects.filter(left=left, right=right).first()
    return open_judgement(left, right, row.sealed).verdict if row else None


def _numbers(text: str, *, count: int) -> list[int]:
    """The numbers of a cursor; empty where the text is none, which means the beginning."""
    parts = text.split(".")
    try:
        found = [int(part, 16) for part in parts]
    except ValueError:
        return []
    return found if len(found) == count and all(0 <= number < 2**63 for number in found) else []
