"""Writes a name in another script, by a named system, for display.

Owns the derived spellings: Hangul in Latin and Cyrillic (`letters.tsv`), Cyrillic in passport
Latin. A derived spelling is shown beside the name with its label and never stored in its place.
Leaves the division of a name to `hangul`. Where no sound system leads from one script to another,
`systems_for` says so.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from safeconduct.names.hangul import (
    MEETINGS,
    Syllable,
    decompose,
    final_sound,
    is_syllable,
    split_name,
    surnames,
)
from safeconduct.names.scripts import Script, clean, healed


class System(StrEnum):
    """The systems of transliteration this project can write."""

    DPRK = "dprk"
    REVISED = "revised"
    MCCUNE = "mccune"
    YALE = "yale"
    KONTSEVICH = "kontsevich"
    UKRAINIAN = "ukrainian"
    PASSPORT_RU = "passport-ru"
    PASSPORT_UK = "passport-uk"


class Reader(StrEnum):
    """The script an operator reads best."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    HANGUL = "hangul"


@dataclass(frozen=True, slots=True)
class Written:
    """A derived spelling and the system it follows; `label` names the system in English, to be translated."""

    text: str
    system: System
    label: str


LABELS = {
    System.DPRK: "DPRK system",
    System.REVISED: "Revised Romanization",
    System.MCCUNE: "McCune–Reischauer system",
    System.YALE: "Yale system",
    System.KONTSEVICH: "Kontsevich system",
    System.UKRAINIAN: "Kontsevich system adapted to Ukrainian",
    System.PASSPORT_RU: "Russian passport Latin",
    System.PASSPORT_UK: "Ukrainian passport Latin",
}


def systems_for(script: Script, reader: Reader | str, *, language: str = "") -> System | None:
    """The one system to show a reader beside a name in `script`; None where nothing sound can be derived.

    `language` is "uk" or "ru": the reader's for a Hangul name, the name's own for a Cyrillic one. Without it
    Hangul is written by Kontsevich for readers of Cyrillic, and Cyrillic by the Ukrainian passport table.
    """
    if script is Script.HANGUL and reader == Reader.LATIN:
        return System.DPRK
    if script is Script.HANGUL and reader == Reader.CYRILLIC:
        return System.UKRAINIAN if language == "uk" else System.KONTSEVICH
    if script is Script.CYRILLIC and reader == Reader.LATIN:
        return System.PASSPORT_RU if language == "ru" else System.PASSPORT_UK
    return None


def write(name: str, system: System | str) -> Written:
    """`name` by one system; letters that the system does not read stay as they are.

    Raises ValueError for a system that is none.

    Source: DPRK romanization (1992, revised 2012) without breves; Revised Romanization of Korean (2000);
    L. R. Kontsevich's rules for Russian; ICAO Doc 9303 part 3; Ukraine, resolution 55 (2010)
    """
    system = System(system)
    if system in _PASSPORT_LETTERS:
        return Written(_passport(healed(clean(name)), system), system, LABELS[system])
    return Written(_korean(clean(name), system), system, LABELS[system])


def spelled_syllable(syllable: str, system: System) -> str:
    """One Hangul syllable by itself, in small letters. Raises ValueError for anything else."""
    return _syllables(syllable, system)[0]


def spelled_letter(system: System, part: str, letter: str) -> tuple[str, str]:
    """A letter of Hangul by a system: at the start, and in the other place that the system tells apart.

    `part` is "initial", "vowel" or "final", this one as the seven sounds that are spoken; "" is no sound.
    """
    plain, _, other = _table(system)[part, letter].partition("/")
    return plain, other or plain


def _korean(name: str, system: System) -> str:
    if not name or not all(is_syllable(letter) or letter == " " for letter in name):
        # Not a Hangul name alone: its syllables are written one by one, whatever stands between them stays.
        return " ".join("".join(_apart(letter, system) for letter in word) for word in name.split(" "))
    split = split_name(name)
    surname = _surname(split.surname, system)
    given = _given(split.given, system)
    return " ".join(filter(None, (surname, given)))


def _apart(letter: str, system: System) -> str:
    return _syllables(letter, system)[0] if is_syllable(letter) else letter


def _surname(surname: str, system: System) -> str:
    """A surname as one word; the DPRK system writes the northern form where there is only one."""
    if surname in ("리", "이") and system in _SURNAME_RI:
        return _SURNAME_RI[system]
    known = surnames().get(surname)
    if known and system is System.DPRK:
        surname = known.north
    return "".join(_syllables(surname, system)).capitalize()


def _given(given: str, system: System) -> str:
    syllables = _syllables(given, system)
    if system in _HYPHENATED:
        return "-".join(syllables).capitalize()
    return " ".join(syllable.capitalize() for syllable in syllables)


