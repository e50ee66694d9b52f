"""The pages of cases between two offices, from either end. Decides nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.disclosure import actions, queries, requests
from safeconduct.disclosure.conversations import State
from safeconduct.disclosure.queries import ReceivedCase
from safeconduct.disclosure.web import words
from safeconduct.law.recipients import Recipient
from safeconduct.sources.errors import NotFound
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.command_forms import CommandWords, fields_of, values_of
from safeconduct.store.visit import Visit

# What the receiving side can do at each stage, and what the handing side can; equal acts stand side by side.
_RECEIVING_ACTS = {
    State.WAITING: ("accept", "refuse"),
    State.HANDED_OVER: ("sign_arrival", "tell_return"),
    State.ARRIVED: ("tell_return",),
}
_TELLING_ACTS = {
    None: ("tell_preview",),
    State.WAITING: ("tell_end",),
    State.EXPIRED: ("tell_end",),
    State.REFUSED: ("take_answers",),
    State.ACCEPTED: ("take_answers", "tell_file", "tell_handover", "tell_end"),
    State.FILE_TOLD: ("take_answers", "tell_handover", "tell_file", "tell_end"),
    State.ARRIVED: ("take_answers",),
}


@require_GET
def received(visit: Visit) -> HttpResponse:
    """Every case that another office put before this one."""
    rows = [
        (each, words.SHAPE[each.state], words.STATE[each.state])
        for each in queries.received_cases(visit.actor)
    ]
    return render(visit, "disclosure/received_cases.html", {"rows": rows})


@require_GET
def received_case(visit: Visit, about: str) -> HttpResponse:
    """One of them, read in this office's own language."""
    found = queries.received_case(about, visit.actor)
    context = {
        **_shown(found),
        "acts": [(act, words.CASE_ACT[act][0]) for act in _RECEIVING_ACTS.get(found.state, ())],
        "done": visit.GET.get("done", ""),
    }
    return render(visit, "disclosure/received_case.html", context)


@require_http_methods(["GET", "POST"])
def received_act(visit: Visit, about: str, act: str) -> HttpResponse:
    """One act of the receiving side."""
    found = queries.received_case(about, visit.actor)
    if act not in _RECEIVING_ACTS.get(found.state, ()):
        raise NotFound("no such act")
    fixed: dict[str, Any] = {"about": about}
    kind: type[requests.Command] = requests.AnswerPreview
    if act in ("accept", "refuse"):
        fixed["is_accepted"] = act == "accept"
    else:
        kind = requests.SignArrival if act == "sign_arrival" else requests.TellReturn
    back = reverse("received-case", args=[about])
    return _ask(visit, act, kind, fixed, back=back, told=_consequences(act, found.sender))


@require_GET
def told(visit: Visit, number: str, case: str) -> HttpResponse:
    """What was told of a case, to whom, on what basis, and what was kept back; and what can be told next."""
    found = queries.case_told(number, case, visit.actor)
    state = found.stands.state if found.stands else None
    context = {
        **(_shown(found.stands) if found.stands else {}),
        "number": number,
        "case_id": case,
        "found": found,
        "role": words.ROLE[found.role] if found.role else "",
        "told": [(each, words.STEP.get(each.step, each.step)) for each in found.told],
        "acts": [(act, words.CASE_ACT[act][0]) for act in _TELLING_ACTS.get(state, ())],
        "done": visit.GET.get("done", ""),
    }
    return render(visit, "disclosure/told.html", context)


@require_http_methods(["GET", "POST"])
def tell(visit: Visit, number: str, case: str, act: str) -> HttpResponse:
    """One act of the handing side, with what will happen, to whom, and who will know."""
    found = queries.case_told(number, case, visit.actor)
    if act not in _TELLING_ACTS.get(found.stands.state if found.stands else None, ()):
        raise NotFound("no such act")
    kind = requests.COMMANDS[f"disclosure.{act}"]
    offices = [
        (each.instance, each.card.name)
        for each in queries.every_peer()
        if each.role == Recipient.RECEIVING_STATE and not each.is_revoked
    ]
    back = reverse("case-told", args=[number, case])
    fixed = {"prisoner": number, "case": case}
    told_to = _consequences(act, found.office)
    return _ask(visit, act, kind, fixed, back=back, told=told_to, offices=lambda: offices)


def _ask(
    visit: Visit, act: str, kind: type[requests.Command], fixed: dict[str, Any], *, back: str,
    told: list[tuple[object, object]], offices: Callable[[], Sequence[tuple[str, object]]] = lambda: (),
) -> HttpResponse:  # fmt: skip
    choices = {**words.COMMAND_WORDS.choices, "peer": offices}
    said: CommandWords = replace(words.COMMAND_WORDS, choices=choices, skipped=frozenset(fixed))
    fields = fields_of(kind, said)
    title, button, law = words.CASE_ACT[act]
    form = Form(
        title=title,
        act=button,
        fields=fields,
        command=lambda: kind.model_validate({**values_of(kind, visit.POST, said), **fixed}),
        number="",
        law=law,
        names={each.name.rpartition(".")[2]: each.name for each in reversed(fields)},
        template="disclosure/case_act.html",
        context={"lines": told},
        trail=_("Case between two offices"),
    )
    room = Room(
        perform=actions.perform,
        receipt=lambda done: redirect(f"{back}?done=1"),
        back=lambda _number: back,
        words=words.FORM_WORDS,
    )
    return asking.ask(visit, form, room)


def _consequences(act: str, office: str) -> list[tuple[object, object]]:
    return [
        (_("What will happen"), words.WILL_HAPPEN[act]),
        (_("To whom"), office or _("the office chosen below")),
        (_("Can it be undone"), words.CASE_UNDONE[act]),
    ]


def _shown(found: ReceivedCase) -> dict[str, object]:
    file = found.file
    return {
        "case": found,
        "shape": words.SHAPE[found.state],
        "state": words.STATE[found.state],
        "route": words.ROUTE[found.preview.route],
        "sex": words.SEX.get(found.preview.sex.lower(), found.preview.sex),
        "lines": [(words.LINE.get(each.item, each.item), each) for each in file.lines] if file else [],
        "steps": [(recorded, words.STEP.get(step, step)) for recorded, step in found.steps],
    }
