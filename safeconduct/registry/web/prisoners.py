"""The list of prisoners, finding one, and the prisoner's page.

Addresses hold numbers and closed filter values, never a name: a search is posted and answered under a random
address that dies after a quarter of an hour.
"""

import base64
import csv
import io
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from safeconduct.access.decide import may
from safeconduct.access.words import SEALED, Capability, Compartment
from safeconduct.names.scripts import visible
from safeconduct.registry import actions, queries
from safeconduct.registry.answers import PrisonerFilters, PrisonerRow, PrisonerView, Sort, Status
from safeconduct.registry.facts import ART_17_ITEMS, Item
from safeconduct.registry.requests import EVENT_FACTS
from safeconduct.registry.web import words
from safeconduct.registry.web.pages import csv_cell, places_of_conflict, powers_of_conflict
from safeconduct.sources import numbers
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store import rows
from safeconduct.store.clock import moment_of, now, text_of
from safeconduct.store.visit import Visit

FOUND_MINUTES = 15
FOUND_AT_ONCE = 50
CSV_ROWS_MAX = 100_000
_FOUND_KEPT = 10
_FILTER_NAMES = ("place", "status", "power", "questions", "sort")


@dataclass(frozen=True, slots=True)
class Column:
    """A head of a table: its words, and the address that sorts by it."""

    words: object
    css: str = ""
    address: str = ""
    aria_sort: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is set, and the address of the list without it."""

    words: str
    without: str


_READ_AS = gettext_lazy("Read as")
_COLUMNS: tuple[tuple[object, str, Sort | None], ...] = (
    (gettext_lazy("Number"), "", Sort.REGISTERED),
    (gettext_lazy("Name as recorded"), "", None),
    (_READ_AS, "only-wide", None),
    (gettext_lazy("Born"), "only-wide", Sort.BORN),
    (gettext_lazy("Captured"), "only-wide", Sort.CAPTURED),
    (gettext_lazy("Place"), "only-wide", Sort.ARRIVED),
    (gettext_lazy("Open"), "", None),
)


@require_GET
def prisoners(visit: Visit) -> HttpResponse:
    """The list, filtered by closed values, sorted by links, fifty at a time."""
    filters = filters_of(visit.GET)
    page = queries.prisoners(filters, visit.actor)
    context = {
        "page": page,
        "last": page.first + len(page.rows) - 1,
        "filters": filters,
        "chips": _chips(visit.GET),
        "columns": [_column(words_, css, sort, visit.GET) for words_, css, sort in _COLUMNS],
        "places_to_choose": places_of_conflict(),
        "powers_to_choose": powers_of_conflict(),
        "statuses": [(str(code), words.STATUS[code]) for code in Status if code != Status.ERASED],
        "saved": queries.saved_filters(visit.actor),
        "address_csv": f"{reverse('prisoners-csv')}?{_filter_text(visit.GET)}",
        "filter_text": _filter_text(visit.GET),
        "next_page": _turned(visit.GET, "after", page.after),
        "earlier_page": _turned(visit.GET, "before", page.before),
        "may_register": may(visit.actor, Capability.REGISTRY_PRISONER_REGISTER),
        "may_import": may(visit.actor, Capability.REGISTRY_LIST_IMPORT),
    }
    return render(visit, "registry/prisoners.html", context)


@require_POST
def save_filter(visit: Visit) -> HttpResponse:
    """Keep the filter under a name, for this operator."""
    query = QueryDict(visit.POST.get("filters", ""))
    actions.save_filter(visit.POST.get("name", ""), _filter_text(query), visit.actor)
    return redirect(f"{reverse('prisoners')}?{_filter_text(query)}")


@require_POST
def delete_filter(visit: Visit) -> HttpResponse:
    """Forget one of the operator's own filters."""
    actions.delete_filter(visit.POST.get("filter", ""), visit.actor)
    return redirect("prisoners")


