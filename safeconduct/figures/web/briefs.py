"""Briefs: the list, issuing one, reading it as it was issued, what changed since the last one. Decides nothing."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.figures import actions, briefs, queries, requests
from safeconduct.figures.web import paper, words
from safeconduct.sources.errors import NotFound
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.forms import Field
from safeconduct.store.visit import Visit


@require_GET
def briefs_list(visit: Visit) -> HttpResponse:
    """Every brief that was issued, newest first."""
    rows = [(row, paper.force(row.force)) for row in queries.briefs(visit.actor)]
    may_issue = may(visit.actor, Capability.FIGURES_BRIEF_ISSUE)
    return render(visit, "figures/briefs.html", {"rows": rows, "may_issue": may_issue})


@require_http_methods(["GET", "POST"])
def issue(visit: Visit) -> HttpResponse:
    """Issue a brief about one force, from what is confirmed now."""
    forces = sorted({each.force for each in queries.ledger(visit.actor).claims})
    form = Form(
        title=_("Issue a brief"),
        act=_("Issue the brief"),
        fields=(
            Field("heading", words.FIELD["heading"]),
            Field(
                "force",
                words.FIELD["force"],
                "select",
                choices=[(code, paper.force(code)) for code in forces],
            ),
        ),
        command=lambda: requests.IssueBrief(
            heading=visit.POST.get("heading", ""), force=visit.POST.get("force", "")
        ),
        number="",
        trail=_("Briefs"),
    )
    room = Room(
        perform=actions.perform,
        receipt=lambda done: redirect("figures-brief", done.number),
        back=lambda _number: reverse("figures-briefs"),
        words=words.FORM_WORDS,
    )
    return asking.ask(visit, form, room)


@require_GET
def brief(visit: Visit, brief: str) -> HttpResponse:
    """One brief as it was issued, in the reader's language."""
    made = _paper(visit, brief)
    context = {
        "row": made.row,
        "sections": [
            (each.heading, [_linked(made, line) for line in each.lines]) for each in paper.sections(made)
        ],
        "force": paper.force(made.content.force),
        "newest": made.content.newest,
        "sha256": made.sha256,
    }
    return render(visit, "figures/brief.html", context)


@require_GET
def brief_file(visit: Visit, brief: str, form: str) -> HttpResponse:
    """The same as a file: HTML, Markdown or PDF."""
    made = _paper(visit, brief)
    name = f"brief-{made.row.number}"
    if form == "md":
        response = HttpResponse(paper.markdown(made), content_type="text/markdown; charset=utf-8")
    elif form == "html":
        response = HttpResponse(paper.page(made), content_type="text/html; charset=utf-8")
    elif form == "pdf":
        response = HttpResponse(paper.pdf(made), content_type="application/pdf")
    else:
        raise NotFound("no such form")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@require_GET
def changed(visit: Visit) -> HttpResponse:
    """What is confirmed now and was not in the last brief about each force, and the other way round."""
    ledger, sources = queries.ledger(visit.actor), queries.sources(visit.actor)
    last: dict[str, str] = {}
    for row in queries.briefs(visit.actor):
        last.setdefault(row.force, row.number)
    told = []
    for force, number in last.items():
        row, issued = queries.brief(number, visit.actor)
        now = briefs.compose(ledger, force, sources)
        found = briefs.changed(briefs.from_json(issued.content), now)
        told.append({"force": paper.force(force), "row": row, "changed": found, "lines": _changes(found)})
    may_issue = may(visit.actor, Capability.FIGURES_BRIEF_ISSUE)
    return render(visit, "figures/changed.html", {"briefs": told, "may_issue": may_issue})


# --- steps ----------------------------------------------------------------------------------------


def _paper(visit: Visit, number: str) -> paper.Paper:
    row, issued = queries.brief(number, visit.actor)
    language = (get_language() or "en").split("-")[0]
    return paper.Paper(row, briefs.from_json(issued.content), issued.content_sha256, language)


def _linked(made: paper.Paper, line: paper.Line) -> dict[str, object]:
    texts = {source.number for source in made.content.sources}
    cites = [(number, "figures-text" if number in texts else "figures-claim") for number in line.cites]
    return {"text": line.text, "quote": line.quote, "language": line.language, "cites": cites}


def _changes(found: briefs.Changed) -> list[tuple[object, list[tuple[str, str, str]]]]:
    """(heading, [(number of a claim or "", words, quotation)])."""

    def claims(told: tuple[briefs.BriefClaim, ...]) -> list[tuple[str, str, str]]:
        return [(c.number, f"{paper.category(c.category)} · {c.raw} · {c.speaker}", c.quote) for c in told]

    def rules(told: tuple[briefs.BriefFinding, ...]) -> list[tuple[str, str, str]]:
        return [("", str(words.RULE[each.rule]), str(words.SUGGESTED[each.suggested])) for each in told]

    moved = [
        ("", f"{paper.category(code)} ({paper.theatre(theatre)})", f"{_bounds(was)} → {_bounds(now)}")
        for code, theatre, was, now in found.moved
    ]
    return [
        (_("New claims"), claims(found.came)),
        (_("Claims that count no longer"), claims(found.went)),
        (_("Corrected claims"), claims(tuple(now for _was, now in found.corrected))),
        (_("New findings"), rules(found.findings_came)),
        (_("Findings that are gone"), rules(found.findings_went)),
        (_("Stated bounds that moved"), moved),
    ]


def _bounds(told: tuple[int | None, int | None]) -> str:
    low, high = (words.grouped(each) if each is not None else _("open") for each in told)
    return f"{low} – {high}"
