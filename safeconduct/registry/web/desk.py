"""What waits for a person: open questions in a queue, likely duplicates, and the page that judges a pair.

Decide, next: each answer leads to the next one that is open. Nothing is preselected; the three answers cost the
same effort.
"""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from pydantic import ValidationError

from safeconduct.registry import actions, queries
from safeconduct.registry.answers import PairView, PrisonerView, QuestionView
from safeconduct.registry.facts import Captured, Item, Statement
from safeconduct.registry.requests import (
    AboutPair,
    AnswerQuestion,
    JudgeDifferent,
    JudgeSame,
    JudgeUnsure,
    UndoJudgement,
)
from safeconduct.registry.web import phrases, words
from safeconduct.registry.web.forms import problem_of, problems_of
from safeconduct.registry.web.identity import answer_typed, name_typed
from safeconduct.registry.web.pages import Form, ask
from safeconduct.sources.errors import Conflict, NotFound, Refused
from safeconduct.sources.values import AnswerState, read_typed
from safeconduct.store.clock import today
from safeconduct.store.forms import Field, Problem, number_in, read_date, source_fields, source_of
from safeconduct.store.visit import Visit

AT_ONCE = 50
_VERDICTS: dict[str, type[AboutPair]] = {
    "same": JudgeSame,
    "different": JudgeDifferent,
    "unsure": JudgeUnsure,
    "undo": UndoJudgement,
}
_ITEMS = frozenset(str(item) for item in Item)
_NAMES = frozenset(
    {"name", "names", "surname", "given_names", "name_hangul", "name_latin", "name_cyrillic", "name_hanja"}
)


@require_GET
def questions(visit: Visit) -> HttpResponse:
    """The queue of open questions, oldest first, by kind."""
    code, after = visit.GET.get("kind", ""), visit.GET.get("after", "")
    page = queries.questions(visit.actor, code=code, after=after, size=AT_ONCE)
    counts = queries.question_counts(visit.actor)
    context = {
        "page": page,
        "kind": code,
        "counts": [(each, words.label(phrases.QUESTION, each), number) for each, number in counts.items()],
        "total": sum(counts.values()),
    }
    return render(visit, "registry/questions.html", context)


@require_http_methods(["GET", "POST"])
def question(visit: Visit, number: str, entry: str, index: int) -> HttpResponse:
    """One open question: what was written, one field to answer, or leave it open."""
    view = queries.prisoner(number, visit.actor, "")
    asked = next((each for each in view.questions if (each.entry, each.index) == (entry, index)), None)
    if asked is None:
        return _answered_already(visit, view, entry, index)
    form = Form(
        title=words.label(phrases.QUESTION, asked.question.code),
        act=_("Record this answer"),
        fields=(*_answer_fields(asked), _resolution()),
        command=lambda: _answer(visit, view, asked),
        number=view.number,
        names={"resolution": "reason"},
        template="registry/question.html",
        context={"asked": asked},
        version=view.version,
    )
    return ask(visit, form)


@require_GET
def duplicates(visit: Visit) -> HttpResponse:
    """Likely duplicates that nobody settled."""
    page = queries.duplicates(visit.actor, after=visit.GET.get("after", ""), size=AT_ONCE)
    return render(visit, "registry/duplicates.html", {"page": page})


@require_http_methods(["GET", "POST"])
def pair(visit: Visit, left: str, right: str) -> HttpResponse:
    """Two records side by side; a person says whether they are one person."""
    errors: list[Problem] = []
    status = 200
    if visit.method == "POST":
        try:
            actions.perform(_judgement(visit, left, right), visit.actor)
        except ValidationError as error:
            errors = problems_of(error)
        except Refused as error:
            errors = [problem_of(error)]
        except Conflict:
            errors, status = (
                [Problem(_("While you read, somebody judged this pair. Yours is not saved. Read again."))],
                409,
            )
        else:
            return redirect(
                "pair" if visit.POST.get("verdict") == "undo" else "duplicates", *_undone(visit, left, right)
            )
    view = queries.pair(left, right, visit.actor)
    context = {
        "pair": view,
        "lines": _lines(view),
        "errors": errors,
        "typed": visit.POST or visit.kept,
        "title": f"{view.left.number} · {view.right.number}",
    }
    return render(visit, "registry/pair.html", context, status=status if status == 409 or not errors else 422)


def _undone(visit: Visit, left: str, right: str) -> tuple[str, ...]:
    return (left, right) if visit.POST.get("verdict") == "undo" else ()


def _judgement(visit: Visit, left: str, right: str) -> AboutPair:
    kind = _VERDICTS.get(visit.POST.get("verdict", ""))
    if kind is None:
        raise Refused(
            "no_verdict",
            _("Nothing is chosen."),
            "House rule",
            remedy=_("Choose one of the three."),
            field="verdict",
        )
    reason, seen = visit.POST.get("reason", ""), number_in(visit.POST, "seen")
    return kind(left=left, right=right, reason=reason, seen=seen)


def _lines(view: PairView) -> list[dict[str, object]]:
    """One line a field, both sides beside each other."""
    items = [item for item in Item if _item_of(view.left, item) or _item_of(view.right, item)]
    return [
        {"item": str(item), "left": _item_of(view.left, item), "right": _item_of(view.right, item)}
        for item in items
    ]


def _item_of(view: PrisonerView, item: Item) -> object:
    return next((one for one in view.items if one.item == item), None)


def _answered_already(visit: Visit, view: PrisonerView, entry: str, index: int) -> HttpResponse:
    found = next((each for each in view.answered if (each.entry, each.index) == (entry, index)), None)
    if found is None:
        raise NotFound("no such question")
    return render(visit, "registry/answered.html", {"asked": found, "number": view.number})


def _resolution() -> Field:
    return Field("reason", _("How it was settled, in your words"))


def _answer_fields(asked: QuestionView) -> tuple[Field, ...]:
    """One field for what is now known, and who says so; none where only words can settle it."""
    field = asked.question.field
    label = words.label(words.FIELD, field)
    if field in (Item.BIRTH_DATE, "capture_date"):
        return (Field("answer", label, "date"), *source_fields())
    if field in _ITEMS or field in _NAMES:
        return (Field("answer", label), *source_fields())
    return ()


def _answer(visit: Visit, view: PrisonerView, asked: QuestionView) -> AnswerQuestion:
    """The question closed and, where something is now known, the value recorded in the same act."""
    typed, field = visit.POST, asked.question.field
    known: dict[str, object] = {}
    if field in _NAMES and read_typed(typed.get("answer", "")).state is AnswerState.GIVEN:
        known["name"] = name_typed(typed, "answer")
    elif field in _ITEMS:
        answer = answer_typed(typed, Item(field))
        if answer.state is not AnswerState.NOT_ASKED:
            known["statement"] = Statement(item=Item(field), answer=answer, source=source_of(typed))
    elif field == "capture_date":
        day = read_date(typed, "answer", today=today())
        if day.edtf:
            known["captured"] = Captured(happened=day.edtf, written=day.written, source=source_of(typed))
    return AnswerQuestion.model_validate(
        {
            "prisoner": view.number,
            "seen": number_in(typed, "seen"),
            "entry": asked.entry,
            "index": asked.index,
            "resolution": typed.get("reason", ""),
            **known,
        }
    )
