"""Compares words of any alphabet by their letters: the way for names that are not Korean.

Owns the folding of Latin and Cyrillic to one coarse alphabet (і with и and ы, г with ґ and h, ё with е, sh with ш),
which words are fathers' names, the national forms of given names (`given_names.tsv`) and the cost of each
difference. Korean names have a better way in `korean`.
"""

import re
from functools import cache
from importlib import resources
from itertools import permutations

from safeconduct.names.kept import Kept

_LINKS_MAX = 20_000


class Word:
    """A word of a name folded to coarse letters; `group` is its given name across nations, if it is one."""

    __slots__ = ("folded", "group", "is_patronymic", "links", "text", "weight")

    def __init__(self, text: str, folded: str) -> None:
        self.text = text
        self.folded = folded
        self.group = _groups().get(folded, 0)
        self.is_patronymic = bool(_PATRONYMIC.search(folded))
        self.links: dict[Word, float] = {}
        base = _A_WORD + _A_LETTER * min(len(folded), _LETTERS_WEIGHED)
        self.weight = min(base, _A_GIVEN_NAME) if self.group else base


def word(text: str) -> Word | None:
    """A case-folded word as it is compared; None if no letter of it can be read."""
    return _WORDS[text]


def _word(text: str) -> Word | None:
    found = _folded(text)
    return Word(text, found) if found else None


def folded(token: str) -> str:
    """One case-folded word of Cyrillic or Latin letters in coarse Latin; empty if it cannot be read."""
    return _FOLDED[token]


def _folded(token: str) -> str:
    latin = token.translate(_LETTERS)
    for needed, pattern, replacement in _FOLDS:
        # Most patterns have nothing to find; a look for their letter is cheaper than for them.
        if needed in latin:
            latin = pattern.sub(replacement, latin)
    return latin[:_LETTERS_MAX]


def agreement(left: Word, right: Word) -> float:
    """The natural logarithm of how much two words speak for one word of a name; below 0 they speak against."""
    found = left.links.get(right)
    if found is None:
        found = _weighed(left, right)
        for one, other in ((left, right), (right, left)):
            if len(one.links) > _LINKS_MAX:
                one.links.clear()
            one.links[other] = found
    return found


def names_agreement(left: tuple[Word, ...], right: tuple[Word, ...]) -> float:
    """How much the words of two names speak for one name, each paired with its best partner once."""
    return sum(weight for _, _, weight in pairs_of(left, right))


def pairs_of(left: tuple[Word, ...], right: tuple[Word, ...]) -> list[tuple[Word | None, Word | None, float]]:
    """The pairing behind `names_agreement`: (left word, right word, what it says); None for a word left out."""
    if len(left) > len(right):
        return [(mine, theirs, weight) for theirs, mine, weight in pairs_of(right, left)]
    free = list(right)
    found: list[tuple[Word | None, Word | None, float]] = []
    for each in left:
        best, partner = _ALONE, None
        for other in free:
            weight = agreement(each, other)
            if weight > best:
                best, partner = weight, other
        if partner is not None:
            free.remove(partner)
        found.append((each, partner, FLOOR if partner is None else best))
    # Of two words more than two the second name is often left out; the father's name costs least.
    return found + [(None, other, _left_out(other)) for other in free]


def _left_out(word: Word) -> float:
    return _LEFT_OUT_FATHER if word.is_patronymic or len(word.folded) < 3 else _LEFT_OUT


def is_national_pair(left: Word, right: Word) -> bool:
    """True for two nations' forms of one given name: Микола, Николай."""
    return bool(left.group) and left.group == right.group and left.folded != right.folded


def _weighed(left: Word, right: Word) -> float:
    one, other = left.folded, right.folded
    base = min(left.weight, right.weight)
    if one == other:
        return base
    if left.group and left.group == right.group:
        return base * 0.8
    if len(one) == 1 or len(other) == 1:
        return 1.2 if one[0] == other[0] else FLOOR
    if abs(len(one) - len(other)) > 4:
        return FLOOR
    cost = distance(one, other)
    size = max(len(one), len(other))
    if cost >= _ANOTHER_WORD * size:
        return FLOOR
    return max(base - _A_DIFFERENCE * cost - _A_SHARE * cost / size, FLOOR)


def distance(one: str, other: str) -> float:
    """The cheapest way to change one folded word into another, by the tables of cost below."""
    costs, leave = _costs(), _LEAVE
    row = [0.0]
    for letter in other:
        row.append(row[-1] + leave.get(letter, 1.0))
    for letter in one:
        before = row[0]
        gone = leave.get(letter, 1.0)
        row[0] = before + gone
        for place, twin in enumerate(other, 1):
            kept = before if letter == twin else before + costs.get(letter + twin, 1.0)
            before = row[place]
            cheapest = min(kept, before + gone, row[place - 1] + leave.get(twin, 1.0))
            row[place] = cheapest
    return row[-1]


