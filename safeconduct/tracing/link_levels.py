"""What two records are compared by when whole lists are linked, in levels, each with its condition in SQL.

Owns the levels, the house values they start from, and the settings of Splink made of them: one dictionary for every
engine, for the conditions are SQL that DuckDB and Spark read alike. What the values become on the lists at hand is
told by `link_training`. A value not told on either side says nothing.

The shares of the names were measured with `bench/link.py` on invented lists (careful spellings and half a noise
level); those of the births are house estimates for soldiers of 18 to 46.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MATCHES_OF_STRENGTH = ((14.0, 7), (12.0, 6), (10.0, 5), (8.0, 4), (6.0, 3), (4.0, 2), (0.0, 1))
"""(least strength in nats, level) of names that share the sound of the whole name."""
PARTLY_OF_STRENGTH = ((8.0, 13), (5.0, 12), (2.0, 11))
"""The same for names that share two parts of three alone; such pairs are only met with births that agree in part."""
PARTLY = frozenset(level for _, level in PARTLY_OF_STRENGTH)
BIRTHS_OF_PARTLY = frozenset({7, 6, 5, 4, 3, 2})
"""The levels of the birth that the rule for such pairs lets through; see `link.CANDIDATES`."""


@dataclass(frozen=True, slots=True)
class Level:
    """One degree of agreement: `same` and `strangers` are the shares of true and of other pairs that show it."""

    code: int
    label: str
    condition: str
    same: float
    strangers: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing compared: its levels, the strongest first, the last without a condition, for all that is left."""

    title: str
    untold: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """What training found, by title and level: shares of true pairs and of strangers, and of pairs that are true."""

    same: Mapping[str, Mapping[int, float]]
    strangers: Mapping[str, Mapping[int, float]]
    true_pairs: float


def _name(code: int, label: str, same: float, strangers: float) -> Level:
    return Level(code, label, f"name_evidence_l[uid_r] = {code}", same, strangers)


NAME = Compared(
    "name",
    "name_evidence_l[uid_r] is null",
    (
        _name(7, "sound alike, 14 nats or more", 0.16, 1e-7),
        _name(13, "two parts alike, 8 nats or more", 0.02, 1.5e-7),
        _name(6, "sound alike, 12 to 14 nats", 0.24, 4e-7),
        _name(5, "sound alike, 10 to 12 nats", 0.33, 3.2e-6),
        _name(12, "two parts alike, 5 to 8 nats", 0.01, 2.5e-6),
        _name(4, "sound alike, 8 to 10 nats", 0.17, 1.2e-5),
        _name(3, "sound alike, 6 to 8 nats", 0.04, 1.3e-5),
        _name(2, "sound alike, 4 to 6 nats", 0.015, 8e-6),
        _name(11, "two parts alike, 2 to 5 nats", 0.005, 1.5e-5),
        Level(1, "sound alike, less than 4 nats", "", 0.01, 1e-5),
    ),
)
_DAYS_TOLD = "born_day_l is not null and born_day_r is not null"
_SAME_YEAR = "born_year_l = born_year_r"
_SAME_MONTH, _SAME_DAY = "born_month_l = born_month_r", "born_day_l = born_day_r"
_EXCHANGED = "born_month_l = born_day_r and born_day_l = born_month_r"
_OVERLAP = "born_first_l <= born_last_r and born_first_r <= born_last_l"
BIRTH = Compared(
    "birth",
    "born_first_l is null or born_first_r is null",
    (
        Level(7, "same day", f"{_DAYS_TOLD} and born_first_l = born_first_r", 0.74, 1e-4),
        Level(6, "day and month exchanged", f"{_DAYS_TOLD} and {_SAME_YEAR} and {_EXCHANGED}", 0.03, 4e-5),
        Level(5, "same day, another year", f"{_DAYS_TOLD} and {_SAME_MONTH} and {_SAME_DAY}", 0.05, 2.7e-3),
        Level(
            4,
            "same year, and month or day",
            f"{_DAYS_TOLD} and {_SAME_YEAR} and ({_SAME_MONTH} or {_SAME_DAY})",
            0.05,
            4e-3,
        ),
        Level(
            3,
            "agree as far as told",
            f"(born_day_l is null or born_day_r is null) and {_SAME_YEAR} and {_OVERLAP}",
            0.05,
            3e-3,
        ),
        Level(2, "same year, another day", _SAME_YEAR, 0.03, 0.03),
        Level(
            1,
            "may overlap, or a year apart",
            f"({_OVERLAP}) or abs(born_year_l - born_year_r) = 1",
            0.03,
            0.065,
        ),
        Level(0, "another year", "", 0.02, 0.9),
    ),
)
FATHER = Compared(
    "father",
    "father_evidence_l[uid_r] is null",
    (
        Level(2, "sounds alike", "father_evidence_l[uid_r] = 2", 0.7, 2e-3),
        Level(1, "may sound alike", "father_evidence_l[uid_r] = 1", 0.15, 2e-2),
        Level(0, "sounds otherwise", "", 0.15, 0.978),
    ),
)
PLACE = Compared(
    "place",
    "place_l is null or place_r is null",
    (Level(1, "same", "place_l = place_r", 0.5, 0.05), Level(0, "written otherwise", "", 0.5, 0.95)),
)
UNIT = Compared(
    "unit",
    "unit_l is null or unit_r is null",
    (Level(1, "same", "unit_l = unit_r", 0.6, 0.03), Level(0, "written otherwise", "", 0.4, 0.97)),
)
FATHER_OF_STRENGTH = ((5.0, 2), (2.0, 1))


def name_level(strength: float, *, is_whole: bool) -> int:
    """The level of a name's strength; 0 for a pair not worth keeping."""
    table = MATCHES_OF_STRENGTH if is_whole else PARTLY_OF_STRENGTH
    return next((level for least, level in table if strength >= least), 0)


def code_sql(compared: Compared) -> str:
    """The level of a pair in SQL, by the conditions that Splink gets; null where it is not told."""
    steps = [f"when {level.condition} then {level.code}" for level in compared.levels[:-1]]
    return f"case when {compared.untold} then null {' '.join(steps)} else {compared.levels[-1].code} end"


def settings(compared: Sequence[Compared], shares: Shares) -> dict[str, Any]:
    """The settings of Splink, the same for every engine. Source: Splink 5, settings dictionary."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "uid",
        "probability_two_random_records_match": shares.true_pairs,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        # Candidates are handed over ready; the rule stands for the reader of the settings.
        "blocking_rules_to_generate_predictions": ["l.born_year = r.born_year"],
        "comparisons": [_comparison(each, shares) for each in compared],
    }


def _comparison(compared: Compared, shares: Shares) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": compared.untold, "label_for_charts": "not told", "is_null_level": True}
    ]
    for level in compared.levels:
        levels.append(
            {
                "sql_condition": level.condition or "ELSE",
                "label_for_charts": level.label,
                "m_probability": shares.same[compared.title][level.code],
                "u_probability": shares.strangers[compared.title][level.code],
            }
        )
    return {"output_column_name": compared.title, "comparison_levels": levels}
