"""Reading what a prisoner fears, and on what findings of danger rest: it takes two officers, each with one half.

The first asks from her unlocked session and says why; the second, who holds the other half, releases it to that
session. The request lies in the open office compartment and names nobody there: whose it is and why are sealed to
readers of wishes. Each opening is logged, also where nothing was ever recorded.
"""

from dataclasses import dataclass

from nacl.public import PrivateKey

from safeconduct.access.actor import Actor
from safeconduct.access.approval import Approval
from safeconduct.access.decide import decide
from safeconduct.access.words import Capability, Compartment
from safeconduct.ledger import canonical
from safeconduct.registry import queries as register
from safeconduct.sources.errors import Refused
from safeconduct.sources.numbers import number_of
from safeconduct.sources.persons import HeldPerson
from safeconduct.store import approvals, keyring, release
from safeconduct.store.errors import Locked
from safeconduct.store.readings import log_reading
from safeconduct.store.record import transaction
from safeconduct.store.release import Released
from safeconduct.store.visit import Visit
from safeconduct.wishes.answers import FearsView, GroundsView, ProtectionView
from safeconduct.wishes.facts import FearsStated, Finding, RiskAssessed, RiskGroundsStated
from safeconduct.wishes.queries import state_of

OPEN = "wishes.open_protection"
WHY_CHARACTERS_MAX = 300
_MAY = Capability.WISHES_PROTECTION_OPEN
_BYTES_MAX = 4096


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its readers see it: of whom, why, and by whom (an operator's id)."""

    approval: str
    prisoner: str
    number: str
    why: str
    by: str


def ask(prisoner: str, why: str, public: bytes, actor: Actor) -> Asked:
    """Ask for the other half; `public` is a key of this session alone. Refused without a reason or a half."""
    held = _held(prisoner, actor)
    why = why.strip()[:WHY_CHARACTERS_MAX]
    if not why:
        reason = "Why it is to be opened is not told."
        ground = "House rule: two persons open protection"
        raise Refused("no_purpose", reason, ground, remedy="Write why.", field="why")
    with transaction():
        release.half_of(Compartment.PROTECTION, actor)
        about = canonical.encode({"of": held.subject, "why": why})
        asked = canonical.encode({"of": keyring.seal_to(Compartment.WISH, about).hex(), "to": public.hex()})
        made = approvals.request(OPEN, asked, capability=_MAY, actor=actor)
        release.ask(made.id, held.subject, held.records, public, actor)
    return Asked(made.id, held.subject, held.number, why, actor.operator_id)


def ask_in_session(visit: Visit, prisoner: str, why: str) -> Asked:
    """Ask with a new key pair, whose private half lies in this session alone."""
    private = PrivateKey.generate()
    found = ask(prisoner, why, bytes(private.public_key), visit.actor)
    release.remember(visit, found.approval, found.number, found.why, private=bytes(private))
    return found


def asked(approval_id: str, viewer: Actor) -> Asked:
    """What was asked for, to whoever may release it."""
    decide(viewer, _MAY)
    return _asked(approvals.one(approval_id, viewer), viewer)


def give(approval_id: str, digest: str, actor: Actor) -> Asked:
    """Release as the second person, who holds the other half; the session that asked then reads for 15 minutes."""
    decide(actor, _MAY)
    with transaction():
        found = _asked(approvals.approve(approval_id, digest, actor), actor)
        held = _held(found.prisoner, actor)
        release.give(approval_id, held.subject, held.records, actor)
    return found


def protection(prisoner: str, viewer: Actor, released: Released | None, why: str = "") -> ProtectionView:
    """What he fears and the grounds of findings, where a release to this session is about him; else it is closed."""
    held = _held(prisoner, viewer)
    if released is None or released.subject not in held.records:
        return ProtectionView(held.number, is_open=False)
    grant = decide(viewer, _MAY)
    for record in held.records:
        log_reading(viewer, record, "protection", grant.rule, why)
    entries, newer = release.read(held.records, viewer)
    findings = {
        entry.fact.assessment: entry.fact
        for entry in state_of(held, viewer).entries
        if isinstance(entry.fact, RiskAssessed)
    }
    fears, grounds = [], []
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, FearsStated) and (fact.for_himself or fact.for_family):
            fears.append(FearsView(entry.recorded, entry.author, fact.for_himself, fact.for_family))
        if isinstance(fact, RiskGroundsStated):
            grounds.append(_grounds(entry.recorded, entry.author, fact, findings.get(fact.assessment)))
    return ProtectionView(held.number, is_open=True, fears=tuple(fears), grounds=tuple(grounds), newer=newer)


def _grounds(recorded: str, author: str, fact: RiskGroundsStated, about: RiskAssessed | None) -> GroundsView:
    """With the destination and the finding, which stand in the wish."""
    return GroundsView(
        recorded=recorded,
        author=author,
        destination=about.destination if about else "",
        finding=about.finding if about else Finding.OPEN,
        grounds=fact.grounds,
        decision=fact.decision,
    )


def _held(prisoner: str, actor: Actor) -> HeldPerson:
    decide(actor, _MAY)
    if not actor.opens(Compartment.WISH):
        raise Locked("wish is locked in this session")
    held, _ = register.held_person(prisoner, actor, _MAY)
    return held


def _asked(approval: Approval, viewer: Actor) -> Asked:
    command = canonical.decode(approval.command, limit_bytes=_BYTES_MAX)
    assert isinstance(command, dict)
    opened = keyring.open_from(Compartment.WISH, bytes.fromhex(str(command["of"])), viewer)
    about = canonical.decode(opened, limit_bytes=_BYTES_MAX)
    assert isinstance(about, dict)
    subject = str(about["of"])
    return Asked(approval.id, subject, number_of(subject), str(about["why"]), approval.requested_by)
