"""The pages of notices: told leg by leg, of one prisoner, withheld, and received. Decides nothing."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.disclosure import actions, notified, requests, withholding
from safeconduct.disclosure.facts import Leg, Notice, ToldLine
from safeconduct.disclosure.web import words
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.forms import Field, Problem, problem_of
from safeconduct.store.visit import Visit

_HOUSE = "GC IV arts 137(2), 140"
_CARE = Capability.WISHES_WISH_READ


@require_GET
def lists(visit: Visit) -> HttpResponse:
    """Both legs with their offices and lists; of whom they tell stands on each prisoner's page."""
    return _lists(visit, [])


def _lists(visit: Visit, errors: list[Problem]) -> HttpResponse:
    legs = [
        (
            each.leg, words.LEG[each.leg], words.TELL_LEG[each.leg],
            [(office, words.ROLE[office.role]) for office in each.offices], each.is_mine,
        )
        for each in notified.legs(visit.actor)
    ]  # fmt: skip
    context = {
        "legs": legs,
        "may_withhold": may(visit.actor, notified.WITHHOLD),
        "done": visit.GET.get("done", ""),
        "errors": errors,
    }
    return render(visit, "disclosure/notices.html", context, status=422 if errors else 200)


@require_POST
def tell(visit: Visit, leg: str) -> HttpResponse:
    """Tell one leg what it was not told yet."""
    if leg not in list(Leg):
        raise NotFound("no such leg")
    try:
        actions.perform(requests.TellNotices(leg=Leg(leg)), visit.actor)
    except Refused as error:
        found = problem_of(error, words.FORM_WORDS)
        return _lists(visit, [Problem(found.text, "", found.remedy, found.source)])
    return redirect(f"{reverse('notices')}?done=1")


@require_GET
def of_prisoner(visit: Visit, number: str) -> HttpResponse:
    """What was told of a prisoner, to whom and on what basis, and how it was acknowledged."""
    view = notified.person(number, visit.actor)
    told_to = [
        (
            each, words.LEG[each.leg], words.ROLE[each.role],
            [(notice, _event(notice.notice), _lines(notice.notice.lines)) for notice in each.notices],
        )
        for each in view.told
    ]  # fmt: skip
    context = {
        "view": view,
        "told_to": told_to,
        "ground": words.HOLD_GROUND[view.hold.ground] if view.hold else "",
        "done": visit.GET.get("done", ""),
    }
    return render(visit, "disclosure/notices_person.html", context)


@require_http_methods(["GET", "POST"])
def withhold(visit: Visit, number: str) -> HttpResponse:
    """Ask that his Power is left out; a second person decides."""
    grounds = [(str(code), text) for code, text in words.HOLD_GROUND.items()]
    fields = (
        Field("ground", words.FIELD["ground"], "select", choices=grounds),
        Field("days", words.FIELD["review_days"], hint=words.HINT["review_days"]),
        Field("care_asked", words.FIELD["care_asked"], "long", hint=words.HINT["care_asked"]),
        Field("words", words.FIELD["feared"], "long", hint=words.HINT["feared"]),
    )
    form = Form(
        title=_("Leave his Power out"),
        act=_("Ask a second person"),
        fields=fields,
        command=lambda: requests.WithholdNotices.model_validate(
            {"prisoner": number, **{each.name: visit.POST.get(each.name, "") for each in fields}}
        ),
        number=number,
        law=_HOUSE,
    )
    return asking.ask(visit, form, _room(number))


@require_http_methods(["GET", "POST"])
def end(visit: Visit, number: str) -> HttpResponse:
    """Ask that his Power is told of him again; a second person decides."""
    form = Form(
        title=_("Tell his Power again"),
        act=_("Ask a second person"),
        fields=(),
        command=lambda: requests.EndWithholding(prisoner=number),
        number=number,
        law=_HOUSE,
    )
    return asking.ask(visit, form, _room(number))


@require_GET
def withheld(visit: Visit) -> HttpResponse:
    """Everybody of whom the Power of origin is not told, and why, in a word."""
    rows = [(each, words.HOLD_GROUND[each.ground]) for each in notified.held(visit.actor)]
    return render(visit, "disclosure/withheld.html", {"rows": rows})


@require_GET
def asked(visit: Visit, asked: str) -> HttpResponse:
    """What the second person decides."""
    view = withholding.asked(asked, visit.actor)
    context = {"view": view, "ground": words.HOLD_GROUND[view.asked.ground]}
    return render(visit, "disclosure/withhold_asked.html", context)


@require_GET
def received(visit: Visit) -> HttpResponse:
    """The lists of notices that other offices sent."""
    context = {"rows": notified.received(visit.actor), "may_care": may(visit.actor, _CARE)}
    return render(visit, "disclosure/notices_received.html", context)


@require_http_methods(["GET", "POST"])
def received_list(visit: Visit, peer: str, sequence: int) -> HttpResponse:
    """One of them, to be read and acknowledged."""
    found, persons = notified.received_list(peer, sequence, visit.actor)
    shown = [
        (person, [(_event(each), bool(each.corrects), _lines(each.lines)) for each in person.notices])
        for person in persons
    ]
    form = Form(
        title=_("Received notices"),
        act=_("Acknowledge these notices"),
        fields=(Field("receipt", words.FIELD["receipt"], hint=words.HINT["receipt"]),),
        command=lambda: requests.AcknowledgeNotices(
            peer=peer, sequence=sequence, receipt=visit.POST.get("receipt", "")
        ),
        number="",
        law="GC III art. 122",
        template="disclosure/notices_list.html",
        context={"list": found, "persons": shown},
        trail=_("Received notices"),
    )
    room = Room(
        perform=actions.perform,
        receipt=lambda done: redirect("notices-received"),
        back=lambda _number: reverse("notices-received"),
        words=words.FORM_WORDS,
    )
    return asking.ask(visit, form, room)


@require_GET
def care(visit: Visit) -> HttpResponse:
    """For whom other offices say that harm is feared."""
    return render(visit, "disclosure/care.html", {"rows": notified.circumstances(visit.actor)})


def _event(notice: Notice) -> tuple[object, str]:
    """Its words where this room has them, and its code."""
    return words.NOTICE.get(notice.event, ""), notice.event


def _lines(lines: Iterable[ToldLine]) -> list[tuple[object, ToldLine]]:
    return [(words.LINE.get(each.item) or words.EVENT_LINE.get(each.item, each.item), each) for each in lines]


def _room(number: str) -> Room:
    back = reverse("notices-of", args=[number])
    return Room(
        perform=actions.perform,
        receipt=lambda done: redirect(f"{back}?done=1"),
        back=lambda _number: back,
        words=words.FORM_WORDS,
    )
