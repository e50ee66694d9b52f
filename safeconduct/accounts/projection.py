"""The only writer of the operators' rows: a function of each operator's history."""

from safeconduct.access.words import Compartment
from safeconduct.accounts.facts import OperatorAdded, OperatorLeft, ReaderEnrolled
from safeconduct.accounts.models import OperatorRow
from safeconduct.ledger.canonical import Json
from safeconduct.store import rows
from safeconduct.store.entries import Entry
from safeconduct.store.projections import Batch, Projection

TABLE = "accounts_operator"


def project(batch: Batch) -> None:
    """Rewrite the rows of the streams that are operators."""
    for stream, history in batch:
        if history and isinstance(history[0].fact, OperatorAdded):
            _write(stream, history)


def _write(stream: str, history: list[Entry]) -> None:
    added = history[0].fact
    assert isinstance(added, OperatorAdded)
    halves = [
        half for entry in history if isinstance(entry.fact, ReaderEnrolled) for half in entry.fact.halves
    ]
    content: dict[str, Json] = {
        "login": added.login,
        "name": added.name,
        "roles": [str(role) for role in added.roles],
        "places": list(added.places),
        "halves": list(halves),
        "has_left": any(isinstance(entry.fact, OperatorLeft) for entry in history),
        "added": history[0].recorded,
    }
    OperatorRow.objects.update_or_create(
        pk=stream,
        defaults={
            "login_tag": rows.tag("login", added.login),
            "sealed": rows.seal(TABLE, stream, content),
        },
    )


PROJECTION = Projection(
    name="accounts",
    compartments=frozenset({Compartment.OFFICE}),
    tables=(OperatorRow,),
    project=project,
)
