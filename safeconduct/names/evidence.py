"""Finds what speaks for and against one name behind two spellings, and lays the two beside each other.

Owns which reason holds for a surname, a syllable, a word. Leaves the weights to `syllables`, `families` and
`letters`, the letters inside a syllable to `correspondence`, and the sentences to `words`.
"""

from collections.abc import Iterable

from safeconduct.names import families, letters, spellings, syllables
from safeconduct.names.correspondence import (
    Correspondence,
    agreement_of,
    label_of,
    of_syllables,
    of_words,
    usual_of,
)
from safeconduct.names.forms import KANA, Form
from safeconduct.names.hangul import decompose, final_sound, is_syllable
from safeconduct.names.korean import KoreanReading
from safeconduct.names.letters import Word
from safeconduct.names.syllables import Unit
from safeconduct.names.words import Code, Label, Step

Found = tuple[tuple[Step, ...], tuple[Correspondence, ...]]


def korean_steps(left: Form, right: Form, one: KoreanReading, other: KoreanReading) -> Found:
    """The reasons and the letters behind a comparison of two Korean readings."""
    notes = [*_reading_steps(left, one), *_reading_steps(right, other)]
    notes += _missing_steps((left, one), (right, other))
    rows: list[Correspondence] = []
    if one.surname is not None and other.surname is not None:
        step = _surname_step(one.surname, other.surname, left.text, right.text)
        rows.append(
            _row(Label.PART_SURNAME, step, _shown(one.surname, left.text), _shown(other.surname, right.text))
        )
    for place, (mine, theirs) in enumerate(_paired(one.given, other.given)):
        rows.append(_syllable_row(mine, theirs, left.text, right.text, is_first=place == 0))
    return _weightiest([*(row.why for row in rows), *notes]), tuple(rows)


def letters_steps(left: Form, right: Form) -> Found:
    """The reasons and the letters behind a comparison word by word."""
    if not (left.letters and right.letters):
        if left.exact and left.exact == right.exact:
            return (Step(Code.WRITING_SAME, letters.SAME_WRITING),), ()
        return (Step(Code.NOTHING_COMMON, letters.NOTHING_COMMON),), ()
    rows: list[Correspondence] = []
    for mine, theirs, weight in letters.pairs_of(left.letters, right.letters):
        rows.append(_word_row(mine, theirs, round(weight, 2), (left.text, right.text)))
    return _weightiest(row.why for row in rows), tuple(rows)


def notes(evidence: Iterable[Step], rows: Iterable[Correspondence]) -> tuple[Step, ...]:
    """The reasons that speak of no row of the table of letters: how a text was read, what it lacks."""
    told = {id(row.why) for row in rows}
    return tuple(step for step in evidence if id(step) not in told)


# --- Korean ---------------------------------------------------------------------------------------


def _reading_steps(name: Form, reading: KoreanReading) -> list[Step]:
    """How a text was read where that is not as it stands: the surname last, other letters than are written."""
    found = []
    if reading.surname is not None and reading.given and len(name.words) > 1:
        last = _plain(name.words[-1])
        if _plain(reading.surname.text) == last and name.words[0] != name.words[-1]:
            found.append(
                Step(Code.SURNAME_LAST, 0.0, {"text": name.text, "word": _as_written(last, name.text)})
            )
    surname = reading.surname.text if reading.surname else ""
    heard, written = _bare(surname + "".join(unit.text for unit in reading.given)), _bare("".join(name.words))
    if name.script == families.HAN or sorted(heard) == sorted(written):
        return found
    read = " ".join(filter(None, (_plain(surname).capitalize(), _joined(reading.given))))
    return [*found, Step(_reading_code(name.script, heard), 0.0, {"text": name.text, "read": read})]


def _reading_code(script: str, heard: str) -> Code:
    if script == KANA:
        return Code.READ_KANA
    if script == families.HANGUL:
        return Code.READ_AS_SPOKEN
    if script == spellings.LATIN and any(letter >= _CYRILLIC_FIRST for letter in heard):
        return Code.READ_BACK
    return Code.READ_SHORTER


