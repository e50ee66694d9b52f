"""The duties over HTTP: board, sheets, calendar, the table of the law, and every command. Decides nothing."""

from datetime import date

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from safeconduct.access.words import Capability
from safeconduct.duties import actions, exports, queries, requests
from safeconduct.duties.answers import ArticleShare, Board, BoardFilters, CalendarDay, Sheet
from safeconduct.law.duties import Row, catalogue
from safeconduct.store.clock import now, text_of
from safeconduct.store.instance import current
from safeconduct.store.sent import REFUSALS, EntryAnswer, add_commands
from safeconduct.store.visit import Visit

router = Router(tags=["duties"])
_READ = {"x-may": Capability.DUTIES_DUTY_READ}


class DutyRecorded(BaseModel):
    """What was recorded, in order. `number` is "" where it is no prisoner's."""

    subject: str
    number: str
    entries: list[EntryAnswer]


class BoardQuery(BaseModel):
    """A page of the board on a day (default: now); `first` is the place of its first line, from 0."""

    model_config = ConfigDict(extra="forbid")

    on: date | None = None
    camp: str = ""
    article: str = ""
    by: str = ""
    status: str = ""
    scope: str = ""
    due_from: str = ""
    due_to: str = ""
    first: int = Field(0, ge=0)
    size: int = Field(50, ge=1, le=queries.PAGE_ROWS_MAX)

    def filters(self) -> BoardFilters:
        """What of the board is asked."""
        return BoardFilters(
            camp=self.camp, article=self.article, by=self.by, status=self.status, scope=self.scope,
            due_from=self.due_from, due_to=self.due_to,
        )  # fmt: skip


@router.get("/duties", response={200: Board, **REFUSALS}, openapi_extra=_READ)
def board(request: Visit, asked: Query[BoardQuery]) -> Board:
    """What is open on the day, the most urgent first. Treaty terms and office targets stand apart."""
    return queries.board(asked.filters(), request.actor, on=asked.on, first=asked.first, size=asked.size)


@router.get(
    "/duties/board.csv", include_in_schema=True, openapi_extra=_READ, response={200: None, **REFUSALS}
)
def board_csv(request: Visit, asked: Query[BoardQuery]) -> HttpResponse:
    """The whole board as CSV."""
    found = queries.exported(asked.filters(), request.actor, on=asked.on)
    return HttpResponse(exports.csv_of(found.lines, "en"), content_type="text/csv; charset=utf-8")


@router.get(
    "/duties/board.ics", include_in_schema=True, openapi_extra=_READ, response={200: None, **REFUSALS}
)
def board_ics(request: Visit, asked: Query[BoardQuery]) -> HttpResponse:
    """The terms of the board as a calendar."""
    found = queries.exported(asked.filters(), request.actor, on=asked.on)
    text = exports.ics_of(found.lines, "en", instance=current().id, stamp=text_of(now()))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@router.get("/duties/calendar", response={200: list[CalendarDay], **REFUSALS}, openapi_extra=_READ)
def calendar(
    request: Visit, first: date, days: int = queries.CALENDAR_DAYS, camp: str = ""
) -> list[CalendarDay]:
    """The terms that end on each of the days."""
    return list(queries.calendar(request.actor, first=first, days=min(max(days, 1), 62), camp=camp))


@router.get("/duties/lapsed", response={200: Board, **REFUSALS}, openapi_extra=_READ)
def lapsed(request: Visit, asked: Query[BoardQuery]) -> Board:
    """What was met late, broken, or lapsed when captivity ended."""
    return queries.lapsed(asked.filters(), request.actor, first=asked.first, size=asked.size)


@router.get("/duties/shares", response={200: list[ArticleShare], **REFUSALS}, openapi_extra=_READ)
def shares(request: Visit, on: date | None = None, camp: str = "") -> list[ArticleShare]:
    """For each article with a number in the treaty: met in time, late, or not at all."""
    return list(queries.shares(request.actor, on=on, camp=camp))


@router.get("/duties/prisoners/{number}", response={200: Sheet, **REFUSALS}, openapi_extra=_READ)
def sheet(request: Visit, number: str, on: date | None = None) -> Sheet:
    """Everything owed to one prisoner."""
    return queries.sheet(number, request.actor, on=on)


@router.get("/duties/camps/{camp}", response={200: Sheet, **REFUSALS}, openapi_extra=_READ)
def camp_sheet(request: Visit, camp: str, on: date | None = None) -> Sheet:
    """Everything owed for one camp as a whole."""
    return queries.camp_sheet(camp, request.actor, on=on)


@router.get("/law/articles/{article}", response={200: list[Row], **REFUSALS}, openapi_extra=_READ)
def law(request: Visit, article: str) -> list[Row]:
    """The rows of the table that stand on an article of GC III: `70`, or `GC I 16`. `mark` tells what is checked."""
    return list(catalogue().of_article(article))


def _give(request: Visit, command: requests.Command) -> DutyRecorded:
    done = actions.perform(command, request.actor)
    return DutyRecorded(
        subject=done.subject, number=done.number, entries=[EntryAnswer.of(entry) for entry in done.entries]
    )


add_commands(router, requests.COMMANDS, _give, answers=DutyRecorded, capabilities=actions.CAPABILITIES)
