"""The same text published twice is recognised, and two reports of one briefing are not."""

from datetime import date

from safeconduct.figures.reading.duplicates import Likeness, Text, alike, compare, runs
from tests.core.figures.documents import annotated

TEXTS = {one.name: one.document.text for one in annotated()}


def _text(
    name: str, text: str, published: date | None = None, publication: str = "", source: str = ""
) -> Text:
    return Text(name, runs(text), published, publication, source)


def test_a_copy_with_another_headline_and_end_is_the_same_text() -> None:
    text = TEXTS["held-en-1"]
    copy = "Another headline\n" + text.partition("\n")[2].rstrip() + " Read more on our site."
    pair = compare(_text("a", text, date(2031, 3, 17)), _text("b", copy, date(2031, 3, 18)))
    assert (pair.likeness, pair.original) == (Likeness.SAME, "a")


def test_a_part_is_recognised_as_contained() -> None:
    text = TEXTS["held-uk-1"]
    assert compare(_text("a", text), _text("b", text[: len(text) // 2])).likeness == Likeness.CONTAINED


def test_whom_the_other_names_as_source_is_the_original_whatever_the_days() -> None:
    text = TEXTS["tuning-en-2"]
    first = _text("a", text, date(2031, 1, 16), "Copy", "brask-times.example")
    second = _text("b", text, date(2031, 1, 17), "brask-times.example")
    assert compare(first, second).original == "b"


def test_without_days_nobody_is_called_the_original() -> None:
    text = TEXTS["tuning-ko-1"]
    assert compare(_text("a", text), _text("b", text)).original == ""


def test_different_documents_are_different() -> None:
    texts = [_text(name, text) for name, text in TEXTS.items()]
    for one in texts:
        assert alike(one, [other for other in texts if other is not one]) == []


def test_empty_texts_are_like_nothing() -> None:
    assert compare(_text("a", ""), _text("b", "")).likeness == Likeness.DIFFERENT
