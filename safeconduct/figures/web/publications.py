"""The reading desk: texts as they come in, and what each of them says, proposal by proposal. Decides nothing."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.figures import actions, queries, requests, second_reader
from safeconduct.figures.answers import DeskView
from safeconduct.figures.facts import Appearance
from safeconduct.figures.web import claim_form, paper, words
from safeconduct.sources.errors import NotFound
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.clock import today
from safeconduct.store.forms import Field, number_in, read_date
from safeconduct.store.visit import Visit

_AROUND_CHARS = 15_000
_LANGUAGES = (("en", "English"), ("uk", "Українська"), ("ru", "Русский"), ("ko", "한국어"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: which proposals cover it, and the numbers of those that begin here."""

    text: str
    begins: tuple[int, ...] = ()
    covers: tuple[int, ...] = ()
    is_shown: bool = False
    is_done: bool = False


@require_GET
def desk(visit: Visit) -> HttpResponse:
    """Every text that was received, newest first."""
    page = queries.publications(visit.actor, after=visit.GET.get("after", ""))
    context = {"page": page, "may_receive": may(visit.actor, Capability.FIGURES_PUBLICATION_RECEIVE)}
    return render(visit, "figures/desk.html", context)


@require_http_methods(["GET", "POST"])
def receive(visit: Visit) -> HttpResponse:
    """Paste a text or send a file."""
    fields = (
        Field("text", words.FIELD["text"], "long", hint=_("Paste it whole, with its headline.")),
        Field("file", words.FIELD["file"], "file", hint=_("Or a file: text, HTML or PDF.")),
        *_appearance_fields(),
        Field(
            "language",
            words.FIELD["language"],
            "select",
            choices=_LANGUAGES,
            hint=_("Found by itself when empty."),
        ),
        Field("is_digest", words.FIELD["is_digest"], "tick"),
    )
    form = Form(
        title=_("Receive a publication"),
        act=_("Receive it"),
        fields=fields,
        command=lambda: requests.ReceivePublication.model_validate(_received(visit)),
        number="",
        trail=_("Reading desk"),
        template="figures/receive.html",
    )
    return asking.ask(visit, form, _room(_arrived, reverse("figures")))


def _arrived(done: actions.Done) -> HttpResponse:
    """The text's page, which says so where the very text was received before."""
    address = reverse("figures-text", args=[done.number])
    came = "?came=copy" if done.entries else "?came=again"
    return redirect(address + came if done.is_known else address)


@require_GET
def text(visit: Visit, publication: str) -> HttpResponse:
    """One text with its proposals: the text with its marks, and one proposal at a time beside it."""
    view = queries.publication(publication, visit.actor)
    shown = _shown(view, visit.GET.get("claim", ""))
    context = {
        "view": view,
        "pieces": pieces(view, shown),
        "shown": view.proposals[shown] if view.proposals else None,
        "place": shown + 1,
        "previous": shown if shown else len(view.proposals),
        "next": shown + 2 if shown + 1 < len(view.proposals) else 1,
        "open": sum(each.is_open for each in view.proposals),
        "asked": [(words.ASKED[each.asked], len(each.claims)) for each in view.questions],
        "details": _offered(view),
        "came": visit.GET.get("came", ""),
        "may_confirm": may(visit.actor, Capability.FIGURES_CLAIM_CONFIRM),
        "may_receive": may(visit.actor, Capability.FIGURES_PUBLICATION_RECEIVE),
        "may_ask": second_reader.is_configured() and may(visit.actor, Capability.FIGURES_SECOND_READER_ASK),
    }
    return render(visit, "figures/text.html", context)


@require_POST
def confirm(visit: Visit, publication: str) -> HttpResponse:
    """The text says this, as it is proposed; then the next one."""
    command = _about(visit, requests.ConfirmProposal, publication)
    actions.perform(command, visit.actor)
    return _next(visit, publication)


@require_POST
def reject(visit: Visit, publication: str) -> HttpResponse:
    """The text does not say this; then the next one."""
    reason = visit.POST.get("reason", "").strip()[:300] or _("The text does not say this.")
    command = _about(visit, requests.RejectProposal, publication, reason=reason)
    actions.perform(command, visit.actor)
    return _next(visit, publication)


@require_http_methods(["GET", "POST"])
def correct(visit: Visit, publication: str, ref: str) -> HttpResponse:
    """Correct a proposal and confirm it; under `new`, a claim that no reader proposed."""
    view = queries.publication(publication, visit.actor)
    proposal = next((each for each in view.proposals if each.ref == ref), None)
    if proposal is None and ref != "new":
        raise NotFound("no such proposal")
    base = proposal.said if proposal else None

    def command() -> requests.ConfirmClaim:
        said = claim_form.claim_of(visit.POST, base, text=view.text, language=view.language)
        seen = number_in(visit.POST, "seen")
        return requests.ConfirmClaim(
            publication=publication, said=said, proposal=proposal.ref if proposal else "", seen=seen
        )

    form = Form(
        title=_("Correct and confirm") if proposal else _("A claim that was not proposed"),
        act=_("Confirm the claim"),
        fields=claim_form.fields(base),
        command=command,
        number="",
        trail=view.number,
        version=view.version,
        initial=claim_form.initial(base),
    )
    back = reverse("figures-text", args=[publication])
    return asking.ask(visit, form, _room(lambda _done: _next(visit, publication), back))


