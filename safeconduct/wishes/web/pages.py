"""The pages of wishes: the board, the calendar, the roster, a prisoner's wish with its acts, and a withdrawal in one
step for whoever hears it. Papers stand in `papers.py`.

Decides nothing. No address holds anything of a wish, and whoever may only report sees one answer, whatever stands.
"""

from dataclasses import replace
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
from safeconduct.wishes.answers import PlanView
from safeconduct.wishes.state import STANDING, Status
from safeconduct.wishes.web import words

AT_ONCE = 50
_REPORT = "report_withdrawal"
_STATEMENT = "report_statement"
_HEARINGS = frozenset({
    "wishes.Informed", "wishes.WishDeclared", "wishes.WishConfirmed", "wishes.WishReconfirmed",
    "wishes.WithdrawalDenied",
})  # fmt: skip
# These need to be told of what, so each has a page of its own.
_ELSEWHERE = frozenset({"deny_withdrawal", "cancel_interview", "list_interpreter", "strike_interpreter"})


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
        "heard": [
            (each, words.KIND.get(each.kind, each.kind), each.kind in _HEARINGS)
            for each in reversed(view.heard)
        ],
        "risks": [(risk, words.FINDING[risk.finding]) for risk in view.risks],
        "statements": [(each, words.SETTING[each.setting]) for each in view.statements],
        "acts": [(code, words.ACT[code][0]) for code in _acts_now(view.status)],
        "reports": reports,
        "plans": [(plan, words.PURPOSE[plan.purpose]) for plan in view.plans],
        "recorded": visit.GET.get("recorded", ""),
    }
    return render(visit, "wishes/wish.html", context)


@require_http_methods(["GET", "POST"])
def act(visit: Visit, number: str, act: str) -> HttpResponse:
    """One act about a wish, on a page of its own."""
    if act not in words.ACT or act in _ELSEWHERE:
        raise NotFound("no such act")
    return _asked(visit, number, act, {})


@require_http_methods(["GET", "POST"])
def deny(visit: Visit, number: str, entry: str) -> HttpResponse:
    """Heard apart, he says that a reported withdrawal was not his."""
    return _asked(visit, number, "deny_withdrawal", {"entry": entry})


@require_http_methods(["GET", "POST"])
def cancel(visit: Visit, number: str, entry: str) -> HttpResponse:
    """A planned interview is not held."""
    return _asked(visit, number, "cancel_interview", {"entry": entry})


@require_GET
def calendar(visit: Visit) -> HttpResponse:
    """Interviews by day, what has no interview yet, and what will count no longer."""
    found = queries.calendar(visit.actor)
    by_day: dict[str, list[tuple[PlanView, object]]] = {}
    for plan in found.plans:
        if not plan.is_overdue:
            by_day.setdefault(plan.planned[:10], []).append((plan, words.PURPOSE[plan.purpose]))
    context = {
        "days": list(by_day.items()),
        "overdue": [(plan, words.PURPOSE[plan.purpose]) for plan in found.plans if plan.is_overdue],
        "unplanned": [(row, words.SHAPE[row.status], words.STATUS[row.status]) for row in found.unplanned],
        "stale": found.stale_soon,
    }
    return render(visit, "wishes/calendar.html", context)


@require_GET
def interpreters(visit: Visit) -> HttpResponse:
    """The roster: who interprets, whom each may not interpret for, and when each is busy."""
    found = queries.interpreters(visit.actor)
    return render(visit, "wishes/interpreters.html", {"found": found})


@require_http_methods(["GET", "POST"])
def list_interpreter(visit: Visit) -> HttpResponse:
    """Put an interpreter on the roster."""
    return _roster(visit, "list_interpreter", {})


@require_http_methods(["GET", "POST"])
def strike_interpreter(visit: Visit, interpreter: str) -> HttpResponse:
    """Take an interpreter off the roster."""
    return _roster(visit, "strike_interpreter", {"interpreter": interpreter})


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


def _roster(visit: Visit, act: str, fixed: dict[str, Any]) -> HttpResponse:
    title, button, law = words.ACT[act]
    form = replace(_form(visit, "", act, fixed, title, button, law=law), trail=_("Interpreters"))
    back = reverse("interpreters")
    return asking.ask(
        visit, form, Room(actions.perform, lambda _: redirect(back), lambda _: back, words.FORM_WORDS)
    )


def _form(  # noqa: PLR0913
    visit: Visit, number: str, act: str, fixed: dict[str, Any], title: object, button: object,
    *, law: str = "GC III art. 7", version: int = 0,
) -> Form:  # fmt: skip
    kind = requests.COMMANDS[f"wishes.{act}"]
    fields = [each for each in fields_of(kind, words.COMMAND_WORDS) if each.name not in fixed]
    about = {"prisoner": number, "seen": number_in(visit.POST, "seen")} if number else {}
    return Form(
        title=title,
        act=button,
        fields=fields,
        command=lambda: kind.model_validate(
            {**about, **values_of(kind, visit.POST, words.COMMAND_WORDS), **fixed}
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
    always = ["plan_interview", "refuse_interpreter", "give_copy", "assess_risk", "withdraw", "invalidate"]
    if status == Status.TO_CONFIRM:
        return ["confirm", "declare", *always]
    if status in (Status.CONFIRMED, Status.RECONFIRMED):
        return ["reconfirm", "declare", *always]
    if status in STANDING:
        return ["declare", *always]
    always.remove("give_copy")
    return ["inform", "declare", *always]
