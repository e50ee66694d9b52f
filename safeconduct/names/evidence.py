"""Says in words what speaks for and against one name behind two spellings, and which letters correspond.

Owns the codes of the steps and their English texts (`TEXTS`); a page translates by code. An officer can read
the steps to a mother or a court. Leaves the weights to `syllables`, `families` and `letters`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from safeconduct.names import families, letters, syllables
from safeconduct.names.forms import Form
from safeconduct.names.hangul import INITIALS, VOWELS, is_syllable
from safeconduct.names.korean import KoreanReading
from safeconduct.names.letters import Word
from safeconduct.names.spellings import CODAS
from safeconduct.names.syllables import Unit

TEXTS = {
    "surname_same": "{left} and {right} both stand for the surname {sound}; {share} in a thousand Koreans bear it.",
    "surname_close": "{left} and {right} may stand for one surname, {sound}, but other readings are as likely.",
    "surname_different": "{left} reads as the surname {sound_left}, {right} as {sound_right}.",
    "surname_missing": "One of the two names shows no surname.",
    "surname_last": "In {text} the surname {word} is taken to stand last.",
    "given_missing": "One of the two names shows no given name.",
    "syllable_same": "{left} and {right} both stand for {sound}.",
    "syllable_close": "{left} and {right} may both stand for {sound}; it is not the usual spelling of one of them.",
    "syllable_different": "{left} reads as {sound_left}, {right} as {sound_right}.",
    "syllable_left_out": "{text} has no counterpart in the other name.",
    "character_same": "{left} and {right} are the same character.",
    "character_other": "{left} and {right} are read alike but are different characters.",
    "word_same": "{left} and {right} are the same word, letter for letter once the alphabets are brought together.",
    "word_alike": "{left} and {right} differ by letters that one alphabet writes for the other.",
    "word_national": "{left} and {right} are two nations' forms of one given name.",
    "word_initial": "{left} and {right} begin with the same letter, and one of them is only an initial.",
    "word_different": "{left} has no counterpart in the other name.",
    "father_left_out": "The father's name {left} stands in one of the two names alone.",
    "nothing_common": "The two texts cannot be compared: one has no name that can be read.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One reason: its code, the values it speaks of, and its weight, above 0 for and below 0 against."""

    code: str
    weight: float
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The reason in English."""
        return TEXTS[self.code].format(**self.parameters)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Letters of the left name beside those of the right that stand for the same sound; `agrees` is how far.

    `agrees` is "same", "close" or "different"; an empty side has no counterpart.
    """

    left: str
    right: str
    sound: str
    agrees: str


Found = tuple[tuple[Step, ...], tuple[Correspondence, ...]]


def korean_steps(left: Form, right: Form, one: KoreanReading, other: KoreanReading) -> Found:
    """The reasons and the letters behind a comparison of two Korean readings."""
    steps: list[Step] = [*_order_steps(left, one), *_order_steps(right, other)]
    found: list[Correspondence] = []
    if one.surname is not None and other.surname is not None:
        steps.append(_surname_step(one.surname, other.surname))
        found.append(_of_surnames(one.surname, other.surname))
    elif one.surname is not other.surname:
        steps.append(Step("surname_missing", 0.0))
    if bool(one.given) != bool(other.given):
        steps.append(Step("given_missing", syllables.NO_GIVEN))
    for mine, theirs in _paired(one.given, other.given):
        if mine is None or theirs is None:
            alone = mine or theirs
            assert alone is not None
            steps.append(Step("syllable_left_out", syllables.LEFT_OUT, {"text": alone.text}))
            found.append(
                Correspondence(mine.text if mine else "", theirs.text if theirs else "", "", "different")
            )
        else:
            steps.append(_syllable_step(mine, theirs))
            found += _of_syllables(mine, theirs)
    return tuple(sorted(steps, key=lambda step: -abs(step.weight))), tuple(found)


def letters_steps(left: Form, right: Form) -> Found:
    """The reasons and the letters behind a comparison word by word."""
    if not (left.letters and right.letters):
        if left.exact and left.exact == right.exact:
            return (Step("word_same", letters.SAME_WRITING, {"left": left.text, "right": right.text}),), ()
        return (Step("nothing_common", letters.NOTHING_COMMON),), ()
    steps: list[Step] = []
    found: list[Correspondence] = []
    for mine, theirs, weight in letters.pairs_of(left.letters, right.letters):
        if mine is not None and theirs is not None:
            steps.append(_word_step(mine, theirs, weight))
            found += _of_words(mine, theirs)
        else:
            alone = mine or theirs
            assert alone is not None
            code = "father_left_out" if alone.is_patronymic else "word_different"
            steps.append(Step(code, round(weight, 2), {"left": alone.text}))
            found.append(
                Correspondence(mine.text if mine else "", theirs.text if theirs else "", "", "different")
            )
    return tuple(sorted(steps, key=lambda step: -abs(step.weight))), tuple(found)


# --- Korean ---------------------------------------------------------------------------------------


