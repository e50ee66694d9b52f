"""Operators, for the edge and the administrator: found by login or id, and as an actor."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from safeconduct.access.actor import Actor
from safeconduct.access.decide import decide, may
from safeconduct.access.words import Capability, Role
from safeconduct.accounts.models import OperatorRow, Preference
from safeconduct.accounts.projection import TABLE
from safeconduct.ledger.canonical import Json
from safeconduct.store import rows

PREFERENCES = "ops_preference"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How pages are shown to an operator; empty means the browser's or the system's choice."""

    language: str = ""
    density: str = "desk"
    reading_script: str = ""
    letter_keys: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as accounts know one. `halves` are the sealed compartments (or halves) she may open."""

    id: str
    login: str
    name: str
    roles: frozenset[Role]
    places: frozenset[str]
    halves: frozenset[str]
    has_left: bool
    added: str
    preferences: Preferences = Preferences()

    @property
    def language(self) -> str:
        """The language she chose, or "" for the browser's."""
        return self.preferences.language

    @property
    def has_letter_keys(self) -> bool:
        """Whether letters alone are shortcuts inside a focused list; off until she switches them on."""
        return self.preferences.letter_keys == "on"

    @property
    def density(self) -> str:
        """`desk` or `field`: how large rows and targets are."""
        return self.preferences.density

    @property
    def reading_script(self) -> str:
        """The script in which she reads derived forms of names, or ""."""
        return self.preferences.reading_script

    def actor(self, keyring: Mapping[str, bytes] | None = None) -> Actor:
        """The operator as the gate sees one; `keyring` is what the session holds unlocked."""
        return Actor(self.id, self.name, self.roles, self.places, keyring or {})


def by_login(login: str) -> Operator | None:
    """The operator with this login who has not left; for signing in, so without a viewer."""
    row = OperatorRow.objects.filter(login_tag=rows.tag("login", login.strip().lower())).first()
    operator = _opened(row) if row else None
    return None if operator is None or operator.has_left else operator


def by_id(operator_id: str) -> Operator | None:
    """The operator of a session, with preferences; None when she has left, so that it ends at once."""
    row = OperatorRow.objects.filter(pk=operator_id).first()
    operator = _opened(row) if row else None
    if operator is None or operator.has_left:
        return None
    return replace(operator, preferences=preferences(operator_id))


def operators(viewer: Actor) -> list[Operator]:
    """All operators, those who left too, in the order of their logins."""
    decide(viewer, Capability.ACCOUNTS_OPERATOR_LIST)
    return sorted((_opened(row) for row in OperatorRow.objects.all()), key=lambda each: each.login)


def names_of(operator_ids: frozenset[str]) -> dict[str, str]:
    """Display names for the ids that stand as authors on a page the viewer was already let into."""
    found = OperatorRow.objects.filter(pk__in=list(operator_ids))
    return {row.id: _opened(row).name for row in found}


def who_hold(capability: Capability) -> dict[str, str]:
    """Display names of those who hold the capability and have not left, by id; for a room that assigns one."""
    known = (_opened(row) for row in OperatorRow.objects.all())
    return {each.id: each.name for each in known if not each.has_left and may(each.actor(), capability)}


def is_empty() -> bool:
    """Whether no operator exists yet."""
    return not OperatorRow.objects.exists()


def preferences(operator_id: str) -> Preferences:
    """The operator's own preferences, or the usual ones."""
    row = Preference.objects.filter(pk=operator_id).first()
    if row is None:
        return Preferences()
    content = rows.open(PREFERENCES, operator_id, bytes(row.sealed))
    assert isinstance(content, dict)
    return Preferences(**{name: str(value) for name, value in content.items()})


def _opened(row: OperatorRow) -> Operator:
    content = rows.open(TABLE, row.id, bytes(row.sealed))
    assert isinstance(content, dict)
    return Operator(
        id=row.id,
        login=str(content["login"]),
        name=str(content["name"]),
        roles=frozenset(Role(str(role)) for role in _list(content["roles"])),
        places=frozenset(_list(content["places"])),
        halves=frozenset(_list(content["halves"])),
        has_left=bool(content["has_left"]),
        added=str(content["added"]),
    )


def _list(value: Json) -> list[str]:
    assert isinstance(value, list)
    return [str(each) for each in value]
