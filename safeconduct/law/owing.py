"""From what happened to what is owed: every duty that the events opened, when its term ends, and what closed it.

Pure, and the same whatever the order in which the events are given. Leaves to `law.clock` where each duty stands at a
moment. House rules, decided here once:

1. A captivity begins with its first event and ends with a release, repatriation, passing over, a successful escape
   or death; what is opened once is opened once in a captivity. A transfer ends nothing.
2. What closes a duty must not lie surely before what opened it. An event that names another opening of the same duty
   closes that one.
3. Evidence written down after the term never makes a duty met in time, whatever day it tells of.
4. While somebody is at large the duties towards him rest; a term that would have ended begins anew when he is back.
5. A refusal closes a duty to enable, where he was told what he refuses. Nothing else that he signs closes anything.

Source: GC III arts 5, 7, 12; each row of `law.duties` has its own.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import NamedTuple

from safeconduct.law import terms
from safeconduct.law.duties import Catalogue, Kind, Link, Pattern, catalogue
from safeconduct.law.events import Event, Span, span_of
from safeconduct.law.ready import Asked, Ready, ReadyTable, ready

_BEGINNINGS = frozenset({"captured", "evacuated", "camp_opened", "conflict_began"})
_EARLY, _LATE = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_DATES_CONTRADICT = "dates_contradict"


class Outcome(StrEnum):
    """How a duty was closed, or that it is open."""

    OPEN = "open"
    MET = "met"
    LATE = "late"
    LATE_EVIDENCE = "late_evidence"
    UNSURE = "unsure"
    BREACHED = "breached"


class Owed(NamedTuple):
    """One duty towards one subject, opened by one event.

    `due` is between which moments its term ends, None where the treaty has no number or the term has not begun.
    `target` is the end of an office target. `closed` and what follows tell of the event that closed or broke it,
    `ended` of the one after which nothing can be owed; `excuses` are grounds with their end, in order.
    """

    row: str
    subject: str
    opened_by: str
    opened_kind: str
    since: Span
    place: str = ""
    due: Span | None = None
    target: datetime | None = None
    outcome: Outcome = Outcome.OPEN
    closed: Span | None = None
    closed_by: str = ""
    closed_kind: str = ""
    ended: Span | None = None
    ended_kind: str = ""
    excuses: tuple[tuple[str, datetime], ...] = ()
    doubt: str = ""


def owed(events: Iterable[Event], zone: tzinfo, table: Catalogue | None = None) -> tuple[Owed, ...]:
    """Every duty towards the one subject of the events, in the order of the Convention, then of opening."""
    return owed_in_order(in_order(events), zone, table)


def owed_in_order(events: Sequence[Event], zone: tzinfo, table: Catalogue | None = None) -> tuple[Owed, ...]:
    """The same of events that `in_order` gave."""
    return _History(events, zone).owed(ready(table or catalogue()))


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events as they happened: by the last moment each may mean, what begins a captivity by the first."""
    return sorted(events, key=_place_in_time)


def _place_in_time(event: Event) -> tuple[datetime, datetime, datetime, str]:
    first, last = event.when.first or _EARLY, event.when.last or _LATE
    stands = first if event.kind in _BEGINNINGS else last
    return stands, first, event.recorded, event.id


