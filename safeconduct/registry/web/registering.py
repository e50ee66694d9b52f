"""Register a prisoner: one page, fourteen stops by keyboard, six of them carried over from the last person.

A bad field never keeps a person out: it is kept as written and becomes an open question. The readings beside the
fields are made while typing and are never stored over what was typed.
"""

import base64
import io

import segno
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from safeconduct.registry import actions, queries
from safeconduct.registry.facts import Captured, Item, PaperSeen, Question, Statement
from safeconduct.registry.requests import Register
from safeconduct.registry.web.forms import problem_of, problems_of
from safeconduct.registry.web.identity import answer_typed, name_typed
from safeconduct.registry.web.pages import languages_of_conflict, places_of_conflict, powers_of_conflict
from safeconduct.registry.web.stops import carried_names, own_names, stops
from safeconduct.sources import numbers
from safeconduct.sources.date_reading import DateKind
from safeconduct.sources.errors import Refused
from safeconduct.sources.values import (
    Answer,
    AnswerState,
    Channel,
    NameRole,
    Source,
    WrittenName,
    read_typed,
    unreadable,
)
from safeconduct.store import rows
from safeconduct.store.clock import today
from safeconduct.store.forms import Problem, TypedDate, bind, read_date
from safeconduct.store.visit import Visit

_ITEMS = (Item.RANK, Item.BIRTH_DATE, Item.SERVICE_NUMBER, Item.POWER, Item.LANGUAGE)


@require_http_methods(["GET", "POST"])
def register(visit: Visit) -> HttpResponse:
    """The form, or the person registered."""
    if visit.method != "POST":
        return _form(visit, visit.kept or _carried(visit), [])
    try:
        done = actions.perform(command_of(visit.POST), visit.actor)
    except ValidationError as error:
        return _form(visit, visit.POST, problems_of(error, {"text": "name"}))
    except Refused as error:
        return _form(visit, visit.POST, [problem_of(error)])
    _carry(visit)
    match visit.POST.get("then"):
        case "open":
            return redirect("prisoner", done.number)
        case "stop":
            return redirect("registered", done.number)
    return redirect(f"{reverse('register')}?saved={done.number}")


@require_POST
def reading(visit: Visit) -> HttpResponse:
    """How the fields are read so far; beside them, never in them."""
    context = {
        "name": _name_typed_so_far(visit.POST),
        "born": read_date(visit.POST, "birth_date", today=today(), kind=DateKind.BIRTH),
        "captured": read_date(visit.POST, "captured", today=today()),
        "rank": read_typed(visit.POST.get("rank", "")),
        "service_number": read_typed(visit.POST.get("service_number", "")),
    }
    return render(visit, "registry/_readings.html", context)


@require_POST
def here_already(visit: Visit) -> HttpResponse:
    """At most five records that may be the same person, with evidence; it never blocks."""
    born = read_date(visit.POST, "birth_date", today=today(), kind=DateKind.BIRTH)
    names = [visit.POST.get(name, "").strip() for name in ("name", "other_name")]
    typed = [name for name in names if name]
    number = visit.POST.get("service_number", "").strip()
    found = queries.likely(typed, born.edtf, number, visit.actor) if typed or len(number) > 1 else None
    return render(visit, "registry/_already.html", {"found": found})


@require_GET
def registered(visit: Visit, number: str) -> HttpResponse:
    """The receipt, with the slip for the wristband."""
    view = queries.prisoner(number, visit.actor, "")
    context = {"number": view.number, "open_questions": len(view.questions)}
    return render(visit, "registry/registered.html", context)


@require_GET
def qr(visit: Visit, number: str) -> HttpResponse:
    """The number alone as a QR code; it says nothing that the number does not."""
    image = io.BytesIO()
    number = numbers.number_of(numbers.subject_prefix(number).ljust(32, "0"))
    segno.make(number, micro=False, error="q").save(image, kind="svg", scale=4, border=2, xmldecl=False)
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


def command_of(typed: QueryDict) -> Register:
    """The command that the form makes; what was not typed was not asked.

    What is carried over from the last person is nobody by itself: without a word about this one the rule refuses.
    """
    if not any(typed.get(name, "").strip() for name in own_names()):
        return Register(place=typed.get("place") or None)
    captured = read_date(typed, "captured", today=today())
    return Register(
        names=_names(typed),
        statements=tuple(_statements(typed)),
        captured=_capture(typed, captured),
        place=typed.get("place") or None,
        health=_health(typed.get("wounded", "")),
        health_source=Source(channel=Channel.OBSERVED),
        papers=_papers(typed),
        questions=tuple(_questions(typed, captured)),
    )


