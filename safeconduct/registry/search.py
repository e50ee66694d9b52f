"""Finding a person by number, by name in any script, by a word of a name, by a service or paper number.

Owns the look-up of keyed words. It is bounded: a word that half the register shares is read only as far as
the answer needs. Finding proves nothing; two with one key are candidates for a closer look.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from typing import Any

from django.db.models import QuerySet

from safeconduct.registry import tags
from safeconduct.registry.alike import query_tokens
from safeconduct.registry.answers import Status
from safeconduct.registry.models import Likeness, Prisoner, Token
from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import number_of, subject_prefix
from safeconduct.store import sql

TEXT_LENGTH_MAX = 300
_WORD = "w:"
_HEX_ID_LENGTH = 32
_HEX_ID = re.compile("[0-9a-f]{32}")
_COMMON_WORD_AT_MOST = 2_000
# A word that more share than this is no longer read whole in weighing.
_READ_AT_MOST = 3_000
_ASKED_AT_MOST = 400
_NUMBERS_AT_ONCE = 5_000

Places = frozenset[str] | None


def found(text: str, places: Places, *, limit: int) -> list[Prisoner]:
    """Prisoners of these places whom the text may mean: by number, then by whole name, then by its words."""
    typed = text.replace("\0", " ").strip()[:TEXT_LENGTH_MAX]
    rows = {row.position: row for row in _by_number(typed, places)}
    tokens = query_tokens(typed)
    whole = {token for token in tokens if not token.startswith(_WORD)}
    for position in (*_holding_any(whole, places, limit), *_holding_words(typed, places, limit)):
        rows.setdefault(position, Prisoner(position=position))
    wanted = list(rows)[:limit]
    full = {row.position: row for row in Prisoner.objects.filter(position__in=wanted)}
    return [full[position] for position in wanted if position in full]


def weighed(tokens: Iterable[str], *, limit: int) -> list[int]:
    """Positions of those who share words, in the order of what they share: a rare word weighs more than a common one.

    The rarest words are read whole; a word too common for that is only asked about those found so far.
    """
    lists = [(_newest(tag), tag) for tag in sorted({tags.tag_of_word(token) for token in tokens})]
    lists = sorted((each for each in lists if each[0]), key=lambda each: len(each[0]))
    scores: dict[int, float] = {}
    for number, (positions, tag) in enumerate(lists):
        if number and len(positions) >= _READ_AT_MOST:
            positions = _of_these(tag, _heaviest(scores, _ASKED_AT_MOST))
        for position in positions:
            scores[position] = scores.get(position, 0.0) + 1 / (1 + len(positions))
    return _heaviest(scores, limit)


def _newest(tag: int) -> list[int]:
    asked = "SELECT position FROM registry_token WHERE token = %s ORDER BY position DESC LIMIT %s"
    return [position for (position,) in sql.ask(Token, asked, (tag, _READ_AT_MOST))]


def _of_these(tag: int, positions: Sequence[int]) -> list[int]:
    where = f"token = %s AND {sql.any_of('position', positions)}"
    return [position for position, _ in sql.select(Token, f"WHERE {where}", (tag, *positions))]


def _heaviest(scores: Mapping[int, float], count: int) -> list[int]:
    return nlargest(count, scores, key=lambda position: (scores[position], position))


def located(prisoner: str) -> Prisoner | None:
    """The prisoner with this number (read tolerantly) or subject id, wherever he is."""
    if _HEX_ID.fullmatch(prisoner):
        return Prisoner.objects.filter(subject=prisoner).first()
    try:
        number = number_of(subject_prefix(prisoner))
    except Refused:
        return None
    return Prisoner.objects.filter(number=number).first()


def subjects_of(numbers: Sequence[str]) -> dict[str, str]:
    """The subject of each number, read tolerantly; what is none, or nobody's, is left out."""
    read: dict[str, list[str]] = {}
    for written in numbers:
        try:
            read.setdefault(number_of(subject_prefix(written)), []).append(written)
        except Refused:
            continue
    known = list(read)
    found: dict[str, str] = {}
    for start in range(0, len(known), _NUMBERS_AT_ONCE):
        asked = Prisoner.objects.filter(number__in=known[start : start + _NUMBERS_AT_ONCE])
        for number, subject in asked.values_list("number", "subject"):
            found.update(dict.fromkeys(read[number], subject))
    return found


