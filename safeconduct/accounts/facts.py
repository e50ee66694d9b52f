"""The facts about operators, in the office compartment. Frozen, pure."""

from typing import Annotated

from pydantic import StringConstraints

from safeconduct.access.words import Role
from safeconduct.sources import facts as base
from safeconduct.sources.values import Code, ShortText

Login = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]


class Fact(base.Fact):
    """A fact of the accounts, always in the office compartment; the stream is the operator's id."""

    ROOM = "accounts"


class OperatorAdded(Fact):
    """Somebody may sign in, in these roles, at these places (registrars)."""

    login: Login
    name: ShortText
    roles: tuple[Role, ...]
    places: tuple[Code, ...] = ()


class ReaderEnrolled(Fact):
    """The operator now holds the private keys of these halves; `ground` says by which ceremony."""

    halves: tuple[ShortText, ...]
    ground: ShortText


class OperatorLeft(Fact):
    """The operator may no longer sign in; the wraps of sealed keys are deleted."""

    reason: ShortText


class PassphraseChanged(Fact):
    """The operator chose another passphrase; her key pair stays, wrapped anew."""


class AddOperator(base.Command):
    """Add an operator. The passphrase travels beside the command, never in it."""

    ROOM = "accounts"
    login: Login
    name: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    roles: tuple[Role, ...]
    places: tuple[Code, ...] = ()


FACTS: tuple[type[Fact], ...] = (OperatorAdded, ReaderEnrolled, OperatorLeft, PassphraseChanged)
