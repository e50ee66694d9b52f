"""Decides every command of the register: the state and the command give facts, or a refusal with its ground.

Pure: the day and the known places come in. One function a command, all in `RULES` and `PAIR_RULES`; what
befalls a person is decided in `custody_rules`. No command can record that a person gives up a right: the
Convention knows no such act (GC III art. 7), so there is nothing here that could.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from datetime import date

from safeconduct.registry import custody_rules, facts, registering, requests
from safeconduct.registry.answers import NameView, PaperView, QuestionView, Sourced
from safeconduct.registry.custody_rules import Known, check_happened
from safeconduct.registry.facts import Fact, Item, PaperFinding, Verdict
from safeconduct.registry.state import PairState, PrisonerState
from safeconduct.sources.errors import NotFound, Refused
from safeconduct.sources.values import AnswerState

FILE_BYTES_MAX = 5 * 1024 * 1024
MEDIA_TYPES = ("image/jpeg", "image/png")
_CORRECTIONS = "House rule: corrections are new facts"
_FILES = "House rule: files"
_PAIRS = "House rule: two records, one person"

Rule = Callable[..., list[Fact]]


def facts_for(
    state: PrisonerState, command: requests.Command, *, today: date, known_places: frozenset[str]
) -> list[Fact]:
    """The facts that the command makes of this person, each for the compartment it names; or `Refused`.

    `Register` is decided over an empty state. Everything else needs a person: `NotFound` where none is
    registered, `Refused` where the record was erased.
    """
    known = Known(today, known_places)
    if isinstance(command, requests.Register):
        return registering.register(state, command, known)
    if state.is_erased:
        raise Refused("erased", "This record was erased.", "House rule: erasure", field="prisoner")
    if not state.is_registered:
        raise NotFound("nobody is registered here")
    return RULES[type(command)](state, command, known)


def pair_facts_for(state: PairState, command: requests.AboutPair) -> list[Fact]:
    """The facts that a judgement of two records makes; or `Refused`."""
    if state.left == state.right:
        raise Refused(
            "same_record",
            "Both numbers are of one record.",
            _PAIRS,
            remedy="Give the number of the other record.",
            field="right",
        )
    return PAIR_RULES[type(command)](state, command)


def attachment(stored: facts.FileStored, *, stream: str, caption: str) -> facts.FileAttached:
    """The fact that ties a stored file to the person; `stream` is the file's own, drawn at random."""
    return facts.FileAttached(
        stream=stream,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        caption=caption,
    )


# --- names ----------------------------------------------------------------------------------------


def record_name(state: PrisonerState, command: requests.RecordName, known: Known) -> list[Fact]:
    """One more name, unless nothing is written or the same writer wrote the same one."""
    if not command.name.text.strip():
        raise Refused("name_empty", "No name is written.", _CORRECTIONS, remedy="Write it.", field="name")
    if any(view.name == command.name and not view.withdrawn_reason for view in state.names):
        raise Refused(
            "name_stands", "This name already stands here from this source.", _CORRECTIONS, field="name"
        )
    return [facts.NameRecorded(name=command.name)]


def withdraw_name(state: PrisonerState, command: requests.WithdrawName, known: Known) -> list[Fact]:
    """A name stands and was not withdrawn; one on a paper goes with the finding on the paper."""
    name = _name(state, command.entry, command.index)
    if name.withdrawn_reason:
        raise _withdrawn("name")
    if any(paper.entry == command.entry for paper in state.papers):
        raise Refused(
            "name_on_paper",
            "This name stands on a paper.",
            _CORRECTIONS,
            remedy="Judge the paper.",
            field="entry",
        )
    return [facts.NameWithdrawn(entry=command.entry, index=command.index, reason=command.reason)]


# --- answers --------------------------------------------------------------------------------------


def state_identity(state: PrisonerState, command: requests.StateIdentity, known: Known) -> list[Fact]:
    """One more answer; an earlier one stands beside it, also where they disagree."""
    check_statement(command.statement, known, "statement")
    return [facts.IdentityStated(statement=command.statement)]