@require_http_methods(["GET", "POST"])
def copy(visit: Visit, publication: str, index: int) -> HttpResponse:
    """Where and when a copy was published, told better."""
    view = queries.publication(publication, visit.actor)
    if index >= len(view.appearances):
        raise NotFound("no such copy")
    known = view.details if view.details and not index else view.appearances[index]
    form = Form(
        title=_("Publication details"),
        act=_("Record them"),
        fields=(*_appearance_fields(known), Field("reason", words.FIELD["reason"])),
        command=lambda: requests.CorrectAppearance.model_validate(
            {"publication": publication, "index": index, "appearance": _appearance(visit, known),
             "reason": visit.POST.get("reason", ""), "seen": number_in(visit.POST, "seen")}
        ),
        number="",
        trail=view.number,
        version=view.version,
    )  # fmt: skip
    back = reverse("figures-text", args=[publication])
    return asking.ask(visit, form, _room(lambda _done: redirect(back), back))


@require_POST
def take_over(visit: Visit, publication: str) -> HttpResponse:
    """What the text and its file say of their publication, taken over as it is shown."""
    seen = number_in(visit.POST, "seen")
    actions.perform(requests.TakeOverDetails(publication=publication, seen=seen), visit.actor)
    return redirect("figures-text", publication)


@require_http_methods(["GET", "POST"])
def name_copy(visit: Visit, publication: str) -> HttpResponse:
    """Say of which other text this one is a copy."""
    view = queries.publication(publication, visit.actor)
    form = Form(
        title=_("A copy of another text"),
        act=_("Record it"),
        fields=(
            Field("of", words.FIELD["of"], hint=_("Its number, as the list of texts shows it.")),
            Field("reason", words.FIELD["reason"]),
        ),
        command=lambda: requests.NameCopy.model_validate(
            {"publication": publication, "of": visit.POST.get("of", ""), "reason": visit.POST.get("reason", ""),
             "seen": number_in(visit.POST, "seen")}
        ),
        number="",
        trail=view.number,
        context={"consequences": _copy_consequences()},
        version=view.version,
    )  # fmt: skip
    back = reverse("figures-text", args=[publication])
    return asking.ask(visit, form, _room(lambda _done: redirect(back), back))


@require_http_methods(["GET", "POST"])
def deny_copy(visit: Visit, publication: str, of: str) -> HttpResponse:
    """Say that this text is no copy of that one."""
    view = queries.publication(publication, visit.actor)
    if of not in {each.number for each in view.copies_of}:
        raise NotFound("no such copy")
    form = Form(
        title=_("A text of its own"),
        act=_("It is no copy of %(number)s") % {"number": of},
        fields=(Field("reason", words.FIELD["reason"]),),
        command=lambda: requests.DenyCopy(
            publication=publication,
            of=of,
            reason=visit.POST.get("reason", ""),
            seen=number_in(visit.POST, "seen"),
        ),
        number="",
        trail=view.number,
        version=view.version,
    )
    back = reverse("figures-text", args=[publication])
    return asking.ask(visit, form, _room(lambda _done: redirect(back), back))


@require_http_methods(["GET", "POST"])
def ask_second(visit: Visit, publication: str) -> HttpResponse:
    """Send this one text to the second reader; the page says where it goes first."""
    view = queries.publication(publication, visit.actor)
    if not second_reader.is_configured():
        raise NotFound("no second reader")
    form = Form(
        title=_("Ask the second reader"),
        act=_("Send this text"),
        fields=(),
        command=lambda: requests.AskSecondReader(publication=publication),
        number="",
        trail=view.number,
        context={"consequences": _consequences(view)},
        version=view.version,
    )
    back = reverse("figures-text", args=[publication])
    return asking.ask(visit, form, _room(lambda _done: redirect(back), back))


def pieces(view: DeskView, shown: int) -> list[Piece]:
    """The text cut where proposals begin and end; of a long text the part around the shown one."""
    spans = [each.said.span for each in view.proposals]
    first, last = _window(view, spans[shown] if spans else (0, 0))
    edges = sorted({first, last, *(edge for span in spans for edge in span if first < edge < last)})
    found = []
    for start, end in pairwise(edges):
        covers = tuple(n for n, (begin, stop) in enumerate(spans) if begin <= start and end <= stop)
        found.append(
            Piece(
                text=view.text[start:end],
                begins=tuple(n + 1 for n in covers if spans[n][0] == start),
                covers=tuple(n + 1 for n in covers),
                is_shown=shown in covers and bool(spans),
                is_done=bool(covers) and not any(view.proposals[n].is_open for n in covers),
            )
        )
    return found


