"""Grids: a day's inspections, and the week's bulletins, of many prisoners in one form, by keyboard.

A line that nothing was typed in is not recorded and stands there the next time; a line that is wrong takes back all,
and everything typed is shown again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from safeconduct.duties import actions, queries, requests
from safeconduct.duties.answers import BoardFilters
from safeconduct.duties.web import words
from safeconduct.sources.errors import Refused
from safeconduct.store.clock import now
from safeconduct.store.forms import Problem, number_in, problem_of
from safeconduct.store.instance import current
from safeconduct.store.visit import Visit

GRID_LINES = 200
_BULLETINS = "GC3-122-6"
_LINE = re.compile(r"(kg|tick)-[0-9A-Z-]{1,40}")


class _Wrong(Exception):
    """A line of the grid cannot be recorded as it was typed."""


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line as it is shown: the prisoner, what was typed, and what is wrong with it."""

    number: str
    kilograms: str = ""
    is_ticked: bool = False
    error: str = ""


@require_http_methods(["GET", "POST"])
def inspections(visit: Visit, camp: str) -> HttpResponse:
    """The monthly inspections of a camp (art. 31), so many lines a page."""
    held = queries.held_at(camp, visit.actor)
    first = number_in(visit.GET, "first")
    numbers = held[first : first + GRID_LINES]
    problems: list[Problem] = []
    wrong: dict[str, str] = {}
    if visit.method == "POST":
        # Somebody may have left the camp since the page was opened: what was typed for him is not lost unsaid.
        gone = _gone(visit, held)
        wrong |= dict.fromkeys(gone, _("Not held here any more; record him where he is"))
        numbers += gone
        lines = [line for number in numbers if (line := _typed(visit, number)) is not None]
        try:
            command = requests.RecordInspections(
                happened=visit.POST.get("happened", "").strip(),
                clinician=visit.POST.get("clinician", "").strip(),
                lines=tuple(_checked(lines, wrong)),
            )
            done = actions.perform(command, visit.actor)
        except Refused as error:
            problems.append(_of_line(problem_of(error, words.FORM_WORDS), error, wrong))
        except (_Wrong, ValidationError):
            problems.append(_problem(wrong))
        else:
            address = reverse("duty-inspections", args=[camp])
            further_on = f"&first={first}" if first else ""
            return redirect(f"{address}?recorded={len(done.subjects)}{further_on}")
    further = first + GRID_LINES if first + GRID_LINES < len(held) else 0
    paging = {"held": len(held), "further": further}
    return _render(
        visit, "duties/inspections.html", camp, numbers, problems=problems, wrong=wrong, paging=paging
    )


@require_http_methods(["GET", "POST"])
def bulletins(visit: Visit, camp: str) -> HttpResponse:
    """The weekly bulletins of those who are seriously ill or wounded (art. 122(6))."""
    filters = BoardFilters(camp=camp, article="122")
    board = queries.board(filters, visit.actor, size=queries.PAGE_ROWS_MAX)
    numbers = tuple(dict.fromkeys(line.number for line in board.lines if line.row == _BULLETINS))
    problems: list[Problem] = []
    if visit.method == "POST":
        ticked = tuple(number for number in numbers if visit.POST.get(f"tick-{number}"))
        try:
            command = requests.RecordForMany(
                event="bulletin_sent", happened=visit.POST.get("happened", "").strip(), prisoners=ticked,
            )  # fmt: skip
            done = actions.perform(command, visit.actor)
        except Refused as error:
            problems.append(problem_of(error, words.FORM_WORDS))
        except ValidationError:
            problems.append(Problem(_("Nobody is ticked"), "", _("Tick those whose bulletin was sent.")))
        else:
            return redirect(f"{reverse('duty-bulletins', args=[camp])}?recorded={len(done.subjects)}")
    return _render(visit, "duties/bulletins.html", camp, numbers, problems=problems, wrong={})


def _typed(visit: Visit, number: str) -> dict[str, str] | None:
    """What was typed in a line; None where nothing was."""
    kilograms = visit.POST.get(f"kg-{number}", "").strip()
    if not kilograms and not visit.POST.get(f"tick-{number}"):
        return None
    return {"prisoner": number, "kilograms": kilograms}


def _of_line(problem: Problem, error: Refused, wrong: dict[str, str]) -> Problem:
    """The refusal with the line that it is about, where it is about one; it stands at that line too."""
    about, _dash, number = error.field.partition("-")
    if about != "kilograms" or not number:
        return problem
    wrong[number] = problem.text
    return replace(problem, text=f"{number}: {problem.text}", field=f"kg-{number}")


def _gone(visit: Visit, numbers: tuple[str, ...]) -> tuple[str, ...]:
    """The numbers of lines in which something was typed and that are not among these."""
    typed = {
        name.partition("-")[2]
        for name in visit.POST
        if _LINE.fullmatch(name) and visit.POST.get(name, "").strip()
    }
    return tuple(sorted(typed.difference(numbers)))[: requests.LINES_MAX]


def _checked(lines: list[dict[str, str]], wrong: dict[str, str]) -> list[requests.InspectionLine]:
    """The lines; what is wrong with any of them is written into `wrong`, by its number, and `_Wrong` raised."""
    found = []
    for line in lines:
        try:
            found.append(requests.InspectionLine.model_validate(line))
        except ValidationError:
            wrong[line["prisoner"]] = _("Write kilograms with one decimal at most, as 61.5")
    if wrong:
        raise _Wrong
    return found


def _problem(wrong: dict[str, str]) -> Problem:
    if wrong:
        first = next(iter(wrong))
        return Problem(
            f"{first}: {wrong[first]}", f"kg-{first}", _("Nothing is recorded yet; the lines stand as typed.")
        )
    return Problem(_("No line is filled in"), "", _("Write a weight, or tick who was seen."))


def _render(
    visit: Visit,
    template: str,
    camp: str,
    numbers: tuple[str, ...],
    *,
    problems: list[Problem],
    wrong: dict[str, str],
    paging: Mapping[str, int] = MappingProxyType({}),
) -> HttpResponse:
    typed = visit.POST
    lines = [
        GridLine(
            number, typed.get(f"kg-{number}", ""), bool(typed.get(f"tick-{number}")), wrong.get(number, "")
        )
        for number in numbers
    ]
    context = {
        "camp": camp,
        "lines": lines,
        "problems": problems,
        "happened": typed.get("happened", now().astimezone(current().conflict.zone).date().isoformat()),
        # Who inspected is never guessed: whoever types is often not the doctor.
        "clinician": typed.get("clinician", ""),
        "recorded": visit.GET.get("recorded", ""),
        **paging,
    }
    return render(visit, template, context, status=422 if problems else 200)
