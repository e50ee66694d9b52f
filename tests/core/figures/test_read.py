"""The reading against the annotated documents, and what holds of any text whatever."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.figures.claims import (
    Asked,
    Category,
    Document,
    Flag,
    Hedge,
    Kind,
    Modality,
    QuantityKind,
    Relation,
    SpeakerClass,
    Voice,
)  # fmt: skip
from safeconduct.figures.reading.read import read
from tests.core.figures.articles import as_annotated
from tests.core.figures.documents import Report, annotated, score, words

LANGUAGES = ("en", "uk", "ru", "ko")
EXAMPLES = 2000 if os.environ.get("SAFECONDUCT_LONG") == "1" else 60
PUBLISHED = date(2031, 3, 17)


def _report(language: str, *, is_held_back: bool) -> Report:
    chosen = [one for one in annotated() if one.language == language and one.is_held_back is is_held_back]
    return score(chosen, lambda document: read(document, words()).claims)


# --- the annotated documents --------------------------------------------------------------------------


def test_the_set_is_as_large_as_it_is_said_to_be() -> None:
    claims = sum(len(one.claims) for one in annotated())
    held = sum(len(one.claims) for one in annotated() if one.is_held_back)
    assert len(annotated()) >= 16
    assert claims >= 120
    assert held >= 60
    assert {one.language for one in annotated() if one.is_held_back} == set(LANGUAGES)


@pytest.mark.parametrize(("language", "least"), [("en", 0.80), ("uk", 0.65), ("ru", 0.65), ("ko", 0.65)])
def test_numbers_of_the_held_back_documents_are_read(language: str, least: float) -> None:
    report = _report(language, is_held_back=True)
    assert report.numeric.f1 >= least, report.numeric.misses + report.numeric.extras


@pytest.mark.parametrize("language", LANGUAGES)
def test_statements_of_the_held_back_documents_are_read(language: str) -> None:
    report = _report(language, is_held_back=True)
    assert report.statements.f1 >= 0.60, report.statements.misses + report.statements.extras


def test_speakers_of_the_held_back_documents_are_the_right_ones() -> None:
    held = [one for one in annotated() if one.is_held_back]
    report = score(held, lambda document: read(document, words()).claims)
    assert report.speakers.precision >= 0.85, report.speakers.extras


def test_no_quantity_is_read_from_a_hard_negative_of_any_document() -> None:
    report = score(annotated(), lambda document: read(document, words()).claims)
    assert report.from_negatives == []
    assert sum(len(one.negatives) for one in annotated()) >= 60


@pytest.mark.skipif("SAFECONDUCT_TEST_ARTICLES" not in os.environ, reason="names a folder of real articles")
def test_real_articles_of_a_given_folder_are_read() -> None:
    articles = as_annotated(Path(os.environ["SAFECONDUCT_TEST_ARTICLES"]))
    report = score(articles, lambda document: read(document).claims)
    missed = report.numeric.misses + report.statements.misses
    claims = sum(len(one.claims) for one in articles)
    assert len(missed) <= claims * 2 // 21, missed
    assert report.speakers.found >= claims * 17 // 21 - len(missed), report.speakers.extras
    assert report.days.wrong == 0, report.days.extras


# --- what is asked and never guessed -------------------------------------------------------------------


def test_without_a_day_of_publication_relative_days_stay_unresolved_and_are_asked_for() -> None:
    reading = read(
        Document(text="About 40 North Korean soldiers were killed in early February, officials said.")
    )
    (claim,) = reading.claims
    assert claim.as_of.raw == "in early February"
    assert not claim.as_of.is_resolved
    assert (claim.as_of.start, claim.as_of.end) == (None, None)
    assert Asked.PUBLISHED_AT in {question.asked for question in reading.questions}


def test_a_place_given_with_the_document_stands_where_the_sentence_names_none() -> None:
    text = "At least 12 North Korean soldiers were killed."
    given_place = read(Document(text=text, place="Kursk region, Russia", published_at=PUBLISHED))
    assert given_place.claims[0].place == "Kursk region, Russia"
    asked = {question.asked for question in read(Document(text=text, published_at=PUBLISHED)).questions}
    assert Asked.PLACE in asked


def test_a_line_that_names_the_source_is_a_mark_and_no_claim() -> None:
    reading = read(
        Document(text="Ten soldiers were killed, Reuters reported.\nOriginal Source: news.example")
    )
    mark = reading.claims[-1]
    assert mark.kind == Kind.PROVENANCE
    assert reading.published_from.original_source == "news.example"
    assert reading.published_from.chain == ("(unnamed publication)", "news.example")


# --- whose words ----------------------------------------------------------------------------------------


def test_a_relayer_is_told_from_the_one_whose_word_it_is() -> None:
    text = "Lawmaker Han Sora, citing the NIS, said that about 300 North Korean soldiers had been killed."
    (claim,) = read(Document(text=text, published_at=PUBLISHED)).claims
    assert claim.speaker == "National Intelligence Service (South Korea)"
    assert [link.name for link in claim.chain] == ["National Intelligence Service (South Korea)", "Han Sora"]
    assert claim.origin == "national-intelligence-service-south-korea/2031-03-17"


def test_capitals_speak_for_governments_and_several_may_speak_together() -> None:
    text = "Seoul, Washington and Kyiv said about 11,000 North Korean troops had been sent to Russia."
    claim = read(Document(text=text, published_at=PUBLISHED)).claims[0]
    told = {claim.speaker, *(link.name for link in claim.joint)}
    assert told == {"South Korea (government)", "United States (government)", "Ukraine (government)"}


def test_a_pronoun_stands_for_the_last_person_named() -> None:
    text = "Colonel Ivo Maret spoke on Monday. He said 40 North Korean soldiers had been captured."
    claim = read(Document(text=text, published_at=PUBLISHED)).claims[-1]
    assert (claim.speaker, claim.speaker_mention) == ("Ivo Maret", "He")


def test_two_unnamed_speakers_have_no_origin() -> None:
    text = "Officials said 40 North Korean soldiers had been killed."
    (claim,) = read(Document(text=text, published_at=PUBLISHED)).claims
    assert claim.origin is None
    assert claim.speaker_class == SpeakerClass.UNNAMED


@pytest.mark.parametrize(
    ("speaker", "side"),
    [("Ukraine's General Staff", SpeakerClass.OPPONENT), ("Russia's Defence Ministry", SpeakerClass.PARTY),
     ("The NIS", SpeakerClass.THIRD_STATE), ("The ICRC", SpeakerClass.NEUTRAL)],
)  # fmt: skip
def test_the_side_of_a_speaker_is_seen_from_the_force_counted(speaker: str, side: SpeakerClass) -> None:
    text = f"{speaker} said that 40 North Korean soldiers had been killed."
    (claim,) = read(Document(text=text, published_at=PUBLISHED)).claims
    assert claim.speaker_class == side


def test_hearsay_without_a_name_is_unattributed() -> None:
    (claim,) = read(
        Document(text="Allegedly, 40 North Korean soldiers were killed.", published_at=PUBLISHED)
    ).claims
    assert (claim.voice, claim.modality, claim.cue) == (Voice.UNATTRIBUTED, Modality.ALLEGED, "Allegedly")


def test_the_day_of_the_statement_is_not_the_day_of_what_is_told() -> None:
    text = "The NIS said on Thursday that 300 North Korean soldiers had been killed as of mid-January."
    (claim,) = read(Document(text=text, published_at=date(2031, 1, 24))).claims
    assert claim.said_on == date(2031, 1, 23)
    assert (claim.as_of.start, claim.as_of.relation) == (date(2031, 1, 11), Relation.AS_OF)


# --- what a document says of its own words ---------------------------------------------------------------


def test_losses_are_unresolved_until_the_document_says_what_they_include() -> None:
    bare = "North Korea has lost 4,000 soldiers, Kyiv said."
    (claim,) = read(Document(text=bare, published_at=PUBLISHED)).claims
    assert (claim.category, claim.flags) == (Category.LOSSES, (Flag.UNRESOLVED_SCOPE,))
    defined = read(
        Document(text=f"{bare} Losses include killed and wounded soldiers.", published_at=PUBLISHED)
    )
    assert defined.claims[0].category == Category.KILLED_OR_WOUNDED
    assert Flag.DEFINED_BY_DOCUMENT in defined.claims[0].flags
    assert defined.claims[1].defines == (Category.KILLED, Category.WOUNDED)


def test_a_word_of_a_belligerent_for_killed_is_flagged() -> None:
    text = "За добу ліквідовано 40 північнокорейських військових, повідомив Генштаб."
    claim = read(Document(text=text, published_at=PUBLISHED)).claims[0]
    assert claim.category == Category.KILLED
    assert Flag.BELLIGERENT_TERM in claim.flags
    assert claim.quantity is not None
    assert claim.quantity.kind == QuantityKind.WINDOW


def test_the_same_figure_told_twice_restates_the_first() -> None:
    text = "About 300 North Korean soldiers were killed, the NIS said.\nThe NIS said about 300 of them were killed."
    first, second = read(Document(text=text, published_at=PUBLISHED)).claims
    assert (first.restates, second.restates) == (None, first.id)


def test_a_hedge_before_an_earlier_number_may_cover_the_next_and_is_flagged() -> None:
    text = "About 600 North Korean soldiers had been killed and 4,100 injured, the NIS said."
    first, second = read(Document(text=text, published_at=PUBLISHED)).claims
    assert first.quantity is not None
    assert first.quantity.hedge == Hedge.APPROX
    assert Flag.HEDGE_SCOPE in second.flags


def test_several_languages_in_one_document_are_read_each_by_its_own_words() -> None:
    text = "Понад 300 північнокорейських військових загинули.\n북한군 사망자는 300여 명이다.\nAbout 300 died."
    reading = read(Document(text=text, published_at=PUBLISHED))
    assert [claim.language for claim in reading.claims][:2] == ["uk", "ko"]
    assert set(reading.languages) == {"uk", "ko", "en"}


# --- any text -------------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    ["about 4,000", "soldiers", "were killed", "загинуло", "понад 3 тис.", "солдат", "1만1천여 명", "사망", "3-4",
     "thousand", "said", ", according to", "NIS", "Mr Kim", "in January", "2025", ".", ",", "\n", "\"", "of the",
     "third", "KN-23", "1000-for-1000", "–", "between", "and", "00", "0", "²", "١٢", "İ", "\u200b", "😀"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=400), st.lists(_PIECES, max_size=40).map(" ".join)))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_read_and_every_span_is_of_the_text(text: str) -> None:
    reading = read(Document(text=text, published_at=PUBLISHED))
    for claim in reading.claims:
        assert text[claim.span[0] : claim.span[1]] == claim.quote
    for left in reading.left_out:
        assert 0 <= left.span[0] < left.span[1] <= len(text)
    assert reading == read(Document(text=text, published_at=PUBLISHED))


@given(st.lists(_PIECES, max_size=20).map(" ".join), st.dates())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_day_of_publication_is_taken(text: str, published: date) -> None:
    for claim in read(Document(text=text, published_at=published)).claims:
        assert claim.published_from.published_at == published


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "a" * 10_000, "1" * 10_000, "만1" * 5_000, "1-" * 5_000, "7 |" * 3_000]
)
def test_a_text_that_says_nothing_has_no_claims(text: str) -> None:
    assert read(Document(text=text)).claims == ()
