"""A confirmed claim as reconciling looks at it, and who said it when: its origin. Pure.

Two papers on one briefing are one source: an origin is the ultimate speaker and the day of the statement, whatever
printed it. A later text that gives an old number of the same speaker, without a day of its own, repeats the old
statement: it takes its origin and its day, and resets nothing. The day of its own publication is no day of its own.

Source: UCDP GED codebook (source original against source article); docs/explanation/figures.md.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from safeconduct.figures.claims import (
    NOT_HAPPENED,
    Category,
    Claim,
    Flag,
    Modality,
    QuantityKind,
    Relation,
    SpeakerClass,
    Voice,
)
from safeconduct.figures.facts import LinkKind

_ONE_ORIGIN = frozenset({LinkKind.RESTATES, LinkKind.RETELLS})
_NO_DAY = date.max


@dataclass(frozen=True, slots=True)
class Link:
    """What the claim is to another one."""

    kind: LinkKind
    other: str


@dataclass(frozen=True, slots=True)
class Stated:
    """One confirmed claim. `least` and `most` are the stated bounds as whole numbers, inclusive, None where open.

    `first` and `last` are the days between which it was observed; where the words name no day, both are the day of
    the statement, and `is_dated` says whether even that is known. `speaker` is a key, "" for nobody named.
    `copy_of` is the publication whose text this one copies, `text` the same for every copy of one text.
    `is_told_by_others`: somebody else says that the speaker said so. `aside`: why it feeds no bound.
    """

    id: str
    number: str
    publication: str
    said: Claim
    published: date | None
    force: str
    theatre: str
    category: Category
    value: int | None
    least: int | None
    most: int | None
    first: date
    last: date
    is_dated: bool
    day: date | None
    speaker: str
    side: SpeakerClass
    origin: str
    aside: str = ""
    is_told_by_others: bool = False
    is_repeat: bool = False
    is_digest: bool = False
    links: tuple[Link, ...] = ()
    copy_of: str = ""
    text: str = ""

    @property
    def series(self) -> tuple[Category, str]:
        """Under which key of its force it stands: category and theatre."""
        return self.category, self.theatre

    @property
    def is_number(self) -> bool:
        """Whether the words state any number."""
        return self.value is not None or self.least is not None or self.most is not None

    @property
    def is_statement(self) -> bool:
        """Whether the words state no number, and no share of one either."""
        quantity = self.said.quantity
        return not self.is_number and (quantity is None or quantity.kind != QuantityKind.FRACTION)


def stated(
    claim: str, number: str, publication: str, said: Claim, *,
    published: date | None = None, links: Iterable[Link] = (), is_digest: bool = False,
) -> Stated:  # fmt: skip
    """The claim with what follows from its words; the origin is the claim's own until `resolve` has seen them all."""
    told = said.published_from.published_at or published
    day = said.said_on or told
    last = said.as_of.end or day
    first = said.as_of.start or last
    if last is None:
        last = first
    least, most = _bounds(said)
    speaker = speaker_key(said.speaker) if said.voice == Voice.ATTRIBUTED and _is_named(said) else ""
    by_others = said.modality == Modality.ALLEGED and bool(speaker)
    found = Stated(
        id=claim,
        number=number,
        publication=publication,
        said=said,
        published=told,
        force=force_key(said),
        theatre=said.place_code,
        category=said.category,
        value=said.quantity.value if said.quantity else None,
        least=least,
        most=most,
        first=first or _NO_DAY,
        last=last or _NO_DAY,
        is_dated=last is not None,
        day=day,
        speaker=speaker,
        side=SpeakerClass.PRESS if by_others else said.speaker_class,
        origin=_own_origin(said, speaker, day, publication),
        is_told_by_others=by_others,
        is_digest=is_digest,
        links=tuple(links),
        text=publication,
    )
    return replace(found, aside=_why_aside(found))


def resolve(claims: Iterable[Stated]) -> list[Stated]:
    """The claims sorted by day, each with the origin that it shares with its links and with what it repeats."""
    ordered = _with_texts(sorted(claims, key=order))
    parent = {claim.id: claim.id for claim in ordered}
    for claim in ordered:
        for link in claim.links:
            if link.kind in _ONE_ORIGIN and link.other in parent:
                _join(parent, claim.id, link.other)
    _join_copies(ordered, parent)
    repeats = _repeats(ordered, parent)
    by_origin: dict[str, str] = {}
    for claim in ordered:
        _join(parent, claim.id, by_origin.setdefault(claim.origin, claim.id))
    roots: dict[str, Stated] = {}
    for claim in ordered:
        kept = roots.setdefault(_root(parent, claim.id), claim)
        if not kept.speaker and claim.speaker:
            roots[_root(parent, claim.id)] = claim
    return [_placed(claim, roots[_root(parent, claim.id)], repeats.get(claim.id)) for claim in ordered]


def order(claim: Stated) -> tuple[date, date, str]:
    """By the day of the statement, then of the observation, then by id: the order of confirmation changes nothing."""
    return claim.day or _NO_DAY, claim.last, claim.id


