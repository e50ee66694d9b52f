"""What is confirmed: series with their chart, findings, claims, drift, timeline, planning. Decides nothing."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.access.decide import may
from safeconduct.access.words import Capability
from safeconduct.figures import actions, export, queries, requests
from safeconduct.figures.answers import ClaimView, JudgedFinding, Ledger
from safeconduct.figures.chart import key_shape
from safeconduct.figures.claims import Category
from safeconduct.figures.drift import changes
from safeconduct.figures.facts import LinkKind
from safeconduct.figures.series import SIDES, Series
from safeconduct.figures.stated import Stated
from safeconduct.figures.web import claim_form, paper, words
from safeconduct.sources.errors import NotFound
from safeconduct.store import asking
from safeconduct.store.asking import Form, Room
from safeconduct.store.forms import Field, number_in
from safeconduct.store.visit import Visit

_FINDINGS_AT_ONCE = 50
_PLANNED_FOR = (
    Category.DEPLOYED,
    Category.PRESENT,
    Category.CAPTURED,
    Category.HELD,
    Category.WISHING_TO_RELOCATE,
)
_BEFORE_THE_CHART = (
    Category.KILLED,
    Category.KILLED_OR_WOUNDED,
    Category.CASUALTIES,
    Category.CAPTURED,
    Category.DEPLOYED,
)


@require_GET
def series(visit: Visit) -> HttpResponse:
    """The chart of claims and the table beneath it, for one force and the categories asked for."""
    ledger = queries.ledger(visit.actor)
    forces = sorted({each.force for each in ledger.series})
    force = visit.GET.get("force", "")
    force = force if force in forces else next(iter(forces), "")
    mine = [each for each in ledger.series if each.force == force]
    category = visit.GET.get("category", "")
    shown = _asked(mine, category)
    marks = paper.marks(shown)
    context = {
        "forces": [(code, paper.force(code)) for code in forces],
        "force": force,
        "categories": [
            (str(code), words.CATEGORY[code]) for code in dict.fromkeys(each.category for each in mine)
        ],
        "category": category,
        "chart": mark_safe(paper.chart_words(shown)) if marks else "",  # noqa: S308 - every text in it is escaped
        "key": [(mark_safe(key_shape(side)), words.SIDE[side]) for side in SIDES],  # noqa: S308 - shapes of our own
        "panels": [_panel(each, marks) for each in shown],
        "unresolved": [_row(each.claim) for each in ledger.unresolved if each.claim.force == force],
        "may_choose": may(visit.actor, Capability.FIGURES_FINDING_JUDGE),
    }
    return render(visit, "figures/series.html", context)


@require_GET
def chart_file(visit: Visit) -> HttpResponse:
    """The same chart as a file of its own."""
    ledger = queries.ledger(visit.actor)
    mine = [each for each in ledger.series if each.force == visit.GET.get("force", "")]
    drawn = paper.chart_words(_asked(mine, visit.GET.get("category", "")), is_alone=True)
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response.headers["Content-Disposition"] = 'attachment; filename="figures.svg"'
    return response


@require_http_methods(["GET", "POST"])
def choose(visit: Visit, claim: str) -> HttpResponse:
    """Hold a claim for the best of its series, or leave it to the rule again."""
    view = queries.claim(claim, visit.actor)
    stated = view.stated
    is_chosen = any(
        each.is_chosen and each.best and each.best.id == view.id
        for each in queries.ledger(visit.actor).series
    )
    form = Form(
        title=_("Leave the best claim to the rule") if is_chosen else _("Hold this claim for the best"),
        act=_("Record it"),
        fields=(Field("reason", words.FIELD["reason"]),),
        command=lambda: requests.ChooseBest(
            force=stated.force, category=stated.category, theatre=stated.theatre,
            claim="" if is_chosen else view.id, reason=visit.POST.get("reason", ""),
        ),
        number="",
        trail=view.number,
    )  # fmt: skip
    back = reverse("figures-claim", args=[view.number])
    return asking.ask(visit, form, _room(back))


@require_GET
def findings(visit: Visit) -> HttpResponse:
    """What does not fit together, the gravest first."""
    found = queries.ledger(visit.actor).findings
    first = number_in(visit.GET, "first")
    page = found[first : first + _FINDINGS_AT_ONCE]
    context = {
        "findings": [_finding(each) for each in page],
        "total": len(found),
        "next": first + _FINDINGS_AT_ONCE if first + _FINDINGS_AT_ONCE < len(found) else 0,
        "may_judge": may(visit.actor, Capability.FIGURES_FINDING_JUDGE),
    }
    return render(visit, "figures/findings.html", context)


@require_http_methods(["GET", "POST"])
def judge(visit: Visit, finding: str) -> HttpResponse:
    """Say what a finding is: one figure, two figures, or nobody can tell."""
    known = queries.finding(finding, visit.actor)
    verdicts = [(str(code), said) for code, said in words.VERDICT.items()]
    form = Form(
        title=_("Judge a finding"),
        act=_("Record the judgement"),
        fields=(
            Field("verdict", words.FIELD["verdict"], "choice", choices=verdicts),
            Field("reason", words.FIELD["reason"]),
        ),
        command=lambda: requests.JudgeFinding.model_validate(
            {
                "finding": finding,
                "verdict": visit.POST.get("verdict", ""),
                "reason": visit.POST.get("reason", ""),
            }
        ),
        number="",
        trail=_("Findings"),
        template="figures/judge.html",
        context={"finding": _finding(known)},
    )
    return asking.ask(visit, form, _room(reverse("figures-findings")))


@require_GET
def claim(visit: Visit, claim: str) -> HttpResponse:
    """One claim: its words, its chain from the speaker to this page, its versions and its links."""
    view = queries.claim(claim, visit.actor)
    context = {
        "view": view,
        "row": _row(view.stated),
        "said": view.claim.said,
        "chain": _chain(view),
        "flags": [words.FLAG[each] for each in view.claim.said.flags],
        "versions": [(told, _row_of(view, n)) for n, told in enumerate(view.claim.told)],
        "drifted": [_change(each) for each in changes(view.claim.proposal, view.claim.told[0].said)]
        if view.claim.proposal
        else (),
        "links": [(words.LINK[kind], number, quote, kind) for kind, number, quote in view.links],
        "linked": [(words.LINK[kind], number, quote, kind) for kind, number, quote in view.linked],
        "proposer": words.PROPOSER[view.claim.proposed_by],
        "may_confirm": may(visit.actor, Capability.FIGURES_CLAIM_CONFIRM) and not view.claim.is_withdrawn,
        "recorded": visit.GET.get("recorded", ""),
    }
    return render(visit, "figures/claim.html", context)


@require_http_methods(["GET", "POST"])
def correct_claim(visit: Visit, claim: str) -> HttpResponse:
    """Tell a confirmed claim better."""
    view = queries.claim(claim, visit.actor)
    said = view.claim.said
    desk = queries.publication(view.publication, visit.actor)

    def command() -> requests.CorrectClaim:
        return requests.CorrectClaim(
            claim=view.number,
            said=claim_form.claim_of(visit.POST, said, text=desk.text, language=desk.language),
            reason=visit.POST.get("reason", ""),
            seen=number_in(visit.POST, "seen"),
        )

    form = Form(
        title=_("Correct a claim"),
        act=_("Record the correction"),
        fields=(*claim_form.fields(said), Field("reason", words.FIELD["reason"])),
        command=command,
        number="",
        trail=view.number,
        version=view.version,
        initial=claim_form.initial(said),
    )
    return asking.ask(visit, form, _room(reverse("figures-claim", args=[view.number])))


@require_http_methods(["GET", "POST"])
def withdraw(visit: Visit, claim: str) -> HttpResponse:
    """The claim counts no longer."""
    view = queries.claim(claim, visit.actor)
    told = [
        {
            "term": _("What will happen"),
            "text": _("It leaves every series, finding and brief to come. It stays readable."),
        },
        {
            "term": _("Who will know"),
            "text": _("Everybody who reads figures, and every offer that rests on it."),
        },
        {"term": _("Can it be undone"), "text": _("Confirm it anew from the text.")},
    ]
    form = Form(
        title=_("Withdraw a claim"),
        act=_("Withdraw the claim"),
        fields=(Field("reason", words.FIELD["reason"]),),
        command=lambda: requests.WithdrawClaim(
            claim=view.number, reason=visit.POST.get("reason", ""), seen=number_in(visit.POST, "seen")
        ),
        number="",
        trail=view.number,
        version=view.version,
        context={"consequences": told},
    )
    return asking.ask(visit, form, _room(reverse("figures-claim", args=[view.number])))


@require_http_methods(["GET", "POST"])
def link(visit: Visit, claim: str) -> HttpResponse:
    """Say what a claim is to another one."""
    view = queries.claim(claim, visit.actor)
    kinds = [(str(code), said) for code, said in words.LINK.items()]
    form = Form(
        title=_("Link a claim"),
        act=_("Record the link"),
        fields=(
            Field("link", words.FIELD["link"], "choice", choices=kinds),
            Field("other", words.FIELD["other"], value=visit.GET.get("other", "")),
            Field("reason", words.FIELD["reason"]),
        ),
        command=lambda: requests.LinkClaims.model_validate(
            {"claim": view.number, **{name: visit.POST.get(name, "") for name in ("link", "other", "reason")},
             "seen": number_in(visit.POST, "seen")}
        ),
        number="",
        trail=view.number,
        version=view.version,
    )  # fmt: skip
    return asking.ask(visit, form, _room(reverse("figures-claim", args=[view.number])))


@require_http_methods(["GET", "POST"])
def unlink(visit: Visit, claim: str, kind: str, other: str) -> HttpResponse:
    """Undo a link: the two claims stand side by side again."""
    view = queries.claim(claim, visit.actor)
    found = next(
        ((number, quote) for link, number, quote in view.links if (link, number) == (kind, other)), None
    )
    if found is None:
        raise NotFound("no such link")
    told = [
        {"term": _("What was linked"), "text": f"{view.claim.said.quote} — {words.LINK[kind]} — {found[1]}"},
        {
            "term": _("What will happen"),
            "text": _("The two claims count as if the link had never been recorded."),
        },
        {"term": _("Can it be undone"), "text": _("Link them anew.")},
    ]
    form = Form(
        title=_("Undo a link"),
        act=_("Undo the link"),
        fields=(Field("reason", words.FIELD["reason"]),),
        command=lambda: requests.UnlinkClaims(
            claim=view.number, other=other, link=LinkKind(kind), reason=visit.POST.get("reason", ""),
            seen=number_in(visit.POST, "seen"),
        ),
        number="",
        trail=view.number,
        version=view.version,
        context={"consequences": told},
    )  # fmt: skip
    return asking.ask(visit, form, _room(reverse("figures-claim", args=[view.number])))


@require_GET
def drift(visit: Visit) -> HttpResponse:
    """Two claims side by side, field by field."""
    asked = visit.GET.get("before", "").strip(), visit.GET.get("after", "").strip()
    sides: list[ClaimView] = []
    problem = ""
    try:
        sides = [queries.claim(each, visit.actor) for each in asked if each]
    except NotFound:
        problem = _("There is no claim with one of these numbers.")
    told = (
        [_change(each) for each in changes(sides[0].claim.said, sides[1].claim.said)]
        if len(sides) == 2
        else []
    )
    context = {
        "before": asked[0],
        "after": asked[1],
        "sides": [(side, _row(side.stated)) for side in sides] if len(sides) == 2 else [],
        "changes": told,
        "problem": problem,
    }
    return render(visit, "figures/drift.html", context)


@require_GET
def timeline(visit: Visit) -> HttpResponse:
    """Statements by day, with the numbers of the same days beside them; they feed no count."""
    ledger = queries.ledger(visit.actor)
    days: dict[str, dict[str, list[dict[str, object]]]] = {}
    for stated in ledger.claims:
        day = stated.day.isoformat() if stated.day else ""
        side = "statements" if stated.is_statement else "numbers"
        days.setdefault(day, {"statements": [], "numbers": []})[side].append(_row(stated))
    rows = [(day, told["statements"], told["numbers"]) for day, told in sorted(days.items(), reverse=True)]
    return render(visit, "figures/timeline.html", {"rows": [row for row in rows if row[1]]})


@require_GET
def planning(visit: Visit) -> HttpResponse:
    """For a reception: deployed, captured, wishing to go; bounds and whose they are, and never a sum."""
    ledger = queries.ledger(visit.actor)
    forces = sorted({each.force for each in ledger.series})
    context = {
        "forces": [
            (
                paper.force(force),
                [(words.CATEGORY[category], _planned(ledger, force, category)) for category in _PLANNED_FOR],
            )
            for force in forces
        ],
        "offers": [
            _row(claim) for claim in ledger.statements if claim.category == Category.READINESS_TO_ACCEPT
        ],
    }
    return render(visit, "figures/planning.html", context)


@require_GET
def exported(visit: Visit, export_form: str) -> HttpResponse:
    """Every confirmed claim for another program."""
    if export_form not in set(export.Form):
        raise NotFound("no such form")
    wanted = export.Form(export_form)
    name, media_type = export.FORMS[wanted]
    text = export.export(wanted, queries.ledger(visit.actor), queries.sources(visit.actor))
    response = HttpResponse(text, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- steps ----------------------------------------------------------------------------------------


def _room(back: str) -> Room:
    return Room(
        perform=actions.perform,
        receipt=lambda _done: redirect(f"{back}?recorded=1"),
        back=lambda _number: back,
        words=words.FORM_WORDS,
    )


def _asked(mine: list[Series], category: str) -> list[Series]:
    """The series of the category asked for; without one, those that a reader looks for first."""
    if category:
        return [each for each in mine if each.category == category]
    return [each for each in mine if each.category in _BEFORE_THE_CHART] or mine


def _panel(found: Series, marks: dict[str, int]) -> dict[str, object]:
    return {
        "series": found,
        "title": words.CATEGORY[found.category],
        "theatre": paper.theatre(found.theatre),
        "claims": [(marks.get(claim.id, 0), _row(claim), found.best is claim) for claim in found.claims],
        "aside": [(_row(each.claim), words.ASIDE[each.reason]) for each in found.aside],
        "steps": [
            (
                step.day.isoformat(),
                step.low and (step.low.number, paper.category(step.low.category)),
                step.high and (step.high.number, paper.category(step.high.category)),
                step.is_crossed,
            )
            for step in found.steps
        ],
        "sides": [words.SIDE[side] for side in found.sides],
    }


def _row(stated: Stated) -> dict[str, Any]:
    """A claim in words: what every table and list of claims shows."""
    said, quantity = stated.said, stated.said.quantity
    return {
        "number": stated.number,
        "category": words.CATEGORY[stated.category],
        "theatre": paper.theatre(stated.theatre),
        "words": quantity.raw if quantity else "",
        "low": stated.least,
        "high": stated.most,
        "hedge": words.HEDGE[quantity.hedge] if quantity else "",
        "kind": words.QUANTITY_KIND[quantity.kind] if quantity else "",
        "speaker": said.speaker or "",
        "relayed": [each.name for each in said.chain[1:]],
        "side": words.SIDE[stated.side],
        "is_told_by_others": stated.is_told_by_others,
        "voice": words.VOICE[said.voice],
        "modality": words.MODALITY[said.modality],
        "element": words.ELEMENT[said.element],
        "day": stated.day.isoformat() if stated.day else "",
        "as_of": _days(stated),
        "as_of_raw": said.as_of.raw or "",
        "relation": words.RELATION[said.as_of.relation],
        "quote": said.quote,
        "language": said.language,
        "force": said.force or "",
        "place": said.place or "",
        "origin": stated.origin,
        "is_repeat": stated.is_repeat,
        "is_digest": stated.is_digest,
    }


def _days(stated: Stated) -> str:
    if not stated.is_dated:
        return ""
    first, last = stated.first.isoformat(), stated.last.isoformat()
    return first if first == last else f"{first}/{last}"


def _finding(judged: JudgedFinding) -> dict[str, object]:
    found, lead = judged.finding, judged.finding.lead
    return {
        "key": found.key,
        "rule": words.RULE[lead.rule],
        "code": str(lead.rule),
        "others": [words.RULE[rule] for rule in found.rules if rule != lead.rule],
        "suggested": words.SUGGESTED[lead.suggested],
        "is_minor": found.is_minor,
        "one": _row(lead.one),
        "other": _row(lead.other),
        "changes": [_change(each) for each in changes(lead.one.said, lead.other.said)],
        "pairs": found.pairs,
        "verdict": words.VERDICT[judged.verdict] if judged.verdict else "",
        "reason": judged.reason,
    }


def _change(change: Any) -> dict[str, object]:
    table = {"category": words.CATEGORY, "modality": words.MODALITY, "preliminary": words.FLAG}.get(
        change.field, {}
    )
    return {
        "field": words.DRIFTING[change.field],
        "became": words.BECAME[change.became],
        "before": table.get(change.before, change.before),
        "after": table.get(change.after, change.after),
    }


def _planned(ledger: Ledger, force: str, category: Category) -> list[dict[str, Any]]:
    return [
        {**_row(claim), "reason": ""}
        for each in ledger.series
        if each.force == force and each.category == category
        for claim in each.claims
    ] + [
        {**_row(aside.claim), "reason": words.ASIDE[aside.reason]}
        for each in ledger.series
        if each.force == force and each.category == category
        for aside in each.aside
    ]


def _chain(view: ClaimView) -> list[tuple[str, object]]:
    """From whose word it is to this publication, one link a line."""
    said = view.claim.said
    links: list[tuple[str, object]] = [(each.name, each.role) for each in said.chain]
    if not links and said.speaker:
        links = [(said.speaker, said.speaker_role)]
    links += [(each, _("source named by the text")) for each in reversed(view.appearances[0].chain)]
    links += [(each.publisher, each.published_on) for each in view.appearances if each.publisher]
    return links


def _row_of(view: ClaimView, version: int) -> list[dict[str, object]]:
    """What a version changed of the one before it."""
    told = view.claim.told
    return [_change(each) for each in changes(told[version - 1].said, told[version].said)] if version else []
