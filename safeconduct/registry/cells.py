"""Looks at one cell of a list and says what a person should be asked about it.

Owns the codes and words of every question and refusal of an import, and the words that stand for an absence.
Changes no cell: what is kept is what was written, cut only where it is longer than any name or remark can be.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from safeconduct.names.scripts import is_invisible, mixed_words
from safeconduct.registry.columns import DATE_FIELDS, NAME_FIELDS, Field
from safeconduct.sources.date_reading import REASONS, DateNote, UnclearCode
from safeconduct.sources.values import DECLINED, DOES_NOT_KNOW, NOT_ASKED, Answer

CHARACTERS_KEPT = 8000
CHARACTERS_MAX_NAME = 300
CHARACTERS_MAX_CELL = 300


class QuestionCode(StrEnum):
    """Why a field waits for a person, apart from `UnclearCode` and `DateNote`, which are such codes too."""

    NO_NAME = "no-name"
    FUTURE_CAPTURE = "future-capture"
    FUTURE_BIRTH = "future-birth"
    BORN_AFTER_CAPTURE = "born-after-capture"
    UNLIKELY_AGE = "unlikely-age"
    UNREADABLE = "unreadable"
    MOJIBAKE = "wrong-encoding"
    HIDDEN_CHARACTERS = "hidden-characters"
    FORMULA = "formula"
    SHEET_ERROR = "sheet-error"
    MARKUP = "markup"
    TOO_LONG = "too-long"
    TOO_MANY_CELLS = "too-many-cells"
    MIXED_LETTERS = "mixed-letters"
    OPEN_QUOTE = "open-quote"


class RefusalCode(StrEnum):
    """Why there is nobody in a row."""

    EMPTY = "empty-row"
    ONLY_NUMBER = "only-a-number"
    TOTAL = "a-total"
    HEADING = "a-repeated-heading"


# English words by code. Other languages translate the same code with the same parameters, at the edge.
MESSAGES: Mapping[str, str] = {
    **{str(code): reason for code, reason in REASONS.items()},
    DateNote.SWAPPED: "day and month stand in the other order; read as {read}",
    DateNote.SERIAL: "a spreadsheet's day number; read as {read}",
    QuestionCode.NO_NAME: "no name",
    QuestionCode.FUTURE_CAPTURE: "lies in the future",
    QuestionCode.FUTURE_BIRTH: "lies in the future",
    QuestionCode.BORN_AFTER_CAPTURE: "born after the capture ({capture})",
    QuestionCode.UNLIKELY_AGE: "at most {oldest} and at least {youngest} years old at capture",
    QuestionCode.UNREADABLE: "letters are lost and stand as question marks",
    QuestionCode.MOJIBAKE: "letters in a wrong encoding; may have been {guess}",
    QuestionCode.HIDDEN_CHARACTERS: "characters that cannot be seen: {characters}",
    QuestionCode.FORMULA: "a formula, not a value",
    QuestionCode.SHEET_ERROR: "an error of the spreadsheet, not a value",
    QuestionCode.MARKUP: "looks like a piece of a web page",
    QuestionCode.TOO_LONG: "{length} characters long, at most {most} are expected",
    QuestionCode.TOO_MANY_CELLS: "more than {most} cells in one row; the rest is not kept",
    QuestionCode.MIXED_LETTERS: "letters of two alphabets in one word: {words}",
    QuestionCode.OPEN_QUOTE: "a quotation mark is opened and never closed",
    RefusalCode.EMPTY: "an empty row, nobody in it",
    RefusalCode.ONLY_NUMBER: "a number and nothing else, nobody in it",
    RefusalCode.TOTAL: "a total, nobody in it",
    RefusalCode.HEADING: "the headings again, nobody in it",
}

# The field holds no value that anybody should compute with; it is kept as written only.
_WITHOUT_VALUE = frozenset(
    {QuestionCode.UNREADABLE, QuestionCode.MOJIBAKE, QuestionCode.FORMULA, QuestionCode.SHEET_ERROR}
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is odd in a cell."""

    code: QuestionCode | UnclearCode | DateNote
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def is_without_value(self) -> bool:
        """Whether the cell gives no value at all."""
        return self.code in _WITHOUT_VALUE


def message(code: str, parameters: Mapping[str, str]) -> str:
    """The English words of a code."""
    return MESSAGES[code].format(**parameters)


def inspect(target: Field, text: str) -> tuple[Finding, ...]:
    """What is odd in the text of a cell, worst first; nothing for almost every cell."""
    if len(text) <= CHARACTERS_MAX_CELL and not _SUSPICIOUS.search(text):
        return ()
    return tuple(_findings(target, text))


@lru_cache(maxsize=4096)
def absence(text: str) -> Answer | None:
    """The answer that a word for "nothing here" stands for: not recorded, not known or declined; else None.

    A dash or "n/a" in a unit's list says that the unit wrote nothing down, not that the person refused.
    """
    word = " ".join(text.casefold().strip(" .,;:()[]\u00a0").replace("ё", "е").split())
    if word in _NOT_KNOWN or text.strip() == "?":
        return DOES_NOT_KNOW
    if word in _DECLINED:
        return DECLINED
    return NOT_ASKED if word in _NOT_RECORDED or _ONLY_DASHES.fullmatch(word) else None


