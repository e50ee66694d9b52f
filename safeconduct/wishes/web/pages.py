"""The pages of wishes: the board, a prisoner's wish with its acts, and a withdrawal in one step for whoever hears it.

Decides nothing. No address holds anything of a wish, and whoever may only report sees one answer, whatever stands.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.sources.errors import NotFound
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.command_forms import fields_of, values_of
from safeconduct.store.forms import number_in
from safeconduct.store.visit import Visit
from safeconduct.wishes import actions, queries, requests
from safeconduct.wishes.actions import Done
from safeconduct.wishes.state import STANDING, Status
from safeconduct.wishes.web import words

AT_ONCE = 50
_REPORT = "report_withdrawal"
_STATEMENT = "report_statement"


@require_GET
def board(visit: Visit) -> HttpResponse:
    """What every wish waits for, the most urgent first."""
    shown, first = visit.GET.get("status", ""), number_in(visit.GET, "first")
    only = Status(shown) if shown in set(Status) else None
    page = queries.board(visit.actor, only=only, first=first, size=AT_ONCE)
    context = {
        "page": page,
        "rows": [(row, words.SHAPE[row.status], words.STATUS[row.status]) for row in page.rows],
        "shown": only or "",
        "counts": [(code, words.STATUS[Status(code)], count) for code, count in page.counts.items()],
        "next": first + AT_ONCE if first + AT_ONCE < page.total else 0,
    }
    return render(visit, "wishes/board.html", context)


@require_GET
def wish(visit: Visit, number: str) -> HttpResponse:
    """One prisoner's wish: where it stands, how it was heard, the findings, and what was said elsewhere."""
    view = queries.wish(number, visit.actor)
    reports = [each.entry for each in view.heard if each.kind == "wishes.WishWithdrawn"]
    context = {
        "view": view,
        "number": view.number,
        "shape": words.SHAPE[view.status],
        "status": words.STATUS[view.status],
        "option": words.OPTION[view.option] if view.option else "",
        "told": [words.TOLD[each] for each in view.may_be_told],
        "heard": [(each, words.KIND.get(each.kind, each.kind)) for each in reversed(view.heard)],
        "risks": [(risk, words.FINDING[risk.finding]) for risk in view.risks],
        "statements": [(each, words.SETTING[each.setting]) for each in view.statements],
        "acts": [(code, words.ACT[code][0]) for code in _acts_now(view.status)],
        "reports": reports,
        "recorded": visit.GET.get("recorded", ""),
    }
    return render(visit, "wishes/wish.html", context)


@require_http_methods(["GET", "POST"])
def act(visit: Visit, number: str, act: str) -> HttpResponse:
    """One act about a wish, on a page of its own."""
    if act not in words.ACT or act == "deny_withdrawal":
        raise NotFound("no such act")
    return _asked(visit, number, act, {})


@require_http_methods(["GET", "POST"])
def deny(visit: Visit, number: str, entry: str) -> HttpResponse:
    """Heard apart, he says that a reported withdrawal was not his."""
    return _asked(visit, number, "deny_withdrawal", {"entry": entry})


@require_http_methods(["GET", "POST"])
def withdrawal(visit: Visit, number: str) -> HttpResponse:
    """Report that a prisoner takes his wish back: one step, one answer, for everybody who hears it."""
    form = _form(visit, number, _REPORT, {}, _("He takes his wish back"), _("Report it now"))
    return asking.ask(visit, form, _reporting(number))


@require_http_methods(["GET", "POST"])
def statement(visit: Visit, number: str) -> HttpResponse:
    """Keep what he is said to have said elsewhere; it never becomes a wish."""
    form = _form(visit, number, _STATEMENT, {}, _("A statement said elsewhere"), _("Keep this statement"))
    return asking.ask(visit, form, _reporting(number))


def _asked(visit: Visit, number: str, act: str, fixed: dict[str, Any]) -> HttpResponse:
    view = queries.wish(number, visit.actor)
    title, button, law = words.ACT[act]
    form = _form(visit, view.number, act, fixed, title, button, law=law, version=view.version)
    room = Room(actions.perform, _receipt, lambda n: reverse("wish", args=[n]), words.FORM_WORDS)
    return asking.ask(visit, form, room)


def _form(  # noqa: PLR0913
    visit: Visit, number: str, act: str, fixed: dict[str, Any], title: object, button: object,
    *, law: str = "GC III art. 7", version: int = 0,
) -> Form:  # fmt: skip
    kind = requests.COMMANDS[f"wishes.{act}"]
    fields = [each for each in fields_of(kind, words.COMMAND_WORDS) if each.name not in fixed]
    seen = number_in(visit.POST, "seen")
    return Form(
        title=title,
        act=button,
        fields=fields,
        command=lambda: kind.model_validate(
            {"prisoner": number, "seen": seen, **values_of(kind, visit.POST, words.COMMAND_WORDS), **fixed}
        ),
        number=number,
        law=law,
        names={each.name.rpartition(".")[2]: each.name for each in reversed(fields)},
        version=version,
    )


def _reporting(number: str) -> Room:
    """For whoever may report and reads nothing: back to the prisoner's page, which says that it was recorded."""
    return Room(
        perform=actions.perform,
        receipt=lambda done: redirect(f"{reverse('prisoner', args=[done.number])}?recorded=1"),
        back=lambda n: reverse("prisoner", args=[n]),
        words=words.FORM_WORDS,
    )


def _receipt(done: Done) -> HttpResponse:
    return redirect(f"{reverse('wish', args=[done.number])}?recorded={'asked' if done.approval else '1'}")


def _acts_now(status: Status) -> list[str]:
    """What can be heard next; to withdraw, to assess and to invalidate is possible at any time."""
    always = ["assess_risk", "withdraw", "invalidate"]
    if status == Status.TO_CONFIRM:
        return ["confirm", "declare", *always]
    if status in (Status.CONFIRMED, Status.RECONFIRMED):
        return ["reconfirm", "declare", *always]
    if status in STANDING:
        return ["declare", *always]
    return ["inform", "declare", *always]