class _History:
    """The events of one subject in order, indexed for the questions that rows ask of them."""

    def __init__(self, events: Sequence[Event], zone: tzinfo) -> None:
        self.events = events
        self.zone = zone
        self.at: Mapping[str, int] = {event.id: number for number, event in enumerate(events)}
        self.kinds: dict[str, list[Event]] = {}
        for event in events:
            self.kinds.setdefault(event.kind, []).append(event)
        self.excuses = [event for event in self.kinds.get("excused", ()) if event.details.get("author")]
        self.escapes = self.kinds.get("escaped", [])
        self._answers: dict[Asked, list[Event]] = {}
        self._ids: dict[Asked, frozenset[str]] = {}
        self._end_places: dict[frozenset[str], list[int]] = {}

    def owed(self, table: ReadyTable) -> tuple[Owed, ...]:
        """Every duty that these events opened."""
        found: list[Owed] = []
        for row in table.opened_by(frozenset(self.kinds)):
            openings = self._openings(row)
            if not openings:
                continue
            ids = frozenset([event.id for event in openings])
            if row.kind is Kind.BEFORE:
                openings = self._without_their_ends(row, openings, ids)
            for opening in openings:
                if row.kind is Kind.PERIODIC:
                    found += self._chain(row, opening, ids)
                else:
                    found.append(self._one(row, opening, ids))
        return tuple(found)

    # --- openings and ends ----------------------------------------------------------------------

    def _openings(self, row: Ready) -> list[Event]:
        """The events that open the duty: every one, or the first of each captivity."""
        events = self._found(row.trigger)
        if not row.is_first_only or len(events) < 2:
            return events
        ends = self._places_of_ends(row.ends)
        found: list[Event] = []
        captivity = -1
        for event in events:
            if (number := bisect_right(ends, self.at[event.id])) != captivity:
                captivity = number
                found.append(event)
        return found

    def _places_of_ends(self, kinds: frozenset[str]) -> list[int]:
        """Where the events of these kinds stand, in order."""
        known = self._end_places.get(kinds)
        if known is None:
            known = [number for number, event in enumerate(self.events) if event.kind in kinds]
            self._end_places[kinds] = known
        return known

    def _without_their_ends(self, row: Ready, openings: list[Event], ids: frozenset[str]) -> list[Event]:
        """The openings without those that an earlier one led to: a transfer is decided, then made."""
        led_to: set[str] = set()
        for opening in openings:
            if opening.id not in led_to:
                event = self._event_before_which(row, opening, ids)
                led_to |= {event.id} - {opening.id} if event else set()
        return [opening for opening in openings if opening.id not in led_to]

    def _end(self, row: Ready, opening: Event) -> Event | None:
        """The event after which the duty cannot be owed any more; an escape only while he is at large."""
        if row.row.survives:
            return None
        number = self.at[opening.id]
        ends = self._places_of_ends(row.ends)
        if ends and (next_end := bisect_right(ends, number)) < len(ends):
            return self.events[ends[next_end]]
        if self.escapes and row.is_person and opening.kind not in ("escaped", "recaptured"):
            escapes = [event for event in self.escapes if self.at[event.id] > number]
            if escapes and not self._is_back(escapes[-1]):
                return escapes[-1]
        return None

    def _is_back(self, escape: Event) -> bool:
        return any(self.at[back.id] > self.at[escape.id] for back in self.kinds.get("recaptured", []))

    # --- what matches ---------------------------------------------------------------------------

    def _came_before(self, kind: str, event: Event) -> bool:
        """Whether such an event came earlier; of its own kind only one at another place counts."""
        earlier = (each for each in self.kinds.get(kind, []) if self.at[each.id] < self.at[event.id])
        return any(kind != event.kind or each.place != event.place for each in earlier)

    def _found(self, asked: Asked) -> list[Event]:
        """All events that match, in order."""
        known = self._answers.get(asked)
        if known is None:
            known = self._answers[asked] = self._look(asked)
        return known

    def _look(self, asked: Asked) -> list[Event]:
        found: list[Event] = []
        kinds = 0
        for kind, patterns in asked.by_kind.items():
            if events := self.kinds.get(kind):
                kinds += 1
                found += [event for event in events if any(self._is_like(event, each) for each in patterns)]
        if kinds > 1:
            found.sort(key=lambda event: self.at[event.id])
        return found

    def _is_like(self, event: Event, pattern: Pattern) -> bool:
        for name, words in pattern.details:
            if event.details.get(name, "") not in words:
                return False
        return not pattern.after or self._came_before(pattern.after, event)

    def _fits(self, row: Ready, event: Event, opening: Event, openings: frozenset[str]) -> bool:
        """Whether the event answers this opening of the duty and no other."""
        if event.id == opening.id:
            return False
        if event.about == opening.id:
            return True
        if row.link is Link.ABOUT or (event.about and event.about in openings):
            return False
        if row.link is Link.EVER:
            return True
        since = self._earliest(row, opening)
        return since is None or not event.when.is_surely_before(since.when)

    def _earliest(self, row: Ready, opening: Event) -> Event | None:
        """What the closing event must not lie before: the opening, or, where the opening is itself the event that
        something had to precede, the one of its kind before it."""
        if opening.kind not in row.before.by_kind:
            return opening
        before = [event for event in self.kinds[opening.kind] if self.at[event.id] < self.at[opening.id]]
        return before[-1] if before else None

    # --- one duty -------------------------------------------------------------------------------

    def _one(self, row: Ready, opening: Event, openings: frozenset[str]) -> Owed:
        due, doubt = self._due(row, opening, openings)
        base = self._base(row, opening, opening, due, doubt=doubt)
        if breach := self._breach(row, opening, openings):
            return _closed(base, breach, Outcome.BREACHED)
        if row.has_limits:
            return _closed(base, opening, self._kept(row, opening))
        if row.row.until_detail and due is None:
            return _closed(base, opening, Outcome.BREACHED)
        closing = self._closing(row, opening, openings, base.ended)
        if closing is None:
            return base
        return _closed(base, closing, _outcome(row, closing, due))

    def _base(self, row: Ready, opening: Event, anchor: Event, due: Span | None, *, doubt: str = "") -> Owed:
        end = self._end(row, anchor)
        target = terms.after(opening.when, row.target, self.zone).last if row.target else None
        return Owed(
            row=row.id,
            subject=opening.subject,
            opened_by=anchor.id,
            opened_kind=anchor.kind,
            since=anchor.when,
            place=anchor.place,
            due=due,
            target=target,
            ended=end.when if end else None,
            ended_kind=end.kind if end else "",
            excuses=tuple(self._excuses(row, anchor)) if self.excuses else (),
            doubt=doubt,
        )

    def _closing(
        self, row: Ready, opening: Event, openings: frozenset[str], ended: Span | None
    ) -> Event | None:
        for event in self._found(row.closed_by):
            is_after_end = ended is not None and ended.is_surely_before(event.when)
            if self._fits(row, event, opening, openings) and not is_after_end:
                return event
        return None

    def _breach(self, row: Ready, opening: Event, openings: frozenset[str]) -> Event | None:
        for event in self._found(row.breached_by):
            if event.id == opening.id:
                return event
            is_other_opening = event.id in openings
            if not is_other_opening and self._fits(row, event, opening, openings):
                return event
        return None

    def _excuses(self, row: Ready, anchor: Event) -> Iterator[tuple[str, datetime]]:
        for event in self.excuses:
            ground = event.details.get("ground", "")
            is_meant = event.details.get("duty") == row.id and ground in row.row.exceptions
            if is_meant and event.about in ("", anchor.id) and not event.when.is_surely_before(anchor.when):
                until = _moment(event.details.get("until", ""), self.zone)
                if until is not None and until.last is not None:
                    yield ground, until.last

    # --- terms ----------------------------------------------------------------------------------

    def _due(self, row: Ready, opening: Event, openings: frozenset[str]) -> tuple[Span | None, str]:
        """Between which moments the term ends, and what makes that doubtful."""
        if row.kind is Kind.FIXED:
            return self._after_anchor(row, opening)
        if row.kind is Kind.BEFORE:
            event = self._event_before_which(row, opening, openings)
            return (terms.before(event.when, row.duration, self.zone) if event else None), ""
        if row.kind is Kind.CAP and row.row.until_detail:
            until = _moment(opening.details.get(row.row.until_detail, ""), self.zone)
            return (Span(until.last, until.last) if until and until.last else None), ""
        if row.kind is Kind.CAP and row.row.duration:
            return terms.after(opening.when, row.duration, self.zone), ""
        return None, ""

    def _event_before_which(self, row: Ready, opening: Event, openings: frozenset[str]) -> Event | None:
        """The event before which the opened duty must be done; it may be the opening itself."""
        for event in self._found(row.before):
            if event.id == opening.id or event.about == opening.id:
                return event
            is_of_another = bool(event.about) and event.about in openings
            if not is_of_another and not event.when.is_surely_before(opening.when):
                return event
        return None

    def _after_anchor(self, row: Ready, opening: Event) -> tuple[Span | None, str]:
        """The term from the first anchor of the captivity; two that contradict widen it, one before it hides it."""
        ends = self._places_of_ends(row.ends)
        next_end = bisect_right(ends, self.at[opening.id])
        stop = ends[next_end] if next_end < len(ends) else len(self.events)
        anchors = [event for event in self._found(row.anchor) if self.at[event.id] < stop]
        begun = self._found(row.trigger)
        if ends:
            anchors = [event for event in anchors if self._since_last_end(event, opening, ends)]
            begun = [event for event in begun if self._since_last_end(event, opening, ends)]
        if not anchors:
            return None, ""
        if any(
            event.when.is_surely_before(beginning.when)
            for event in anchors
            for beginning in begun
            if beginning.kind in _BEGINNINGS
        ):
            return Span(), _DATES_CONTRADICT
        same = self._same_arrival(anchors)
        firsts = [event.when.first for event in anchors]
        first = None if None in firsts else min(each for each in firsts if each)
        lasts = [event.when.last for event in same]
        last = None if None in lasts else max(each for each in lasts if each)
        since = self._resumed(Span(first, last), row)
        doubt = "" if len(same) == 1 else _DATES_CONTRADICT
        return terms.after(since, row.duration, self.zone), doubt

    def _since_last_end(self, event: Event, opening: Event, ends: Sequence[int]) -> bool:
        """Whether no captivity ended between the event and the opening."""
        low, high = sorted((self.at[event.id], self.at[opening.id]))
        return bisect_left(ends, low) == bisect_left(ends, high)

    def _same_arrival(self, anchors: Sequence[Event]) -> list[Event]:
        """The first anchor, and those that tell of it again: the same place, and nobody left in between."""
        first = anchors[0]
        moved = [self.at[event.id] for event in self.kinds.get("transferred", [])]
        stop = min((number for number in moved if number > self.at[first.id]), default=len(self.events))
        return [e for e in anchors if e.place == first.place and self.at[e.id] < stop]

    def _resumed(self, since: Span, row: Ready) -> Span:
        """From when the term runs: from his return, where he was at large before it had ended."""
        for escape in self.escapes:
            due = terms.after(since, row.duration, self.zone)
            back = next(
                (e for e in self.kinds.get("recaptured", []) if self.at[e.id] > self.at[escape.id]), None
            )
            is_within = not escape.when.is_surely_before(since) and not due.is_surely_before(escape.when)
            if back is not None and is_within:
                since = back.when
        return since

    # --- periods --------------------------------------------------------------------------------

    def _chain(self, row: Ready, opening: Event, openings: frozenset[str]) -> Iterator[Owed]:
        """One duty after the other: each is closed by the next time it is done, and opens the one after."""
        anchor = opening
        end = self._end(row, opening)
        for event in self._found(row.closed_by):
            is_after_end = end is not None and end.when.is_surely_before(event.when)
            if not self._fits(row, event, opening, openings) or is_after_end:
                continue
            due = self._next_due(row, anchor)
            yield _closed(self._base(row, opening, anchor, due), event, _outcome(row, event, due))
            anchor = event
        yield self._base(row, opening, anchor, self._next_due(row, anchor))

    def _next_due(self, row: Ready, anchor: Event) -> Span:
        return terms.after(self._resumed(anchor.when, row), row.duration, self.zone)

    def _kept(self, row: Ready, opening: Event) -> Outcome:
        """Whether the numbers that an event tells keep to the limits; unsure where one is not told."""
        if row.row.count_max and self._ordinal(row, opening) > row.row.count_max:
            return Outcome.BREACHED
        is_unsure = False
        for limit in row.row.limits:
            told = opening.details.get(limit.detail, "")
            if not told.isdecimal():
                is_unsure = True
            elif not limit.is_kept(int(told)):
                return Outcome.BREACHED
        return Outcome.UNSURE if is_unsure else Outcome.MET

    def _ordinal(self, row: Ready, opening: Event) -> int:
        """How often this was done before and now, among those alike in `count_by`."""
        alike = [
            event
            for event in self._found(row.trigger)
            if all(event.details.get(name) == opening.details.get(name) for name in row.row.count_by)
        ]
        return alike.index(opening) + 1


