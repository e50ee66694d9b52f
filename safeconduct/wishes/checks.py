"""What a rule about a wish is told from outside, and the checks that several rules share. Pure.

`rules.py` decides what is heard, `planning.py` what is prepared, kept on paper and known of interpreters.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from safeconduct.law.languages import is_language
from safeconduct.law.states import is_state
from safeconduct.sources import moments
from safeconduct.sources.errors import Refused
from safeconduct.wishes.roster import Listed
from safeconduct.wishes.state import WishState

DATES = "House rule: dates"
STATES = "House rule: States by their code"
LANGUAGES = "GC III art. 17(6); House rule: languages by their code"
# Clocks of two machines differ a little; more than this is a mistake somebody must look at.
CLOCKS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule is told from outside. Moments are UTC; Powers and States are codes.

    `adversaries` are the Powers of origin and those beside them, `gone` why the register holds him no longer, ""
    while it does; `records` are his other records. `assessment` and `approval` are new names for a finding. `powers`
    are the codes of the conflict's own Powers, which need not be those of ISO 3166. `roster` are the interpreters
    known here, `is_busy` whether the one named is asked for at that hour already.
    """

    at: datetime
    operator: str
    operator_name: str
    detaining: str
    adversaries: Set[str]
    gone: str = ""
    records: tuple[str, ...] = ()
    assessment: str = ""
    approval: str = ""
    powers: Set[str] = frozenset()
    roster: tuple[Listed, ...] = ()
    is_busy: bool = False


def check_moment(text: str, where: str, known: Known) -> None:
    moment = moments.read(text)
    if moment is None:
        reason = "This is no moment with its offset from UTC."
        raise Refused(
            "moment_unreadable", reason, DATES, remedy="Write it as 2026-03-05T14:30+02:00.", field=where
        )
    if moment > known.at + CLOCKS:
        raise Refused(
            "moment_in_future", "This is still to come.", DATES, remedy="Check day and hour.", field=where
        )


def check_states(codes: tuple[str, ...], where: str, known: Known) -> None:
    """Each code is a State's. A Power of origin under a name of somebody's own making would be taken for another."""
    unknown = [code for code in codes if not is_state(code, known.powers)]
    if unknown:
        reason = f"{unknown[0]!r} is no State's code."
        remedy = "Use three letters, such as kor, or a code of the conflict's file."
        raise Refused("unknown_state", reason, STATES, remedy=remedy, field=where)


def check_language(code: str, where: str) -> None:
    """The code is a language's. For a slip of the pen nobody would ever find an interpreter."""
    if not is_language(code):
        reason = f"{code!r} is no language's code."
        remedy = "Use two letters, such as ko, uk, ru, en."
        raise Refused("unknown_language", reason, LANGUAGES, remedy=remedy, field=where)


def readable(state: WishState | None) -> WishState:
    """Some commands answer to what was heard before, so whoever gives them must be able to read it."""
    if state is None:
        reason = "What was heard before is sealed in this session."
        raise Refused("locked", reason, "House rule: sealed compartments", remedy="Unlock the session.")
    return state
