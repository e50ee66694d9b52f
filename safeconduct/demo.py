"""The demonstration: an instance with the invented cast, made once by giving its commands in order.

Owns running `demo_cast` through the same actions as everybody; the data stands there. Its keys are throw-away:
every operator's passphrase is printed.
"""

import io
from collections.abc import Callable
from pathlib import Path

from safeconduct import demo_duties, demo_figures, demo_wishes
from safeconduct.access.actor import SERVICE, Actor
from safeconduct.access.words import Compartment, Role
from safeconduct.accounts import actions as accounts
from safeconduct.accounts import queries as operators
from safeconduct.accounts.facts import AddOperator
from safeconduct.accounts.queries import Preferences
from safeconduct.demo_cast import OPERATORS, STEPS, sample_lists
from safeconduct.demo_enquiries import FOUND, NOT_FOUND, SOUGHT_HANDLE, TRACING, WAITS, judgement
from safeconduct.demo_steps import ANALYST, BUREAU, PROTECTION, PROTECTION_TWO, Recorded
from safeconduct.registry import actions as registry
from safeconduct.registry import imports
from safeconduct.registry.lists import open_list
from safeconduct.store import clock, instance
from safeconduct.store.create import create
from safeconduct.tracing import actions as tracing

NAMES = {
    "en": "National Information Bureau · Ukraine",
    "uk": "Національне інформаційне бюро · Україна",
    "ko": "우크라이나 포로정보국",
}
# Which sealed compartments a role opens.
_READS = {
    Role.MEDICAL: (Compartment.HEALTH,),
    Role.PROTECTION: (Compartment.HEALTH, Compartment.WISH, Compartment.CASE),
    Role.DIPLOMATIC: (Compartment.CASE,),
}

# Two officers open it together, each with one half.
_HALF_OF_PROTECTION = dict(zip((PROTECTION, PROTECTION_TWO), Compartment.PROTECTION.halves, strict=True))

Progress = Callable[[int, int], None]


def load(home: Path, progress: Progress = lambda done, total: None) -> bool:
    """Create the demonstration unless there is an instance already; returns whether it was created."""
    if (home / instance.INSTANCE_FILE).exists():
        return False
    with clock.set_back(demo_wishes.BEGUN):
        made = create(home, names=NAMES, conflict="ukraine-2022", is_demonstration=True)
    fill(made.private_halves, progress)
    return True


def fill(private_halves: dict[str, bytes], progress: Progress = lambda done, total: None) -> None:
    """Tell the whole story to an instance in which nothing is recorded yet."""
    with clock.set_back(demo_wishes.BEGUN):
        actors = _operators(private_halves)
        recorded = _register(actors, progress)
    demo_wishes.tell(actors, recorded.numbers)
    demo_figures.tell(actors[ANALYST])
    demo_duties.tell(actors, recorded.numbers)


def _register(actors: dict[str, Actor], progress: Progress) -> Recorded:
    """The cast, the sample lists and the enquiries."""
    recorded = Recorded()
    for done, step in enumerate(STEPS, start=1):
        result = registry.perform(recorded.resolve(step.command), actors[step.operator])
        recorded.keep(step, result.number, [entry.id for entry in result.entries])
        progress(done, len(STEPS))
    for file in sample_lists():
        imports.import_list(open_list(io.BytesIO(file.read_bytes()), file.name), actors[BUREAU])
    _enquire(actors[TRACING], recorded.numbers[SOUGHT_HANDLE])
    return recorded


def greeting(home: Path, is_new: bool) -> str:
    """What the command prints: where the demonstration lies, and how to sign in."""
    made = "Created the demonstration" if is_new else "The demonstration is"
    width = max(len(each.login) for each in OPERATORS)
    lines = [f"{made} in {home}. Every person in it is invented.", "Sign in as", ""]
    for each in OPERATORS:
        lines.append(f"  {each.login:<{width}}  passphrase  {each.passphrase}")
    return "\n".join([*lines, ""])


def _enquire(officer: Actor, sought: str) -> None:
    """Three families ask; of one, an officer judged the record `sought`, and it waits for the second."""
    found, *_ = [tracing.perform(command, officer) for command in (FOUND, WAITS, NOT_FOUND)]
    tracing.perform(judgement(found.number, sought), officer)


def _operators(private_halves: dict[str, bytes]) -> dict[str, Actor]:
    actors: dict[str, Actor] = {}
    for each in OPERATORS:
        command = AddOperator(login=each.login, name=each.name, roles=each.roles, places=each.places)
        is_first = operators.is_empty()
        operator_id = (
            accounts.add_first_operator(command, each.passphrase)
            if is_first
            else accounts.add_operator(command, each.passphrase, next(iter(actors.values())))
        )
        halves = {
            half: private_halves[half]
            for role in each.roles
            for part in _READS.get(role, ())
            for half in part.halves
        }
        if each.login in _HALF_OF_PROTECTION:
            half = _HALF_OF_PROTECTION[each.login]
            halves[half] = private_halves[half]
        if halves:
            accounts.enrol_reader(operator_id, halves, "demonstration", SERVICE)
        accounts.set_preferences(operator_id, Preferences(language=each.language))
        operator = operators.by_id(operator_id)
        assert operator is not None
        actors[each.login] = operator.actor(halves)
    return actors
