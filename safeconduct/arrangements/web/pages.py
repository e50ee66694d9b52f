"""The pages between two states: Powers, cases, whom an offer means, and lists for an exchange. Decides nothing."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.arrangements import actions, queries, requests
from safeconduct.arrangements.answers import CaseView
from safeconduct.arrangements.cases import UNDER_WAY, Stage
from safeconduct.arrangements.web import papers, words
from safeconduct.sources.errors import NotFound
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.command_forms import CommandWords, fields_of, values_of
from safeconduct.store.forms import Field, FormWords, number_in
from safeconduct.store.visit import Visit

AT_ONCE = 50
_WORDS_SHOWN = 60
# What can be recorded of a case at each stage, in the order in which it usually comes.
_OPEN_ACTS = (
    "preview",
    "accept",
    "refuse",
    "assure",
    "plan_reception",
    "clear",
    "propose_handover",
    "hand_over",
)
_LATER_ACTS = {
    Stage.HANDED_OVER: ("confirm_arrival", "return_person"),
    Stage.ARRIVED: ("reach_milestone", "settle", "return_person"),
    Stage.SETTLED: ("reach_milestone", "return_person"),
}


# --- Powers ---------------------------------------------------------------------------------------


@require_GET
def powers(visit: Visit) -> HttpResponse:
    """Every Power of which anything is recorded, and those of the conflict of which nothing is yet."""
    rows = queries.powers(visit.actor)
    known = {row.power for row in rows}
    context = {
        "rows": rows,
        "others": [(code, name) for code, name in words.powers() if code not in known],
        "may_decide": may(visit.actor, Capability.ARRANGEMENTS_CASE_DECIDE),
    }
    return render(visit, "arrangements/powers.html", context)


@require_GET
def power(visit: Visit, power: str) -> HttpResponse:
    """What was asked, offered, promised and kept between this state and one Power."""
    acts = [
        (code, words.POWER_ACT[code][0])
        for code in words.POWER_ACT
        if may(visit.actor, actions.CAPABILITIES[requests.COMMANDS[f"arrangements.{code}"]])
    ]
    try:
        view = queries.power(power, visit.actor)
    except NotFound:
        if power not in dict(words.powers()):
            raise
        view = None
    context = {
        "power": power,
        "view": view,
        "acts": acts,
        "may_record": may(visit.actor, Capability.ARRANGEMENTS_POWER_RECORD),
        "words": words,
        "recorded": visit.GET.get("recorded", ""),
    }
    return render(visit, "arrangements/power.html", context)


@require_http_methods(["GET", "POST"])
def power_act(visit: Visit, power: str, act: str) -> HttpResponse:
    """One act upon a Power."""
    if act not in words.POWER_ACT:
        raise NotFound("no such act")
    said = replace(
        words.COMMAND_WORDS,
        choices={**words.COMMAND_WORDS.choices, "contact": lambda: _contacts(visit, power)},
    )
    told = words.POWER_ACT[act]
    return _ask(visit, act, told, {"power": power}, number=power, back=_power_page(power), said=said)


@require_http_methods(["GET", "POST"])
def item_act(visit: Visit, power: str, act: str, item: str) -> HttpResponse:
    """An answer to a request, the end of a promise, the withdrawal of an offer."""
    if act not in words.ITEM_ACT:
        raise NotFound("no such act")
    name = {"answer_request": "request", "end_commitment": "commitment", "withdraw_offer": "offer"}[act]
    fixed = {"power": power, name: item}
    return _ask(visit, act, words.ITEM_ACT[act], fixed, number=power, back=_power_page(power))


# --- cases ----------------------------------------------------------------------------------------


@require_GET
def board(visit: Visit) -> HttpResponse:
    """What every case waits for, the most urgent first."""
    shown, first = visit.GET.get("stage", ""), number_in(visit.GET, "first")
    only = Stage(shown) if shown in set(Stage) else None
    officer = queries.NOBODY if visit.GET.get("officer") == queries.NOBODY else ""
    page = queries.board(visit.actor, only=only, officer=officer, first=first, size=AT_ONCE)
    context = {
        "page": page,
        "rows": [
            (
                row,
                words.SHAPE[row.stage],
                words.STAGE[row.stage],
                words.REFUSAL.get(row.waits_for, row.waits_for),
            )
            for row in page.rows
        ],
        "shown": only or "",
        "officer": officer,
        "counts": [(code, words.STAGE[Stage(code)], count) for code, count in page.counts.items()],
        "next": first + AT_ONCE if first + AT_ONCE < page.total else 0,
        "may_decide": may(visit.actor, Capability.ARRANGEMENTS_CASE_DECIDE),
    }
    return render(visit, "arrangements/board.html", context)


@require_GET
def case_file(visit: Visit, number: str) -> HttpResponse:
    """One prisoner's cases: where each stands, what it waits for, and its way as a timeline."""
    view = queries.cases_of(number, visit.actor)
    context = {
        "view": view,
        "number": view.number,
        "cases": [_shown(visit, case) for case in view.cases],
        "may_refer": may(visit.actor, Capability.ARRANGEMENTS_CASE_DECIDE),
        "may_tell": may(visit.actor, Capability.DISCLOSURE_CASE_TELL),
        "has_open": any(case.stage in _OPEN for case in view.cases),
        "recorded": visit.GET.get("recorded", ""),
    }
    return render(visit, "arrangements/case_file.html", context)


