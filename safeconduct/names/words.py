"""Says each reason of a comparison in English, Ukrainian and Korean.

Owns the codes of reasons, `Step`, and `words.tsv`, one small table that a linguist can review. Core modules
have no gettext, and a library's user has no catalogues: so the sentences stand here. Leaves which reason holds
to `evidence` and `correspondence`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources


class Language(StrEnum):
    """The languages in which a reason is told."""

    ENGLISH = "en"
    UKRAINIAN = "uk"
    KOREAN = "ko"


class Code(StrEnum):
    """Every reason that can be given; each has a sentence in every language."""

    SURNAME_EQUAL = "surname_equal"
    SURNAME_SAME = "surname_same"
    SURNAME_TWICE = "surname_twice"
    SURNAME_CLOSE = "surname_close"
    SURNAME_DIFFERS = "surname_differs"
    SURNAME_DIFFERENT = "surname_different"
    SURNAME_MISSING = "surname_missing"
    SURNAME_LAST = "surname_last"
    GIVEN_MISSING = "given_missing"
    SYLLABLE_EQUAL = "syllable_equal"
    SYLLABLE_TWICE = "syllable_twice"
    SYLLABLE_USUAL = "syllable_usual"
    SYLLABLE_UNUSUAL = "syllable_unusual"
    SYLLABLE_NORTH = "syllable_north"
    SYLLABLE_TWO_NORMS = "syllable_two_norms"
    SYLLABLE_SAME = "syllable_same"
    SYLLABLE_CLOSE = "syllable_close"
    SYLLABLE_NEAR = "syllable_near"
    SYLLABLE_DIFFERS = "syllable_differs"
    SYLLABLE_DIFFERENT = "syllable_different"
    SYLLABLE_INITIAL = "syllable_initial"
    SYLLABLE_LEFT_OUT = "syllable_left_out"
    CHARACTER_SAME = "character_same"
    CHARACTER_OTHER = "character_other"
    CHARACTER_DIFFERS = "character_differs"
    CHARACTER_READ = "character_read"
    READ_AS_SPOKEN = "read_as_spoken"
    READ_BACK = "read_back"
    READ_KANA = "read_kana"
    READ_SHORTER = "read_shorter"
    WORD_EQUAL = "word_equal"
    WORD_SAME = "word_same"
    WORD_ALIKE = "word_alike"
    WORD_NATIONAL = "word_national"
    WORD_INITIAL = "word_initial"
    WORD_LEFT_OUT = "word_left_out"
    FATHER_LEFT_OUT = "father_left_out"
    WRITING_SAME = "writing_same"
    NOTHING_COMMON = "nothing_common"
    LETTER_EQUAL = "letter_equal"
    LETTER_USUAL = "letter_usual"
    LETTER_USUAL_SHARED = "letter_usual_shared"
    LETTER_SYSTEM = "letter_system"
    LETTER_UNUSUAL = "letter_unusual"
    LETTER_SILENT = "letter_silent"
    LETTER_EXTRA = "letter_extra"
    LETTER_BOTH = "letter_both"
    LETTER_NORMS = "letter_norms"
    LETTER_HEARD = "letter_heard"
    LETTER_MISSING = "letter_missing"
    LETTER_DIFFERS = "letter_differs"
    LETTERS_SAME = "letters_same"
    LETTERS_ALIKE = "letters_alike"


class Label(StrEnum):
    """Every other text of the table: systems of spelling, parts of a name, verdicts, lines of the command line."""

    SYSTEM_KONTSEVICH = "system_kontsevich"
    SYSTEM_UKRAINIAN = "system_ukrainian"
    SYSTEM_CYRILLIC = "system_cyrillic"
    SYSTEM_DPRK = "system_dprk"
    SYSTEM_REVISED = "system_revised"
    SYSTEM_MCCUNE = "system_mccune"
    SYSTEM_YALE = "system_yale"
    SYSTEM_LATIN = "system_latin"
    PART_SURNAME = "part_surname"
    PART_SYLLABLE = "part_syllable"
    PART_WORD = "part_word"
    PART_FATHER = "part_father"
    PART_BEGINNING = "part_beginning"
    PART_VOWEL = "part_vowel"
    PART_END = "part_end"
    PART_LETTERS = "part_letters"
    AGREES_SAME = "agrees_same"
    AGREES_CLOSE = "agrees_close"
    AGREES_DIFFERENT = "agrees_different"
    SPEAKS_FOR = "speaks_for"
    SPEAKS_AGAINST = "speaks_against"
    SPEAKS_NEITHER = "speaks_neither"
    LINE_SCORE = "line_score"
    LINE_CHANCE = "line_chance"
    LINE_LETTERS = "line_letters"


@dataclass(frozen=True, slots=True)
class Step:
    """One reason: its code, the values it speaks of, and its weight, above 0 for and below 0 against.

    `parameters` are the names of the placeholders of its sentence; `system` is a `Label`, `people` a whole number.
    """

    code: Code
    weight: float
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in _table():
            raise ValueError(f"{self.code} is no reason: words.tsv has no words for it")

    @property
    def text(self) -> str:
        """The reason in English."""
        return told(self)


def told(step: Step, language: Language | str = Language.ENGLISH) -> str:
    """The reason as a sentence; in English for a language that is none of the three."""
    known = language_of(language)
    return _table()[step.code][known].format(
        **{name: _in_words(name, value, known) for name, value in step.parameters.items()}
    )


def label(code: Label, language: Language | str = Language.ENGLISH, **values: str) -> str:
    """A text that is no reason, with its values put in."""
    return _table()[code][language_of(language)].format(**values)


def language_of(code: str) -> Language:
    """The language of a code as pages and programs write it ("uk", "uk-ua"); English where there is none."""
    short = code.partition("-")[0].lower()
    return Language(short) if short in _LANGUAGES else Language.ENGLISH


def texts() -> Mapping[str, Mapping[Language, str]]:
    """The whole table: each code with its text in each language, placeholders in braces."""
    return _table()


def _in_words(name: str, value: str, language: Language) -> str:
    if name == "system":
        return label(Label(value), language)
    if name == "people":
        # The thousands' mark of the language; the space does not break a line.
        return f"{int(value):,}".replace(",", "\u00a0" if language is Language.UKRAINIAN else ",")
    return value


@cache
def _table() -> dict[str, dict[Language, str]]:
    lines = resources.files("safeconduct.names").joinpath("words.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    languages = [Language(name) for name in rows[0][1:]]
    return {row[0]: dict(zip(languages, row[1:], strict=True)) for row in rows[1:]}


_LANGUAGES = frozenset(Language)
