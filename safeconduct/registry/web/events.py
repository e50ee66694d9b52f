"""Recording what befell a prisoner: one page a kind of event, made from the fact's own fields."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.registry import queries
from safeconduct.registry.facts import CustodyFact
from safeconduct.registry.requests import EVENT_FACTS, RecordEvent, WithdrawEvent
from safeconduct.registry.web import words
from safeconduct.registry.web.pages import Form, ask, places_of_conflict
from safeconduct.sources.errors import NotFound
from safeconduct.sources.values import Channel
from safeconduct.store.clock import today
from safeconduct.store.forms import Choices, Field, number_in, read_date, source_fields, source_of
from safeconduct.store.visit import Visit

_ABOUT_EVERY_EVENT = frozenset({"happened", "written", "source"})
_LONG = frozenset({"circumstances"})
_TICKED = frozenset({"is_serious", "needs_inquiry", "is_cremated"})
_CAMPS = frozenset({"camp", "destination"})


@require_http_methods(["GET", "POST"])
def record_event(visit: Visit, number: str, kind: str) -> HttpResponse:
    """One kind of event: when, what, and who says so."""
    fact = EVENT_FACTS.get(kind)
    if fact is None:
        raise NotFound("no such kind of event")
    fields = (_happened(), *_details(visit, number, fact), *source_fields(default=Channel.OBSERVED))
    form = Form(
        title=words.EVENT[kind],
        act=_("Record this event"),
        fields=fields,
        command=lambda: _command(visit.POST, number, kind),
        number=number,
        law=words.EVENT_SOURCE[kind],
    )
    return ask(visit, form)


@require_http_methods(["GET", "POST"])
def withdraw_event(visit: Visit, number: str, entry: str) -> HttpResponse:
    """An event recorded in error: it stays readable and counts no longer."""
    form = Form(
        title=_("Withdraw an event recorded in error"),
        act=_("Withdraw this event"),
        fields=(reason_field(),),
        command=lambda: WithdrawEvent(
            prisoner=number,
            seen=number_in(visit.POST, "seen"),
            entry=entry,
            reason=visit.POST.get("reason", ""),
        ),
        number=number,
        context={"consequences": withdrawal_consequences()},
    )
    return ask(visit, form)


def reason_field() -> Field:
    """Why, in the operator's own words."""
    return Field(
        "reason", _("Why, in your words"), hint=_("It stands in the record beside what you withdraw.")
    )


def withdrawal_consequences() -> list[dict[str, str]]:
    """What happens when something recorded in error is withdrawn."""
    return [
        {
            "term": _("What will happen"),
            "text": _("It counts no longer. It stays readable, struck out, with your reason."),
        },
        {"term": _("Who will know"), "text": _("Everybody who may open this page.")},
        {"term": _("Can it be undone"), "text": _("Record it again; both entries stay.")},
    ]


def _command(typed: QueryDict, number: str, kind: str) -> RecordEvent:
    happened = read_date(typed, "happened", today=today())
    details: dict[str, Any] = {}
    for name in _detail_names(EVENT_FACTS[kind]):
        if name in _TICKED:
            details[name] = typed.get(name) == "yes"
        elif typed.get(name, "").strip() or name not in _CAMPS:
            details[name] = typed.get(name, "").strip()
    event = {
        "kind": kind,
        "happened": happened.edtf or (happened.written if happened.code else ""),
        "written": happened.written,
        "source": source_of(typed),
        **details,
    }
    return RecordEvent.model_validate({"prisoner": number, "seen": number_in(typed, "seen"), "event": event})


def _happened() -> Field:
    return Field("happened", _("When it happened"), "date")


def _detail_names(fact: type[CustodyFact]) -> list[str]:
    return [name for name in fact.model_fields if name not in _ABOUT_EVERY_EVENT]


def _details(visit: Visit, number: str, fact: type[CustodyFact]) -> Sequence[Field]:
    return [_field(visit, number, name) for name in _detail_names(fact)]


def _field(visit: Visit, number: str, name: str) -> Field:
    label = words.DETAIL[name]
    if name in _TICKED:
        return Field(name, label, "tick")
    if name in _LONG:
        return Field(name, label, "long")
    if name in _CAMPS:
        return Field(name, label, "select", choices=places_of_conflict())
    if name == "entry":
        return Field(name, _("What is given back"), "select", choices=_kept_effects(visit, number))
    hints = {"amount": _("Digits; comma or point."), "currency": _("Three letters, such as UAH.")}
    return Field(name, label, hint=hints.get(name, ""))


def _kept_effects(visit: Visit, number: str) -> Choices:
    effects = queries.prisoner(number, visit.actor, "").effects
    return [
        (effect.entry, f"{effect.description} · {effect.receipt}")
        for effect in effects
        if not effect.returned
    ]