def _closed(base: Owed, event: Event, outcome: Outcome) -> Owed:
    return base._replace(outcome=outcome, closed=event.when, closed_by=event.id, closed_kind=event.kind)


def _outcome(row: Ready, closing: Event, due: Span | None) -> Outcome:
    """How the closing event leaves the duty: in time, late, or nobody can tell."""
    if due is None:
        return Outcome.MET
    if row.row.is_minimum:
        return _waited(closing, due)
    is_in_time = closing.when.is_surely_before(due) or closing.when.last == due.first
    is_late = due.last is not None and closing.when.first is not None and closing.when.first >= due.last
    if is_late:
        return Outcome.BREACHED if row.kind is Kind.CAP else Outcome.LATE
    if due.last is not None and closing.recorded > due.last:
        return Outcome.LATE_EVIDENCE
    return Outcome.MET if is_in_time and due.is_known else Outcome.UNSURE


def _waited(closing: Event, due: Span) -> Outcome:
    if due.last is not None and closing.when.first is not None and closing.when.first >= due.last:
        return Outcome.MET
    return Outcome.BREACHED if closing.when.is_surely_before(due) else Outcome.UNSURE


def _moment(text: str, zone: tzinfo) -> Span | None:
    """The time that a detail tells, None where it is none."""
    try:
        return span_of(text, zone) if text else None
    except ValueError:
        return None