def check_statement(statement: facts.Statement, known: Known, where: str) -> None:
    """A statement typed by hand says something, and a birth is a date that has been."""
    answer = statement.answer
    if answer.state == AnswerState.NOT_ASKED or (
        answer.state == AnswerState.GIVEN and not answer.value.strip()
    ):
        raise Refused(
            "nothing_said",
            "There is no answer in this.",
            _CORRECTIONS,
            remedy="Write the answer, or that it was declined or is not known.",
            field=f"{where}.answer",
        )
    if statement.item == Item.BIRTH_DATE and answer.state == AnswerState.GIVEN:
        check_happened(answer.value, known, f"{where}.answer")


def withdraw_statement(state: PrisonerState, command: requests.WithdrawStatement, known: Known) -> list[Fact]:
    """An answer stands in the record and was not withdrawn."""
    if _statement(state, command.entry, command.index)[1].is_withdrawn:
        raise _withdrawn("answer")
    return [facts.StatementWithdrawn(entry=command.entry, index=command.index, reason=command.reason)]


def judge_statement(state: PrisonerState, command: requests.JudgeStatement, known: Known) -> list[Fact]:
    """The chosen answer is about this item, was given and was not withdrawn."""
    item, said = _statement(state, command.entry, command.index)
    if item != command.item:
        reason = "The chosen answer is about something else."
        raise Refused("other_item", reason, _CORRECTIONS, remedy="Choose one of its answers.", field="entry")
    if said.is_withdrawn:
        raise _withdrawn("answer")
    if said.answer.state != AnswerState.GIVEN:
        reason = "There is no value in the chosen answer."
        raise Refused(
            "nothing_given", reason, _CORRECTIONS, remedy="Choose an answer that was given.", field="entry"
        )
    return [
        facts.StatementJudged(
            item=command.item, entry=command.entry, index=command.index, reason=command.reason
        )
    ]


# --- papers and files -----------------------------------------------------------------------------


def record_paper(state: PrisonerState, command: requests.RecordPaper, known: Known) -> list[Fact]:
    """A paper is described by something, and its files are attached to this person."""
    if not (command.description.strip() or command.number.strip() or command.name_on_paper):
        raise Refused(
            "paper_empty",
            "Nothing is said of the paper.",
            "GC III art. 17(3)",
            remedy="Describe it, or give its number or the name on it.",
            field="description",
        )
    attached = {file.entry for file in state.files}
    if any(file not in attached for file in command.files):
        raise _no_such("file", "files")
    values = {name: getattr(command, name) for name in facts.PaperSeen.model_fields}
    return [facts.PaperSeen(**values)]


def judge_paper(state: PrisonerState, command: requests.JudgePaper, known: Known) -> list[Fact]:
    """A paper was seen, and the finding is another than the one that stands."""
    paper = _paper(state, command.entry)
    if paper.finding == command.finding and paper.finding != PaperFinding.UNDETERMINED:
        reason = f"The paper is already found {paper.finding}."
        raise Refused("already_found", reason, "GC III art. 17(3)", field="finding")
    return [facts.PaperJudged(entry=command.entry, finding=command.finding, reason=command.reason)]


def attach_file(state: PrisonerState, command: requests.AttachFile, known: Known) -> list[Fact]:
    """The file to be kept, in a stream of its own; `attachment` then ties it to the person.

    `command.content` is what is kept, so whoever strips the metadata does it before.
    """
    if command.media_type not in MEDIA_TYPES:
        reason = "This is neither a JPEG nor a PNG picture."
        raise Refused("file_type", reason, _FILES, remedy="Save it as JPEG or PNG.", field="media_type")
    content = _decoded(command.content)
    if len(content) > FILE_BYTES_MAX:
        reason = "The file is larger than 5 MB."
        raise Refused("file_too_large", reason, _FILES, remedy="Save it smaller.", field="content")
    stored = facts.FileStored(
        name=command.name,
        media_type=command.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=command.content,
    )
    return [stored]


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        reason = "The file is not given in base64."
        raise Refused("file_unreadable", reason, _FILES, remedy="Send it again.", field="content") from None


# --- questions ------------------------------------------------------------------------------------


def raise_question(state: PrisonerState, command: requests.RaiseQuestion, known: Known) -> list[Fact]:
    """The same question is not open already."""
    if any(view.question == command.question for view in state.questions):
        reason = "This question is already open."
        raise Refused("already_asked", reason, "GC III art. 122(7)", field="question")
    return [facts.QuestionRaised(question=command.question)]


