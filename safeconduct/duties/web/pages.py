"""The pages of the duties: the board, the calendar, what lapsed, sheets, the law, and forms. Decides nothing."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.duties import actions, exports, queries, requests
from safeconduct.duties.answers import MINE, Board, BoardFilters, DutyLine, EvidenceLine, Sheet
from safeconduct.duties.web import words
from safeconduct.law.clock import Status
from safeconduct.law.duties import Row, Scope, Whom, catalogue, pattern_of
from safeconduct.law.events import EventKind, vocabulary
from safeconduct.sources.errors import NotFound
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.clock import now, text_of
from safeconduct.store.forms import Field, number_in
from safeconduct.store.instance import current
from safeconduct.store.visit import Visit

AT_ONCE = 50
_ACTS_SHOWN = 2
_FILTERS = ("camp", "article", "by", "status", "scope")
_RECORD = Capability.DUTIES_EVIDENCE_RECORD


@require_GET
def board(visit: Visit) -> HttpResponse:
    """What is open, the most urgent first."""
    filters, day, first = _asked(visit.GET)
    found = queries.board(filters, visit.actor, on=day, first=first, size=AT_ONCE)
    return render(visit, "duties/board.html", _board_context(visit, found, filters, day, first=first))


@require_GET
def lapsed(visit: Visit) -> HttpResponse:
    """What was met late, broken or lapsed, and why."""
    filters, _day, first = _asked(visit.GET)
    found = queries.lapsed(filters, visit.actor, first=first, size=AT_ONCE)
    return render(visit, "duties/lapsed.html", _board_context(visit, found, filters, None, first=first))


@require_GET
def board_csv(visit: Visit) -> HttpResponse:
    """The whole board as CSV; the file's name tells nothing."""
    filters, day, _first = _asked(visit.GET)
    found = queries.exported(filters, visit.actor, on=day)
    return _file(
        exports.csv_of(found.lines, words.language()), "text/csv; charset=utf-8", f"duties-{found.day}.csv"
    )


@require_GET
def board_ics(visit: Visit) -> HttpResponse:
    """The terms of the board as a calendar; entries carry numbers, never names."""
    filters, day, _first = _asked(visit.GET)
    found = queries.exported(filters, visit.actor, on=day)
    made = exports.ics_of(found.lines, words.language(), instance=current().id, stamp=text_of(now()))
    return _file(made, "text/calendar; charset=utf-8", f"duties-{found.day}.ics")


@require_GET
def calendar(visit: Visit) -> HttpResponse:
    """A week as a list for each day."""
    first = _day_in(visit.GET, "first") or now().astimezone(current().conflict.zone).date()
    camp = visit.GET.get("camp", "")
    week = queries.calendar(visit.actor, first=first, camp=camp)
    step = timedelta(days=len(week))
    context = {
        "days": [(day.until, [_shown(visit, line) for line in day.lines]) for day in week],
        "camp": camp,
        "camps": queries.camps(visit.actor),
        "earlier": (first - step).isoformat(),
        "later": (first + step).isoformat(),
    }
    return render(visit, "duties/calendar.html", context)


@require_GET
def sheet(visit: Visit, number: str) -> HttpResponse:
    """Everything owed to one prisoner."""
    found = queries.sheet(number, visit.actor, on=_day_in(visit.GET, "on"))
    return render(visit, "duties/sheet.html", _sheet_context(visit, found))


@require_GET
def camp_sheet(visit: Visit, camp: str) -> HttpResponse:
    """Everything owed for one camp."""
    found = queries.camp_sheet(camp, visit.actor, on=_day_in(visit.GET, "on"))
    return render(visit, "duties/sheet.html", _sheet_context(visit, found))


@require_GET
def bureau_sheet(visit: Visit) -> HttpResponse:
    """What is owed for the whole conflict."""
    found = queries.bureau_sheet(visit.actor, on=_day_in(visit.GET, "on"))
    return render(visit, "duties/sheet.html", _sheet_context(visit, found))


@require_GET
def law(visit: Visit) -> HttpResponse:
    """The table of duties by article, or the rows of one."""
    article = visit.GET.get("article", "").strip()
    rows = catalogue().of_article(article) if article else catalogue().rows
    if not rows:
        raise NotFound("no duty stands on this article")
    context = {"article": article, "rows": [_law_row(row) for row in rows]}
    return render(visit, "duties/law.html", context)


@require_http_methods(["GET", "POST"])
def record(visit: Visit, number: str, event: str) -> HttpResponse:
    """Record something of one prisoner."""
    kind = _kind(event, Scope.PERSON)
    back = reverse("duties-of", args=[number])

    def command() -> requests.RecordForPrisoner:
        return requests.RecordForPrisoner.model_validate({**_told(visit, kind), "prisoner": number})

    return _ask(visit, kind, command, number=number, back=back)