def _order_steps(name: Form, reading: KoreanReading) -> list[Step]:
    """A step where the surname was found behind the given name."""
    if reading.surname is None or not reading.given or len(name.words) < 2:
        return []
    last = name.words[-1].replace("ӥ", "и")
    is_last = reading.surname.text.replace("ӥ", "и") == last and name.words[0] != name.words[-1]
    return [Step("surname_last", 0.0, {"text": name.text, "word": last})] if is_last else []


def _surname_step(left: Unit, right: Unit) -> Step:
    weight = families.agreement(left, right)
    shown = {"left": _shown(left), "right": _shown(right)}
    common = {
        place: left.chances[place] * right.chances[place] for place in left.chances if place in right.chances
    }
    if weight <= 0 or not common:
        names = {"sound_left": families.name_of(left), "sound_right": families.name_of(right)}
        return Step("surname_different", round(weight, 2), shown | names)
    place = max(common, key=common.__getitem__)
    code = "surname_same" if sum(common.values()) > _SAME else "surname_close"
    share = f"{families.share_of(place) * 1000:.3g}"
    return Step(code, round(weight, 2), shown | {"sound": families.name_at(place), "share": share})


def _syllable_step(left: Unit, right: Unit) -> Step:
    weight = round(syllables.agreement(left, right), 2)
    shown = {"left": _shown(left), "right": _shown(right)}
    if len(left.parts) == len(right.parts) == 1 and weight > 0:
        return Step("character_same" if left.text == right.text else "character_other", weight, shown)
    common = {
        code: left.chances[code] * right.chances[code] for code in left.chances if code in right.chances
    }
    if weight <= 0 or not common:
        sounds = {"sound_left": _likeliest(left), "sound_right": _likeliest(right)}
        return Step("syllable_different", weight, shown | sounds)
    sound = syllables.letter_of(max(common, key=common.__getitem__))
    return Step(
        "syllable_same" if sum(common.values()) > _SAME else "syllable_close",
        weight,
        shown | {"sound": sound},
    )


def _of_surnames(left: Unit, right: Unit) -> Correspondence:
    step = _surname_step(left, right)
    agrees = {"surname_same": "same", "surname_close": "close"}.get(step.code, "different")
    return Correspondence(_shown(left), _shown(right), step.parameters.get("sound", ""), agrees)


def _of_syllables(left: Unit, right: Unit) -> Iterator[Correspondence]:
    """Beginning, middle and end of a syllable; whole where one of the two is a Hanja."""
    mine, theirs = _pieces(left), _pieces(right)
    if mine is None or theirs is None:
        step = _syllable_step(left, right)
        agrees = (
            "different"
            if step.code == "syllable_different"
            else "same"
            if step.code.endswith("same")
            else "close"
        )
        yield Correspondence(_shown(left), _shown(right), step.parameters.get("sound", ""), agrees)
        return
    for place, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        if one or other:
            first, second = _sounds(left, place), _sounds(right, place)
            shared = {jamo: first[jamo] * second[jamo] for jamo in first if jamo in second}
            best = max(shared, key=shared.__getitem__, default="")
            total = sum(shared.values())
            agrees = "same" if total > _SAME else "close" if total > _CLOSE else "different"
            yield Correspondence(one.replace("ӥ", "и"), other.replace("ӥ", "и"), best.strip("-"), agrees)


def _pieces(unit: Unit) -> tuple[str, str, str] | None:
    if len(unit.parts) == 3:
        return (unit.parts[0], unit.parts[1], unit.parts[2].strip("-"))
    if len(unit.text) == 1 and is_syllable(unit.text):
        code = syllables.code_of(unit.text)
        initial = INITIALS[code // 168]
        return ("" if initial == "ㅇ" else initial, VOWELS[code // 8 % 21], CODAS[code % 8].strip("-"))
    return None


def _sounds(unit: Unit, place: int) -> dict[str, float]:
    """The chance of each jamo at one place of a syllable: 0 beginning, 1 middle, 2 end."""
    found: dict[str, float] = {}
    for code, chance in unit.chances.items():
        jamo = (INITIALS[code // 168], VOWELS[code // 8 % 21], CODAS[code % 8])[place]
        found[jamo] = found.get(jamo, 0.0) + chance
    return found


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


def _likeliest(unit: Unit) -> str:
    return syllables.letter_of(max(unit.chances, key=unit.chances.__getitem__))


def _shown(unit: Unit) -> str:
    return unit.text.replace("ӥ", "и")


# --- letters --------------------------------------------------------------------------------------


def _word_step(left: Word, right: Word, weight: float) -> Step:
    shown = {"left": left.text, "right": right.text}
    if left.folded == right.folded:
        return Step("word_same", round(weight, 2), shown)
    if letters.is_national_pair(left, right):
        return Step("word_national", round(weight, 2), shown)
    if min(len(left.folded), len(right.folded)) == 1:
        return Step("word_initial", round(weight, 2), shown)
    return Step("word_alike", round(weight, 2), shown)


def _of_words(left: Word, right: Word) -> Iterator[Correspondence]:
    """Runs of letters that are the same once folded, and those between them."""
    one, other = left.folded, right.folded
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield Correspondence(one[a:b], other[c:d], "", "same" if kind == "equal" else "close")


_SAME, _CLOSE = 0.2, 0.01