def answer_question(state: PrisonerState, command: requests.AnswerQuestion, known: Known) -> list[Fact]:
    """The question is open; what was found out is recorded with it, under the rules of its own command."""
    if _question(state, command.entry, command.index).resolution:
        reason = "This question is already answered."
        raise Refused("already_answered", reason, "GC III art. 122(7)", field="entry")
    found: list[Fact] = []
    if command.name is not None:
        found.append(facts.NameRecorded(name=command.name))
    if command.statement is not None:
        check_statement(command.statement, known, "statement")
        found.append(facts.IdentityStated(statement=command.statement))
    if command.captured is not None:
        check_happened(command.captured.happened, known, "captured.happened")
        found.append(command.captured)
    answered = facts.QuestionAnswered(entry=command.entry, index=command.index, resolution=command.resolution)
    return [*found, answered]


# --- two records, one person ----------------------------------------------------------------------


def judge_same(state: PairState, command: requests.JudgeSame) -> list[Fact]:
    """Both records are one person."""
    return _judge(state, command, Verdict.SAME)


def judge_different(state: PairState, command: requests.JudgeDifferent) -> list[Fact]:
    """The records are two persons."""
    return _judge(state, command, Verdict.DIFFERENT)


def judge_unsure(state: PairState, command: requests.JudgeUnsure) -> list[Fact]:
    """Nobody can tell yet."""
    return _judge(state, command, Verdict.UNSURE)


def undo_judgement(state: PairState, command: requests.UndoJudgement) -> list[Fact]:
    """Some judgement counts, and counts no longer."""
    if state.verdict is None:
        raise Refused("not_judged", "Nothing is judged of these two records.", _PAIRS, field="left")
    return [facts.JudgementUndone(left=state.left, right=state.right, reason=command.reason)]


def _judge(state: PairState, command: requests.AboutPair, verdict: Verdict) -> list[Fact]:
    if state.verdict == verdict:
        raise Refused("already_judged", f"These two records are already judged {verdict}.", _PAIRS)
    return [facts.PairJudged(left=state.left, right=state.right, verdict=verdict, reason=command.reason)]


# --- look-ups -------------------------------------------------------------------------------------


def _name(state: PrisonerState, entry: str, index: int) -> NameView:
    for view in state.names:
        if (view.entry, view.index) == (entry, index):
            return view
    raise _no_such("name", "entry")


def _statement(state: PrisonerState, entry: str, index: int) -> tuple[Item, Sourced]:
    for item, view in state.items.items():
        for said in view.all:
            if (said.entry, said.index) == (entry, index):
                return item, said
    raise _no_such("answer", "entry")


def _paper(state: PrisonerState, entry: str) -> PaperView:
    for view in state.papers:
        if view.entry == entry:
            return view
    raise _no_such("paper", "entry")


def _question(state: PrisonerState, entry: str, index: int) -> QuestionView:
    for view in (*state.questions, *state.answered):
        if (view.entry, view.index) == (entry, index):
            return view
    raise _no_such("question", "entry")


def _no_such(what: str, where: str) -> Refused:
    reason = f"There is no such {what} in this record."
    return Refused(f"no_such_{what}", reason, _CORRECTIONS, remedy="Open the record again.", field=where)


def _withdrawn(what: str) -> Refused:
    reason = f"This {what} is already withdrawn."
    return Refused("already_withdrawn", reason, _CORRECTIONS, field="entry")


RULES: dict[type[requests.Command], Rule] = {
    requests.Register: registering.register,
    requests.RecordName: record_name,
    requests.WithdrawName: withdraw_name,
    requests.StateIdentity: state_identity,
    requests.WithdrawStatement: withdraw_statement,
    requests.JudgeStatement: judge_statement,
    requests.RecordPaper: record_paper,
    requests.JudgePaper: judge_paper,
    requests.RaiseQuestion: raise_question,
    requests.AnswerQuestion: answer_question,
    requests.AttachFile: attach_file,
    requests.RecordEvent: custody_rules.record_event,
    requests.WithdrawEvent: custody_rules.withdraw_event,
    requests.HandInHealth: custody_rules.hand_in_health,
    requests.MeasureWeight: custody_rules.measure_weight,
    requests.IssueCertificate: custody_rules.issue_certificate,
}
PAIR_RULES: dict[type[requests.Command], Rule] = {
    requests.JudgeSame: judge_same,
    requests.JudgeDifferent: judge_different,
    requests.JudgeUnsure: judge_unsure,
    requests.UndoJudgement: undo_judgement,
}
