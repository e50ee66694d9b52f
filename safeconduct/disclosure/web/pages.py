"""The pages of bundles: peers, the own card, what waits, what came; and the inbox that programs post to."""

import hashlib
import io
import time

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safeconduct.access.actor import SERVICE
from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.disclosure import (
    actions,
    delivery,
    enrolment,
    envelope,
    introductions,
    queries,
    requests,
    syncing,
    taking,
)
from safeconduct.disclosure.refusals import BundleRefused
from safeconduct.disclosure.taking import Result
from safeconduct.disclosure.web import words
from safeconduct.sources.errors import NotFound
from safeconduct.store import approvals, asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.errors import StoreError
from safeconduct.store.forms import Field
from safeconduct.store.limit import Limit
from safeconduct.store.visit import Visit

# From one address: so many at once, then one each so many seconds.
_LIMIT = Limit(burst=60, seconds=2.0)


@require_GET
def bundles(visit: Visit) -> HttpResponse:
    """Peers with what passed to and from each, what was put aside, and what a device still has to carry home."""
    carries = may(visit.actor, Capability.DISCLOSURE_BUNDLE_CARRY)
    context = {
        "peers": [(each, words.ROLE[each.role]) for each in queries.peer_list(visit.actor)],
        "own": queries.own_introduction(visit.actor),
        "parked": [(each, words.PARKED.get(each.reason, each.reason)) for each in queries.parked(visit.actor)]
        if carries
        else [],
        "not_home": syncing.not_home(visit.actor) if carries else 0,
        "has_home": syncing.home_of() is not None,
        "may_carry": carries,
        "may_enrol": may(visit.actor, Capability.DISCLOSURE_PEER_ENROL),
        "done": visit.GET.get("done", ""),
    }
    return render(visit, "disclosure/bundles.html", context)


@require_GET
def peer(visit: Visit, peer: str) -> HttpResponse:
    """One peer: who it is, its fingerprint to compare again, what passed to and from it."""
    found = queries.peer_view(peer, visit.actor)
    context = {
        "peer": found,
        "role": words.ROLE[found.role],
        "may_enrol": may(visit.actor, Capability.DISCLOSURE_PEER_ENROL),
    }
    return render(visit, "disclosure/peer.html", context)


@require_GET
def card(visit: Visit) -> HttpResponse:
    """This office's own card: its fingerprint, its file and its picture, to be handed to the other office."""
    own = queries.own_introduction(visit.actor)
    context = {"own": own, "role": words.ROLE[own.card.role] if own else "",
               "may_enrol": may(visit.actor, Capability.DISCLOSURE_PEER_ENROL)}  # fmt: skip
    return render(visit, "disclosure/card.html", context)


