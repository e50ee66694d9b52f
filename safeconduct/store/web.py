"""The record itself as pages: verification, the signed head, the log of readings, approvals by a second person."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safeconduct.ledger import words
from safeconduct.sources.errors import Refused
from safeconduct.store import approvals, checking, readings, verify
from safeconduct.store.forms import APPROVAL_REFUSAL, APPROVAL_REMEDY, FormWords, problem_of
from safeconduct.store.instance import current
from safeconduct.store.visit import Visit

AT_ONCE = 50
_WORDS = FormWords(APPROVAL_REFUSAL, APPROVAL_REMEDY, field={})


@require_GET
def record(visit: Visit) -> HttpResponse:
    """The page of the record: the signed head, the last check or how far it is, and the button that checks."""
    found = checking.last()
    if found is not None and visit.headers.get("HX-Request") and found.is_running:
        return render(visit, "store/_checking.html", {"check": found})
    context = {
        "checkpoint": verify.checkpoint_text().decode(),
        "check": found,
        "vkey": current().verify_key.hex(),
    }
    answer = render(visit, "store/record.html", context)
    if visit.headers.get("HX-Request"):
        # It has ended: the whole page takes the place of its progress.
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def check(visit: Visit) -> HttpResponse:
    """Read the whole record and compare everything with everything; a long one goes on behind the page."""
    checking.begin(visit.actor)
    return redirect("record")


@require_GET
def head(visit: Visit) -> HttpResponse:
    """The signed head as a text file, to be printed or handed to a witness."""
    return HttpResponse(verify.checkpoint_text(), content_type="text/plain; charset=utf-8")


@require_GET
def proof(visit: Visit, entry: str) -> HttpResponse:
    """That one entry stands in the log: the leaf, its path and the head, checked before they are shown."""
    made = verify.prove(entry)
    path = [step.hex() for step in made.path]
    context = {"entry": entry, "proof": made, "leaf": made.leaf.hex(), "path": path, "root": made.root.hex()}
    return render(visit, "store/proof.html", context)


@require_GET
def readings_log(visit: Visit) -> HttpResponse:
    """Who opened whom, why, under which rule; the newest first. Numbers, no names."""
    before = visit.GET.get("before", "")
    lines = readings.readings(
        visit.actor,
        subject=visit.GET.get("subject", ""),
        operator=visit.GET.get("operator", ""),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        size=AT_ONCE,
    )
    context = {
        "lines": lines,
        "alarms": readings.alarms(visit.actor),
        "usual": readings.ALARM_SUBJECTS,
        "next_before": lines[-1].position if len(lines) == AT_ONCE else "",
        "operator_chosen": visit.GET.get("operator", ""),
        "subject_chosen": visit.GET.get("subject", ""),
    }
    return render(visit, "store/readings.html", context)


@require_GET
def pending(visit: Visit) -> HttpResponse:
    """What waits for a second person."""
    asked = approvals.pending(visit.actor)
    return render(visit, "store/approvals.html", {"asked": asked})


@require_http_methods(["GET", "POST"])
def approval(visit: Visit, approval_id: str) -> HttpResponse:
    """One command with its exact bytes: the second person approves them, and it runs, or refuses."""
    found = approvals.one(approval_id, visit.actor)
    errors = []
    if visit.method == "POST":
        run = approvals.approve_and_run if visit.POST.get("verdict") == "approve" else approvals.refuse
        try:
            run(found.id, visit.POST.get("digest", ""), visit.actor)
        except Refused as error:
            errors = [problem_of(error, _WORDS)]
        else:
            return redirect("approvals")
    context = {
        "approval": found,
        "command": found.command.decode("utf-8", errors="replace"),
        "words": words.of(found.digest).split(),
        "errors": errors,
    }
    return render(visit, "store/approval.html", context, status=422 if errors else 200)
