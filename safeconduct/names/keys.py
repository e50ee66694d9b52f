"""Makes the keys under which a name is filed and looked for, however it was spelled.

`keys` gives two kinds, told apart by prefix: `x:` the letters themselves, `k:` the sound of the whole name across
scripts. `blocks` gives coarser ones that survive an error in one part: two parts of three, or one word of a name
that is not Korean. `parts` gives `w:` keys of single words. Two names with a common key are candidates for a closer
look and nothing more. Leaves what a spelling sounds like to `forms`.
"""

from itertools import chain, product

from safeconduct.names import families
from safeconduct.names.forms import Form, form
from safeconduct.names.kept import Kept
from safeconduct.names.letters import Word
from safeconduct.names.syllables import Unit, classes

KEYS_MAX = 6
BLOCKS_MAX = 24


def keys(text: str) -> frozenset[str]:
    """At most KEYS_MAX keys of a whole name; empty for a text without letters or digits."""
    name = form(text)
    if not name.exact:
        return frozenset()
    return frozenset(["x:" + name.exact, *_whole(name)[: KEYS_MAX - 1]])


def blocks(text: str) -> frozenset[str]:
    """At most BLOCKS_MAX coarse keys, `b:`, of two parts of a name each; one is kept when another is misheard."""
    name = form(text)
    found: dict[str, None] = {}
    for reading in name.korean[:2] if name.is_korean > _HARDLY else ():
        parts = [families.classes(reading.surname)] if reading.surname is not None else [("",)]
        parts += [classes(unit) for unit in reading.given[:3]]
        if len(parts) == 2:
            found.update({f"b:{a}/{b}": None for a in parts[0] for b in parts[1]})
        for first in range(len(parts)):
            for second in range(first + 1, len(parts)):
                for a, b in product(parts[first][:2], parts[second][:2]):
                    found[f"b:{first}{second}{a}/{b}"] = None
    if name.letters:
        found.update(
            {f"b:{_BONES_OF[word.folded]}": None for word in name.letters[:5] if len(word.folded) > 2}
        )
    return frozenset(list(found)[:BLOCKS_MAX])


def parts(text: str) -> frozenset[str]:
    """The `w:` keys of the words of a name, of its surname and of its given name, as written and by sound."""
    name = form(text)
    found = {_PARTS[word] for word in name.words}
    found.update(["w:" + word.folded for word in name.letters])
    for reading in name.korean[:2]:
        if reading.surname is not None:
            found.update(_SURNAME_PARTS[reading.surname])
        found.update(_GIVEN_PARTS[reading.given])
    found.discard("w:")
    return frozenset(found)


def _part(word: str) -> str:
    return "w:" + word.replace("-", "").replace("'", "").replace("ё", "е")


def _surname_parts(surname: Unit) -> tuple[str, ...]:
    return ("w:" + surname.text.replace("-", ""), *("w:s" + text for text in families.classes(surname)))


def _given_parts(given: tuple[Unit, ...]) -> tuple[str, ...]:
    several = [classes(unit) for unit in given]
    joined = map("".join, product(*(texts[:2] for texts in several[:3])))
    found = dict.fromkeys(["".join([unit.text for unit in given]), *chain.from_iterable(several), *joined])
    return tuple(["w:" + text for text in found])


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
        surnames = families.classes(reading.surname) if reading.surname is not None else ("",)
        likeliest, changed = _GIVEN_SOUNDS[reading.given]
        for surname in surnames:
            korean["k:" + surname + likeliest] = None
        for sounds in changed:
            korean["k:" + surnames[0] + sounds] = None
        if len(korean) >= KEYS_MAX:
            break
    by_letters = _by_letters(name.letters) if name.letters else []
    found = list(korean)
    return found + by_letters if name.is_korean > 0.5 else by_letters + found[: KEYS_MAX - 2]


def _given_sounds(given: tuple[Unit, ...]) -> tuple[str, tuple[str, ...]]:
    """The likeliest coarse sound of a given name, and those with another sound in one syllable."""
    several = [classes(unit) for unit in given]
    sounds = [texts[0] for texts in several]
    changed = [
        "".join([*sounds[:place], other, *sounds[place + 1 :]])
        for place, texts in enumerate(several)
        for other in texts[1:]
    ]
    return "".join(sounds), tuple(changed)


def _by_letters(words: tuple[Word, ...]) -> list[str]:
    """The folded words, sorted because surnames stand first or last; also without the father's name."""
    forms = sorted(word.folded for word in words)
    plain = sorted(word.folded for word in words if not word.is_patronymic)
    found = [f"k:{' '.join(forms)}"] if forms else []
    if len(forms) > 2 and 1 < len(plain) < len(forms):
        found.append(f"k:{' '.join(plain)}")
    return found


def _bones(folded: str) -> str:
    """The first consonants of a folded word, alike ones made equal; what mishearing changes least."""
    bones = folded.translate(_BONES)
    return bones[:4] or folded[:2]


_HARDLY = 0.002
_BONES = str.maketrans(
    {**dict.fromkeys("aeiouyhj~", ""), **dict(zip("vfbp$zscqxkdtlrmn", "vfbpssssskkttlrmm", strict=True))}
)
_PARTS, _BONES_OF = Kept(_part, 16_384), Kept(_bones, 8_192)
_SURNAME_PARTS, _GIVEN_PARTS = Kept(_surname_parts, 8_192), Kept(_given_parts, 16_384)
_GIVEN_SOUNDS = Kept(_given_sounds, 32_768)
