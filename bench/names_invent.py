"""Invents Korean names and spells them as offices do: by several systems, carefully or with clerks' errors.

The noise model follows what was measured of names in print: each error of `ERRORS` strikes a name on its own
with the given chance times the noise level. Level 0 is a careful spelling, level 1 a bad list, level 2 worse than
any seen. Letters come from `safeconduct.names.write`, which nothing of the learned tables enters.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from safeconduct.names import syllables
from safeconduct.names.hangul import compose, decompose, final_sound, spoken, surnames
from safeconduct.names.write import System, write

Spell = Callable[["Name", random.Random], str]


@dataclass(frozen=True)
class Name:
    """A Korean name in Hangul, in its two parts."""

    surname: str
    given: str

    @property
    def hangul(self) -> str:
        return self.surname + self.given


def names(count: int, chance: random.Random) -> list[Name]:
    """`count` distinct names: surnames as common as in the census, a third of them in northern spelling."""
    families, weights = _surname_weights()
    letters, counts = _given_weights()
    found: dict[Name, None] = {}
    while len(found) < count:
        some = count - len(found)
        for surname, one, two in zip(
            chance.choices(families, weights, k=some),
            chance.choices(letters, counts, k=some),
            chance.choices(letters, counts, k=some),
            strict=True,
        ):
            given = one if chance.random() < 0.02 else one + two
            if chance.random() < 0.4:
                surname = surnames()[surname].north
            found.setdefault(Name(surname, given))
    return list(found)


def latin(name: Name, chance: random.Random) -> str:
    """One of the ways Koreans are written in Latin, as often as they were counted: popular, North, older."""
    way = chance.random()
    if way < 0.45:
        return _popular(name, chance)
    if way < 0.65:
        return _joined(name, System.REVISED, chance)
    if way < 0.9:
        return _joined(name, System.DPRK, chance)
    marked = _joined(name, System.MCCUNE, chance)
    return marked if way < 0.94 else marked.translate(_PLAIN)


def russian(name: Name, chance: random.Random) -> str:
    """Kontsevich's system, in two tokens or three, ё written or not."""
    text = _joined(name, System.KONTSEVICH, chance)
    return text.replace("ё", "е").replace("Ё", "Е") if chance.random() < 0.4 else text


def ukrainian(name: Name, chance: random.Random) -> str:
    """The Ukrainian adaptation, in two tokens or three."""
    return _joined(name, System.UKRAINIAN, chance)


def canonical(name: Name, system: System) -> str:
    """The careful spelling by one system, bare: what no matcher can tell apart is equal here."""
    southern = _southern(name)
    surname, given = southern[: len(name.surname)], southern[len(name.surname) :]
    text = "".join((_surname_text(surname, system), *_given_pieces(given, system))).lower()
    return text.translate(_PLAIN).replace("ё", "е")


def noisy(name: Name, spell: Spell, level: float, chance: random.Random) -> str:
    """A name heard and written with errors: sounds first, then letters and order."""
    heard = name
    for error, likelihood in SOUND_ERRORS.items():
        if chance.random() < likelihood * level:
            heard = error(heard, chance)
    text = spell(heard, chance)
    for mend, likelihood in LETTER_ERRORS.items():
        if chance.random() < likelihood * level:
            text = mend(text, chance)
    return text


# --- sounds ---------------------------------------------------------------------------------------


def _other_sound(part: str) -> Callable[[Name, random.Random], Name]:
    groups = _HEARD[part].split()

    def change(name: Name, chance: random.Random) -> Name:
        place = chance.randrange(len(name.given))
        letter = decompose(name.given[place])
        value = getattr(letter, part)
        sound = final_sound(value) if part == "final" else value
        near = [other for group in groups if sound and sound in group for other in group if other != sound]
        if not near:
            return name
        new = compose(letter._replace(**{part: chance.choice(near)}))
        return Name(name.surname, name.given[:place] + new + name.given[place + 1 :])

    return change


def _spoken(name: Name, chance: random.Random) -> Name:
    return Name(name.surname, spoken(name.given))


_HEARD = {
    "vowel": "ㅓㅗ ㅡㅜㅓ ㅐㅔ ㅕㅛ ㅗㅜ ㅕㅠ ㅓㅏ ㅢㅣ ㅚㅔ",
    "initial": "ㅂㅍ ㄷㅌ ㅈㅊ ㄱㅋ ㅎㅇ ㄹㄴ ㄷㅈ",
    "final": "ㄴㅇ ㄴㅁ ㅁㅇ ㄱㅂ ㄱㄷ",
}
SOUND_ERRORS = {
    _other_sound("vowel"): 0.25,
    _other_sound("initial"): 0.15,
    _other_sound("final"): 0.15,
    _spoken: 0.2,
}


# --- letters and order ----------------------------------------------------------------------------


def _swap(old: str, new: str) -> Callable[[str, random.Random], str]:
    return lambda text, chance: text.replace(old, new)


def _reversed(text: str, chance: random.Random) -> str:
    surname, _, given = text.partition(" ")
    return f"{given} {surname}" if chance.random() < 0.7 else f"{surname}, {given}"


def _dropped(text: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(text))
    return text[:place] + text[place + 1 :] if text[place].isalpha() else text


def _capitals(text: str, chance: random.Random) -> str:
    return text.upper()


