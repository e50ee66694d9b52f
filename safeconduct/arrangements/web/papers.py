"""Papers between two states: a declared intention as evidence, and the numbers for publication.

Decides nothing. A paper bears a number and no name; what it says of the log can be checked by whoever holds a head.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from safeconduct.arrangements import queries
from safeconduct.arrangements.answers import CaseView, StepView
from safeconduct.arrangements.facts import Milestone
from safeconduct.arrangements.publication import SMALLEST_TOLD
from safeconduct.arrangements.routes import INTENTION_GROUNDS
from safeconduct.arrangements.web import words
from safeconduct.sources.errors import NotFound
from safeconduct.store import verify
from safeconduct.store.visit import Visit


@require_GET
def intention(visit: Visit, number: str, case: str) -> HttpResponse:
    """That he declared the intention to be protected: his words, when, before whom, and its proof in the log."""
    view = queries.cases_of(number, visit.actor)
    found = next((each for each in view.cases if each.id == case), None)
    step = declared_in(found) if found else None
    if found is None or step is None:
        raise NotFound("no such declaration")
    proof = verify.prove(step.entry)
    context = {
        "number": view.number,
        "case": found,
        "route": words.ROUTE[found.route],
        "step": step,
        "ground": INTENTION_GROUNDS.get(found.power, ""),
        "proof": proof,
        "leaf": proof.leaf.hex(),
        "root": proof.root.hex(),
        "path": [each.hex() for each in proof.path],
        "head": verify.checkpoint_text().decode(),
    }
    return render(visit, "arrangements/intention.html", context)


@require_GET
def statistics(visit: Visit) -> HttpResponse:
    """Who left, by Power, route and stage, as it may be published; small numbers are left out."""
    cells = [
        (cell, words.ROUTE[cell.route], words.STAGE[cell.stage]) for cell in queries.statistics(visit.actor)
    ]
    context = {"cells": cells, "smallest": SMALLEST_TOLD}
    return render(visit, "arrangements/statistics.html", context)


def declared_in(case: CaseView) -> StepView | None:
    """The last time he declared it."""
    declared = [step for step in case.steps if step.fact.get("milestone") == Milestone.INTENTION_DECLARED]
    return declared[-1] if declared else None