def _syllables(word: str, system: System) -> list[str]:
    """Each syllable by itself, its first and last letter changed by its neighbours as the system has it."""
    parts = [decompose(letter) for letter in word]
    spoken = [Syllable(part.initial, part.vowel, final_sound(part.final)) for part in parts]
    if system in _ASSIMILATING:
        spoken = _assimilated(spoken)
    before = [None, *(part.final for part in spoken)]
    return [_letters(part, final, system) for part, final in zip(spoken, before, strict=False)]


def _assimilated(syllables: list[Syllable]) -> list[Syllable]:
    """Finals and initials as spoken where they meet: 극렬 as 긍녈. Syllables apart show no liaison."""
    changed = list(syllables)
    for place in range(1, len(changed)):
        before, after = changed[place - 1], changed[place]
        final, initial = MEETINGS.get((before.final, after.initial), (before.final, after.initial))
        changed[place - 1] = before._replace(final=final)
        changed[place] = after._replace(initial=initial)
    return changed


def _letters(syllable: Syllable, before: str | None, system: System) -> str:
    """One syllable in letters; `before` is the final sound before it, None at the start of the word."""
    table = _table(system)
    plain, _, voiced = table["initial", syllable.initial].partition("/")
    is_voiced = bool(voiced) and before in _voicing(syllable.initial, system)
    initial = voiced if is_voiced else plain
    at_start, _, after_consonant = table["vowel", syllable.vowel].partition("/")
    vowel = after_consonant if initial and after_consonant else at_start
    final = table["final", syllable.final] if syllable.final else ""
    if before == "ㄹ" and syllable.initial == "ㄹ" and system in _ASSIMILATING:
        initial = "l" if system is System.MCCUNE else "л"
    return initial + vowel + final


def _voicing(initial: str, system: System) -> frozenset[str]:
    """The final sounds after which a plain initial is voiced; the empty one is an open syllable."""
    after_liquid_is_voiceless = initial == "ㅈ" and system in _ASSIMILATING
    return _SONORANTS - {"ㄹ"} if after_liquid_is_voiceless else _SONORANTS


def _passport(name: str, system: System) -> str:
    letters = []
    for place, letter in enumerate(name):
        small = letter.lower()
        is_start = place == 0 or not (name[place - 1].isalpha() or name[place - 1] in _APOSTROPHES)
        latin = _PASSPORT_STARTS[system].get(small) if is_start else None
        if latin is None:
            latin = _PASSPORT_LETTERS[system].get(small, letter)
        if system is System.PASSPORT_UK and small == "г" and place and name[place - 1].lower() == "з":
            latin = "gh"
        letters.append(_in_case(latin, letter, name[max(place - 1, 0) : place], name[place + 1 : place + 2]))
    return "".join(letters)


def _in_case(latin: str, letter: str, before: str, following: str) -> str:
    """The Latin for one letter in its case; a capital among capitals gives capitals throughout."""
    if not letter.isupper() or latin == letter:
        return latin
    is_among_capitals = following.isupper() or (before.isupper() and not following.isalpha())
    return latin.upper() if is_among_capitals else latin.capitalize()


@cache
def _table(system: System) -> dict[tuple[str, str], str]:
    lines = resources.files("safeconduct.names").joinpath("letters.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    column = rows[0].index(system)
    return {(row[0], row[1]): row[column].replace("-", "") for row in rows[1:]}


_ASSIMILATING = frozenset({System.KONTSEVICH, System.UKRAINIAN, System.MCCUNE})
_HYPHENATED = frozenset({System.REVISED, System.MCCUNE, System.YALE})
_SURNAME_RI = {System.DPRK: "Ri", System.KONTSEVICH: "Ли", System.UKRAINIAN: "Лі"}
_SONORANTS = frozenset({"", "ㄴ", "ㄹ", "ㅁ", "ㅇ"})
_APOSTROPHES = "'’ʼ`"
_SHARED_LETTERS = dict(zip("абвдезклмнопрстуф", "abvdezklmnoprstuf", strict=True)) | {
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu", "я": "ia", "ь": ""},
}
_RUSSIAN_LETTERS = {"г": "g", "ё": "e", "и": "i", "й": "i", "ъ": "ie", "ы": "y", "э": "e"}
_UKRAINIAN_LETTERS = {"г": "h", "ґ": "g", "є": "ie", "и": "y", "і": "i", "ї": "i", "й": "i"} | dict.fromkeys(
    _APOSTROPHES, ""
)
# Each table reads the letters of the other language too: a Russian spelling stands in many a Ukrainian list.
_PASSPORT_LETTERS = {
    System.PASSPORT_RU: _SHARED_LETTERS | _UKRAINIAN_LETTERS | _RUSSIAN_LETTERS,
    System.PASSPORT_UK: _SHARED_LETTERS | _RUSSIAN_LETTERS | _UKRAINIAN_LETTERS,
}
_PASSPORT_STARTS = {
    System.PASSPORT_RU: dict[str, str](),
    System.PASSPORT_UK: {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"},
}