@require_http_methods(["GET", "POST"])
def refer(visit: Visit, number: str) -> HttpResponse:
    """Put a prisoner's wish before a State."""
    view = queries.cases_of(number, visit.actor)
    offers = [
        (offer.offer, f"{state.power}: {offer.fact['basis']}")
        for state in (queries.power(row.power, visit.actor) for row in queries.powers(visit.actor))
        for offer in state.offers
        if offer.stands
    ]
    officers = [(each.id, each.name) for each in queries.assignable(visit.actor)]
    choices = {**words.COMMAND_WORDS.choices, "offer": lambda: offers, "officer": lambda: officers}
    said = replace(words.COMMAND_WORDS, choices=choices)
    told = (_("Refer him to a State"), _("Refer him"), "GC III art. 12, 111, 118")
    return _ask(visit, "refer", told, {"prisoner": view.number}, number=view.number, said=said,
                back=_case_page(view.number), version=view.version)  # fmt: skip


@require_http_methods(["GET", "POST"])
def case_act(visit: Visit, number: str, case: str, act: str) -> HttpResponse:
    """One step of a case."""
    if act not in words.CASE_ACT:
        raise NotFound("no such act")
    view = queries.cases_of(number, visit.actor)
    found = next((each for each in view.cases if each.id == case), None)
    if found is None:
        raise NotFound("no such case")
    fixed = {"prisoner": view.number, "case": case}
    return _ask(visit, act, words.CASE_ACT[act], fixed, number=view.number, back=_case_page(view.number),
                said=_said_of(visit, found, act), version=view.version)  # fmt: skip


# --- matching and lists ---------------------------------------------------------------------------


@require_GET
def matches(visit: Visit) -> HttpResponse:
    """Confirmed wishes for another State with the offers that mean each prisoner."""
    first = number_in(visit.GET, "first")
    found = queries.matches(visit.actor, first=first, size=AT_ONCE)
    context = {
        "rows": found.rows,
        "total": found.total,
        "next": first + AT_ONCE if first + AT_ONCE < found.total else 0,
    }
    return render(visit, "arrangements/matches.html", context)


@require_http_methods(["GET", "POST"])
def exchange_lists(visit: Visit) -> HttpResponse:
    """Hand in a list of prisoners for an exchange."""
    numbers = Field("prisoners", words.FIELD["prisoners"], "long", hint=_("One on each line."))
    power_field = Field("power", words.FIELD["power"], "select", choices=words.powers())
    form = Form(
        title=_("A list for an exchange"),
        act=_("Hand the list in"),
        fields=(power_field, numbers),
        command=lambda: requests.SubmitList.model_validate(
            {"power": visit.POST.get("power", ""), "prisoners": visit.POST.get("prisoners", "").split()}
        ),
        number="",
        law="GC III art. 7, 109(3), 118",
        template="arrangements/exchange_submit.html",
    )
    room = Room(
        perform=actions.perform,
        receipt=lambda done: redirect("exchange-list", done.item),
        back=lambda _number: reverse("today"),
        words=words.FORM_WORDS,
    )
    return asking.ask(visit, form, room)


@require_http_methods(["GET", "POST"])
def exchange_list(visit: Visit, list_id: str) -> HttpResponse:
    """The answer to a list once it is released; a protection officer releases it here."""
    may_release = may(visit.actor, Capability.ARRANGEMENTS_LIST_RELEASE)
    if visit.method == "POST":
        actions.perform(requests.ReleaseList(list=list_id), visit.actor)
        return redirect("exchange-list", list_id)
    try:
        view = queries.list_answer(list_id, visit.actor)
    except NotFound:
        view = None
    context = {"list_id": list_id, "view": view, "may_release": may_release and view is None}
    return render(visit, "arrangements/exchange_list.html", context)


# --- steps ----------------------------------------------------------------------------------------