def speaker_key(name: str | None) -> str:
    """The speaker under whom statements meet, whatever capitals and spaces stand in the name."""
    return " ".join((name or "").casefold().split())


def force_key(said: Claim) -> str:
    """The force under which claims meet: the gazetteer's code, else the words."""
    return said.force_code or " ".join((said.force or "").casefold().split())


def _why_aside(claim: Stated) -> str:
    said, quantity = claim.said, claim.said.quantity
    if quantity is None or not (claim.is_number or quantity.kind == QuantityKind.FRACTION):
        return "no_number"
    if claim.category == Category.LOSSES:
        return "unresolved"
    if said.modality in NOT_HAPPENED:
        return "not_happened"
    if quantity.kind != QuantityKind.CUMULATIVE:
        return str(quantity.kind)
    if said.voice != Voice.ATTRIBUTED:
        return "no_speaker"
    return "" if claim.is_dated else "no_day"


def _bounds(said: Claim) -> tuple[int | None, int | None]:
    quantity = said.quantity
    if quantity is None:
        return None, None
    least, most = quantity.low, quantity.high
    if least is not None and quantity.low_is_exclusive:
        least += 1
    if most is not None and quantity.high_is_exclusive:
        most -= 1
    return least, None if Flag.FLOOR in said.flags else most


def _is_named(said: Claim) -> bool:
    return said.speaker is not None and said.speaker_class != SpeakerClass.UNNAMED


def _own_origin(said: Claim, speaker: str, day: date | None, publication: str) -> str:
    if said.origin:
        return said.origin
    if speaker:
        return f"{speaker} {day.isoformat() if day else publication}"
    return f"{publication} {speaker_key(said.speaker) or said.voice}"


def _with_texts(ordered: list[Stated]) -> list[Stated]:
    """The claims with the text that theirs is a copy of; copies of copies are one text."""
    parent: dict[str, str] = {}
    for claim in ordered:
        if claim.copy_of:
            for publication in (claim.publication, claim.copy_of):
                parent.setdefault(publication, publication)
            _join(parent, claim.publication, claim.copy_of)
    if not parent:
        return ordered
    return [
        replace(claim, text=_root(parent, claim.publication)) if claim.publication in parent else claim
        for claim in ordered
    ]


def _join_copies(ordered: Sequence[Stated], parent: dict[str, str]) -> None:
    """What two copies of one text both say has one origin, whoever says it."""
    copied = {claim.text for claim in ordered if claim.copy_of}
    first: dict[tuple[object, ...], Stated] = {}
    for claim in ordered:
        if claim.text in copied:
            said = claim.said
            words = (
                speaker_key(said.speaker),
                claim.category,
                said.topic,
                claim.value,
                claim.least,
                claim.most,
            )
            known = first.setdefault((claim.text, claim.force, *words), claim)
            if known.publication != claim.publication:
                _join(parent, claim.id, known.id)


def _repeats(ordered: Sequence[Stated], parent: dict[str, str]) -> dict[str, Stated]:
    """Which claim each repeats: the earliest of its speaker about this number, where it names no day itself.

    In copies of one text a number that nobody is named for repeats itself too.
    """
    copied = {claim.text for claim in ordered if claim.copy_of}
    first: dict[tuple[str, str, int], Stated] = {}
    found: dict[str, Stated] = {}
    for claim in ordered:
        speaker = claim.speaker or (f"text {claim.text}" if claim.text in copied else "")
        if not speaker or claim.value is None:
            continue
        earlier = first.setdefault((speaker, claim.force, claim.value), claim)
        has_no_day = claim.said.said_on in (None, claim.published)
        is_undated = has_no_day and claim.said.as_of.relation == Relation.UNSTATED
        if earlier is not claim and is_undated and earlier.publication != claim.publication:
            _join(parent, claim.id, earlier.id)
            found[claim.id] = earlier
    return found


def _placed(claim: Stated, root: Stated, earlier: Stated | None) -> Stated:
    if earlier is None:
        return claim if claim.origin == root.origin else replace(claim, origin=root.origin)
    placed = replace(
        claim,
        origin=root.origin,
        first=earlier.first,
        last=earlier.last,
        is_dated=earlier.is_dated,
        is_repeat=True,
    )
    return replace(placed, aside=_why_aside(placed))


def _root(parent: dict[str, str], claim: str) -> str:
    while parent[claim] != claim:
        parent[claim] = parent[parent[claim]]
        claim = parent[claim]
    return claim


def _join(parent: dict[str, str], one: str, other: str) -> None:
    roots = _root(parent, one), _root(parent, other)
    parent[max(roots)] = min(roots)


def by_force(claims: Iterable[Stated]) -> Mapping[str, list[Stated]]:
    """The claims of each force, in order."""
    found: dict[str, list[Stated]] = defaultdict(list)
    for claim in claims:
        found[claim.force].append(claim)
    return found