@require_GET
def prisoners_csv(visit: Visit) -> HttpResponse:
    """The list of these filters as a file; numbers and what the list shows, nothing more."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([str(words_) for words_, _css, _sort in _COLUMNS if words_ != _READ_AS])
    after, count = "", 0
    while count < CSV_ROWS_MAX:
        page = queries.exported(filters_of(visit.GET, after=after, size=500), visit.actor)
        writer.writerows(_csv_line(row) for row in page.rows)
        after, count = page.after, count + len(page.rows)
        if not after:
            break
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="prisoners.csv"'
    return response


@require_POST
def find(visit: Visit) -> HttpResponse:
    """Look for a number or a name. The text goes under a random address and stands in no log or history."""
    text = visit.POST.get("text", "").strip()
    if not text:
        return redirect("prisoners")
    try:
        numbers.subject_prefix(text)
    except Refused:
        return redirect("found", _remember(visit, text))
    return redirect("prisoner", _grouped(text))


@require_GET
def found(visit: Visit, token: str) -> HttpResponse:
    """What was found, until a quarter of an hour has passed."""
    text = _recall(visit, token)
    rows_found = queries.search(text, visit.actor, FOUND_AT_ONCE)
    columns = [Column(words_, css) for words_, css, _sort in _COLUMNS]
    context = {"text": visible(text), "rows": rows_found, "columns": columns, "limit": FOUND_AT_ONCE}
    return render(visit, "registry/found.html", context)


@require_GET
def prisoner(visit: Visit, number: str) -> HttpResponse:
    """The prisoner's page: what is open, identity, timeline, places and effects, papers, sealed, proof."""
    view = queries.prisoner(number, visit.actor, "")
    may_record = may(visit.actor, Capability.REGISTRY_PRISONER_RECORD)
    context = {
        "view": view,
        "number": view.number,
        "own_name": next(
            (n.name for n in view.names if not n.withdrawn_reason and n.name.role == "own"), None
        ),
        "open_count": len(view.questions) + len(_conflicts(view)) + len(view.obstacles) + len(view.likely),
        "conflicts": _conflicts(view),
        **_identity(view),
        "may_record": may_record,
        "may_print": may(visit.actor, Capability.DUTIES_PAPER_PRINT),
        "may_answer": may(visit.actor, Capability.REGISTRY_QUESTION_ANSWER),
        "may_notify": may(visit.actor, Capability.DISCLOSURE_NOTICE_TELL),
        "may_read_duties": may(visit.actor, Capability.DUTIES_DUTY_READ),
        "may_judge_pairs": may(visit.actor, Capability.REGISTRY_DUPLICATE_JUDGE),
        "events": [(kind, words.EVENT[kind]) for kind in EVENT_FACTS] if may_record else (),
        "recorded": visit.GET.get("recorded", ""),
        **sealed_context(visit),
    }
    return render(visit, "registry/prisoner.html", context)


def sealed_context(visit: Visit) -> dict[str, object]:
    """What the sealed block needs; depends on the operator alone, never on the prisoner."""
    return {
        "sealed_parts": [
            {"code": code, "words": words.COMPARTMENT[code]} for code in Compartment if code in SEALED
        ],
        "may_open_sealed": may(visit.actor, Capability.REGISTRY_HEALTH_READ),
        "may_read_wish": may(visit.actor, Capability.WISHES_WISH_READ),
        "may_read_cases": may(visit.actor, Capability.ARRANGEMENTS_CASE_READ),
        "may_report_withdrawal": may(visit.actor, Capability.WISHES_WITHDRAWAL_REPORT),
        "may_report_statement": may(visit.actor, Capability.WISHES_STATEMENT_REPORT),
        "may_hand_in": may(visit.actor, Capability.REGISTRY_HEALTH_HAND_IN),
    }


