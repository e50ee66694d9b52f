"""Lists, pages and searches: exact, bounded, logged, and of the viewer's places only."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from django.db import connection

from safeconduct.access.words import Compartment
from safeconduct.registry import actions, listing, queries, requests
from safeconduct.registry.answers import PrisonerFilters, PrisonerRow, Sort
from safeconduct.registry.facts import Question
from safeconduct.sources.dates import parse_edtf
from safeconduct.sources.errors import Forbidden, NotFound
from safeconduct.store.create import Created
from safeconduct.store.models import LedgerEntry
from safeconduct.store.readings import readings
from tests import cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

BORN = ("1999", "", "1998-05-12", "1999-04", "2001~")


def twelve() -> list[str]:
    """Prisoners of two places, some with questions, some born on one day, some with no day at all."""
    first, second = cast.places()
    made = []
    for number in range(12):
        command = cast.captive(
            f"김{'철영호민성광명남진혁일국'[number]}수",
            place=(first, second)[number % 2],
            born=BORN[number % 5],
            power=("prk", "rus", "")[number % 3],
            captured=f"2025-01-{10 + number % 4}" if number % 4 else "",
        )
        if number % 3 == 0:
            asked = (Question(field="rank", written="??", code="unreadable"),)
            command = command.model_copy(update={"questions": asked})
        made.append(actions.perform(command, cast.BUREAU).number)
    actions.perform(cast.arrival(made[0], second, "2025-02-01"), cast.BUREAU)
    actions.perform(cast.arrival(made[5], first, "2025-01-20"), cast.BUREAU)
    return made


def day(edtf: str) -> str:
    """What an EDTF date is sorted by; unknown days come before all others."""
    first = parse_edtf(edtf).earliest() if edtf else None
    return first.isoformat() if first else ""


def every_row() -> list[PrisonerRow]:
    return list(queries.prisoners(PrisonerFilters(size=500), cast.BUREAU).rows)[::-1]


def leafed(filters: PrisonerFilters) -> list[str]:
    """All numbers, by turning pages forward; on the way every page is also reached backward."""
    found: list[str] = []
    page = queries.prisoners(filters, cast.BUREAU)
    while True:
        numbers = [row.number for row in page.rows]
        assert page.first == (len(found) + 1 if numbers else 0)
        found += numbers
        assert page.total_unfiltered == 12
        if not page.after:
            assert page.total == len(found)
            return found
        following = queries.prisoners(replace(filters, after=page.after), cast.BUREAU)
        back = queries.prisoners(replace(filters, before=following.before), cast.BUREAU)
        assert ([row.number for row in back.rows], back.first) == (numbers, page.first)
        page = following


def test_every_sort_and_filter_agrees_with_brute_force(instance: Created) -> None:
    twelve()
    rows = every_row()
    keys: dict[Sort, Callable[[PrisonerRow], str]] = {
        Sort.REGISTERED: lambda row: "",
        Sort.BORN: lambda row: day(row.born),
        Sort.CAPTURED: lambda row: day(row.captured),
    }
    for sort, is_ascending, place, asked in product(
        keys, (True, False), ("", cast.places()[0]), (None, True, False)
    ):
        filters = PrisonerFilters(
            place=place, has_questions=asked, sort=sort, is_ascending=is_ascending, size=5
        )
        fitting = [
            row
            for row in rows
            if (not place or row.place == place) and (asked is None or (row.questions > 0) == asked)
        ]
        expected = sorted(enumerate(fitting), key=lambda each: (keys[sort](each[1]), each[0]))
        numbers = [row.number for _, row in expected]
        assert leafed(filters) == (numbers if is_ascending else numbers[::-1]), filters


def test_status_power_and_arrival(instance: Created) -> None:
    made = twelve()
    held = PrisonerFilters(status="held", sort=Sort.ARRIVED)
    assert leafed(held) == [made[0], made[5]]
    assert leafed(replace(held, is_ascending=True)) == [made[5], made[0]]
    assert leafed(PrisonerFilters(power="rus", is_ascending=True)) == made[1::3]
    assert leafed(PrisonerFilters(power="nobody")) == []


@pytest.mark.parametrize("cursor", ["x", "1.2", "1.2.3.4", "-1.2.3", "f" * 40 + ".1.1", "1.1.' OR 1=1"])
def test_a_mistyped_cursor_is_the_beginning(instance: Created, cursor: str) -> None:
    done = actions.perform(cast.captive(), cast.BUREAU)
    for filters in (PrisonerFilters(after=cursor), PrisonerFilters(before=cursor)):
        (row,) = queries.prisoners(filters, cast.BUREAU).rows
        assert row.number == done.number


def test_a_registrar_lists_and_finds_his_own_place_only(instance: Created) -> None:
    made = twelve()
    page = queries.prisoners(PrisonerFilters(size=500), cast.registrar())
    assert {row.place for row in page.rows} == {cast.places()[0]}
    assert page.total == page.total_unfiltered == len(page.rows) == 6
    foreign = PrisonerFilters(place=cast.places()[1])
    assert queries.prisoners(foreign, cast.registrar()).rows == ()
    assert queries.prisoners(foreign, cast.registrar()).total == 0
    assert queries.search(made[1], cast.registrar()) == ()
    assert len(queries.search(made[2], cast.registrar())) == 1
    assert all(row.place == cast.places()[0] for row in queries.search("김", cast.registrar()))
    assert queries.places(cast.registrar()) == (cast.places()[0],)


def test_two_places_are_merged_in_order(instance: Created) -> None:
    made = twelve()
    both = replace(cast.registrar(), places=frozenset(cast.places()))
    page = queries.prisoners(PrisonerFilters(size=5), both)
    assert [row.number for row in page.rows] == made[:6:-1]
    rest = queries.prisoners(PrisonerFilters(size=500, after=page.after), both)
    assert [row.number for row in rest.rows] == made[6::-1]


@pytest.mark.parametrize(
    "text", ["박철수", "Пак Чхоль Су", "Pak Chol Su", "park cheol-soo", "박", "195119", "19-51 19"]
)
def test_a_person_is_found_however_the_name_is_spelled(instance: Created, text: str) -> None:
    done = actions.perform(cast.captive(number="195119"), cast.BUREAU)
    actions.perform(cast.captive("이영호"), cast.BUREAU)
    assert [row.number for row in queries.search(text, cast.BUREAU)] == [done.number]


def test_a_number_is_read_tolerantly_and_hostile_text_finds_nobody(instance: Created) -> None:
    number = actions.perform(cast.captive(), cast.BUREAU).number
    assert [row.number for row in queries.search(f" {number.lower().replace('-', ' ')} ", cast.BUREAU)] == [
        number
    ]
    for text in ("", "%", "'; DROP TABLE registry_prisoner; --", "\u202e", "x" * 10_000, "🙂", "ㅁ"):
        assert queries.search(text, cast.BUREAU) == ()


def test_here_already_tells_at_most_five_with_evidence(instance: Created) -> None:
    for born in ("1999", "1999-04", "2003", "1999", "1999", "1999", ""):
        actions.perform(cast.captive(born=born, place=cast.places()[0]), cast.BUREAU)
    found = queries.likely(["Pak Chol Su"], "1999", "", cast.BUREAU)
    assert len(found.candidates) == queries.LIKELY_SHOWN
    assert "birth_compatible" in {o.code for o in found.candidates[0].speaks_for}
    assert queries.likely(["박철수"], "", "", cast.registrar()).sharing == 7
    assert queries.likely(["박철수"], "", "", cast.other_registrar()).candidates == ()


def test_the_desk_of_questions(instance: Created) -> None:
    twelve()
    counts = queries.question_counts(cast.BUREAU)
    assert counts == {"unreadable": 4}
    page = queries.questions(cast.BUREAU, code="unreadable", size=3)
    assert (len(page.rows), page.total) == (3, 4)
    rest = queries.questions(cast.BUREAU, code="unreadable", size=3, after=page.after)
    assert (len(rest.rows), rest.after) == (1, "")
    asked = page.rows[0]
    actions.perform(
        requests.AnswerQuestion(
            prisoner=asked.number, entry=asked.entry, index=asked.index, resolution="a smudge"
        ),
        cast.BUREAU,
    )
    assert queries.questions(cast.BUREAU).total == 3
    assert queries.questions(cast.registrar()).total + queries.questions(cast.other_registrar()).total == 3
    assert queries.questions(cast.BUREAU, code="no-such-kind").rows == ()


def test_the_desk_of_duplicates(instance: Created) -> None:
    numbers = [
        actions.perform(cast.captive(number="7", born=born), cast.BUREAU).number
        for born in ("1999", "1999-04", "1998")
    ]
    page = queries.duplicates(cast.BUREAU, size=1)
    assert (page.total, len(page.rows)) == (1, 1)
    assert {page.rows[0].left.number, page.rows[0].right.number} == set(numbers[:2])
    actions.perform(requests.JudgeUnsure(left=numbers[0], right=numbers[1], reason="ask"), cast.BUREAU)
    assert queries.duplicates(cast.BUREAU).rows[0].verdict == "unsure"
    actions.perform(
        requests.JudgeDifferent(left=numbers[0], right=numbers[1], reason="brothers"), cast.BUREAU
    )
    assert queries.duplicates(cast.BUREAU).rows == ()
    assert queries.prisoner(numbers[0], cast.BUREAU).likely == ()


def test_a_mark_that_many_share_makes_no_pair(instance: Created) -> None:
    for _ in range(7):
        actions.perform(cast.captive("", number="1"), cast.BUREAU)
    assert queries.duplicate_count(cast.BUREAU) == 0


# --- who sees what --------------------------------------------------------------------------------

READERS = {"bureau", "registrar", "medical", "protection", "delegate"}


def test_who_may_list_search_and_open(instance: Created) -> None:
    number = actions.perform(cast.captive(place=cast.places()[0]), cast.BUREAU).number
    for who, viewer in cast.everyone().items():
        if who in READERS:
            assert queries.prisoner(number, viewer).number == number
            assert queries.prisoners(PrisonerFilters(), viewer).total == 1
            continue
        with pytest.raises(Forbidden):
            queries.prisoner(number, viewer)
        if who == "other_registrar":
            assert queries.prisoners(PrisonerFilters(), viewer).total == 0
            continue
        with pytest.raises(Forbidden):
            queries.prisoners(PrisonerFilters(), viewer)
        with pytest.raises(Forbidden):
            queries.search("박철수", viewer)


def test_no_such_and_not_yours_are_one(instance: Created) -> None:
    number = actions.perform(cast.captive(place=cast.places()[0]), cast.BUREAU).number
    for asked in (number, "0000-0000", "not a number", "f" * 32):
        with pytest.raises(NotFound) as not_found:
            queries.prisoner(asked, cast.other_registrar())
        assert str(not_found.value) == "nothing here for this actor"


def test_a_reading_is_logged_before_anything_is_opened(instance: Created) -> None:
    done = actions.perform(cast.captive(), cast.BUREAU)
    queries.prisoner(done.number, cast.DELEGATE, "visit of 3 March")
    queries.prisoners(PrisonerFilters(), cast.BUREAU)
    queries.search("박철수", cast.BUREAU)
    log = [(line.what, line.subject, line.purpose) for line in readings(cast.AUDITOR)][1:]
    assert log == [
        ("search", "", ""),
        ("prisoners list", "", ""),
        ("prisoner", done.subject, "visit of 3 March"),
    ]


def test_an_exported_list_is_logged_with_everybody_in_it(instance: Created) -> None:
    twelve()
    queries.exported(PrisonerFilters(size=5), cast.BUREAU)
    queries.prisoners(PrisonerFilters(size=5), cast.BUREAU)
    log = [(line.what, line.persons) for line in readings(cast.AUDITOR)][1:]
    assert log == [("prisoners list", 0), ("prisoners exported", 5)]


def test_two_worlds_that_differ_in_health_alone_read_the_same(instance: Created) -> None:
    """Page, row and log of a wounded prisoner are those of an unwounded one but for ids and times."""
    for health in ("", "wounded"):
        actions.perform(cast.captive(born="1999", health=health), cast.BUREAU)
    reader = cast.unlocked(cast.MEDICAL, instance.private_halves, Compartment.HEALTH)
    rows = every_row()
    views = [queries.prisoner(row.number, cast.BUREAU) for row in rows]
    seen = [
        (view.version, view.missing, view.obstacles, view.timeline, [entry.kind for entry in view.entries])
        for view in views
    ]
    assert seen[0] == seen[1]
    assert replace(rows[0], subject="", number="") == replace(rows[1], subject="", number="")
    for row in rows:
        queries.health(row.number, reader)
    log = [(line.what, line.rule) for line in readings(cast.AUDITOR)][1:3]
    assert log[0] == log[1]
    counts = [
        LedgerEntry.objects.filter(compartment=compartment).count() for compartment in ("health", "identity")
    ]
    assert counts == [2, 2]


# --- speed without a clock ------------------------------------------------------------------------


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize(
    "closed",
    [PrisonerFilters(), PrisonerFilters(place="transit-sumy"), PrisonerFilters(status="held")],
    ids=["all", "place", "status"],
)
def test_a_page_is_read_in_the_order_of_an_index(
    instance: Created, sort: Sort, closed: PrisonerFilters
) -> None:
    """Neither database sorts: at a million rows a sort of them all would take seconds."""
    for after in ("", "1.1.1"):
        plan = _plan(replace(closed, sort=sort, after=after))
        assert "TEMP B-TREE" not in plan, plan
        assert "Sort" not in plan, plan


def _plan(filters: PrisonerFilters) -> str:
    asked = listing.query(filters)[:50]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Ten rows are read faster whole; the question is which plan serves a million.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return str(asked.explain())
