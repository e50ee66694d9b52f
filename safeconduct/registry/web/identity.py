"""Names, answers, papers and files of a prisoner: adding a source, correcting, judging. Nothing is overwritten."""

import base64

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from safeconduct.names import scripts
from safeconduct.registry import queries
from safeconduct.registry.facts import Item, PaperFinding, Statement
from safeconduct.registry.requests import (
    AttachFile,
    JudgePaper,
    JudgeStatement,
    RecordName,
    RecordPaper,
    StateIdentity,
    WithdrawName,
    WithdrawStatement,
)
from safeconduct.registry.web import words
from safeconduct.registry.web.events import reason_field, withdrawal_consequences
from safeconduct.registry.web.pages import Form, ask, languages_of_conflict, powers_of_conflict
from safeconduct.sources.date_reading import DateKind
from safeconduct.sources.errors import NotFound
from safeconduct.sources.values import (
    Answer,
    AnswerState,
    Channel,
    NameRole,
    WrittenName,
    read_typed,
    unreadable,
)
from safeconduct.store.clock import today
from safeconduct.store.forms import Choices, Field, number_in, read_date, source_fields, source_of
from safeconduct.store.visit import Visit


@require_http_methods(["GET", "POST"])
def add_answer(visit: Visit, number: str, item: str) -> HttpResponse:
    """One more answer about one item; earlier ones stand beside it."""
    asked = _item(item)
    form = Form(
        title=words.ITEM[asked],
        act=_("Add this answer"),
        fields=(_answer_field(asked), *source_fields()),
        command=lambda: StateIdentity(
            prisoner=number,
            seen=number_in(visit.POST, "seen"),
            statement=Statement(
                item=asked, answer=answer_typed(visit.POST, asked), source=source_of(visit.POST)
            ),
        ),
        number=number,
        law="GC III art. 17" if asked in (Item.RANK, Item.BIRTH_DATE, Item.SERVICE_NUMBER) else "",
    )
    return ask(visit, form)


@require_http_methods(["GET", "POST"])
def withdraw_answer(visit: Visit, number: str, entry: str, index: int) -> HttpResponse:
    """An answer the clerk wrote down in error."""
    titles = _("Withdraw an answer recorded in error"), _("Withdraw this answer")
    return _withdraw(visit, number, WithdrawStatement, at=(entry, index), titles=titles)


@require_http_methods(["GET", "POST"])
def judge_answers(visit: Visit, number: str, item: str) -> HttpResponse:
    """Two answers disagree: which one lists show. The others stand, with their sources."""
    asked = _item(item)
    view = queries.prisoner(number, visit.actor, "")
    found = next((one for one in view.items if one.item == asked), None)
    if found is None:
        raise NotFound("nothing was answered")
    said = [sourced for sourced in found.all if not sourced.is_withdrawn]
    chosen = visit.POST.get("answer", "").partition("-")
    form = Form(
        title=words.ITEM[asked],
        act=_("Show this answer in lists"),
        fields=(reason_field(),),
        command=lambda: JudgeStatement(
            prisoner=number,
            seen=number_in(visit.POST, "seen"),
            item=asked,
            entry=chosen[0],
            index=number_in({"index": chosen[2]}, "index"),
            reason=visit.POST.get("reason", ""),
        ),
        number=number,
        names={"entry": "answer"},
        template="registry/judge.html",
        context={
            "said": said,
            "item": asked,
            "chosen": visit.POST.get("answer", ""),
        },
        version=view.version,
    )
    return ask(visit, form)


@require_http_methods(["GET", "POST"])
def add_name(visit: Visit, number: str) -> HttpResponse:
    """One more name, as written."""
    roles = [(str(role), words.NAME_ROLE[role]) for role in NameRole]
    form = Form(
        title=_("Add a name"),
        act=_("Add this name"),
        fields=(
            Field(
                "text",
                _("Name as said or written"),
                hint=_("One field, in any script, in the order as written."),
            ),
            Field("role", _("What name it is"), "select", choices=roles, value=str(NameRole.OWN)),
            *source_fields(),
        ),
        command=lambda: RecordName(
            prisoner=number,
            seen=number_in(visit.POST, "seen"),
            name=name_typed(visit.POST, "text", NameRole(visit.POST.get("role") or NameRole.OWN)),
        ),
        number=number,
    )
    return ask(visit, form)


@require_http_methods(["GET", "POST"])
def withdraw_name(visit: Visit, number: str, entry: str, index: int) -> HttpResponse:
    """A name the clerk wrote down in error."""
    titles = _("Withdraw a name recorded in error"), _("Withdraw this name")
    return _withdraw(visit, number, WithdrawName, at=(entry, index), titles=titles)


@require_http_methods(["GET", "POST"])
def add_paper(visit: Visit, number: str) -> HttpResponse:
    """A paper seen, without taking it away."""
    form = Form(
        title=_("Record a paper seen"),
        act=_("Record this paper"),
        fields=(
            Field("description", _("What paper it is")),
            Field(
                "name_on_paper", _("Name on the paper"), hint=_("It becomes an alias, never the identity.")
            ),
            Field("paper_number", _("Number of the paper")),
            Field("issuer", _("Issued by")),
            Field(
                "finding", _("What it was judged to be"), "select", choices=_findings(), value="undetermined"
            ),
            *source_fields(default=Channel.DOCUMENT),
        ),
        command=lambda: _paper(visit.POST, number),
        number=number,
        law="GC III art. 17, 18",
        names={"number": "paper_number"},
    )
    return ask(visit, form)


