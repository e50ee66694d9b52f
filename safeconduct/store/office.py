"""The projection of the office compartment: readings, approvals, erased entries.

The only writer of those three tables. Each is a function of one stream's history.
"""

from collections.abc import Iterable, Sequence

from safeconduct.access.approval import ApprovalState
from safeconduct.access.words import Compartment
from safeconduct.store import rows
from safeconduct.store.entries import Entry
from safeconduct.store.facts import ApprovalJudged, ApprovalRequested, SubjectErased, SubjectOpened
from safeconduct.store.models import ApprovalRow, ErasedEntry, Reading
from safeconduct.store.projections import Batch, Projection


def project(batch: Batch) -> None:
    """Rewrite the rows of these streams."""
    entries = [entry for _, history in batch for entry in history if entry.compartment == Compartment.OFFICE]
    _readings(entry for entry in entries if isinstance(entry.fact, SubjectOpened))
    _erased(entry.fact for entry in entries if isinstance(entry.fact, SubjectErased))
    for _, history in batch:
        if history and isinstance(history[0].fact, ApprovalRequested):
            _approval(history)


def _readings(entries: Iterable[Entry]) -> None:
    made = []
    for entry in entries:
        fact = entry.fact
        assert isinstance(fact, SubjectOpened)
        content = {
            "operator": entry.author,
            "recorded": entry.recorded,
            "subject": fact.subject,
            "what": fact.what,
            "purpose": fact.purpose,
            "rule": fact.rule,
        }
        if fact.persons:
            content["persons"] = str(fact.persons)
        made.append(
            Reading(
                position=entry.position,
                entry=entry.id,
                operator_tag=rows.tag("reading operator", entry.author),
                subject_tag=rows.tag("reading subject", fact.subject),
                sealed=rows.seal("store_reading", entry.id, content),
            )
        )
    Reading.objects.bulk_create(made, ignore_conflicts=True)


def _erased(facts: Iterable[SubjectErased]) -> None:
    gone = [ErasedEntry(entry=entry) for fact in facts for entry in fact.entries]
    ErasedEntry.objects.bulk_create(gone, ignore_conflicts=True)


def _approval(history: Sequence[Entry]) -> None:
    first, asked = history[0], history[0].fact
    assert isinstance(asked, ApprovalRequested)
    judged = next((entry for entry in history if isinstance(entry.fact, ApprovalJudged)), None)
    content = {
        "action": asked.action,
        "command": asked.command,
        "capability": asked.capability,
        "requested_by": first.author,
        "requested": first.recorded,
        "state": str(ApprovalState.PENDING),
        "judged_by": "",
        "judged": "",
    }
    if judged is not None and isinstance(judged.fact, ApprovalJudged):
        content |= {
            "state": str(judged.fact.state),
            "judged_by": judged.author,
            "judged": judged.recorded,
        }
    ApprovalRow.objects.update_or_create(
        pk=first.stream,
        defaults={
            "position": first.position,
            "is_pending": judged is None,
            "sealed": rows.seal("store_approval", first.stream, content),
        },
    )


PROJECTION = Projection(
    name="office",
    compartments=frozenset({Compartment.OFFICE}),
    tables=(Reading, ApprovalRow, ErasedEntry),
    project=project,
)
