"""Linking two whole lists: which record of the one is whom of the other, with what probability, and why.

Owns the steps and what comes out of them: records into tables, candidates by `link_pairs`, levels of agreement,
training, and probabilities with rivals weighed against each other. The tables are made by an engine (`link_engine`),
the levels stand in `link_levels`, the training in `link_training`; Splink multiplies the levels out. Needs no
settings and no database of the program.

    with link(left, right, engine=DuckDBEngine()) as linkage:
        print(linkage.summary.expected_false)
        for each in linkage.links(): ...

A record is taken to be at most one record of the other list: of two that fit equally well, each gets half.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from safeconduct.tracing import link_levels as levels
from safeconduct.tracing import link_pairs
from safeconduct.tracing.link_engine import Engine
from safeconduct.tracing.link_levels import Compared
from safeconduct.tracing.link_pairs import Found, Progress, Record
from safeconduct.tracing.link_training import Pattern, Trained, train

THRESHOLD = 0.5
WEIGHT_MOST_BITS = 60.0
ALONE_LEAST = 0.02
"""However alike two lists are, at least this share of each is taken to have nobody in the other."""

__all__ = ["Link", "Linkage", "Record", "Side", "Summary", "link"]


@dataclass(frozen=True, slots=True)
class Side:
    """A record as it was read: what a person needs to see which one is meant."""

    id: str
    name: str
    born: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two records that may be one person. `weights` says in nats what each thing compared adds or takes away."""

    left: Side
    right: Side
    probability: float
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was linked. The expectations are counts of pairs, by the probabilities of the pairs themselves.

    `expected_missed` counts true pairs that are not among the links: below the threshold, or never compared.
    `left_out` counts pairs of too common keys, left out of the comparison to bound its cost.
    """

    left: int
    right: int
    compared: int
    links: int
    threshold: float
    expected_true: float
    expected_false: float
    expected_missed: float
    left_out: int


class Linkage:
    """A linkage that was made; a context, whose end removes its tables."""

    def __init__(self, engine: Engine, compared: Sequence[Compared], summary: Summary) -> None:
        self._engine, self._compared, self.summary = engine, compared, summary

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.close()

    def links(self) -> Iterator[Link]:
        """The links at or above the threshold, in the order of the left list, the likeliest first."""
        weights = ", ".join(f"f.mw_{each.title}" for each in self._compared)
        rows = self._engine.rows(
            f"""select l.id, l.name, l.born, r.id, r.name, r.born, f.probability, {weights}
            from final f join records l on l.uid = f.uid_l and l.side = 0
            join records r on r.uid = f.uid_r and r.side = 1
            where f.probability >= {self.summary.threshold!r}
            order by f.uid_l, f.probability desc, f.uid_r"""  # noqa: S608 names of this room
        )
        for row in rows:
            nats = [round(float(bits) * math.log(2), 2) for bits in row[7:]]
            weighed = {each.title: weight for each, weight in zip(self._compared, nats, strict=True)}
            yield Link(Side(*row[:3]), Side(*row[3:6]), round(float(row[6]), 4), weighed)


def link(
    left: Iterable[Record],
    right: Iterable[Record],
    *,
    engine: Engine,
    threshold: float = THRESHOLD,
    progress: Progress = link_pairs.unseen,
) -> Linkage:
    """Link two lists with an engine, which the linkage closes at its end; it is closed here if anything fails."""
    try:
        found = link_pairs.find(left, right, engine, progress)
        trained = _trained(engine, found)
        _weigh(engine, found, trained)
        summary = _summary(engine, found, trained, threshold)
    except BaseException:
        engine.close()
        raise
    return Linkage(engine, found.compared, summary)


def _trained(engine: Engine, found: Found) -> Trained:
    """Count the patterns of agreement, and train on the counts."""
    codes = [f"{levels.code_sql(each)} as {each.title}" for each in found.compared]
    sides = [f"{side}.{column} as {column}_{side}" for column in link_pairs.COMPARED for side in ("l", "r")]
    titles = ", ".join(each.title for each in found.compared)
    patterns = engine.rows(
        f"""select {titles}, count(*) from (select {", ".join(codes)} from (select {", ".join(sides)} from told t
        join records_left l on l.uid = t.uid_l join records_right r on r.uid = t.uid_r) a) b group by {titles}"""  # noqa: S608 names of this room
    )
    counts: dict[Pattern, int] = {tuple(pattern): int(count) for *pattern, count in patterns}
    pairs = max(found.left * found.right, 1)
    return train(found.compared, counts, pairs=pairs, births_told=found.births_told)


def _weigh(engine: Engine, found: Found, trained: Trained) -> None:
    """`final`: each pair with its probability, under the rule that a record is at most one of the other list.

    Splink's odds set "these two" against everything else. Here they are set against "neither has anybody": a record
    that somebody in the other list is likely to be, and that nobody else fits, is the likelier this one. Then rivals
    on both sides share the probability. Source: the prior of a random matching of known size, to first order.
    """
    engine.predict(levels.settings(found.compared, trained.shares), "weighed")
    weights = ", ".join(f"mw_{each.title}" for each in found.compared)
    alone = 1.0
    for size in (found.left, found.right):
        alone *= max(1 - trained.true_pairs / max(size, 1), ALONE_LEAST)
    engine.make(
        "odds",
        f"""select uid_l, uid_r, {weights},
        power(2.0, least(match_weight, {WEIGHT_MOST_BITS})) / {alone!r} as odds from weighed""",  # noqa: S608 names of this room
    )
    engine.drop("weighed")
    engine.make(
        "final",
        f"""select uid_l, uid_r, {weights}, odds / (1 + sum(odds) over (partition by uid_l)
        + sum(odds) over (partition by uid_r) - odds) as probability from odds""",  # noqa: S608 names of this room
    )
    engine.drop("odds")


def _summary(engine: Engine, found: Found, trained: Trained, threshold: float) -> Summary:
    ((links, true_linked, true_seen),) = engine.rows(
        f"""select sum(case when probability >= {threshold!r} then 1 else 0 end),
        sum(case when probability >= {threshold!r} then probability else 0 end), sum(probability) from final"""  # noqa: S608 names of this room
    )
    links, true_linked, true_seen = int(links or 0), float(true_linked or 0), float(true_seen or 0)
    return Summary(
        left=found.left,
        right=found.right,
        compared=found.compared_pairs,
        links=links,
        threshold=threshold,
        expected_true=round(true_linked, 1),
        expected_false=round(links - true_linked, 1),
        expected_missed=round(true_seen - true_linked + trained.missed, 1),
        left_out=found.left_out,
    )