_ONLY_DASHES = re.compile(r"[\-‐‑‒–—―_/\\*. ]*")
_NOT_RECORDED = frozenset(
    "н/в|н/д|н.в|н.д|не встановлено|не установлено|не вказано|не указано|не записано|немає даних|нет данных|"
    "дані відсутні|данные отсутствуют|відсутній|відсутнє|відсутня|отсутствует|немає|нет|not recorded|"
    "not known yet|not established|n/a|na|none|nil|null|no data|미기재|없음|해당 없음|해당없음".split("|")
)
_NOT_KNOWN = frozenset(
    "невідомо|невідомий|невідома|невідоме|неизвестно|неизвестен|неизвестна|unknown|not known|does not know|"
    "don't know|не знає|не знаю|не знает|не пам'ятає|не памʼятає|не помнит|모름|미상|불명|알 수 없음".split(
        "|"
    )
)
_DECLINED = frozenset(
    "відмовився|відмовилась|відмовилася|відмова|відмовився відповідати|відмова відповідати|отказался|"
    "отказалась|отказ|отказался отвечать|отказ отвечать|refused|declined|refuses|declines|refused to answer|"
    "refused to say|declined to say|거부|진술 거부|진술거부|답변 거부".split("|")
)

# One search that almost every cell passes; whatever it stops is looked at closely.
_SUSPICIOUS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd"
    "\U000e0000-\U000e007f]"
    "|[<=@]|#[A-Z#]|\\?\\?|^['+\\-]|^\"|[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]"
    "|[\u00c0-\u00ff]|[РСЃрсклмнбв][\u00a0-\u00bf\u0402-\u040f\u0452-\u045f\u2010-\u2122]"
)
_FORMULA = re.compile(r"\s*'?(?:=\s*\S|@[A-Za-z]+\(|[+\-]\s*[A-Za-z_.]+[(!]|[+\-]\s*[A-Z]{1,3}[0-9]+\b)")
_SHEET_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|#+)")
_LOST = re.compile(r"\ufffd|\?{2,}")
_MARKUP = re.compile(r"<\s*[A-Za-z!/]")
_NEIGHBOURS = re.compile("[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]")
_WORD_FIELDS = frozenset(
    {*NAME_FIELDS, Field.FATHER_NAME, Field.FALSE_PAPER_NAME, Field.RANK, Field.CAPTURE_PLACE}
)
_FREE_FIELDS = frozenset({Field.NOTES, Field.HEALTH})


def _findings(target: Field, text: str) -> Iterator[Finding]:
    head = text[:CHARACTERS_KEPT]
    if _FORMULA.match(head):
        yield Finding(QuestionCode.FORMULA)
    if _SHEET_ERROR.fullmatch(head.strip()):
        yield Finding(QuestionCode.SHEET_ERROR)
    if _is_lost(target, head):
        yield Finding(QuestionCode.UNREADABLE)
    if guess := _mojibake(head):
        yield Finding(QuestionCode.MOJIBAKE, {"guess": guess[:100]})
    yield from _oddities(target, text, head)


def _oddities(target: Field, text: str, head: str) -> Iterator[Finding]:
    """What should be asked although the text is a value."""
    hidden = sorted({letter for letter in head if is_invisible(letter) and letter not in _LINE_ENDS})
    if hidden:
        named = " ".join(f"U+{ord(letter):04X}" for letter in hidden[:8])
        yield Finding(QuestionCode.HIDDEN_CHARACTERS, {"characters": named})
    if _MARKUP.search(head):
        yield Finding(QuestionCode.MARKUP)
    most = CHARACTERS_KEPT if target in _FREE_FIELDS else CHARACTERS_MAX_CELL
    if len(text) > most:
        yield Finding(QuestionCode.TOO_LONG, {"length": str(len(text)), "most": str(most)})
    if target in _WORD_FIELDS and _NEIGHBOURS.search(head):
        words = ", ".join(each.word for each in mixed_words(head[:CHARACTERS_MAX_NAME])[:3])
        yield Finding(QuestionCode.MIXED_LETTERS, {"words": words[:100]})
    if head.startswith('"') and head.count('"') == 1:
        yield Finding(QuestionCode.OPEN_QUOTE)


_LINE_ENDS = frozenset("\n\r\t\u00a0")


def _is_lost(target: Field, text: str) -> bool:
    """Whether letters were lost: in free text two question marks are mere doubt, in a date a blank."""
    if target in _FREE_FIELDS:
        return "\ufffd" in text
    if target in DATE_FIELDS:
        return "\ufffd" in text or (not text.strip(" ?.") and text.count("?") > 1)
    return bool(_LOST.search(text))


def _mojibake(text: str) -> str:
    """What a text may have been before it was read in the wrong encoding, or nothing.

    Letters that make strict UTF-8 when written back byte by byte do so by accident hardly ever; a text of
    Latin-1 vowels that make Cyrillic words in Windows-1251 is told by their share.
    """
    short = text[:CHARACTERS_MAX_NAME]
    for codec in ("cp1251", "cp1252", "latin-1"):
        try:
            guess = short.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        if guess != short:
            return guess
    accented = len(_LATIN_1.findall(short))
    letters = sum(letter.isalpha() for letter in short)
    if accented >= 4 and accented >= 0.8 * letters:
        return short.encode("cp1252", "ignore").decode("cp1251", "ignore")
    return ""


_LATIN_1 = re.compile("[\u00c0-\u00ff]")