@cache
def _costs() -> dict[str, float]:
    found: dict[str, float] = {}
    for groups, cost in _ALIKE:
        for group in groups.split():
            for first, second in permutations(group, 2):
                found.setdefault(first + second, cost)
    return found


@cache
def _groups() -> dict[str, int]:
    """Folded form of a given name → the number of its row."""
    lines = resources.files("safeconduct.names").joinpath("given_names.tsv").read_text("utf-8").splitlines()
    cut = [line.split() for line in lines if line and not line.startswith("#")]
    found: dict[str, int] = {}
    for number, names in enumerate(cut, 1):
        for name in names:
            found.setdefault(folded(name), number)
    return found


_LETTERS_MAX = 24
_A_WORD, _A_LETTER, _LETTERS_WEIGHED, _A_GIVEN_NAME = 1.0, 0.9, 9, 4.5
_A_DIFFERENCE, _A_SHARE = 2.6, 6.0
# From this share of its letters on a word is another word: Олена, Олег.
_ANOTHER_WORD = 0.3
FLOOR, _ALONE = -5.0, -4.0
# Two texts letter for letter alike, of which nothing else can be said; and two with nothing to compare.
SAME_WRITING, NOTHING_COMMON = 9.0, -12.0
_LEFT_OUT_FATHER, _LEFT_OUT = -0.3, -1.2
# Pairs of coarse letters and the cost of one for the other; ~ is дж, $ is ш, q is ч. Any other pair costs 1.
_ALIKE: tuple[tuple[str, float], ...] = (
    ("iy j~", 0.1),
    ("ei", 0.2),
    ("ij ~h", 0.25),
    ("oa ou ae vu cq qc", 0.3),
    ("sz", 0.35),
    ("aeiouy vf hk cs cz s$ jz jh q$ kg", 0.4),
    ("hx ck z$ j$ jq ~i ~q ~z qk td pb xk xs xz", 0.5),
    ("vb sq mn pf tc", 0.6),
    ("hv", 0.7),
    ("rl", 0.8),
)
_LEAVE = {
    "a": 0.5,
    "e": 0.4,
    "i": 0.4,
    "o": 0.5,
    "u": 0.5,
    "h": 0.5,
    "j": 0.6,
    "v": 0.8,
    "t": 0.8,
    "s": 0.8,
    "d": 0.8,
}
_LETTERS = str.maketrans(
    {
        **dict(zip("абвгґдезийіїыклмнопрстуфхэєёўӥ", "abvhhdeziiiiiklmnoprstufheeevi", strict=True)),
        **{
            "ж": "j",
            "ц": "c",
            "ч": "q",
            "ш": "$",
            "щ": "$",
            "ю": "iu",
            "я": "ia",
            "ß": "ss",
            "ø": "o",
            "ł": "l",
        },
        **{"đ": "dj", "æ": "e", "œ": "e", "þ": "t", "ð": "d", "ı": "i"},
        **dict.fromkeys("ьъʼ'’`′-", None),
    }
)
# (a text without which there is nothing to find, what is looked for, what is written for it).
# The order matters: groups of Latin letters first, then single ones, then what the two scripts spell apart.
_FOLDS = tuple(
    (needed, re.compile(pattern), replacement)
    for needed, pattern, replacement in (
        ("sh", "shch|sh", "$"),
        ("sch", "sch", "$"),
        ("tch", "tch", "q"),
        ("dzh", "dzh", "~"),
        ("dj", "dj", "~"),
        ("ch", "ch", "q"),
        ("zh", "zh", "j"),
        ("ph", "ph", "f"),
        ("th", "th", "t"),
        ("w", "wh|w", "v"),
        ("qu", "qu", "kv"),
        ("h", "kh|gh", "h"),
        ("g", "g", "h"),
        ("s", "ts|ds", "c"),
        ("tz", "tz", "c"),
        ("c", "ck|c(?=[aouklmnrt])|c$", "k"),
        ("ks", "ks", "x"),
        ("y", "y", "i"),
        ("i", "i+(?=[aeou])", "i"),
        ("i", "i[eo]", "e"),
        ("i", "i(?=[au])", ""),
        ("", "[^a-z$~]", ""),
        ("", r"(.)\1+", r"\1"),
    )
)
_PATRONYMIC = re.compile("(?:[oei]viq|[oei]vna|iniqna|iqna|liq|miq|hiq|kiq)$")
_WORDS = Kept(_word, 8_192)
_FOLDED = Kept(_folded, 8_192)