_DETAILS = {
    "half": "note",
    "their_half": "note",
    "happened": "moment",
    "planned": "moment",
    "officer": "officer",
}
_OPEN = frozenset({Stage.REFERRED, Stage.PREVIEWED, Stage.ACCEPTED, Stage.CLEARED, Stage.PROPOSED})


def _ask(  # noqa: PLR0913
    visit: Visit, act: str, told: tuple[object, object, str], fixed: dict[str, Any], *, number: str, back: str,
    said: CommandWords = words.COMMAND_WORDS, version: int = 0,
) -> HttpResponse:  # fmt: skip
    kind = requests.COMMANDS[f"arrangements.{act}"]
    asked = replace(said, skipped=said.skipped | set(fixed))
    fields = fields_of(kind, asked)
    seen = {"seen": number_in(visit.POST, "seen")} if "seen" in kind.model_fields else {}
    form = Form(
        title=told[0],
        act=told[1],
        fields=fields,
        command=lambda: kind.model_validate({**values_of(kind, visit.POST, asked), **fixed, **seen}),
        number=number,
        law=told[2],
        names={each.name.rpartition(".")[2]: each.name for each in reversed(fields)},
        version=version,
    )
    room = Room(
        perform=actions.perform,
        receipt=lambda done: redirect(f"{back}?recorded=1"),
        back=lambda _number: back,
        words=FormWords(words.REFUSAL, words.REMEDY, words.FIELD),
    )
    return asking.ask(visit, form, room)


def _said_of(visit: Visit, case: CaseView, act: str) -> CommandWords:
    """Of the assurances only those that the route asks; of the officers those whom the act can concern."""
    asked = {each: words.ASSURANCE[each] for each, _given in case.assurances}
    choices = {
        **words.COMMAND_WORDS.choices,
        "assurance": lambda: list(asked.items()),
        "officer": lambda: _officers(visit, case, act),
    }
    return replace(words.COMMAND_WORDS, choices=choices)


def _officers(visit: Visit, case: CaseView, act: str) -> list[tuple[str, object]]:
    """Those who are assigned, to take one off; else those who may be and are not yet. One who left keeps the id."""
    names = {each.id: each.name for each in queries.assignable(visit.actor)}
    if act == "unassign":
        return [(id, names.get(id, id)) for id in case.officers]
    return [(id, name) for id, name in names.items() if id not in case.officers]


def _shown(visit: Visit, case: CaseView) -> dict[str, object]:
    acts = (*_OPEN_ACTS, "close_case") if case.stage in _OPEN else _LATER_ACTS.get(case.stage, ())
    if case.stage in UNDER_WAY:
        acts = (*acts, "assign", "unassign") if case.officers else (*acts, "assign")
    return {
        "case": case,
        "shape": words.SHAPE[case.stage],
        "stage": words.STAGE[case.stage],
        "route": words.ROUTE[case.route],
        "told": [words.TOLD[each] for each in case.told],
        "waits": [
            (words.REFUSAL.get(each.code, each.reason), words.REMEDY.get(each.code, each.remedy), each.source)
            for each in case.waits_for
        ],
        "assurances": [(words.ASSURANCE[each], given) for each, given in case.assurances],
        "has_intention": papers.declared_in(case) is not None,
        "steps": [(step, words.KIND.get(step.kind, step.kind), _details(step.fact)) for step in case.steps],
        "acts": [
            (code, words.CASE_ACT[code][0])
            for code in acts
            if may(visit.actor, actions.CAPABILITIES[requests.COMMANDS[f"arrangements.{code}"]])
        ],
    }


def _details(fact: dict[str, Any]) -> list[tuple[object, str, str]]:
    """The fields of a step in words; a signed half stands as it is."""
    found: list[tuple[object, str, str]] = []
    for name, value in fact.items():
        if name in ("case", "power", "route", "offer", "told"):
            continue
        if isinstance(value, dict):
            found += _details(value)
            continue
        table = {"assurance": words.ASSURANCE, "milestone": words.MILESTONE}.get(name, {})
        told = str(table.get(value, value))
        kind = _DETAILS.get(name, "")
        found.append((words.FIELD.get(name, _("Signed half")), told, kind))
    return found


def _contacts(visit: Visit, power: str) -> list[tuple[str, object]]:
    """The contacts with a Power, by day and first words."""
    try:
        found = queries.power(power, visit.actor).contacts
    except NotFound:
        return []
    return [
        (step.fact["contact"], f"{step.fact['happened']} · {step.fact['summary'][:_WORDS_SHOWN]}")
        for step in found
    ]


def _power_page(power: str) -> str:
    return reverse("power", args=[power])


def _case_page(number: str) -> str:
    return reverse("case-file", args=[number])
