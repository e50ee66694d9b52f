"""The routes by which a prisoner can go, and what each asks before a handover. Data; pure.

Source: GC III art. 12 (transfer), arts 109(2), 111 (internment in a neutral State), arts 5(1), 118 (release),
arts 109, 117-119 (repatriation). That a release asks for admission and for a settled status is a house rule.
"""

from dataclasses import dataclass
from enum import StrEnum

from safeconduct.arrangements.facts import Assurance, Route


class Towards(StrEnum):
    """Which States a route leads to."""

    OTHER_STATE = "other_state"
    NEUTRAL = "neutral"
    OTHER_OR_OWN = "other_or_own"
    ADVERSE = "adverse"


@dataclass(frozen=True, slots=True)
class Asks:
    """What a route asks. `ground` is its article; `assurances` stand in the order in which they are asked."""

    ground: str
    towards: Towards
    needs_assessment: bool
    needs_acceptance: bool
    assurances: tuple[Assurance, ...]


ROUTES: dict[Route, Asks] = {
    Route.TRANSFER: Asks(
        "GC III art. 12(2)",
        Towards.OTHER_STATE,
        needs_assessment=True,
        needs_acceptance=True,
        assurances=(
            Assurance.CONVENTION_APPLIES,
            Assurance.VISITS_ALLOWED,
            Assurance.NO_PASSING_ON,
            Assurance.RETURN_IF_ASKED,
        ),
    ),
    Route.NEUTRAL_INTERNMENT: Asks(
        "GC III art. 111",
        Towards.NEUTRAL,
        needs_assessment=True,
        needs_acceptance=True,
        assurances=(
            Assurance.ORIGIN_AGREES,
            Assurance.UNTIL_CLOSE,
            Assurance.CONVENTION_APPLIES,
            Assurance.VISITS_ALLOWED,
            Assurance.NO_PASSING_ON,
        ),
    ),
    Route.RELEASE: Asks(
        "GC III art. 5(1); House rule: release to a State that admits",
        Towards.OTHER_OR_OWN,
        needs_assessment=False,
        needs_acceptance=True,
        assurances=(
            Assurance.ADMISSION_GIVEN,
            Assurance.STATUS_SETTLED,
            Assurance.NO_PASSING_ON,
            Assurance.TOLD_PROTECTION_ENDS,
            Assurance.EFFECTS_RESTORED,
        ),
    ),
    Route.REPATRIATION: Asks(
        "GC III arts 109, 118, 119",
        Towards.ADVERSE,
        needs_assessment=False,
        needs_acceptance=False,
        assurances=(
            Assurance.EFFECTS_RESTORED,
            Assurance.NO_PROCEEDINGS,
            Assurance.FIT_TO_TRAVEL,
            Assurance.NO_SERVICE_TOLD,
        ),
    ),
}

INTENTION_GROUNDS: dict[str, str] = {"kor": "Republic of Korea, Act No. 5259 of 1997, art. 3"}
"""What makes a declared intention to be protected count in a State; Source: that Act applies to who declared it."""
ASSURANCE_GROUNDS: dict[Assurance, str] = {
    Assurance.CONVENTION_APPLIES: "GC III art. 12(2)",
    Assurance.VISITS_ALLOWED: "GC III art. 126",
    Assurance.NO_PASSING_ON: "House rule: nobody is passed on to danger",
    Assurance.RETURN_IF_ASKED: "GC III art. 12(3)",
    Assurance.ORIGIN_AGREES: "GC III art. 111",
    Assurance.UNTIL_CLOSE: "GC III art. 111",
    Assurance.ADMISSION_GIVEN: "House rule: release to a State that admits",
    Assurance.STATUS_SETTLED: "GC III art. 5(1); House rule: release to a State that admits",
    Assurance.TOLD_PROTECTION_ENDS: "GC III art. 5(1)",
    Assurance.EFFECTS_RESTORED: "GC III art. 119(2)",
    Assurance.NO_PROCEEDINGS: "GC III art. 119(5)",
    Assurance.FIT_TO_TRAVEL: "GC III art. 109(1)",
    Assurance.NO_SERVICE_TOLD: "GC III art. 117",
}
"""On what ground each check stands."""
