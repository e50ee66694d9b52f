"""From two lists to the pairs of records worth weighing, with what their names say.

Owns `Record`, the tables it becomes, the rules by which candidates are found and the bound on how many there are. A
candidate shares a key of the whole name; or a key of two parts, and the year of birth or its day and month. Keys that
too many bear are left out, the commonest first, when a rule would make more than `PAIRS_MAX` pairs. Leaves what a
level means to `link_levels`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from safeconduct.sources.dates import ABOUT_DAY_DAYS, ABOUT_MONTH_DAYS, ABOUT_YEAR_DAYS, parse_edtf, sides
from safeconduct.tracing import link_levels as levels
from safeconduct.tracing.link_engine import Advance, Engine
from safeconduct.tracing.link_levels import Compared

PAIRS_MAX = 30_000_000
NAME_LETTERS_MAX = 300


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody in a list: names as they are written, birth in EDTF; what is not told is empty."""

    id: str
    names: tuple[str, ...]
    born: str = ""
    father: str = ""
    place: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What the search for candidates came to. `kept` pairs have names alike enough to be weighed."""

    left: int
    right: int
    compared: Sequence[Compared]
    compared_pairs: int
    kept: int
    left_out: int
    births_told: float


Progress = Callable[[str], AbstractContextManager[Advance]]
"""Begins to show how far a step is."""


def unseen(step: str) -> AbstractContextManager[Advance]:
    """Progress that nobody watches."""
    return nullcontext(lambda done, total: None)


def find(left: Iterable[Record], right: Iterable[Record], engine: Engine, progress: Progress) -> Found:
    """Fill `records_left`, `records_right` and `blocked`; ValueError for a birth that is no EDTF."""
    with progress("reading") as advance:
        sizes = _load(engine, (left, right), advance)
    with progress("names read") as advance:
        engine.make_keys(advance)
    left_out = _candidates(engine)
    with progress("names compared") as advance:
        engine.make_strengths("name_pairs", "name_strengths", advance)
    compared = _compared(engine)
    with progress("fathers compared") as advance:
        _evidence(engine, compared, advance)
    ((compared_pairs,),) = engine.rows("select count(*) from candidates")
    ((kept,),) = engine.rows("select count(*) from blocked")
    told = [
        _share(engine, f"side = {side} and born_first is not null", size) for side, size in enumerate(sizes)
    ]
    return Found(*sizes, compared, compared_pairs, kept, left_out, told[0] * told[1])


COMPARED = (
    "uid", "born_year", "born_month", "born_day", "born_first", "born_last", "place", "unit",
    "name_evidence", "father_evidence",
)  # fmt: skip
"""The columns of `records_left` and `records_right`, of which the conditions of the levels speak."""


# --- tables ---------------------------------------------------------------------------------------

_RECORDS = (
    ("side", "integer"), ("uid", "integer"), ("id", "varchar"), ("name", "varchar"), ("born", "varchar"),
    ("born_year", "integer"), ("born_month", "integer"), ("born_day", "integer"), ("born_first", "integer"),
    ("born_last", "integer"), ("father", "varchar"), ("place", "varchar"), ("unit", "varchar"),
)  # fmt: skip


def _load(engine: Engine, lists: Sequence[Iterable[Record]], advance: Advance) -> tuple[int, int]:
    """`records`, `texts` (each distinct name by number) and `named` (the names of each record)."""
    sizes = [0, 0]

    def rows() -> Iterator[tuple[Any, ...]]:
        for side, records in enumerate(lists):
            for uid, record in enumerate(records):
                sizes[side] = uid + 1
                if uid % 1000 == 0:
                    advance(sum(sizes), 0)
                yield side, uid, *_row(record)

    engine.load("arrived", (*_RECORDS, ("names", "varchar")), rows())
    engine.make("records", f"select {', '.join(name for name, _ in _RECORDS)} from arrived")  # noqa: S608 names of this room
    engine.make("written", f"select side, uid, {engine.each_of('names', _SEPARATOR)} as text from arrived")  # noqa: S608 names of this room
    engine.drop("arrived")
    engine.make(
        "texts",
        """select cast(row_number() over (order by text) - 1 as integer) as text_id, text
        from (select text from written union select father from records where father is not null) t""",
    )
    engine.make("named", "select distinct side, uid, text_id from written w join texts t on t.text = w.text")
    engine.drop("written")
    return sizes[0], sizes[1]


def _row(record: Record) -> tuple[Any, ...]:
    names = [_cut(name) for name in record.names if name.strip()] or [""]
    return (record.id, names[0], record.born, *_born(record.born), _cut(record.father) or None,
            _folded(record.place), _folded(record.unit), _SEPARATOR.join(names))  # fmt: skip


def _cut(text: str) -> str:
    return text.replace(_SEPARATOR, " ").strip()[:NAME_LETTERS_MAX]


def _folded(text: str) -> str | None:
    return " ".join(text.casefold().split()) or None


def _born(edtf: str) -> tuple[int | None, ...]:
    """Year, month and day where they are told, and the first and last day it may be, counted as days."""
    if not edtf:
        return (None,) * 5
    known = parse_edtf(edtf)
    start, end = sides(edtf)
    first, last = known.earliest(), known.latest()
    is_one = start is not None and start is end
    year = first.year if first and last and first.year == last.year else None
    month = first.month if year and first and last and first.month == last.month else None
    day = first.day if month and known.is_exact and first else None
    margin = _margin(edtf) if is_one or any(mark in edtf for mark in "~%") else 0
    return (
        year,
        month,
        day,
        max(first.toordinal() - margin, 0) if first else _NO_BEGINNING,
        last.toordinal() + margin if last else _NO_END,
    )


def _margin(edtf: str) -> int:
    """How many days "about" reaches on each side, after what is told."""
    if not any(mark in edtf for mark in "~%"):
        return 0
    told = edtf.strip("~%?").count("-")
    return (
        (ABOUT_YEAR_DAYS, ABOUT_MONTH_DAYS, ABOUT_DAY_DAYS)[min(told, 2)]
        if "/" not in edtf
        else ABOUT_YEAR_DAYS
    )


# --- candidates -----------------------------------------------------------------------------------

# What two records must share for each rule, beside the key itself.
_RULES = (
    ("true", "is_whole", ()),
    ("false", "not is_whole", ("born_year",)),
    ("false", "not is_whole", ("born_month", "born_day")),
)


def _candidates(engine: Engine) -> int:
    """`candidates` and the distinct `name_pairs` they need; returns how many pairs the bound left out."""
    engine.make(
        "filed",
        """select n.side, n.uid, k.is_whole, k.code, r.born_year, r.born_month, r.born_day from named n
        join name_keys k on k.text_id = n.text_id join records r on r.side = n.side and r.uid = n.uid""",
    )
    left_out, queries = 0, []
    for number, (is_whole, condition, shared) in enumerate(_RULES):
        columns = ", ".join(("code", *shared))
        told = " and ".join((condition, *(f"{name} is not null" for name in shared)))
        left_out += _make_rule(engine, f"rule{number}", columns, told)
        queries.append(
            f"""select l.uid as uid_l, r.uid as uid_r, {is_whole} as is_whole from rule{number} k
            join filed l on l.side = 0 and {_equal("l", columns)} and l.{condition.split()[-1]} = {is_whole}
            join filed r on r.side = 1 and {_equal("r", columns)} and r.{condition.split()[-1]} = {is_whole}"""  # noqa: S608 names of this room
        )
    engine.make(
        "candidates",
        f"""select uid_l, uid_r, max(is_whole) as is_whole from ({" union all ".join(queries)}) a
        group by uid_l, uid_r""",  # noqa: S608 names of this room
    )
    for table in ("filed", *(f"rule{number}" for number in range(len(_RULES)))):
        engine.drop(table)
    engine.make(
        "name_pairs",
        """select distinct n.text_id as one, m.text_id as other from candidates c
        join named n on n.side = 0 and n.uid = c.uid_l join named m on m.side = 1 and m.uid = c.uid_r
        order by one, other""",
    )
    return left_out


def _make_rule(engine: Engine, table: str, columns: str, told: str) -> int:
    """The keys of one rule whose pairs stay within `PAIRS_MAX`, the rarest first; returns how many pairs do not."""
    engine.make(
        f"{table}_sizes",
        f"""select {columns}, l * r as pairs, sum(l * r) over (order by l * r, {columns}
        rows unbounded preceding) as running from (select {columns}, sum(1 - side) as l, sum(side) as r from filed
        where {told} group by {columns}) t where l > 0 and r > 0""",  # noqa: S608 names of this room
    )
    engine.make(table, f"select {columns} from {table}_sizes where running <= {PAIRS_MAX}")  # noqa: S608 names of this room
    ((left_out,),) = engine.rows(f"select sum(pairs) from {table}_sizes where running > {PAIRS_MAX}")  # noqa: S608 names of this room
    engine.drop(f"{table}_sizes")
    return int(left_out or 0)


def _equal(side: str, columns: str) -> str:
    return " and ".join(f"{side}.{name} = k.{name}" for name in columns.split(", "))


# --- what names say -------------------------------------------------------------------------------


def _compared(engine: Engine) -> list[Compared]:
    """What both lists tell of; the name and the birth always."""
    further = ((levels.FATHER, "father"), (levels.PLACE, "place"), (levels.UNIT, "unit"))
    told = (
        f"least(count(case when side = 0 then {column} end), count(case when side = 1 then {column} end))"
        for _, column in further
    )
    (counts,) = engine.rows(f"select {', '.join(told)} from records")  # noqa: S608 columns of this module
    found = [each for (each, _), count in zip(further, counts, strict=True) if count]
    return [levels.NAME, levels.BIRTH, *found]


def _evidence(engine: Engine, compared: Sequence[Compared], advance: Advance) -> None:
    """`blocked`: the pairs worth weighing; the records, the left ones with what names say of each pair."""
    whole = _cases("strength", levels.MATCHES_OF_STRENGTH)
    partly = _cases("strength", levels.PARTLY_OF_STRENGTH)
    engine.make(
        "alike",
        f"""select uid_l, uid_r, cast(case when is_whole then {whole} else {partly} end as tinyint) as level
        from (select c.uid_l, c.uid_r, c.is_whole, max(s.strength) as strength from candidates c
        join named n on n.side = 0 and n.uid = c.uid_l join named m on m.side = 1 and m.uid = c.uid_r
        join name_strengths s on s.one = n.text_id and s.other = m.text_id
        group by c.uid_l, c.uid_r, c.is_whole) t where case when is_whole then {whole} else {partly} end > 0""",  # noqa: S608 names of this room
    )
    engine.drop("name_strengths")
    engine.drop("name_pairs")
    if levels.FATHER in compared:
        _fathers(engine, advance)
    else:
        engine.make("told", "select uid_l, uid_r, level, cast(null as tinyint) as father from alike")
    engine.make(
        "evidence",
        f"""select uid_l, {engine.map_of("uid_r", "level")} as name_evidence,
        {engine.map_of("uid_r", "father")} as father_evidence from told group by uid_l""",  # noqa: S608 names of this room
    )
    engine.make(
        "blocked",
        """select concat('left-__-', uid_l) as join_key_l, concat('right-__-', uid_r) as join_key_r,
        '0' as match_key from told""",
    )
    for side, table in enumerate(("records_left", "records_right")):
        engine.make(
            table,
            f"""select r.uid, r.born_year, r.born_month, r.born_day, r.born_first, r.born_last, r.place, r.unit,
            e.name_evidence, e.father_evidence from records r
            left join evidence e on e.uid_l = r.uid and r.side = 0 where r.side = {side}""",  # noqa: S608 names of this room
        )


def _fathers(engine: Engine, advance: Advance) -> None:
    """`told`: the pairs with the level of their fathers' names, where both are told."""
    told = """from alike a join records l on l.side = 0 and l.uid = a.uid_l
        join records r on r.side = 1 and r.uid = a.uid_r
        {kind} join texts t on t.text = l.father {kind} join texts u on u.text = r.father"""
    engine.make(
        "father_pairs",
        f"select distinct t.text_id as one, u.text_id as other {told.format(kind='')} order by one, other",
    )
    engine.make_strengths("father_pairs", "father_strengths", advance)
    engine.make(
        "told",
        f"""select a.uid_l, a.uid_r, a.level,
        cast(case when s.strength is not null then {_cases("s.strength", levels.FATHER_OF_STRENGTH)} end as tinyint)
        as father {told.format(kind="left")}
        left join father_strengths s on s.one = t.text_id and s.other = u.text_id""",
    )


def _cases(value: str, table: Sequence[tuple[float, int]]) -> str:
    steps = " ".join(f"when {value} >= {least} then {level}" for least, level in table)
    return f"case {steps} else 0 end"


def _share(engine: Engine, condition: str, size: int) -> float:
    ((count,),) = engine.rows(f"select count(*) from records where {condition}")  # noqa: S608 names of this room
    return float(count) / size if size else 0.0


_SEPARATOR = "\x1f"
_NO_BEGINNING, _NO_END = 0, 4_000_000
