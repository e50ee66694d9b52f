"""Who said it: the values that never stand bare.

Owns the answer (given, declined, does not know, not asked, unreadable), the source it comes from and the
name as written. Rooms build their facts from these; nothing here decides. See docs/explanation/the-record.md.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

ShortText = Annotated[str, StringConstraints(max_length=300)]
LongText = Annotated[str, StringConstraints(max_length=8000)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


class Frozen(BaseModel):
    """A value that is written once: immutable, and an unknown field is an error, not a surprise.

    The text of a validation error leaves out what was given: it may be sealed content on its way to a log.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=False, hide_input_in_errors=True
    )


class Channel(StrEnum):
    """How a value reached the record."""

    OWN_STATEMENT = "own_statement"
    OWN_HAND = "own_hand"
    DOCUMENT = "document"
    OBSERVED = "observed"
    LIST = "list"
    INSTANCE = "instance"
    PUBLICATION = "publication"


class Source(Frozen):
    """Where a value comes from. `who` names the writer, speaker or list; `document` what was read.

    `said_on` is the day it was said or seen, as EDTF; empty when nobody wrote it down.
    """

    channel: Channel
    who: ShortText = ""
    document: ShortText = ""
    language: ShortText = ""
    interpreter: ShortText = ""
    said_on: ShortText = ""


class AnswerState(StrEnum):
    """Why a value is there or is not: four kinds of absence are told apart, and no cell is ever blank.

    Source: GC III art. 17 (only a refusal of the four items may be asked about again; refusing is free).
    """

    GIVEN = "given"
    NOT_ASKED = "not_asked"
    DOES_NOT_KNOW = "does_not_know"
    DECLINED = "declined"
    UNREADABLE = "unreadable"


class Answer(Frozen):
    """One answer. `value` is canonical (EDTF, a code, plain text), `written` is what stood there.

    An unreadable answer keeps `written` and has no `value`; the three other absences have neither.
    """

    state: AnswerState
    value: LongText = ""
    written: LongText = ""

    @model_validator(mode="after")
    def _has_what_its_state_says(self) -> Self:
        if self.state == AnswerState.GIVEN and not self.value:
            raise ValueError("an answer that was given has a value")
        if self.state != AnswerState.GIVEN and self.value:
            raise ValueError(f"an answer that is {self.state} has no value")
        return self


NOT_ASKED = Answer(state=AnswerState.NOT_ASKED)
DECLINED = Answer(state=AnswerState.DECLINED)
DOES_NOT_KNOW = Answer(state=AnswerState.DOES_NOT_KNOW)


def given(value: str, written: str = "") -> Answer:
    """An answer with a canonical value; `written` is what stood there, when it differs."""
    return Answer(state=AnswerState.GIVEN, value=value, written=written if written != value else "")


def unreadable(written: str) -> Answer:
    """What stood there and could not be read; it is kept to the letter."""
    return Answer(state=AnswerState.UNREADABLE, written=written)


class NameRole(StrEnum):
    """What a written name is to the person. A name on a false paper is an alias, never the identity."""

    OWN = "own"
    ALIAS = "alias"
    FATHER = "father"


class WrittenName(Frozen):
    """A name as it was written, to the letter; readings and transliterations are derived, never stored.

    `script` is a `names.scripts.Script` value, `language` a BCP 47 tag or empty.
    """

    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    script: ShortText = ""
    language: ShortText = ""
    role: NameRole = NameRole.OWN
    source: Source


class Absent(StrEnum):
    """How an absence is typed in any field of a form, on a paper twin or in a list."""

    DOES_NOT_KNOW = "?"
    DECLINED = "-"
    UNREADABLE = "#"


def read_typed(text: str) -> Answer:
    """What a clerk typed: empty is not asked, ? does not know, - declines to say, # cannot be read."""
    typed = text.strip()
    match typed:
        case "":
            return NOT_ASKED
        case Absent.DOES_NOT_KNOW:
            return DOES_NOT_KNOW
        case Absent.DECLINED:
            return DECLINED
        case Absent.UNREADABLE:
            return unreadable(typed)
    return Answer(state=AnswerState.GIVEN, value=typed)


Version = Annotated[int, Field(ge=1)]