# --- steps ----------------------------------------------------------------------------------------


def _about(
    visit: Visit, kind: type[requests.AboutPublication], publication: str, **more: str
) -> requests.AboutPublication:
    """The command about the proposal that the button names; NotFound for a button that no page of ours has."""
    try:
        return kind.model_validate(
            {"publication": publication, "proposal": visit.POST.get("proposal", ""), **more}
        )
    except ValidationError:
        raise NotFound("no such proposal") from None


def _window(view: DeskView, span: tuple[int, int]) -> tuple[int, int]:
    return max(0, span[0] - _AROUND_CHARS), min(len(view.text), span[1] + _AROUND_CHARS)


def _shown(view: DeskView, asked: str) -> int:
    """Which proposal is shown, from 0: the one asked for, else the first that waits, else the first."""
    if asked.isascii() and asked.isdigit() and 0 < int(asked[:6]) <= len(view.proposals):
        return int(asked[:6]) - 1
    return next((n for n, each in enumerate(view.proposals) if each.is_open), 0)


def _next(visit: Visit, publication: str) -> HttpResponse:
    return redirect("figures-text", publication)


def _room(receipt: Any, back: str) -> Room:
    return Room(perform=actions.perform, receipt=receipt, back=lambda _number: back, words=words.FORM_WORDS)


def _appearance_fields(known: Appearance | None = None) -> Sequence[Field]:
    told = known or Appearance()
    bases = [(str(code), said) for code, said in words.BASIS.items()]
    return (
        Field("title", words.FIELD["title"], value=told.title),
        Field("publisher", words.FIELD["publisher"], value=told.publisher),
        Field("published_on", words.FIELD["published_on"], "date", hint=_day_hint(told)),
        Field(
            "published_basis",
            words.FIELD["published_basis"],
            "select",
            choices=bases,
            value=str(told.published_basis),
        ),
        Field("place", words.FIELD["place"], value=told.place),
        Field("address", words.FIELD["address"], value=told.address),
        Field(
            "chain", words.FIELD["chain"], hint=_("With commas between them."), value=", ".join(told.chain)
        ),
    )


def _day_hint(told: Appearance) -> object:
    return f"{_('Now')}: {paper.day(told.published_on)}" if told.published_on else ""


def _offered(view: DeskView) -> list[tuple[object, str, bool]]:
    """What the text says of its publication that is not recorded yet: (what, the words, whether they are a day)."""
    known, told = view.appearances[0], view.details
    if told is None:
        return []
    return [
        (words.FIELD[name], ", ".join(said) if isinstance(said, tuple) else said, name == "published_on")
        for name in ("title", "publisher", "published_on", "chain")
        if (said := getattr(told, name)) != getattr(known, name)
    ]


def _appearance(visit: Visit, known: Appearance | None = None) -> dict[str, Any]:
    typed = visit.POST
    day = read_date(typed, "published_on", today=today())
    found = {name: typed.get(name, "").strip() for name in ("title", "publisher", "place", "address")}
    return {
        **found,
        "published_on": day.edtf or day.written or (known.published_on if known else ""),
        "published_basis": typed.get("published_basis") or "officer",
        "chain": tuple(each.strip() for each in typed.get("chain", "").split(",") if each.strip()),
    }


def _received(visit: Visit) -> dict[str, Any]:
    sent = visit.FILES.get("file")
    content = base64.b64encode(sent.read()).decode() if sent else ""
    return {
        "text": "" if sent else visit.POST.get("text", ""),
        "file": content,
        "file_name": (sent.name or "")[:300] if sent else "",
        "language": visit.POST.get("language") or None,
        "appearance": _appearance(visit),
        "is_digest": visit.POST.get("is_digest") == "yes",
    }


def _copy_consequences() -> list[dict[str, object]]:
    return [
        {"term": _("What will happen"), "text": _("What both texts say has one origin and counts once.")},
        {"term": _("Can it be undone"), "text": _("Yes, on the page of this text.")},
    ]


def _consequences(view: DeskView) -> list[dict[str, object]]:
    return [
        {
            "term": _("What will happen"),
            "text": _("The whole text of this publication is sent, and nothing else."),
        },
        {"term": _("To whom"), "text": second_reader.address()},
        {
            "term": _("Who will know"),
            "text": _("Whoever runs that service. It is recorded that you sent it."),
        },
        {
            "term": _("Can it be undone"),
            "text": _("No. What it proposes counts for nothing until you confirm it."),
        },
    ]
