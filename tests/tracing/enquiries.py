"""Builders for enquiries: somebody's mother asks, in Cyrillic, after a man registered in Hangul."""

from typing import Any

from safeconduct.registry import actions as registry
from safeconduct.registry.facts import Verdict
from safeconduct.sources.values import Channel, Source, WrittenName
from safeconduct.store import approvals
from safeconduct.tracing import actions, queries, requests
from safeconduct.tracing.facts import Enquirer, Relation, Sought, Way
from tests import cast

BY_LETTER = Source(channel=Channel.DOCUMENT, who="letter of the family")


def sought(name: str = "Пак Чхоль Су", **more: Any) -> Sought:
    """Whom they seek."""
    return Sought(names=(WrittenName(text=name, source=BY_LETTER),), **{"born": "1999", **more})


def open_enquiry(name: str = "Пак Чхоль Су", **more: Any) -> requests.OpenEnquiry:
    """A mother's letter."""
    mother = Enquirer(
        name="Пак Сун Хи", relation=Relation.MOTHER, language="ru", contact="Sakhalin", may_pass_on=True
    )
    return requests.OpenEnquiry(sought=sought(name), enquirer=mother, way=Way.LETTER, **more)


def opened(name: str = "Пак Чхоль Су", **more: Any) -> str:
    """The number of a new enquiry."""
    return actions.perform(open_enquiry(name, **more), cast.TRACING).number


def registered(name: str = "박철수") -> str:
    """The number of a new prisoner."""
    return registry.perform(cast.captive(name), cast.BUREAU).number


def judge(enquiry: str, prisoner: str, verdict: Verdict = Verdict.SAME) -> actions.Done:
    """The first person's judgement."""
    command = requests.JudgeCandidate(
        enquiry=enquiry, prisoner=prisoner, verdict=verdict, reason="birth and name"
    )
    return actions.perform(command, cast.TRACING)


def found(enquiry: str, prisoner: str) -> None:
    """Two persons judged the record the sought person."""
    asked = approvals.one(judge(enquiry, prisoner).approval, cast.OTHER_TRACING)
    actions.confirm(asked.id, asked.digest, cast.OTHER_TRACING)


def view(enquiry: str) -> Any:
    """The enquiry as the desk sees it."""
    return queries.enquiry(enquiry, cast.TRACING)
