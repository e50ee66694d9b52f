"""Which series holds which: categories and theatres as parts and wholes. Pure.

A count of a part can never be larger than the count of its whole, so a bound of one bounds the other; nothing here
adds parts up. Which category is part of which stands in `reading/data/taxonomy.tsv`. `CUMULATIVE` categories count
everybody since the beginning; the others are of one day.

Source: NATO AAP-06 (casualty: dead, wounded, missing, captured); UCDP GED codebook; docs/explanation/figures.md.
"""

from functools import cache

from safeconduct.figures.claims import Category
from safeconduct.figures.reading.tables import load

CUMULATIVE = frozenset(
    {
        Category.KILLED, Category.WOUNDED, Category.KILLED_OR_WOUNDED, Category.CASUALTIES, Category.CAPTURED,
        Category.RELEASED, Category.REPATRIATED, Category.IRRECOVERABLE, Category.SANITARY,
        Category.TOTAL_LOSSES, Category.IDENTIFIED, Category.DEPLOYED,
    }
)  # fmt: skip
"""Counts of everybody since the beginning: they never fall."""
OF_A_DAY = frozenset(
    {Category.MISSING, Category.HELD, Category.DETAINED, Category.PRESENT, Category.WISHING_TO_RELOCATE}
)
"""Counts that are true of one day and may fall."""
COUNTED = CUMULATIVE | OF_A_DAY
UNRESOLVED = frozenset({Category.LOSSES})
"""Words that do not say what they count: listed, never drawn."""
# A whole that its parts make up without a rest, so that a stated total can be held against stated parts.
COMPOSED: dict[Category, tuple[Category, ...]] = {
    Category.KILLED_OR_WOUNDED: (Category.KILLED, Category.WOUNDED),
    Category.IRRECOVERABLE: (Category.KILLED, Category.MISSING, Category.CAPTURED),
}
EVERYWHERE = ""
# By the codes of the gazetteer: a region lies in its State.
_STATE_OF = {"kursk": "ru", "belgorod": "ru", "donetsk": "ua"}


@cache
def parts_of(category: Category) -> frozenset[Category]:
    """Everything that is a part of the category, itself included."""
    found = {category}
    for part, whole in load().parts:
        if whole == category:
            found |= parts_of(part)
    return frozenset(found)


def is_part(part: Category, whole: Category) -> bool:
    """Whether one is a part of the other or the same."""
    return part in parts_of(whole)


def lies_in(part: str, whole: str) -> bool:
    """Whether a theatre lies in another or is the same. Where nobody named a place, everywhere is meant."""
    return whole in (part, EVERYWHERE, _STATE_OF.get(part))


def holds(whole: tuple[Category, str], part: tuple[Category, str]) -> bool:
    """Whether the series of (category, theatre) `whole` counts everybody whom the series `part` counts."""
    return is_part(part[0], whole[0]) and lies_in(part[1], whole[1])
