"""Finds concurrent work: whether somebody recorded something about the same thing since an operator looked.

Pure. Two officers who record different things of one person do not disturb each other; two who correct the
same answer are both shown what stands, and nothing of the second is written over the first.
"""

from collections.abc import Iterator

from safeconduct.registry import facts, requests
from safeconduct.registry.custody import KIND_OF
from safeconduct.registry.state import PairState, PrisonerState
from safeconduct.sources.errors import Conflict
from safeconduct.sources.facts import Fact

# Many of these are true of one person on one day, so a second one is no rewriting of the first.
_MANY_HAPPEN = frozenset({"effect_taken", "effect_returned", "money_taken"})


def check_seen(state: PrisonerState, command: requests.AboutPrisoner) -> None:
    """`Conflict` with the later entries about the same thing; nothing where the operator saw them all.

    `command.seen` counts the person's own entries in order of arrival; 0 is not checked.
    """
    if not command.seen or command.seen >= len(state.own):
        return
    mine = set(_of_command(state, command))
    theirs = tuple(
        entry for entry in state.own[command.seen :] if not mine.isdisjoint(_of_fact(state, entry.fact))
    )
    if theirs:
        raise Conflict(state.subject, command.seen, len(state.own), theirs)


def check_seen_pair(state: PairState, command: requests.AboutPair) -> None:
    """`Conflict` when the pair was judged, or a judgement undone, since the operator looked."""
    if command.seen and command.seen < state.version:
        raise Conflict(state.left, command.seen, state.version, state.entries[command.seen :])


def _of_command(state: PrisonerState, command: requests.AboutPrisoner) -> Iterator[str]:
    """The things that the command touches, as texts such as `item:birth_date`."""
    match command:
        case requests.StateIdentity():
            yield f"item:{command.statement.item}"
        case requests.JudgeStatement():
            yield f"item:{command.item}"
        case requests.WithdrawStatement():
            yield from _item_at(state, command.entry, command.index)
        case requests.WithdrawName():
            yield f"name:{command.entry}:{command.index}"
        case requests.JudgePaper():
            yield f"paper:{command.entry}"
        case requests.RecordPaper() if command.number:
            yield f"paper:{command.number}"
        case requests.AnswerQuestion():
            yield f"question:{command.entry}:{command.index}"
            if command.statement:
                yield f"item:{command.statement.item}"
            if command.captured:
                yield "event:captured"
        case requests.RecordEvent(event=event):
            yield from _of_event(event.word, getattr(event, "entry", ""))
        case requests.WithdrawEvent():
            yield from _event_at(state, command.entry)


def _of_fact(state: PrisonerState, fact: Fact) -> Iterator[str]:
    match fact:
        case facts.IdentityStated():
            yield f"item:{fact.statement.item}"
        case facts.StatementJudged():
            yield f"item:{fact.item}"
        case facts.StatementWithdrawn():
            yield from _item_at(state, fact.entry, fact.index)
        case facts.NameWithdrawn():
            yield f"name:{fact.entry}:{fact.index}"
        case facts.PaperJudged():
            yield f"paper:{fact.entry}"
        case facts.PaperSeen() if fact.number:
            yield f"paper:{fact.number}"
        case facts.QuestionAnswered():
            yield f"question:{fact.entry}:{fact.index}"
        case facts.CustodyFactWithdrawn():
            yield from _event_at(state, fact.entry)
        case facts.CustodyFact() if type(fact) in KIND_OF:
            yield from _of_event(KIND_OF[type(fact)], getattr(fact, "entry", ""))


def _of_event(kind: str, entry: str) -> Iterator[str]:
    if kind not in _MANY_HAPPEN:
        yield f"event:{kind}"
    if entry:
        yield f"returned:{entry}"


def _event_at(state: PrisonerState, entry: str) -> Iterator[str]:
    yield f"at:{entry}"
    for event in state.events:
        if event.entry.id == entry:
            yield from _of_event(event.kind, "")


def _item_at(state: PrisonerState, entry: str, index: int) -> Iterator[str]:
    for item, view in state.items.items():
        if any((said.entry, said.index) == (entry, index) for said in view.all):
            yield f"item:{item}"