@require_http_methods(["GET", "POST"])
def record_for_camp(visit: Visit, camp: str, event: str) -> HttpResponse:
    """Record something of one camp."""
    kind = _kind(event, Scope.CAMP)
    back = reverse("duties-camp", args=[camp])

    def command() -> requests.RecordForCamp:
        return requests.RecordForCamp.model_validate({**_told(visit, kind), "camp": camp})

    return _ask(visit, kind, command, number="", back=back, trail=_place(camp))


@require_http_methods(["GET", "POST"])
def record_for_bureau(visit: Visit, event: str) -> HttpResponse:
    """Record something that concerns the whole conflict."""
    kind = _kind(event, Scope.BUREAU)

    def command() -> requests.RecordForBureau:
        return requests.RecordForBureau.model_validate(_told(visit, kind))

    return _ask(visit, kind, command, number="", back=reverse("duties-bureau"), trail=_("The whole conflict"))


@require_http_methods(["GET", "POST"])
def withdraw(visit: Visit, number: str, entry: str) -> HttpResponse:
    """Withdraw what was recorded of a prisoner in error."""
    back = reverse("duties-of", args=[number])
    return _withdrawal(visit, {"prisoner": number, "entry": entry}, number=number, back=back)


@require_http_methods(["GET", "POST"])
def withdraw_of_camp(visit: Visit, camp: str, entry: str) -> HttpResponse:
    """Withdraw what was recorded of a camp in error."""
    back = reverse("duties-camp", args=[camp])
    return _withdrawal(visit, {"camp": camp, "entry": entry}, number="", back=back)


# --- forms ----------------------------------------------------------------------------------------


def _ask(
    visit: Visit, kind: EventKind, command: object, *, number: str, back: str, trail: object = ""
) -> HttpResponse:
    initial = QueryDict(mutable=True)
    for name, value in visit.GET.items():
        initial[name if name in ("about", "happened") else f"details.{name}"] = str(value)
    row = catalogue().by_id.get(visit.GET.get("duty", ""))
    articles = (
        f"GC III art. {kind.articles}"
        if kind.articles and not kind.articles.startswith("GC")
        else kind.articles
    )
    form = Form(
        title=kind.words(words.language()),
        act=pgettext("act", "Record"),
        fields=words.fields_of(kind),
        command=command,  # type: ignore[arg-type]  # each page's own command
        number=number,
        law=f"{row.cite} · {words.title(row)}" if row else articles,
        initial=initial,
        trail=trail,
    )
    return asking.ask(visit, form, _room(back))


def _withdrawal(visit: Visit, fixed: Mapping[str, str], *, number: str, back: str) -> HttpResponse:
    form = Form(
        title=_("Withdraw an entry"),
        act=_("Withdraw the entry"),
        fields=[Field("reason", words.FIELD["reason"])],
        command=lambda: requests.WithdrawRecord.model_validate(
            {**fixed, "reason": visit.POST.get("reason", "").strip()}
        ),
        number=number,
        trail=_("Duties"),
    )
    return asking.ask(visit, form, _room(back))


def _room(back: str) -> Room:
    return Room(
        perform=actions.perform,
        receipt=lambda _done: redirect(f"{back}?recorded=1"),
        back=lambda _number: back,
        words=words.FORM_WORDS,
    )


def _told(visit: Visit, kind: EventKind) -> dict[str, object]:
    details = {
        detail.code: text
        for detail in kind.details
        if (text := visit.POST.get(f"details.{detail.code}", "").strip())
    }
    return {
        "event": kind.code,
        "happened": visit.POST.get("happened", "").strip(),
        "about": visit.GET.get("about", ""),
        "details": details,
    }


def _kind(code: str, scope: Scope) -> EventKind:
    kind = vocabulary().get(code)
    if kind is None or kind.of != "duties" or kind.scope not in (scope, "any"):
        raise NotFound("no such event here")
    return kind


# --- what templates get ---------------------------------------------------------------------------


def _board_context(
    visit: Visit, found: Board, filters: BoardFilters, day: date | None, *, first: int
) -> dict[str, object]:
    asked = {name: value for name, value in asdict(filters).items() if value}
    if day:
        asked["on"] = day.isoformat()
    return {
        "board": found,
        "lines": [_shown(visit, line) for line in found.lines],
        "filters": filters,
        "on": day.isoformat() if day else "",
        "asked": urlencode(asked),
        "counts": [(str(status), *words.STATE[status], count) for status, count in _counted(found)],
        "camps": [(code, found.by_camp.get(code, 0)) for code in queries.camps(visit.actor)],
        "articles": sorted(found.by_article.items(), key=lambda each: (len(each[0]), each[0])),
        "services": [(str(by), words.WHOM[by], found.by_service.get(by, 0)) for by in words.SERVICES],
        "mine": found.mine,
        "mine_of": [words.WHOM[by] for by in words.SERVICES if by in queries.services_of(visit.actor)],
        "next": first + AT_ONCE if first + AT_ONCE < found.total else 0,
        "grids": _grids(visit, filters.camp),
        "has_filters": bool(asked),
    }


def _counted(found: Board) -> list[tuple[Status, int]]:
    return [(status, found.counts[status]) for status in words.STATE if found.counts.get(status)]


