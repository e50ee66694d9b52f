"""What can be told of a person, made of what stands of all his records. Pure: nobody decided yet what may leave."""

from collections.abc import Sequence

from safeconduct.registry.facts import PrisonerRegistered
from safeconduct.registry.state import PrisonerState
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import ToldEvent, ToldPerson
from safeconduct.sources.values import AnswerState


def of_records(records: Sequence[str], state: PrisonerState) -> ToldPerson:
    """Names and answers that stand, and what befell him; what was withdrawn is left out."""
    answers = tuple(
        (str(item.item), each.answer.value, each.source)
        for item in state.items.values()
        for each in item.all
        if each.answer.state == AnswerState.GIVEN and not each.is_withdrawn
    )
    names = tuple(each.name for each in state.names if not each.withdrawn_reason)
    registered = tuple(
        (entry.stream, entry.id) for entry in state.entries if isinstance(entry.fact, PrisonerRegistered)
    )
    events = tuple(
        ToldEvent(
            each.entry.stream, each.entry.id, each.fact.kind(), each.kind, _words(each.fact.model_dump())
        )
        for each in state.events
        if not each.is_withdrawn
    )
    subject = records[0]
    return ToldPerson(subject, number_of(subject), names, answers, tuple(records), registered, events)


def _words(fields: dict[str, object]) -> tuple[tuple[str, str], ...]:
    """Each word of the fact that is a text; a yes is `yes`, and no is nothing."""
    said = {name: "yes" if value is True else value for name, value in fields.items()}
    return tuple((name, value) for name, value in said.items() if isinstance(value, str) and value)