def filters_of(query: QueryDict, *, after: str = "", size: int = 50) -> PrisonerFilters:
    """The filters of an address; a value that is none of the closed list counts as not set."""
    sort = query.get("sort", "-registered")
    name = sort.lstrip("-")
    return PrisonerFilters(
        place=query.get("place", ""),
        status=query.get("status", "") if query.get("status", "") in set(Status) else "",
        power=query.get("power", ""),
        has_questions={"yes": True, "no": False}.get(query.get("questions", "")),
        sort=Sort(name) if name in set(Sort) else Sort.REGISTERED,
        is_ascending=not sort.startswith("-"),
        after=after or query.get("after", ""),
        before=query.get("before", ""),
        size=size,
    )


def _identity(view: PrisonerView) -> dict[str, object]:
    """The items to show: what was answered and what art. 17 asks for; the rest only by name."""
    found = {str(item.item): item for item in view.items}
    lines = [{"code": str(item), "words": words.ITEM[item], "view": found.get(str(item))} for item in Item]
    is_shown = [line["view"] is not None or line["code"] in ART_17_ITEMS for line in lines]
    return {
        "identity": [line for line, shown in zip(lines, is_shown, strict=True) if shown],
        "unasked": [line for line, shown in zip(lines, is_shown, strict=True) if not shown],
    }


def _conflicts(view: PrisonerView) -> list[object]:
    return [item for item in view.items if item.is_conflict]


def _column(words_: object, css: str, sort: Sort | None, query: QueryDict) -> Column:
    if sort is None:
        return Column(words_, css)
    here = query.get("sort", "-registered")
    turned = f"-{sort}" if here == sort else str(sort)
    order = {str(sort): "ascending", f"-{sort}": "descending"}.get(here, "")
    kept = {name: query[name] for name in _FILTER_NAMES if query.get(name)}
    return Column(words_, css, "?" + urlencode({**kept, "sort": turned}), order)


def _chips(query: QueryDict) -> list[Chip]:
    places, powers = dict(places_of_conflict()), dict(powers_of_conflict())
    told = {
        "place": (_("Place"), places.get(query.get("place", ""))),
        "status": (_("State"), words.STATUS.get(query.get("status", ""))),
        "power": (_("Power"), powers.get(query.get("power", ""))),
        "questions": (_("Open questions"), {"yes": _("yes"), "no": _("no")}.get(query.get("questions", ""))),
    }
    chips = []
    for name, (label, value) in told.items():
        if value:
            rest = {other: query[other] for other in _FILTER_NAMES if other != name and query.get(other)}
            chips.append(Chip(f"{label}: {value}", "?" + urlencode(rest)))
    return chips


def _filter_text(query: QueryDict) -> str:
    return urlencode({name: query[name] for name in _FILTER_NAMES if query.get(name)})


def _turned(query: QueryDict, name: str, cursor: str) -> str:
    text = _filter_text(query)
    return f"?{text}{'&' if text else ''}{urlencode({name: cursor})}" if cursor else ""


def _csv_line(row: PrisonerRow) -> list[str]:
    name = row.name.text if row.name else ""
    # Every cell, not the name alone: what a list or another instance wrote may stand in any of them.
    cells = (row.number, name, row.born, row.captured, row.place, str(row.questions))
    return [csv_cell(cell) for cell in cells]


def _grouped(text: str) -> str:
    prefix = numbers.subject_prefix(text)
    return numbers.number_of(prefix.ljust(32, "0"))


def _remember(visit: Visit, text: str) -> str:
    token = secrets.token_urlsafe(12)
    sealed = base64.b64encode(rows.seal("found", token, [text[:300], text_of(now())])).decode()
    earlier = list(visit.session.get("found", {}).items())[1 - _FOUND_KEPT :]
    visit.session["found"] = {**dict(earlier), token: sealed}
    return token


def _recall(visit: Visit, token: str) -> str:
    sealed = visit.session.get("found", {}).get(token)
    if sealed is None:
        raise NotFound("no such search")
    content = rows.open("found", token, base64.b64decode(sealed))
    assert isinstance(content, list)
    if now() - moment_of(str(content[1])) > timedelta(minutes=FOUND_MINUTES):
        raise NotFound("this search has died")
    return str(content[0])