def _declined(text: str, chance: random.Random) -> str:
    if text[-1].lower() == "ь":
        return text[:-1] + "я"
    return text + "а" if text[-1].lower() in "кнмптр" and text[-1] > "z" else text


LETTER_ERRORS = {
    _swap("чх", "ч"): 0.3,
    _swap("ч", "чж"): 0.2,
    _swap("дж", "ч"): 0.2,
    _swap("ё", "йо"): 0.15,
    _swap("э", "е"): 0.3,
    _swap("ы", "у"): 0.1,
    _swap("ль", "л"): 0.15,
    _swap("и", "і"): 0.05,
    _swap("eo", "u"): 0.1,
    _swap("eu", "u"): 0.15,
    _reversed: 0.15,
    _capitals: 0.1,
    _declined: 0.1,
    _dropped: 0.05,
}


# --- spelling -------------------------------------------------------------------------------------


def _joined(name: Name, system: System, chance: random.Random) -> str:
    """By one system, the given name in two tokens, with a hyphen, or solid."""
    surname, pieces = _surname_text(name.surname, system), _given_pieces(name.given, system)
    way = chance.random()
    if system in (System.KONTSEVICH, System.UKRAINIAN, System.DPRK):
        given = " ".join(map(str.capitalize, pieces)) if way < 0.55 else "".join(pieces).capitalize()
        return f"{surname} {given if way < 0.93 else '-'.join(pieces).capitalize()}"
    given = "-".join(pieces) if way < 0.75 else "".join(pieces) if way < 0.9 else " ".join(pieces)
    return f"{surname} {given.capitalize()}"


@cache
def _surname_text(surname: str, system: System) -> str:
    return write(surname, system).text.replace("-", "").capitalize()


@cache
def _given_pieces(given: str, system: System) -> tuple[str, ...]:
    """The syllables of a given name in small letters; the surname before it only shows where it starts."""
    words = write("김 " + given, system).text.lower().split(" ")[1:]
    return tuple(piece for word in words for piece in word.split("-"))


def _popular(name: Name, chance: random.Random) -> str:
    """As people write themselves: surnames by habit, u for eo, oo for u, the surname last now and then."""
    southern = _southern(name)
    name = Name(southern[: len(name.surname)], southern[len(name.surname) :])
    surname = _HABITS.get(name.surname) or write(name.surname, System.REVISED).text
    given = _joined(name, System.REVISED, chance).partition(" ")[2].lower()
    for old, new, likelihood in _POPULAR:
        if chance.random() < likelihood:
            given = re.sub(old, new, given)
    given = given.replace("1", "oo")
    given = given.title() if " " in given else given.capitalize()
    return f"{given} {surname}" if chance.random() < 0.1 else f"{surname} {given}"


def _southern(name: Name) -> str:
    """The name as the South writes it: no ㄹ and no ㄴ before i and y at the start of either part."""
    return _dropped_initial(name.surname) + _dropped_initial(name.given)


def _dropped_initial(word: str) -> str:
    letter = decompose(word[0])
    if letter.initial in "ㄹㄴ" and letter.vowel in "ㅑㅕㅖㅛㅠㅣ":
        return compose(letter._replace(initial="ㅇ")) + word[1:]
    return compose(letter._replace(initial="ㄴ")) + word[1:] if letter.initial == "ㄹ" else word


_HABITS = {
    "이": "Lee", "김": "Kim", "박": "Park", "최": "Choi", "정": "Jung", "강": "Kang", "조": "Cho", "윤": "Yoon",
    "임": "Lim", "오": "Oh", "신": "Shin", "안": "Ahn", "유": "Yoo", "문": "Moon", "백": "Paik", "노": "Noh",
    "허": "Hur", "구": "Koo", "우": "Woo", "권": "Kwon", "고": "Ko",
}  # fmt: skip
# What is written for what Revised Romanization has, as expressions; 1 stands for oo until all are done.
_POPULAR = (
    ("yeo", "you", 0.15), ("yeo", "yu", 0.35), ("(?<!e)u", "1", 0.2), ("eo", "u", 0.45), ("eu", "u", 0.3),
    ("i-", "ee-", 0.1), ("gy", "ky", 0.6), ("gi", "ki", 0.4), ("gw", "kw", 0.6), ("hui|h1i", "hee", 0.8),
    ("si", "shi", 0.3), ("ae", "ai", 0.05),
)  # fmt: skip
_PLAIN = str.maketrans("ŏŭŎŬ", "ouOU", "'")


@cache
def _surname_weights() -> tuple[list[str], list[float]]:
    weights = {
        "김": 215,
        "이": 147,
        "박": 84,
        "최": 47,
        "정": 48,
        "강": 25,
        "조": 29,
        "윤": 20,
        "장": 20,
        "임": 20,
    }
    found = {
        hangul: float(weights.get(hangul, {3: 10, 2: 4, 1: 1}[row.weight]))
        for hangul, row in surnames().items()
        if row.north != hangul or hangul not in _NORTHERN
    }
    return list(found), list(found.values())


@cache
def _given_weights() -> tuple[list[str], list[float]]:
    """Syllables of given names, flattened: a list of distinct names holds more rare ones than people do."""
    prior = syllables.priors()
    codes = sorted(range(len(prior)), key=lambda code: -prior[code])[:170]
    return [syllables.letter_of(code) for code in codes], [prior[code] for code in codes]


_NORTHERN = frozenset("리림류량로라렴려련룡륙")
