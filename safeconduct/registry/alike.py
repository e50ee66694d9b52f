"""What speaks for and against two records being one person, and the texts under which either is found.

Pure. It proposes and explains; whether two records are one person is judged by people alone. Codes carry the
two values that were compared, so that a page can show both and say nothing more than they do.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import product

from safeconduct.names.compare import compare as compare_names
from safeconduct.names.compare import compare_many
from safeconduct.names.keys import keys, parts, strong_key
from safeconduct.registry.answers import NamesCompared, Obstacle
from safeconduct.registry.facts import Captured, Item, PaperFinding
from safeconduct.registry.state import PrisonerState, given_values
from safeconduct.registry.stated import folded
from safeconduct.sources import when
from safeconduct.sources.dates import PartialDate
from safeconduct.sources.values import NameRole

# A birth told as "the 1990s" would file a person under ten years and be found by everyone.
YEARS_AT_MOST = 6
_SOURCE = "House rule: likely duplicates"
_NOT_SAID = re.compile(r"[\s\-‐-―−./№#]+")

Evidence = tuple[Obstacle, ...]


def compare(left: PrisonerState, right: PrisonerState) -> tuple[Evidence, Evidence, tuple[str, ...]]:
    """(speaks for, speaks against, not known of one of them), in a fixed order of codes.

    A name on a paper found false speaks neither for nor against: one forger's name stands on many papers.
    """
    found = [
        _service_numbers(left, right),
        _names(left, right),
        _births(left, right),
        _captures(left, right),
        _items("birth_place", Item.BIRTH_PLACE, left, right),
        _texts("father_name", _fathers(left), _fathers(right)),
        _items("mother_maiden_name", Item.MOTHER_MAIDEN_NAME, left, right),
        _paper_numbers(left, right),
        _lists(left, right),
    ]
    speaks_for = tuple(o for o in found if isinstance(o, Obstacle) and o.code in SPEAK_FOR)
    speaks_against = tuple(o for o in found if isinstance(o, Obstacle) and o.code in SPEAK_AGAINST)
    return speaks_for, speaks_against, tuple(code for code in found if isinstance(code, str) and code)


SPEAK_FOR = frozenset({
    "same_service_number", "same_name", "name_sounds_alike", "birth_compatible", "capture_compatible",
    "same_birth_place", "same_father_name", "same_mother_maiden_name", "same_paper_number",
})  # fmt: skip
SPEAK_AGAINST = frozenset({
    "different_service_number", "different_name", "birth_contradicts", "capture_contradicts",
    "different_birth_place", "different_father_name", "different_mother_maiden_name", "same_list",
})  # fmt: skip


def duplicate_tokens(state: PrisonerState) -> frozenset[str]:
    """The texts that a record of the same person would likely share; names on false papers make none."""
    sounds = {sound for name in own_names(state) if (sound := strong_key(name))}
    years = {
        str(year)
        for born in given_values(state, Item.BIRTH_DATE)
        for year in when.years(born, at_most=YEARS_AT_MOST)
    }
    days = {known.edtf for known in _capture_dates(state) if known.is_exact}
    numbers = {f"s|{number}" for number in service_numbers(state)}
    named = {f"n|{sound}|{year}" for sound, year in product(sounds, years)}
    return frozenset(numbers | named | {f"c|{sound}|{day}" for sound, day in product(sounds, days)})


def search_tokens(state: PrisonerState) -> frozenset[str]:
    """The texts under which the person is looked for: names, aliases among them, and numbers."""
    found: set[str] = set()
    for name in dict.fromkeys(n.name.text for n in state.names if not n.withdrawn_reason):
        found |= keys(name) | parts(name)
    found |= {f"s|{number}" for number in service_numbers(state)}
    return frozenset(found | {f"p|{number}" for number in _papers(state)})


def query_tokens(text: str) -> frozenset[str]:
    """The texts of `search_tokens` that a typed search may mean, as a name, a word of one, or a number."""
    number = plain_number(text)
    numbers = {f"s|{number}", f"p|{number}"} if number else set()
    return keys(text) | parts(text) | numbers


def own_names(state: PrisonerState) -> tuple[str, ...]:
    """The names the person goes by, each once: own ones and aliases, but none from a paper found false."""
    false = {paper.entry for paper in state.papers if paper.finding == PaperFinding.FALSE}
    return tuple(
        dict.fromkeys(
            view.name.text
            for view in state.names
            if not view.withdrawn_reason and view.entry not in false and view.name.role != NameRole.FATHER
        )
    )


def best_names(left: PrisonerState, right: PrisonerState) -> NamesCompared | None:
    """The names of two records that compare best, the first of equals; None where one has no name of its own."""
    pairs = list(product(own_names(left), own_names(right)))
    if not pairs:
        return None
    scores = compare_many(pairs)
    one, other = pairs[scores.index(max(scores))]
    return NamesCompared(one, other, compare_names(one, other))


def service_numbers(state: PrisonerState) -> tuple[str, ...]:
    """Every service number given, as it is compared."""
    return _plain(given_values(state, Item.SERVICE_NUMBER))


def plain_number(text: str) -> str:
    """A number as two of them are compared: composed, upper case, without spaces, hyphens and dots."""
    return _NOT_SAID.sub("", unicodedata.normalize("NFKC", text).upper())


# --- one comparison each: evidence, or what is not known, or "" where there is nothing to say -----


def _service_numbers(left: PrisonerState, right: PrisonerState) -> Obstacle | str:
    mine, theirs = service_numbers(left), service_numbers(right)
    if not mine or not theirs:
        return "service_number"
    if common := _common(mine, theirs):
        return _evidence("same_service_number", common, common)
    return _evidence("different_service_number", ", ".join(mine), ", ".join(theirs))


def _names(left: PrisonerState, right: PrisonerState) -> Obstacle | str:
    mine, theirs = own_names(left), own_names(right)
    if not mine or not theirs:
        return "name"
    pairs = [(one, other, keys(one) & keys(other)) for one, other in product(mine, theirs)]
    for code, prefix in (("same_name", "x:"), ("name_sounds_alike", "k:")):
        for one, other, shared in pairs:
            if any(key.startswith(prefix) for key in shared):
                return _evidence(code, one, other)
    return _evidence("different_name", mine[0], theirs[0])


def _births(left: PrisonerState, right: PrisonerState) -> Obstacle | str:
    mine, theirs = (given_values(state, Item.BIRTH_DATE) for state in (left, right))
    return _dates("birth_date", "birth", mine, theirs)


def _captures(left: PrisonerState, right: PrisonerState) -> Obstacle | str:
    mine, theirs = ([known.edtf for known in _capture_dates(state)] for state in (left, right))
    return _dates("captured", "capture", mine, theirs)


def _dates(unknown: str, code: str, mine: Iterable[str], theirs: Iterable[str]) -> Obstacle | str:
    pairs = list(product([d for d in mine if when.read(d)], [d for d in theirs if when.read(d)]))
    if not pairs:
        return unknown
    for one, other in pairs:
        if when.agree(one, other):
            return _evidence(f"{code}_compatible", one, other)
    return _evidence(f"{code}_contradicts", *pairs[0])


def _items(what: str, item: Item, left: PrisonerState, right: PrisonerState) -> Obstacle | str:
    return _texts(what, given_values(left, item), given_values(right, item))


def _texts(what: str, mine: tuple[str, ...], theirs: tuple[str, ...]) -> Obstacle | str:
    """Texts that name somebody or some place, in any script: the same when they share a key by sound."""
    if not mine or not theirs:
        return what
    for one, other in product(mine, theirs):
        if folded(one) == folded(other) or keys(one) & keys(other):
            return _evidence(f"same_{what}", one, other)
    return _evidence(f"different_{what}", mine[0], theirs[0])


def _paper_numbers(left: PrisonerState, right: PrisonerState) -> Obstacle | str:
    common = _common(_papers(left), _papers(right))
    return _evidence("same_paper_number", common, common) if common else ""


def _lists(left: PrisonerState, right: PrisonerState) -> Obstacle | str:
    """One list seldom names a person twice."""
    common = _common(left.lists, right.lists)
    return _evidence("same_list", common, common) if common else ""


def _evidence(code: str, left: str, right: str) -> Obstacle:
    return Obstacle(code, {"left": left, "right": right}, _SOURCE)


# --- what is compared -----------------------------------------------------------------------------


def _fathers(state: PrisonerState) -> tuple[str, ...]:
    named = [
        view.name.text
        for view in state.names
        if view.name.role == NameRole.FATHER and not view.withdrawn_reason
    ]
    return tuple(dict.fromkeys((*given_values(state, Item.FATHER_NAME), *named)))


def _papers(state: PrisonerState) -> tuple[str, ...]:
    return _plain(paper.number for paper in state.papers)


def _plain(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain for number in numbers if (plain := plain_number(number))))


def _common(mine: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    return next((value for value in mine if value in theirs), "")


def _capture_dates(state: PrisonerState) -> list[PartialDate]:
    events = [e for e in state.events if isinstance(e.fact, Captured) and not e.is_withdrawn]
    return [known for event in events if (known := when.read(event.fact.happened))]
