"""Makes the keys under which a name is filed and looked for, however it was spelled.

`keys` gives two kinds, told apart by prefix: `x:` the letters themselves, `k:` the sound of the whole name across
scripts. `blocks` gives coarser ones that survive an error in one part: two parts of three, or one word of a name
that is not Korean. `parts` gives `w:` keys of single words. Two names with a common key are candidates for a closer
look and nothing more. Leaves what a spelling sounds like to `forms`.
"""

from functools import lru_cache
from itertools import product

from safeconduct.names import families
from safeconduct.names.forms import Form, form
from safeconduct.names.hangul import INITIALS, VOWELS
from safeconduct.names.letters import Word
from safeconduct.names.syllables import Unit, priors

KEYS_MAX = 6
BLOCKS_MAX = 24


def keys(text: str) -> frozenset[str]:
    """At most KEYS_MAX keys of a whole name; empty for a text without letters or digits."""
    name = form(text)
    if not name.exact:
        return frozenset()
    return frozenset((f"x:{name.exact}", *_whole(name)[: KEYS_MAX - 1]))


def blocks(text: str) -> frozenset[str]:
    """At most BLOCKS_MAX coarse keys, `b:`, of two parts of a name each; one is kept when another is misheard."""
    name = form(text)
    found: dict[str, None] = {}
    for reading in name.korean[:2] if name.is_korean > _HARDLY else ():
        parts = [_family_class(reading.surname)] if reading.surname is not None else [("",)]
        parts += [_class_texts(unit) for unit in reading.given[:3]]
        if len(parts) == 2:
            found.update({f"b:{a}/{b}": None for a in parts[0] for b in parts[1]})
        for first in range(len(parts)):
            for second in range(first + 1, len(parts)):
                for a, b in product(parts[first][:2], parts[second][:2]):
                    found[f"b:{first}{second}{a}/{b}"] = None
    if name.letters:
        found.update({f"b:{_bones(word.folded)}": None for word in name.letters[:5] if len(word.folded) > 2})
    return frozenset(list(found)[:BLOCKS_MAX])


def parts(text: str) -> frozenset[str]:
    """The `w:` keys of the words of a name, of its surname and of its given name, as written and by sound."""
    name = form(text)
    found = {word.replace("-", "").replace("'", "").replace("ё", "е") for word in name.words}
    found.update(word.folded for word in name.letters)
    for reading in name.korean[:2]:
        if reading.surname is not None:
            found.add(reading.surname.text.replace("-", ""))
            found.update("s" + text for text in _family_class(reading.surname))
        found.add("".join(unit.text for unit in reading.given))
        found.update(text for unit in reading.given for text in _class_texts(unit))
        found.update(map("".join, product(*(_class_texts(unit)[:2] for unit in reading.given[:3]))))
    return frozenset(f"w:{part}" for part in found if part)


def strong_key(text: str) -> str:
    """The likeliest skeleton of a full name, coarser than in `keys`; the exact key if it has no sound.

    Made to be used with a birth year, to list likely duplicates for a person to judge. The vowels that
    popular Latin spellings confuse are one here: Chul and Chol, Jung and Jong.
    """
    name = form(text)
    whole = _whole(name)
    if not whole:
        return f"x:{name.exact}" if name.exact else ""
    slavic = [key for key in whole if key.islower()]
    # The last East Slavic form is the one without the father's name, which one of two papers often lacks.
    return slavic[-1] if whole[0].islower() else whole[0].replace("U", "O")


def _whole(name: Form) -> list[str]:
    """Every `k:` key, likeliest first, none twice: as a Korean name, by letters, or both."""
    korean: dict[str, None] = {}
    for reading in name.korean if name.is_korean > _HARDLY else ():
        families_found = _family_class(reading.surname) if reading.surname is not None else ("",)
        given = [_class_texts(unit) for unit in reading.given]
        for surname in families_found:
            korean.setdefault(f"k:{surname}{''.join(texts[0] for texts in given)}")
        for place, texts in enumerate(given):
            for other in texts[1:]:
                changed = [each[0] for each in given]
                changed[place] = other
                korean.setdefault(f"k:{families_found[0]}{''.join(changed)}")
    by_letters = _by_letters(name.letters)
    found = list(korean)
    return found + by_letters if name.is_korean > 0.5 else by_letters + found[: KEYS_MAX - 2]


def _by_letters(words: tuple[Word, ...]) -> list[str]:
    """The folded words, sorted because surnames stand first or last; also without the father's name."""
    forms = sorted(word.folded for word in words)
    plain = sorted(word.folded for word in words if not word.is_patronymic)
    found = [f"k:{' '.join(forms)}"] if forms else []
    if len(forms) > 2 and 1 < len(plain) < len(forms):
        found.append(f"k:{' '.join(plain)}")
    return found


def _family_class(unit: Unit) -> tuple[str, ...]:
    found = unit.classes
    if found is None:
        found = unit.classes = families.classes(unit)
    return found


def _class_texts(unit: Unit) -> tuple[str, ...]:
    """The coarse sounds a written syllable may stand for, likeliest first, at most three."""
    found = unit.classes
    if found is None:
        masses: dict[str, float] = {}
        for code, chance in unit.chances.items():
            sound = class_of(code)
            masses[sound] = masses.get(sound, 0.0) + chance
        ordered = sorted(masses, key=lambda sound: -masses[sound])
        kept = [sound for sound in ordered[:3] if masses[sound] > _LIKELY]
        # A rare syllable written with care, 책, must not be lost to common ones it is misheard for.
        prior = priors()
        plain = class_of(max(unit.chances, key=lambda code: unit.chances[code] / prior[code]))
        found = unit.classes = tuple(kept if plain in kept else [*kept[:2], plain])
    return found


@lru_cache(maxsize=4_096)
def class_of(code: int) -> str:
    """A syllable as a coarse sound: no voicing, no breath, ㅓ as ㅗ, ㄴ as ㅇ at the end."""
    onset, vowel = INITIALS[code // 168], VOWELS[code // 8 % 21]
    if onset in "ㄹㄴ" and vowel in _LOST_BEFORE:
        # The South drops it at the start of a word, and clerks elsewhere.
        onset = "ㅇ"
    return _ONSETS[onset] + _MIDDLES[vowel] + _CODAS[code % 8]


@lru_cache(maxsize=8_192)
def _bones(folded: str) -> str:
    """The first consonants of a folded word, alike ones made equal; what mishearing changes least."""
    bones = folded.translate(_BONES)
    return bones[:4] or folded[:2]


_HARDLY, _LIKELY = 0.002, 0.08
_ONSETS = dict(zip(INITIALS, "KKNTTNMPPSS CCCKTPH", strict=True)) | {"ㅇ": ""}
_MIDDLES = dict(zip(VOWELS, "AEAEOEOEOAEEOUOEIUUII", strict=True))
_LOST_BEFORE = frozenset("ㅑㅕㅖㅛㅠㅣ")
_CODAS = ("", "K", "N", "T", "L", "M", "P", "N")
_BONES = str.maketrans(
    {**dict.fromkeys("aeiouyhj~", ""), **dict(zip("vfbp$zscqxkdtlrmn", "vfbpssssskkttlrmm", strict=True))}
)