@require_GET
def card_file(visit: Visit) -> HttpResponse:
    """The card as a file."""
    own = queries.own_introduction(visit.actor)
    if own is None:
        return redirect("card")
    answer = HttpResponse(own.data, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="card.json"'
    return answer


@require_GET
def card_picture(visit: Visit) -> HttpResponse:
    """The card as a picture that another device photographs."""
    own = queries.own_introduction(visit.actor)
    if own is None:
        return redirect("card")
    image = io.BytesIO()
    segno.make(own.data.decode(), micro=False, error="l").save(
        image, kind="svg", scale=3, border=4, xmldecl=False
    )
    return HttpResponse(image.getvalue(), content_type="image/svg+xml")


@require_http_methods(["GET", "POST"])
def make_card(visit: Visit) -> HttpResponse:
    """Make this office's card, or a later one."""
    roles = [(str(code), text) for code, text in words.ROLE.items()]
    fields = (
        _field("name"),
        Field("role", words.FIELD["role"], "select", choices=roles),
        _field("address"),
        Field("power", words.FIELD["power"], hint=words.HINT.get("power", "")),
    )
    form = Form(
        title=_("This office's card"),
        act=_("Make the card"),
        fields=fields,
        command=lambda: requests.MakeCard.model_validate(
            {each.name: visit.POST.get(each.name, "") for each in fields}
        ),
        number="",
        trail=_("Bundles"),
    )
    return asking.ask(visit, form, _room("card"))


@require_http_methods(["GET", "POST"])
def add_peer(visit: Visit) -> HttpResponse:
    """Ask for the enrolment of another office; its fingerprint is shown to be compared before it is asked for."""
    text = visit.POST.get("introduction", "").strip()
    came = _read(text)
    fields = (
        Field("introduction", words.FIELD["introduction"], "long", hint=words.HINT["introduction"]),
        Field("is_home", words.FIELD["is_home"], "tick"),
    )
    is_shown = visit.POST.get("compared") == "yes"
    form = Form(
        title=_("Enrol another office"),
        act=_("Ask a second person to enrol it") if came else _("Show the fingerprint"),
        fields=fields,
        command=lambda: requests.AddPeer(introduction=text, is_home=visit.POST.get("is_home") == "yes"),
        number="",
        law="House rule",
        template="disclosure/peer_add.html",
        context={"came": came, "role": words.ROLE[came.card.role] if came else ""},
        trail=_("Bundles"),
    )
    if visit.method == "POST" and came is not None and not is_shown:
        return asking.show(visit, form, _room("bundles"))
    return asking.ask(visit, form, _room("bundles", "?done=asked"))


@require_GET
def asked(visit: Visit, digest: str) -> HttpResponse:
    """Whose enrolment a second person is asked to approve, with the fingerprint to compare."""
    found = next((each for each in approvals.pending(visit.actor) if each.digest == digest), None)
    if found is None or found.action not in (actions.ENROL, actions.ROTATE):
        raise NotFound("nothing of this waits")
    came = enrolment.introduction_of(found.command)
    context = {"came": came, "role": words.ROLE[came.card.role], "approval": found}
    return render(visit, "disclosure/asked.html", context)


def address_of_approval(command: bytes) -> str:
    """The page on which a second person sees whose fingerprint to compare, by the bytes of the command."""
    return reverse("peer-asked", args=[hashlib.sha256(command).hexdigest()])


@require_http_methods(["GET", "POST"])
def revoke(visit: Visit, peer: str) -> HttpResponse:
    """Believe no later bundle of this peer any more."""
    found = queries.peer_view(peer, visit.actor)
    form = Form(
        title=_("Revoke the key of this office"),
        act=_("Revoke the key"),
        fields=(
            Field("reason", words.FIELD["reason"], "long"),
            _field("after"),
        ),
        command=lambda: requests.RevokePeer.model_validate(
            {"peer": peer, "reason": visit.POST.get("reason", ""), "after": visit.POST.get("after") or "-1"}
        ),
        number="",
        law="House rule",
        template="disclosure/revoke.html",
        context={"peer": found},
        trail=_("Bundles"),
    )
    return asking.ask(visit, form, _room("bundles", "?done=revoked"))


@require_POST
def receive(visit: Visit) -> HttpResponse:
    """Take in a bundle that was brought as a file."""
    sent = visit.FILES.get("bundle")
    if sent is None:
        return redirect("bundles")
    results = taking.take(sent.read(), visit.actor)
    return render(visit, "disclosure/received.html", {"results": [_shown(each) for each in results]})


@require_POST
def send(visit: Visit) -> HttpResponse:
    """Send what waits to the peers that have an address; a device puts what is new into a bundle first."""
    if syncing.home_of() is not None:
        syncing.carry_home(visit.actor)
    delivery.send(visit.actor, is_again=True)
    return redirect(f"{reverse('bundles')}?done=sent")


@require_GET
def bundle_file(visit: Visit, peer: str, sequence: int) -> HttpResponse:
    """One waiting bundle as a file, for a stick or a courier; it is sealed to its recipient."""
    data = delivery.file_of(peer, sequence, visit.actor)
    answer = HttpResponse(data, content_type=delivery.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{delivery.name_of(peer, sequence)}"'
    return answer


@csrf_exempt
@require_POST
def inbox(request: HttpRequest) -> HttpResponse:
    """Takes one sealed bundle from a program; the answer is the same whatever becomes of it.

    That a bundle was taken in, its sender learns from an acknowledgement, which only that sender can open.
    """
    if not _LIMIT.take(request.META.get("REMOTE_ADDR", ""), time.monotonic()):
        return HttpResponse(status=429)
    if request.content_type == delivery.CONTENT_TYPE:
        data = request.read(envelope.BUNDLE_BYTES_MAX + 1)
        try:
            taking.take(data, SERVICE)
        except StoreError:
            # Not even a full disk is told to strangers; the sender sees that nothing is acknowledged.
            pass
    return HttpResponse(status=202)


def _shown(result: Result) -> dict[str, object]:
    refusal = result.refusal
    return {
        "result": result,
        "outcome": words.RESULT[result.outcome],
        "reason": words.REASON.get(refusal.kind, refusal.reason) if refusal else "",
        "remedy": refusal.remedy if refusal else "",
    }


def _field(name: str) -> Field:
    return Field(name, words.FIELD[name], hint=words.HINT.get(name, ""))


def _read(text: str) -> introductions.Introduction | None:
    try:
        return introductions.read(text.encode()) if text else None
    except BundleRefused:
        return None


def _room(name: str, query: str = "") -> Room:
    return Room(
        perform=actions.perform,
        receipt=lambda done: redirect(reverse(name) + query),
        back=lambda _number: reverse("bundles"),
        words=words.FORM_WORDS,
    )
