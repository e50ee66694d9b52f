"""What tracing keeps sealed in its rows: a line of the desk with whom they seek, and the score of a candidate."""

from typing import Any, TypeAlias

from safeconduct.ledger.canonical import Json
from safeconduct.sources.numbers import number_of
from safeconduct.sources.values import WrittenName
from safeconduct.store import rows
from safeconduct.tracing.answers import AnswerView, EnquiryRow
from safeconduct.tracing.facts import Outcome, Sought
from safeconduct.tracing.letters import letter
from safeconduct.tracing.state import EnquiryState

Blob: TypeAlias = "bytes | memoryview"

_ENQUIRY = "tracing_enquiry"
_LETTERS = "tracing_enquiry letters"
_WAITING = "ops_trace_waiting"


def seal_enquiry(state: EnquiryState) -> bytes:
    """The line of the desk and whom they seek; what is counted at reading stands elsewhere."""
    assert state.opened is not None
    content: Json = {
        "sought": state.sought.sought.model_dump(mode="json", exclude_defaults=True),
        "relation": str(state.opened.enquirer.relation),
        "received": state.opened.received,
        "closed": state.is_closed,
        "answered": bool(state.answers),
        "found": bool(state.found),
        "judged": sorted(state.judged),
        "of_one": sum(judged.is_of_one for judged in state.judged.values()),
    }
    return rows.seal(_ENQUIRY, state.enquiry, content)


def open_enquiry(enquiry: str, blob: Blob) -> EnquiryRow:
    """The line of the desk; raises Tampered for a row that was changed or moved."""
    content = _content(enquiry, blob)
    sought = Sought.model_validate(content["sought"])
    return EnquiryRow(
        id=enquiry,
        number=number_of(enquiry),
        name=WrittenName.model_validate(sought.names[0]),
        other_names=len(sought.names) - 1,
        born=sought.born,
        relation=content["relation"],
        received=content["received"],
        is_closed=content["closed"],
        is_answered=content["answered"],
        is_found=content["found"],
        of_one=content["of_one"],
    )


def seal_letters(state: EnquiryState) -> bytes:
    """The letters of all answers, in order."""
    number = number_of(state.enquiry)
    content: Json = [[str(a.outcome), a.language, letter(a, number)] for a in state.answers]
    return rows.seal(_LETTERS, state.enquiry, content)


def open_letters(enquiry: str, blob: Blob) -> tuple[AnswerView, ...]:
    """What `seal_letters` wrote; raises Tampered."""
    content: Any = rows.open(_LETTERS, enquiry, bytes(blob))
    return tuple(AnswerView(Outcome(outcome), language, text) for outcome, language, text in content)


def open_sought(enquiry: str, blob: Blob) -> tuple[Sought, frozenset[str]]:
    """Whom they seek, and the records of which something is judged already."""
    content = _content(enquiry, blob)
    return Sought.model_validate(content["sought"]), frozenset(content["judged"])


def seal_score(enquiry: str, prisoner: str, score: float) -> bytes:
    """How strong a waiting candidate is."""
    return rows.seal(_WAITING, f"{enquiry} {prisoner}", f"{score:.4f}")


def open_score(enquiry: str, prisoner: str, blob: Blob) -> float:
    """What `seal_score` wrote; raises Tampered."""
    return float(str(rows.open(_WAITING, f"{enquiry} {prisoner}", bytes(blob))))


def _content(enquiry: str, blob: Blob) -> Any:
    return rows.open(_ENQUIRY, enquiry, bytes(blob))