@require_http_methods(["GET", "POST"])
def judge_paper(visit: Visit, number: str, entry: str) -> HttpResponse:
    """What a paper seen earlier is judged to be."""
    form = Form(
        title=_("Judge a paper"),
        act=_("Record this finding"),
        fields=(
            Field("finding", _("What it is judged to be"), "choice", choices=_findings()),
            reason_field(),
        ),
        command=lambda: JudgePaper.model_validate(
            {
                "prisoner": number,
                "seen": number_in(visit.POST, "seen"),
                "entry": entry,
                "finding": visit.POST.get("finding", ""),
                "reason": visit.POST.get("reason", ""),
            }
        ),
        number=number,
    )
    return ask(visit, form)


@require_http_methods(["GET", "POST"])
def add_file(visit: Visit, number: str) -> HttpResponse:
    """A scan or photograph; what a camera adds to it is taken off."""
    form = Form(
        title=_("Add a file"),
        act=_("Add this file"),
        fields=(Field("caption", _("What it shows"), hint=_("No name; the number stands on the page.")),),
        command=lambda: _file(visit, number),
        number=number,
        names={"content": "file", "name": "file", "media_type": "file"},
        template="registry/file_add.html",
    )
    return ask(visit, form)


@require_GET
def file(visit: Visit, number: str, stream: str) -> HttpResponse:
    """One file on a page of its own."""
    return render(visit, "registry/file.html", {"number": number, "stream": stream})


@require_GET
def file_content(visit: Visit, number: str, stream: str) -> HttpResponse:
    """The file itself, opened for this operator and logged."""
    opened = queries.file(number, stream, visit.actor)
    response = HttpResponse(opened.data, content_type=opened.media_type)
    response.headers["Content-Disposition"] = "inline"
    return response


def answer_typed(typed: QueryDict, item: Item, name: str = "answer") -> Answer:
    """What was typed about an item: dates from their three fields, the rest from one."""
    if item != Item.BIRTH_DATE:
        return read_typed(typed.get(name, ""))
    born = read_date(typed, name, today=today(), kind=DateKind.BIRTH)
    if born.absent is not None:
        return read_typed(born.absent)
    if born.code:
        return unreadable(born.written)
    if not born.edtf:
        return read_typed("")
    return Answer(state=AnswerState.GIVEN, value=born.edtf, written=born.written)


def name_typed(typed: QueryDict, name: str, role: NameRole = NameRole.OWN) -> WrittenName:
    """A name as typed, with its script; raises ValidationError for an empty or overlong one."""
    text = typed.get(name, "").strip()
    return WrittenName(text=text, script=str(scripts.script_of(text)), role=role, source=source_of(typed))


def _withdraw(
    visit: Visit,
    number: str,
    kind: type[WithdrawStatement | WithdrawName],
    *,
    at: tuple[str, int],
    titles: tuple[str, str],
) -> HttpResponse:
    """The form by which what stands in the entry at a place is taken back; `titles` are its own and its act's."""
    title, act = titles
    form = Form(
        title=title,
        act=act,
        fields=(reason_field(),),
        command=lambda: kind(
            prisoner=number,
            seen=number_in(visit.POST, "seen"),
            entry=at[0],
            index=at[1],
            reason=visit.POST.get("reason", ""),
        ),
        number=number,
        context={"consequences": withdrawal_consequences()},
    )
    return ask(visit, form)


def _answer_field(item: Item) -> Field:
    label = words.ITEM[item]
    hint = _("? does not know · - declines to say · # cannot be read")
    match item:
        case Item.BIRTH_DATE:
            return Field("answer", label, "date")
        case Item.POWER:
            return Field("answer", label, "select", choices=_with_absent(powers_of_conflict()))
        case Item.LANGUAGE:
            return Field("answer", label, "select", choices=_with_absent(languages_of_conflict()))
        case Item.SEX:
            return Field("answer", label, "select", choices=_with_absent(list(words.SEX.items())))
        case Item.NOTE | Item.ADDRESS_FOR_MAIL | Item.PERSON_TO_INFORM:
            return Field("answer", label, "long", hint=hint)
    return Field("answer", label, hint=hint)


def _with_absent(choices: Choices) -> Choices:
    state = words.ANSWER_STATE
    absent = [("?", state["does_not_know"]), ("-", state["declined"]), ("#", state["unreadable"])]
    return [*choices, *absent]


def _findings() -> Choices:
    return [(str(code), words.PAPER_FINDING[code]) for code in PaperFinding]


def _paper(typed: QueryDict, number: str) -> RecordPaper:
    has_name = bool(typed.get("name_on_paper", "").strip())
    return RecordPaper.model_validate(
        {
            "prisoner": number,
            "seen": number_in(typed, "seen"),
            "description": typed.get("description", "").strip(),
            "name_on_paper": name_typed(typed, "name_on_paper", NameRole.ALIAS) if has_name else None,
            "number": typed.get("paper_number", "").strip(),
            "issuer": typed.get("issuer", "").strip(),
            "finding": typed.get("finding") or PaperFinding.UNDETERMINED,
            "source": source_of(typed),
        }
    )


def _file(visit: Visit, number: str) -> AttachFile:
    sent = visit.FILES.get("file")
    content = base64.b64encode(sent.read()).decode() if sent else ""
    return AttachFile(
        prisoner=number,
        seen=number_in(visit.POST, "seen"),
        name=f"{number}-{visit.POST.get('caption', '')[:40]}".strip("-"),
        media_type=(sent.content_type if sent else "") or "",
        content=content,
        caption=visit.POST.get("caption", "").strip(),
    )


def _item(code: str) -> Item:
    try:
        return Item(code)
    except ValueError:
        raise NotFound("no such item") from None
