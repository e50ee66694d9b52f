"""Makes the keys under which a name is filed and looked for, however it was spelled.

Three kinds, told apart by prefix: `x:` the letters themselves, `k:` the sound of the whole name
across scripts, `w:` one word of it. Two names with a common key are candidates for a closer look
and nothing more. Leaves sounds to `sounds` and `slavic`, and words and their order to `order`.
"""

import re
from itertools import chain, zip_longest

from safeconduct.names import slavic, sounds
from safeconduct.names.order import Arrangement, Words, arrangements, words_of
from safeconduct.names.scripts import clean, healed

KEYS_MAX = 6
# Fewer letters than this tell any two people apart; the rest of a flood of characters is not looked at.
LETTERS_MAX = 400


def keys(text: str) -> frozenset[str]:
    """At most KEYS_MAX keys of a whole name; empty for a text without letters or digits."""
    written = _prepared(text)
    exact = _exact(written)
    return frozenset((f"x:{exact}", *_skeletons(words_of(written))[: KEYS_MAX - 1])) if exact else frozenset()


def parts(text: str) -> frozenset[str]:
    """The `w:` keys of the words of a name, of its surname and of its given name, as written and by sound."""
    name = words_of(_prepared(text))
    found = {_exact(word) for word in name.words}
    found.update(slavic.folded(word) for word in name.words if word[0] < _FIRST_ASIAN)
    for arrangement in arrangements(name):
        found.update((_exact(arrangement.surname), _exact("".join(arrangement.given))))
    for arrangement in arrangements(_heard(name)):
        found.update(_part_sounds(arrangement))
    return frozenset(f"w:{part}" for part in found if part)


def strong_key(text: str) -> str:
    """The likeliest skeleton of a full name, coarser than in `keys`; the exact key if it has no sound.

    Made to be used with a birth year, to list likely duplicates for a person to judge. The vowels that
    popular Latin spellings confuse are one here: Chul and Chol, Jung and Jong.
    """
    written = _prepared(text)
    skeletons = _skeletons(words_of(written))
    exact = _exact(written)
    if not skeletons:
        return f"x:{exact}" if exact else ""
    east_slavic = [skeleton for skeleton in skeletons if skeleton.islower()]
    # The last East Slavic form is the one without the father's name, which one of two papers often lacks.
    return (east_slavic[-1] if skeletons[0].islower() else skeletons[0]).replace("U", "O")


def _prepared(text: str) -> str:
    return healed(clean(text[:LETTERS_MAX]))


def _exact(text: str) -> str:
    return _NOT_LETTERS.sub("", text.casefold().replace("ё", "е"))


def _skeletons(name: Words) -> list[str]:
    """Every `k:` key, likeliest first, none twice: as a Korean name, as an East Slavic one, or both."""
    if not _is_perhaps_korean(name.words):
        return _slavic_keys(name.words)
    ordered = arrangements(_heard(name))
    by_turns = chain.from_iterable(zip_longest(*map(_korean_codes, ordered)))
    korean = [f"k:{code}" for code in dict.fromkeys(by_turns) if code][:KOREAN_MAX]
    if korean and ordered[0].surname and not _is_perhaps_slavic(name.words):
        return korean
    return _slavic_keys(name.words) + korean


def _korean_codes(arrangement: Arrangement) -> list[str]:
    surname = sounds.surname_readings(arrangement.surname) if arrangement.surname else _SILENT
    given = _SILENT
    for word in arrangement.given:
        given = sounds.combined(given, sounds.readings(word))
    if len(surname) == 1 == len(given):
        pairs = [(0, surname[0].code, given[0].code)]
    else:
        pairs = sorted((s.cost + g.cost, s.code, g.code) for s in surname for g in given)
    return [sounds.fold(s, g) for _, s, g in pairs if sounds.is_korean_shape(s + g)]


def _part_sounds(arrangement: Arrangement) -> set[str]:
    """The codes of the surname, of each given word or Hangul syllable, and of the given words joined."""
    pieces = list(arrangement.given)
    if len(pieces) == 1 and pieces[0][0] >= _FIRST_SYLLABLE:
        pieces = list(pieces[0])
    heard = [sounds.readings(piece) for piece in pieces]
    joined = _SILENT
    for readings in heard:
        joined = sounds.combined(joined, readings)
    if arrangement.surname:
        heard.append(sounds.surname_readings(arrangement.surname))
    codes = {reading.code for readings in (*heard, joined) for reading in readings}
    return {sounds.fold("", code) for code in codes if sounds.is_korean_shape(code)}


def _heard(name: Words) -> Words:
    """The words as the table of sounds wants them: Ukrainian и and е as letters of their own."""
    if not any(map(_UKRAINIAN.search, name.words)):
        return name
    return Words(tuple(word.translate(_UKRAINIAN_VOWELS) for word in name.words), name.surname_at)


def _is_perhaps_korean(words: tuple[str, ...]) -> bool:
    """False for a name with more syllables than a Korean one has, spares the reading of it."""
    return sum(len(_VOWEL_RUNS.findall(word)) for word in words) <= SYLLABLES_MAX


def _is_perhaps_slavic(words: tuple[str, ...]) -> bool:
    return any(word[0] < _FIRST_ASIAN and len(_VOWEL_RUNS.findall(word)) > 2 for word in words)


def _slavic_keys(words: tuple[str, ...]) -> list[str]:
    """The folded words, sorted because surnames stand first or last; also without the father's name."""
    forms = sorted(form for word in words if (form := slavic.folded(word)))
    plain = [form for form in forms if not slavic.is_patronymic(form)]
    found = [" ".join(forms)] if forms else []
    if len(forms) > 2 and 1 < len(plain) < len(forms):
        found.append(" ".join(plain))
    return [f"k:{form}" for form in found]


KOREAN_MAX = 4
SYLLABLES_MAX = 5
_SILENT: tuple[sounds.Reading, ...] = (sounds.SILENT,)
_NOT_LETTERS = re.compile(r"[\W_]+")
_UKRAINIAN = re.compile("[іїєґ]")
_UKRAINIAN_VOWELS = str.maketrans("ие", "ӥӗ")
_VOWEL_RUNS = re.compile("[aeiouy]+|[аеёиоуыэюяіїє]")
_FIRST_ASIAN = "\u1100"
_FIRST_SYLLABLE = "가"