def _missing_steps(*names: tuple[Form, KoreanReading]) -> list[Step]:
    """What one of the two names shows and the other does not."""
    found = []
    if len({reading.surname is None for _, reading in names}) > 1:
        text = next(form.text for form, reading in names if reading.surname is None)
        found.append(Step(Code.SURNAME_MISSING, 0.0, {"text": text}))
    if len({bool(reading.given) for _, reading in names}) > 1:
        text = next(form.text for form, reading in names if not reading.given)
        found.append(Step(Code.GIVEN_MISSING, syllables.NO_GIVEN, {"text": text}))
    return found


def _surname_step(left: Unit, right: Unit, left_text: str, right_text: str) -> Step:
    weight = round(families.agreement(left, right), 2)
    shown = {"left": _shown(left, left_text), "right": _shown(right, right_text)}
    place = _likeliest_common(left, right)
    if weight <= 0 or place is None:
        if _is_hangul(left) and _is_hangul(right):
            return Step(Code.SURNAME_DIFFERS, weight, shown)
        names = {"sound_left": families.name_of(left), "sound_right": families.name_of(right)}
        return Step(Code.SURNAME_DIFFERENT, weight, shown | names)
    sound = families.name_at(place)
    if _common(left, right) <= _SAME:
        return Step(Code.SURNAME_CLOSE, weight, shown | {"sound": sound})
    people = _rounded(1 / families.share_of(place))
    if left.text == right.text and _is_hangul(left):
        return Step(Code.SURNAME_EQUAL, weight, {"text": left.text, "people": people})
    if left.text == right.text:
        text = {"text": shown["left"], "sound": sound, "people": people}
        return Step(Code.SURNAME_TWICE, weight, text)
    return Step(Code.SURNAME_SAME, weight, shown | {"sound": sound, "people": people})


def _syllable_row(
    mine: Unit | None, theirs: Unit | None, left_text: str, right_text: str, *, is_first: bool
) -> Correspondence:
    if mine is None or theirs is None:
        left = _shown(mine, left_text) if mine else ""
        right = _shown(theirs, right_text) if theirs else ""
        step = Step(Code.SYLLABLE_LEFT_OUT, syllables.LEFT_OUT, {"text": left or right})
        return _row(Label.PART_SYLLABLE, step, left, right)
    left, right = _shown(mine, left_text), _shown(theirs, right_text)
    step = _syllable_step(mine, theirs, left, right, is_first=is_first)
    return _row(Label.PART_SYLLABLE, step, left, right, of_syllables(mine, theirs, is_first))


def _syllable_step(mine: Unit, theirs: Unit, left: str, right: str, *, is_first: bool) -> Step:
    """The reason for two syllables; `left` and `right` as they are shown."""
    weight = round(syllables.agreement(mine, theirs), 2)
    shown = {"left": left, "right": right}
    best = _likeliest_common(mine, theirs)
    if weight <= 0 or best is None:
        return _other_syllables(mine, theirs, weight, shown)
    sound = syllables.letter_of(best)
    if mine.text == theirs.text:
        return _same_text(mine, weight, left, sound)
    if _is_character(mine) and _is_character(theirs):
        return Step(Code.CHARACTER_OTHER, weight, shown)
    if _is_hangul(mine) and _is_hangul(theirs):
        return _two_hangul(mine.text, theirs.text, weight)
    for unit, text, other, across in ((mine, left, theirs, right), (theirs, right, mine, left)):
        if _is_initial(unit):
            return Step(Code.SYLLABLE_INITIAL, weight, {"written": text, "other": across})
        if _is_character(unit):
            return Step(Code.CHARACTER_READ, weight, {"character": text, "sound": sound, "other": across})
        if _is_hangul(unit) and not _is_initial(other) and not _is_character(other):
            return _written_step(
                unit.text, other, weight, {"written": across, "sound": sound}, is_first=is_first
            )
    code = Code.SYLLABLE_SAME if _common(mine, theirs) > _SAME else Code.SYLLABLE_CLOSE
    return Step(code, weight, shown | {"sound": sound})