def _form(visit: Visit, typed: QueryDict, errors: list[Problem]) -> HttpResponse:
    saved = visit.GET.get("saved", "")
    context = {
        "stops": {stop.name: stop for stop in bind(stops(), typed, errors)},
        "typed": typed,
        "errors": errors,
        "is_kept": bool(visit.kept),
        "saved": numbers.number_of(numbers.subject_prefix(saved).ljust(32, "0")) if saved else "",
        "places": [(code, name) for code, name in places_of_conflict() if code in _own_places(visit)],
        "powers": powers_of_conflict(),
        "languages_spoken": languages_of_conflict(),
    }
    return render(visit, "registry/register.html", context, status=422 if errors else 200)


def _own_places(visit: Visit) -> frozenset[str]:
    return frozenset(queries.places(visit.actor))


def _names(typed: QueryDict) -> tuple[WrittenName, ...]:
    found = []
    for name, how in (("name", "how"), ("other_name", "other_how")):
        if read_typed(typed.get(name, "")).state is AnswerState.GIVEN:
            written = name_typed(typed, name, NameRole.OWN)
            found.append(written.model_copy(update={"source": _name_source(typed.get(how, ""))}))
    return tuple(found)


def _name_source(how: str) -> Source:
    channels = {"own_hand": Channel.OWN_HAND, "paper": Channel.DOCUMENT}
    return Source(channel=channels.get(how, Channel.OWN_STATEMENT), said_on=today().isoformat())


def _statements(typed: QueryDict) -> list[Statement]:
    said = Source(
        channel=Channel.OWN_STATEMENT, said_on=today().isoformat(), interpreter=typed.get("interpreter", "")
    )
    answers = [(item, answer_typed(typed, item, str(item))) for item in _ITEMS]
    return [
        Statement(item=item, answer=answer, source=said)
        for item, answer in answers
        if answer.state is not AnswerState.NOT_ASKED
    ]


def _capture(typed: QueryDict, captured: TypedDate) -> Captured | None:
    place = typed.get("captured_place", "").strip()
    if not place and not captured.edtf and not captured.written:
        return None
    return Captured(
        happened=captured.edtf,
        written=captured.written,
        place="" if place in ("?", "-", "#") else place,
        source=Source(channel=Channel.OWN_STATEMENT, said_on=today().isoformat()),
    )


def _questions(typed: QueryDict, captured: TypedDate) -> list[Question]:
    """What could not be read. The name is asked for again where it was typed as unreadable or unknown."""
    found = []
    if captured.code:
        found.append(
            Question(field="capture_date", written=captured.written, code=captured.code.replace("_", "-"))
        )
    born = read_date(typed, "birth_date", today=today(), kind=DateKind.BIRTH)
    if born.code:
        found.append(Question(field="birth_date", written=born.written, code=born.code.replace("_", "-")))
    return found


def _papers(typed: QueryDict) -> tuple[PaperSeen, ...]:
    description, number = (typed.get(name, "").strip() for name in ("paper", "paper_number"))
    if not description and not number:
        return ()
    has_name = bool(typed.get("paper_name", "").strip())
    name = name_typed(typed, "paper_name", NameRole.ALIAS) if has_name else None
    source = Source(channel=Channel.DOCUMENT, document=description, said_on=today().isoformat())
    if name is not None:
        name = name.model_copy(update={"source": source})
    return (PaperSeen(description=description, number=number, name_on_paper=name, source=source),)


def _health(said: str) -> Answer:
    """Whether he is wounded or ill; goes sealed to health, the same size whatever was said."""
    match said:
        case "no" | "yes":
            return Answer(state=AnswerState.GIVEN, value=said)
        case "unseen":
            return unreadable("")
    return read_typed("")


def _name_typed_so_far(typed: QueryDict) -> WrittenName | None:
    text = typed.get("name", "").strip()[:1000]
    if read_typed(text).state is not AnswerState.GIVEN:
        return None
    return WrittenName(text=text, source=Source(channel=Channel.OWN_STATEMENT))


def _carry(visit: Visit) -> None:
    """Power, day of capture, places and language stay for the next person: they come in groups."""
    kept = {name: visit.POST.get(name, "") for name in carried_names()}
    sealed = rows.seal("carried", visit.actor.operator_id, dict(kept))
    visit.session["carried"] = base64.b64encode(sealed).decode()


def _carried(visit: Visit) -> QueryDict:
    typed = QueryDict(mutable=True)
    sealed = visit.session.get("carried")
    if sealed:
        content = rows.open("carried", visit.actor.operator_id, base64.b64decode(sealed))
        assert isinstance(content, dict)
        typed.update({name: str(value) for name, value in content.items()})
    return typed
