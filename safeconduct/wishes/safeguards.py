"""The safeguards of a hearing: each is there, or the hearing makes no wish.

Pure, and the same for an interview that is recorded, one that a laptop brings home and one that is read again:
what is missing is derived from the interview alone. Each missing safeguard is a refusal with its ground.
Source: GC III arts 7, 17, 126(1); the rest are house rules of this project (design section 6).
"""

from collections.abc import Callable, Iterator, Set

from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.wishes.facts import (
    AskedApart,
    Capacity,
    Hearer,
    Hearing,
    Interview,
    Presence,
    Setting,
    Sheet,
    SheetPoint,
)

MAY_HEAR = frozenset({Hearer.LAWYER, Hearer.DELEGATE, Hearer.DOCTOR, Hearer.TRUSTED_PERSON})
_HOUSE = "House rule: safeguards of a hearing"
_FREELY = "GC III art. 7; House rule: safeguards of a hearing"
_UNDERSTOOD = "GC III art. 17(6); House rule: safeguards of a hearing"
_VISITS = "GC III art. 126(1); House rule: safeguards of a hearing"


def check(heard: Hearing, *, interviewer_name: str, partial_to: Set[str], needs_sheet: bool = True) -> None:
    """`Refused` with the first safeguard that is missing.

    `partial_to` are the States for whose services no interpreter may work: the Powers of origin and every
    destination that was named.
    """
    for refusal in missing(
        heard, interviewer_name=interviewer_name, partial_to=partial_to, needs_sheet=needs_sheet
    ):
        raise refusal


def is_whole(interview: Interview, *, partial_to: Set[str], needs_sheet: bool = True) -> bool:
    """Whether every safeguard is there."""
    found = missing(
        interview,
        interviewer_name=interview.interviewer_name,
        partial_to=partial_to,
        needs_sheet=needs_sheet,
    )
    return next(found, None) is None


def missing(
    heard: Hearing, *, interviewer_name: str, partial_to: Set[str], needs_sheet: bool
) -> Iterator[Refused]:
    """Every safeguard that is missing, the gravest first."""
    for is_missing, code, reason, source, remedy in _TABLE:
        if is_missing(heard):
            yield Refused(code, reason, source, remedy=remedy, field="interview")
    yield from _interpreter(heard, interviewer_name, partial_to)
    if needs_sheet:
        yield from _sheet(heard.sheet)


def _interpreter(heard: Hearing, interviewer_name: str, partial_to: Set[str]) -> Iterator[Refused]:
    interpreter = heard.interpreter
    if interpreter is None:
        return
    if interpreter.name.strip().casefold() == interviewer_name.strip().casefold():
        yield _refused("interpreter_interviews", "The interpreter is the interviewer.", _HOUSE)
    if not interpreter.name.strip() or not interpreter.qualification.strip():
        yield _refused(
            "interpreter_unnamed", "Who interpreted, and with what qualification, is not told.", _HOUSE
        )
    if not partial_to.isdisjoint(interpreter.serves):
        reason = "The interpreter works for the Power of origin or for a destination."
        yield _refused("interpreter_partial", reason, _HOUSE, "Hear the prisoner with another interpreter.")
    if not interpreter.is_accepted:
        reason = "The prisoner did not accept the interpreter."
        yield _refused("interpreter_rejected", reason, _HOUSE, "Hear the prisoner with another interpreter.")


def _sheet(sheet: Sheet | None) -> Iterator[Refused]:
    if sheet is None or not sheet.version.strip() or not sheet.is_read_aloud:
        reason = "The information sheet was not read to the prisoner."
        yield _refused("sheet_not_read", reason, _UNDERSTOOD, "Read it aloud in his language first.")
    elif set(SheetPoint) - set(sheet.told_back):
        told = ", ".join(each for each in SheetPoint if each not in sheet.told_back)
        reason = f"The prisoner did not tell back every point of the sheet: {told}."
        yield _refused("sheet_not_understood", reason, _UNDERSTOOD, "Explain these points again and ask him.")


def _refused(code: str, reason: str, source: str, remedy: str = "Hear the prisoner again.") -> Refused:
    return Refused(code, reason, source, remedy=remedy, field="interview")


# What is missing: when, its code, the words, the ground, and what to do.
_TABLE: tuple[tuple[Callable[[Hearing], bool], str, str, str, str], ...] = (
    (
        lambda heard: moments.read(heard.held) is None,
        "moment_unreadable",
        "When the prisoner was heard cannot be read, or has no offset from UTC.",
        "House rule: dates",
        "Write it as 2026-03-05T14:30+02:00.",
    ),
    (
        lambda heard: heard.setting == Setting.GROUP,
        "group_form",
        "Words of a group are nobody's wish.",
        _FREELY,
        "Hear each prisoner alone.",
    ),
    (
        lambda heard: heard.setting != Setting.PRIVATE_INTERVIEW,
        "not_an_interview",
        "What was said to press, interrogators or visitors is no wish.",
        _FREELY,
        "Record it as a reported statement, and hear the prisoner in private.",
    ),
    (
        lambda heard: not heard.place.strip(),
        "place_unknown",
        "Where the prisoner was heard is not told.",
        _HOUSE,
        "Write the place.",
    ),
    (
        lambda heard: bool(set(heard.hearers) - MAY_HEAR),
        "not_private",
        "Somebody could hear who must not.",
        _FREELY,
        "Hear the prisoner again in private.",
    ),
    (
        lambda heard: heard.presence == Presence.NOT_OFFERED,
        "presence_not_offered",
        "The ICRC or the Protecting Power was not offered to the prisoner.",
        _VISITS,
        "Offer it, and record what he answered.",
    ),
    (
        lambda heard: not heard.is_signed_no_inducement,
        "inducement_not_signed",
        "The interviewer did not sign that nothing was promised or threatened.",
        _FREELY,
        "Sign it, if it is true.",
    ),
    (
        lambda heard: heard.asked_apart == AskedApart.NOT_ASKED,
        "not_asked_apart",
        "The prisoner was not asked apart whether anything was promised or threatened.",
        _FREELY,
        "Ask him apart.",
    ),
    (
        lambda heard: heard.asked_apart == AskedApart.SOMETHING,
        "inducement_told",
        "The prisoner says that something was promised or threatened.",
        _FREELY,
        "Have it examined, and hear him again when it is over.",
    ),
    (
        lambda heard: heard.capacity != Capacity.ABLE,
        "capacity_not_found",
        "No doctor found that the prisoner can decide now.",
        _FREELY,
        "Have a doctor see him first.",
    ),
)