def _written_step(hangul: str, other: Unit, weight: float, told: dict[str, str], *, is_first: bool) -> Step:
    """How a Hangul syllable is written in another alphabet; `told` has the writing and the likeliest sound."""
    sound = told["sound"]
    if sound != hangul and _are_two_norms(sound, hangul):
        return Step(
            Code.SYLLABLE_NORTH, weight, {"north": sound, "south": hangul, "written": told["written"]}
        )
    label = label_of(hangul, other, is_first)
    if label:
        return Step(Code.SYLLABLE_USUAL, weight, told | {"sound": hangul, "system": label})
    usual = usual_of(hangul, other)
    usual = usual.title() if told["written"].istitle() else usual
    return Step(Code.SYLLABLE_UNUSUAL, weight, told | {"sound": hangul, "usual": usual})


def _same_text(unit: Unit, weight: float, text: str, sound: str) -> Step:
    if _is_character(unit):
        return Step(Code.CHARACTER_SAME, weight, {"text": text})
    if _is_hangul(unit):
        return Step(Code.SYLLABLE_EQUAL, weight, {"text": text})
    if _is_initial(unit):
        return Step(Code.SYLLABLE_INITIAL, weight, {"written": text, "other": text})
    return Step(Code.SYLLABLE_TWICE, weight, {"text": text, "sound": sound})


def _two_hangul(one: str, other: str, weight: float) -> Step:
    for north, south in ((one, other), (other, one)):
        if _are_two_norms(north, south):
            return Step(Code.SYLLABLE_TWO_NORMS, weight, {"north": north, "south": south})
    return Step(Code.SYLLABLE_NEAR, weight, {"left": one, "right": other})


def _other_syllables(left: Unit, right: Unit, weight: float, shown: dict[str, str]) -> Step:
    sounds = {"sound_left": _likeliest(left), "sound_right": _likeliest(right)}
    if _is_hangul(left) and _is_hangul(right):
        return Step(Code.SYLLABLE_DIFFERS, weight, shown)
    if _is_character(left) and _is_character(right):
        return Step(Code.CHARACTER_DIFFERS, weight, shown | sounds)
    return Step(Code.SYLLABLE_DIFFERENT, weight, shown | sounds)


def _are_two_norms(north: str, south: str) -> bool:
    """True where the South drops the first ㄹ or ㄴ that the North writes: 룡 and 용, 로 and 노."""
    one, other = decompose(north), decompose(south)
    is_same_rest = (one.vowel, final_sound(one.final)) == (other.vowel, final_sound(other.final))
    return is_same_rest and (one.initial, other.initial) in _NORMS


def _paired(left: tuple[Unit, ...], right: tuple[Unit, ...]) -> list[tuple[Unit | None, Unit | None]]:
    """Syllables beside each other; where one name has more, those left over stand alone."""
    if len(left) == len(right):
        return list(zip(left, right, strict=True))
    if not left or not right:
        return []
    short, long = (left, right) if len(left) < len(right) else (right, left)
    start = max(
        range(len(long) - len(short) + 1),
        key=lambda at: sum(
            syllables.agreement(one, other) for one, other in zip(short, long[at:], strict=False)
        ),
    )
    pairs: list[tuple[Unit | None, Unit | None]] = [(None, unit) for unit in long[:start]]
    pairs += list(zip(short, long[start:], strict=False))
    pairs += [(None, unit) for unit in long[start + len(short) :]]
    return pairs if short is left else [(other, one) for one, other in pairs]


# --- words ----------------------------------------------------------------------------------------