def _grids(visit: Visit, camp: str) -> list[str]:
    """The camps of which this officer may fill a grid."""
    if not may(visit.actor, _RECORD):
        return []
    return [code for code in queries.camps(visit.actor) if not camp or code == camp]


def _sheet_context(visit: Visit, found: Sheet) -> dict[str, object]:
    return {
        "sheet": found,
        "open": [_shown(visit, line) for line in found.open],
        "closed": [_shown(visit, line) for line in found.closed],
        "in_force": [_shown(visit, line) for line in found.in_force],
        "evidence": [_evidence(line) for line in reversed(found.evidence)],
        "may_record": _may_record(visit, found.scope),
        "events": _events_of(visit, found),
        "recorded": visit.GET.get("recorded", ""),
    }


def _may_record(visit: Visit, scope: Scope) -> bool:
    needed = Capability.DUTIES_CONFLICT_RECORD if scope is Scope.BUREAU else _RECORD
    return may(visit.actor, needed)


def _events_of(visit: Visit, found: Sheet) -> list[tuple[str, str]]:
    """Everything that can be recorded here, with the address of its form, by the words."""
    if not _may_record(visit, found.scope):
        return []
    kinds = [
        kind for kind in vocabulary().values() if kind.of == "duties" and kind.scope in (found.scope, "any")
    ]
    may_find = may(visit.actor, Capability.DUTIES_FINDING_RECORD)
    shown = [kind for kind in kinds if may_find or not kind.is_finding]
    return sorted(
        (kind.words(words.language()), _form_address(found.scope, found.number, found.camp, kind.code))
        for kind in shown
    )


def _shown(visit: Visit, line: DutyLine) -> dict[str, object]:
    row = line.duty
    state, said = words.STATE[line.status]
    return {
        "line": line,
        "row": row,
        "title": words.title(row),
        "state": state,
        "said": said,
        "reason": words.reason(line),
        "mark": "" if row.is_verified else words.MARK[row.mark],
        "opened": words.event(line.opened_kind),
        "closed": words.event(line.closed_kind) if line.closed_kind else "",
        "owed_by": [words.WHOM[by] for by in row.owed_by],
        "owed_to": [words.WHOM[to] for to in row.owed_to],
        "acts": _acts(visit, line, row),
        "sheet": _sheet_address(line),
    }


def _acts(visit: Visit, line: DutyLine, row: Row) -> list[tuple[str, str]]:
    """The forms whose evidence closes the duty: words and address."""
    if not line.is_open or not _may_record(visit, line.scope):
        return []
    found = []
    for text in row.closed_by:
        pattern = pattern_of(text)
        kind = vocabulary()[pattern.kind]
        if kind.of != "duties" or kind.is_finding:
            continue
        preset = {name: next(iter(sorted(choices))) for name, choices in pattern.details if len(choices) == 1}
        asked = urlencode({**preset, "about": line.opened_by, "duty": row.id})
        address = _form_address(line.scope, line.number, line.camp, kind.code)
        found.append((kind.words(words.language()), f"{address}?{asked}"))
    return found[:_ACTS_SHOWN]


def _form_address(scope: Scope, number: str, camp: str, event: str) -> str:
    if scope is Scope.PERSON:
        return reverse("duty-record", args=[number, event])
    if scope is Scope.CAMP:
        return reverse("duty-record-camp", args=[camp, event])
    return reverse("duty-record-bureau", args=[event])


def _sheet_address(line: DutyLine) -> str:
    if line.scope is Scope.PERSON:
        return reverse("duties-of", args=[line.number])
    return reverse("duties-camp", args=[line.camp]) if line.scope is Scope.CAMP else reverse("duties-bureau")


def _evidence(line: EvidenceLine) -> dict[str, object]:
    return {
        "line": line,
        "event": words.event(line.event),
        "details": [words.detail_words(line.event, name, value) for name, value in line.details],
    }


def _law_row(row: Row) -> dict[str, object]:
    return {
        "row": row,
        "title": words.title(row),
        "kind": words.KIND[row.kind],
        "mark": words.MARK[row.mark],
        "owed_by": [words.WHOM[by] for by in row.owed_by],
        "owed_to": [words.WHOM[to] for to in row.owed_to],
        "closed_by": list(dict.fromkeys(words.event(text.split()[0]) for text in row.closed_by)),
    }


def _place(code: str) -> str:
    camp = current().conflict.camp(code)
    return current().conflict.name(camp, words.language()) if camp else code


def _asked(typed: QueryDict) -> tuple[BoardFilters, date | None, int]:
    values = {name: typed.get(name, "").strip() for name in _FILTERS}
    if values["by"] not in {MINE, *Whom}:
        values["by"] = ""
    return BoardFilters(**values), _day_in(typed, "on"), number_in(typed, "first")


def _day_in(typed: QueryDict, name: str) -> date | None:
    try:
        return date.fromisoformat(typed.get(name, "").strip())
    except ValueError:
        return None


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
