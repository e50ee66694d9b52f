"""What an officer records of an enquiry: one page with one form for each kind of act, from a table."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safeconduct.sources.errors import NotFound
from safeconduct.sources.values import Channel
from safeconduct.store.asking import Form
from safeconduct.store.forms import Field, number_in, source_fields, source_of
from safeconduct.store.visit import Visit
from safeconduct.tracing import queries, requests
from safeconduct.tracing.answers import EnquiryView, MessageView
from safeconduct.tracing.facts import Outcome
from safeconduct.tracing.rules import outcomes_within
from safeconduct.tracing.web import words
from safeconduct.tracing.web.pages import ask, consequences, reason_field
from safeconduct.tracing.web.sought import day_typed, sought_fields, told, typed_of

Act = Callable[[Visit, EnquiryView], Form]


@require_http_methods(["GET", "POST"])
def act(visit: Visit, enquiry: str, act: str) -> HttpResponse:
    """One of the acts of the table at the end, on a page of its own."""
    if act not in _ACTS:
        raise NotFound("no such act")
    view = queries.enquiry(enquiry, visit.actor)
    return ask(visit, _ACTS[act](visit, view))


@require_http_methods(["GET", "POST"])
def answer(visit: Visit, enquiry: str, outcome: str) -> HttpResponse:
    """Tell the enquirer, no more than the sought person lets be told. Nothing to tell has no text of its own."""
    view = queries.enquiry(enquiry, visit.actor)
    within = outcomes_within(view.consent, is_found=bool(view.found))
    said = next((each for each in within if each == outcome), None)
    if said is None:
        raise NotFound("no such answer within the consent")
    has_text = said != Outcome.NOTHING_TO_TELL
    language = Field(
        "language", words.FIELD["language"], "select", choices=words.LANGUAGES, value=_spoken(view)
    )
    text = Field("text", words.FIELD["text"], "long", hint=_("It stands in the letter as you write it."))
    form = Form(
        title=words.OUTCOME[said],
        act=_("Answer with this letter"),
        fields=(language, text) if has_text else (language,),
        command=lambda: requests.AnswerEnquiry.model_validate(
            {
                **_about(visit, view),
                "outcome": said,
                "prisoner": view.found if has_text else None,
                "language": visit.POST.get("language", ""),
                "text": visit.POST.get("text", "").strip() if has_text else "",
            }
        ),
        number=view.number,
        law="GC III art. 120, 122(7)",
        context={
            "consequences": consequences(
                (_("Who will know"), _("The enquirer, by this letter.")),
                (_("Can it be undone"), _("No. What was told stays told.")),
            ),
        },
    )
    return ask(visit, form)


@require_http_methods(["GET", "POST"])
def delivered(visit: Visit, enquiry: str, message: str) -> HttpResponse:
    """The message was handed over."""
    view, found = _message(visit, enquiry, message)
    form = Form(
        title=_("Message delivered"),
        act=_("Record that it was handed over"),
        fields=(Field("happened", words.FIELD["happened"], "date"),),
        command=lambda: requests.DeliverMessage.model_validate(
            {**_about(visit, view), "entry": found.entry, "happened": day_typed(visit.POST, "happened")}
        ),
        number=view.number,
        law="GC III art. 71",
        version=view.version,
    )
    return ask(visit, form)


@require_http_methods(["GET", "POST"])
def returned(visit: Visit, enquiry: str, message: str) -> HttpResponse:
    """The message could not be handed over."""
    view, found = _message(visit, enquiry, message)
    form = Form(
        title=_("Message returned"),
        act=_("Record that it came back"),
        fields=(reason_field(),),
        command=lambda: requests.ReturnMessage.model_validate(
            {**_about(visit, view), "entry": found.entry, "reason": visit.POST.get("reason", "")}
        ),
        number=view.number,
        law="GC III art. 71",
        version=view.version,
    )
    return ask(visit, form)


def _message(visit: Visit, enquiry: str, entry: str) -> tuple[EnquiryView, MessageView]:
    view = queries.enquiry(enquiry, visit.actor)
    found = next((each for each in view.messages if each.entry == entry), None)
    if found is None:
        raise NotFound("no such message")
    return view, found


# --- one function a kind of act -------------------------------------------------------------------


def _amend(visit: Visit, view: EnquiryView) -> Form:
    return Form(
        title=_("Amend whom they seek"),
        act=_("Record the amendment"),
        fields=(*sought_fields(), reason_field()),
        command=lambda: requests.AmendEnquiry.model_validate(
            {**_about(visit, view), "sought": told(visit.POST), "reason": visit.POST.get("reason", "")}
        ),
        number=view.number,
        names={"text": "names", "sought": "names", "born_written": "born"},
        version=view.version,
        initial=typed_of(view.sought),
    )


def _consent(visit: Visit, view: EnquiryView) -> Form:
    """Asked of the found person alone; before, nobody knows whom to ask."""
    if not view.found:
        raise NotFound("nobody is found yet")
    choices = list(words.CONSENT.items())
    return Form(
        title=_("What the sought person lets be told"),
        act=_("Record this consent"),
        fields=(
            Field(
                "consent",
                words.FIELD["consent"],
                "choice",
                choices=choices,
                hint=_("To this enquirer. Nothing is chosen beforehand."),
            ),
            Field("happened", words.FIELD["happened"], "date"),
            *source_fields(default=Channel.OWN_STATEMENT),
        ),
        command=lambda: requests.StateConsent.model_validate(
            {
                **_about(visit, view),
                "prisoner": view.found,
                "consent": visit.POST.get("consent", ""),
                "happened": day_typed(visit.POST, "happened"),
                "source": source_of(visit.POST),
            }
        ),
        number=view.number,
        law=_("House rule: the sought person's consent"),
        context={
            "consequences": consequences(
                (_("What will happen"), _("No answer goes beyond it. The last word counts.")),
                (_("Can it be undone"), _("The person may say otherwise at any time.")),
            ),
        },
    )


def _write(visit: Visit, view: EnquiryView) -> Form:
    if not view.found:
        raise NotFound("nobody is found yet")
    return Form(
        title=_("Red Cross message"),
        act=_("Record this message"),
        fields=(
            Field("direction", words.FIELD["direction"], "choice", choices=list(words.DIRECTION.items())),
            Field("text", words.FIELD["text"], "long", hint=_("Open, family news alone. Word for word.")),
            Field("language", _("Language"), "select", choices=words.LANGUAGES),
            Field("happened", words.FIELD["happened"], "date"),
        ),
        command=lambda: requests.WriteMessage.model_validate(
            {
                **_about(visit, view),
                "prisoner": view.found,
                "direction": visit.POST.get("direction", ""),
                "text": visit.POST.get("text", "").strip(),
                "language": visit.POST.get("language", ""),
                "happened": day_typed(visit.POST, "happened"),
            }
        ),
        number=view.number,
        law="GC III art. 71",
        version=view.version,
    )


def _hand_over(visit: Visit, view: EnquiryView) -> Form:
    return Form(
        title=_("Hand the enquiry to another desk"),
        act=_("Record that it was handed over"),
        fields=(
            Field("desk", words.FIELD["desk"]),
            Field("reference", words.FIELD["reference"]),
            reason_field(),
        ),
        command=lambda: requests.HandOverEnquiry.model_validate(
            {
                **_about(visit, view),
                "desk": visit.POST.get("desk", ""),
                "reference": visit.POST.get("reference", "").strip(),
                "reason": visit.POST.get("reason", ""),
            }
        ),
        number=view.number,
        law=_("House rule: the enquirer's consent"),
        version=view.version,
    )


def _close(visit: Visit, view: EnquiryView) -> Form:
    return _with_reason(visit, view, requests.CloseEnquiry, (_("Close the enquiry"), _("Close it")))


def _reopen(visit: Visit, view: EnquiryView) -> Form:
    return _with_reason(
        visit, view, requests.ReopenEnquiry, (_("Open the enquiry again"), _("Open it again"))
    )


def _with_reason(
    visit: Visit,
    view: EnquiryView,
    kind: type[requests.CloseEnquiry | requests.ReopenEnquiry],
    titles: tuple[str, str],
) -> Form:
    title, act_words = titles
    return Form(
        title=title,
        act=act_words,
        fields=(reason_field(),),
        command=lambda: kind.model_validate({**_about(visit, view), "reason": visit.POST.get("reason", "")}),
        number=view.number,
        version=view.version,
    )


def _about(visit: Visit, view: EnquiryView) -> dict[str, object]:
    return {"enquiry": view.number, "seen": number_in(visit.POST, "seen")}


def _spoken(view: EnquiryView) -> str:
    """The enquirer's own language where a letter can be written in it."""
    spoken = view.enquirer.language
    return spoken if spoken in dict(words.LANGUAGES) else ""


_ACTS: dict[str, Act] = {
    "amend": _amend,
    "consent": _consent,
    "message": _write,
    "hand-over": _hand_over,
    "close": _close,
    "reopen": _reopen,
}