def _word_row(left: Word | None, right: Word | None, weight: float, texts: tuple[str, str]) -> Correspondence:
    one = _as_written(left.text, texts[0]) if left else ""
    other = _as_written(right.text, texts[1]) if right else ""
    is_father = any(word is not None and word.is_patronymic for word in (left, right))
    part = Label.PART_FATHER if is_father else Label.PART_WORD
    if left is None or right is None:
        code = Code.FATHER_LEFT_OUT if is_father else Code.WORD_LEFT_OUT
        return _row(part, Step(code, weight, {"text": one or other}), one, other)
    shown = {"left": one, "right": other}
    if left.text == right.text:
        return _row(part, Step(Code.WORD_EQUAL, weight, {"text": one}), one, other)
    if left.folded == right.folded:
        return _row(part, Step(Code.WORD_SAME, weight, shown), one, other)
    if letters.is_national_pair(left, right):
        return _row(part, Step(Code.WORD_NATIONAL, weight, shown), one, other)
    if min(len(left.folded), len(right.folded)) == 1:
        return _row(part, Step(Code.WORD_INITIAL, weight, shown), one, other)
    inside = of_words(left.text, right.text)
    return _row(part, Step(Code.WORD_ALIKE, weight, shown), one, other, inside)


# --- units ----------------------------------------------------------------------------------------


def _row(
    part: Label, step: Step, left: str, right: str, inside: tuple[Correspondence, ...] = ()
) -> Correspondence:
    return Correspondence(
        part, left, right, agreement_of(step), step, step.parameters.get("sound", ""), inside
    )


def _weightiest(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: -abs(step.weight)))


def _common(left: Unit, right: Unit) -> float:
    """The chance that two units, each read as it comes, stand for one surname or syllable."""
    return sum(chance * right.chances.get(code, 0.0) for code, chance in left.chances.items())


def _likeliest_common(left: Unit, right: Unit) -> int | None:
    shared = left.chances.keys() & right.chances.keys()
    return max(shared, key=lambda code: left.chances[code] * right.chances[code], default=None)


def _likeliest(unit: Unit) -> str:
    return syllables.letter_of(max(unit.chances, key=unit.chances.__getitem__))


def _is_hangul(unit: Unit) -> bool:
    return all(map(is_syllable, unit.text))


def _is_character(unit: Unit) -> bool:
    return len(unit.parts) == 1


def _is_initial(unit: Unit) -> bool:
    return len(unit.parts) == 3 and not unit.parts[1]


def _shown(unit: Unit, text: str) -> str:
    return _as_written(_plain(unit.text), text)


def _as_written(part: str, text: str) -> str:
    """A case-folded part of a name as it stands in the text, at the start of a word if it stands there too."""
    folded = text.casefold()
    if len(folded) != len(text):
        return part
    at = max(f" {folded}".find(f" {part}"), -1)
    at = folded.find(part) if at < 0 else at
    return text[at : at + len(part)] if at >= 0 else part


def _plain(word: str) -> str:
    """ӥ stands for the Ukrainian и in the tables."""
    return word.replace("ӥ", "и")


def _joined(given: tuple[Unit, ...]) -> str:
    """A given name in one word, hyphens between the syllables of an alphabet."""
    between = "" if all(map(_is_hangul, given)) else "-"
    return between.join(_plain(unit.text) for unit in given).capitalize()


def _bare(word: str) -> str:
    return _plain(word).replace("-", "").replace("'", "")


def _rounded(number: float) -> str:
    """A number with its first two figures: 27963 as 28000."""
    digits = len(str(round(number)))
    return str(round(number, min(2 - digits, 0)) // 1).removesuffix(".0")


# From this chance on two spellings are said to stand for one sound.
_SAME = 0.2
_NORMS = frozenset({("ㄹ", "ㅇ"), ("ㄴ", "ㅇ"), ("ㄹ", "ㄴ")})
_CYRILLIC_FIRST = "Ѐ"