def without_status(subjects: Sequence[str], statuses: Iterable[Status]) -> frozenset[str]:
    """Those of the subjects who are not in the register, or stand there in one of these statuses."""
    tagged = {tags.tag_of_status(status) for status in statuses}
    there: set[str] = set()
    for start in range(0, len(subjects), _NUMBERS_AT_ONCE):
        asked = Prisoner.objects.filter(subject__in=subjects[start : start + _NUMBERS_AT_ONCE])
        there.update(
            subject for subject, tag in asked.values_list("subject", "status_tag") if tag not in tagged
        )
    return frozenset(subjects) - there


def alike(marks: Iterable[str], names: Iterable[str], places: Places, *, limit: int) -> list[Prisoner]:
    """Prisoners who share one of the marks, then those whose name has a common key, newest first."""
    tagged = [tags.tag_of_mark(mark) for mark in marks]
    shared = Likeness.objects.filter(token__in=tagged).order_by("-position")
    positions = list(dict.fromkeys(shared.values_list("position", flat=True)[: limit * 10]))
    keyed = {token for name in names for token in query_tokens(name) if token.startswith(("x:", "k:"))}
    positions += _holding_any(keyed, places, limit * 2)
    rows = {row.position: row for row in _in(Prisoner.objects.filter(position__in=positions), places)}
    return [rows[position] for position in dict.fromkeys(positions) if position in rows][:limit]


def sharing(name: str, places: Places, *, at_most: int) -> int:
    """How many prisoners have exactly this spelling, counted no further than `at_most`."""
    exact = [token for token in query_tokens(name) if token.startswith("x:")]
    return len(_holding_any(exact, places, at_most))


def _by_number(typed: str, places: Places) -> list[Prisoner]:
    row = located(typed) if len(typed) < _HEX_ID_LENGTH else None
    return list(_in(Prisoner.objects.filter(pk=row.pk), places)) if row else []


def _holding_any(tokens: Iterable[str], places: Places, limit: int) -> list[int]:
    """Positions of those who have one of the words, newest first; each word is read up to the limit."""
    positions: set[int] = set()
    for token in sorted(tokens):
        positions |= set(_holders(tags.tag_of_word(token), places)[:limit])
    return sorted(positions, reverse=True)[:limit]


def _holding_words(typed: str, places: Places, limit: int) -> list[int]:
    """Positions of those who have every typed word, in any of the forms in which it is filed."""
    groups = [
        [tags.tag_of_word(token) for token in query_tokens(word) if token.startswith(_WORD)]
        for word in typed.split()
    ]
    groups = [group for group in groups if group]
    if not groups:
        return []
    asked = _holders_of_any(groups[0], places)
    for group in groups[1:]:
        having = Token.objects.filter(token__in=group).values("prisoner_id")
        asked = asked.filter(prisoner_id__in=having)
    bound = limit if len(groups) == 1 else _COMMON_WORD_AT_MOST
    return list(dict.fromkeys(asked[:bound]))[:limit]


def _holders(tag: int, places: Places) -> QuerySet[Token, Any]:
    return _holders_of_any([tag], places)


def _holders_of_any(group: Sequence[int], places: Places) -> QuerySet[Token, Any]:
    """Positions; the stubs take a foreign key to `position` for one to the subject."""
    asked = Token.objects.filter(token__in=group)
    if places is not None:
        asked = asked.filter(prisoner__place_tag__in=_tags_of(places))
    return asked.order_by("-prisoner_id").values_list("prisoner_id", flat=True)


def _in(asked: QuerySet[Prisoner], places: Places) -> QuerySet[Prisoner]:
    return asked if places is None else asked.filter(place_tag__in=_tags_of(places))


def _tags_of(places: Iterable[str]) -> list[int]:
    return [tags.tag_of_place(place) for place in sorted(places)]
