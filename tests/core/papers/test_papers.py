"""Every paper in every language: its size, its words and values as text, its tags, and what it says of itself."""

import io
from dataclasses import replace

import pikepdf
import pypdf
import pytest

from safeconduct.papers.kinds import FORMS, WORDS, Kind, Mark, read_forms, read_words
from safeconduct.papers.print import Paper, Said, code, print_papers
from safeconduct.sources.errors import Refused
from tests.core.papers.elements import elements
from tests.core.papers.invented import paper

POINTS_PER_MM = 72 / 25.4
# Each language once as the prisoner's and once as the other; and one alone.
PAIRS = [("ko", "uk"), ("ru", "en"), ("uk", "ru"), ("en", "ko"), ("uk",)]
ITEM = (
    (Said("2025-01-12"),),
    (Said("годинник, срібний", "uk"),),
    (Said("0412"),),
    (Said("ст. лейтенант Ґалаґан", "uk"),),
    (),
)


def of(kind: Kind, *, languages: tuple[str, ...] = ("ko", "uk")) -> Paper:
    """The invented prisoner's paper of the kind, with rows where its form has a table."""
    made = paper(languages=languages)
    if kind is Kind.RECEIPT:
        return replace(made, rows=(ITEM,))
    if kind is Kind.NOTIFICATION_LIST:
        return replace(made, rows=(tuple(made.values[field.key] for field in FORMS[kind].fields),))
    return made


def text_of(pdf: bytes) -> str:
    """All text of the PDF, without the breaks of its lines."""
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Without blanks: where a line breaks is the paper's affair."""
    return "".join(text.split())


@pytest.mark.parametrize("languages", PAIRS, ids="-".join)
@pytest.mark.parametrize("kind", Kind)
def test_every_paper_can_be_set_in_every_language(kind: Kind, languages: tuple[str, ...]) -> None:
    pdf = print_papers(kind, [of(kind, languages=languages)])
    found = squeezed(text_of(pdf))
    for language in languages:
        assert squeezed(WORDS[kind][language]) in found
        assert squeezed(WORDS["name"][language]) in found
    assert "박철수" in found
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.docinfo["/Title"] == WORDS[kind][languages[0]]
        assert str(opened.Root.Lang)[:2] == languages[0]
        tags = [str(each.S) for each in elements(opened.Root.StructTreeRoot)]
        assert tags.count("/H1") == 1
        assert "/Figure" in tags


@pytest.mark.parametrize("kind", Kind)
def test_a_paper_has_its_size_and_its_pages(kind: Kind) -> None:
    form = FORMS[kind]
    reader = pypdf.PdfReader(io.BytesIO(print_papers(kind, [of(kind), of(kind)])))
    for page in reader.pages:
        made = (float(page.mediabox.width) / POINTS_PER_MM, float(page.mediabox.height) / POINTS_PER_MM)
        assert made == pytest.approx(form.size, abs=1.0)
    assert len(reader.pages) == 2 * (form.per_sheet or 1)


@pytest.mark.parametrize("kind", Kind)
def test_a_paper_prints_every_value_it_has_a_field_for(kind: Kind) -> None:
    found = squeezed(text_of(print_papers(kind, [of(kind)])))
    values = of(kind).values
    filled = [
        said.text for field in FORMS[kind].fields if not field.is_blank for said in values.get(field.key, ())
    ]
    assert len(filled) >= 3
    assert [text for text in filled if squeezed(text) not in found] == []


@pytest.mark.parametrize("kind", Kind)
def test_a_blank_field_stays_blank(kind: Kind) -> None:
    """What a prisoner's own hand writes, or strikes out, is never printed, whoever hands it in."""
    blank = [field.key for field in FORMS[kind].fields if field.is_blank]
    made = replace(of(kind), values={**of(kind).values, **{key: (Said("INK"),) for key in blank}})
    assert "INK" not in text_of(print_papers(kind, [made]))


@pytest.mark.parametrize("kind", Kind)
def test_what_was_not_read_in_the_treaty_says_so_in_print(kind: Kind) -> None:
    found = squeezed(text_of(print_papers(kind, [of(kind)])))
    for note in ("unchecked", "house_rule", "size_by_house"):
        is_said = squeezed(WORDS[note]["uk"]) in found
        assert is_said == (note in FORMS[kind].notes)


def test_the_marks_are_those_of_the_law() -> None:
    marks = {kind: (form.size_mark, form.fields_mark) for kind, form in FORMS.items()}
    checked, seen, house = Mark.VERIFIED, Mark.UNCHECKED, Mark.HOUSE_RULE
    assert marks == {
        Kind.IDENTITY_CARD: (checked, checked),
        Kind.CAPTURE_CARD_FAMILY: (checked, seen),
        Kind.CAPTURE_CARD_AGENCY: (checked, seen),
        Kind.CORRESPONDENCE_CARD: (checked, seen),
        Kind.LETTER: (checked, seen),
        Kind.DEATH_NOTIFICATION: (checked, seen),
        Kind.REPATRIATION_CERTIFICATE: (house, checked),
        Kind.RECEIPT: (house, house),
        Kind.MEDICAL_CERTIFICATE: (house, house),
        Kind.NOTIFICATION_LIST: (house, checked),
    }


def test_an_invented_person_is_marked_on_paper() -> None:
    marked = print_papers(Kind.IDENTITY_CARD, [replace(paper(), is_invented=True)])
    assert squeezed(WORDS["specimen"]["ko"]) in squeezed(text_of(marked))
    assert squeezed(WORDS["specimen"]["ko"]) not in squeezed(
        text_of(print_papers(Kind.IDENTITY_CARD, [paper()]))
    )


def test_the_code_holds_the_number_and_no_name() -> None:
    """Whatever else stands on the paper, the code of one number is one drawing."""
    assert code("7F3K-2QWD") == code("7F3K-2QWD")
    assert code("7F3K-2QWD") != code("9C1M-HT44")


def test_no_field_speaks_of_a_wish_or_of_protection() -> None:
    keys = {field.key for form in FORMS.values() for field in form.fields}
    assert not [
        key for key in keys if any(word in key for word in ("wish", "protect", "risk", "destination"))
    ]
    health = {"health", "injury", "treatment_told", "certified_on", "commission_decision"}
    filled = {
        form.kind
        for form in FORMS.values()
        for field in form.fields
        if field.key in health and not field.is_blank
    }
    assert filled == {Kind.MEDICAL_CERTIFICATE}


def test_cards_of_many_come_in_one_file_in_their_order() -> None:
    numbers = [f"7F3K-2Q{place:02}" for place in range(40)]
    pdf = print_papers(Kind.CAPTURE_CARD_AGENCY, [paper(number=number) for number in numbers])
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert [number in pages[2 * place].extract_text() for place, number in enumerate(numbers)] == [True] * 40


@pytest.mark.parametrize(
    "kind", [Kind.CAPTURE_CARD_FAMILY, Kind.CORRESPONDENCE_CARD, Kind.RECEIPT, Kind.NOTIFICATION_LIST]
)
def test_a_word_wider_than_its_place_is_refused(kind: Kind) -> None:
    made = of(kind)
    wide = (Said("Щ" * 200),)
    rows = tuple(tuple(wide for _ in row) for row in made.rows)
    with pytest.raises(Refused) as refused:
        print_papers(kind, [replace(made, values={**made.values, "name": wide}, rows=rows)])
    assert refused.value.code == "does_not_fit"


@pytest.mark.parametrize("languages", PAIRS, ids="-".join)
@pytest.mark.parametrize("kind", [Kind.IDENTITY_CARD, Kind.CAPTURE_CARD_FAMILY, Kind.CAPTURE_CARD_AGENCY])
def test_the_full_names_of_a_power_and_a_bureau_fit_each_card(kind: Kind, languages: tuple[str, ...]) -> None:
    powers = {
        "ko": "조선민주주의인민공화국",
        "uk": "Корейська Народно-Демократична Республіка",
        "ru": "Корейская Народно-Демократическая Республика",
        "en": "Democratic People's Republic of Korea",
    }
    bureaus = {
        "ko": "우크라이나 국가포로정보국",
        "uk": "Національне інформаційне бюро України",
        "ru": "Национальное информационное бюро Украины",
        "en": "National Information Bureau of Ukraine",
    }
    days = {"ko": "2026년 3월 5일", "uk": "5 березня 2026 р.", "ru": "5 марта 2026 г.", "en": "5 March 2026"}
    power, issuer, day = (
        tuple(Said(names[language], language) for language in languages) for names in (powers, bureaus, days)
    )
    made = of(kind, languages=languages)
    full = replace(made, values={**made.values, "power": power}, issuer=issuer, printed_on=day)
    found = squeezed(text_of(print_papers(kind, [full])))
    printed = (*issuer, *day) if kind is Kind.IDENTITY_CARD else power
    assert [said.text for said in printed if squeezed(said.text) not in found] == []


def test_a_letter_that_no_font_draws_is_refused_in_a_table_too() -> None:
    wrong = ((Said("2025-01-12"),), (Said("\U0002b740"),), (), (), ())
    with pytest.raises(Refused) as refused:
        print_papers(Kind.RECEIPT, [replace(paper(), rows=(ITEM, wrong))])
    assert (refused.value.code, refused.value.field) == ("no_glyph", "7F3K-2QWD list")


@pytest.mark.parametrize("languages", [(), ("de",), ("ko", "uk", "ru"), ("ko", "xx")])
def test_a_language_without_words_is_refused(languages: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="one or two languages"):
        print_papers(Kind.LETTER, [paper(languages=languages)])


def test_nobody_to_print_for_is_refused() -> None:
    with pytest.raises(Refused, match="nobody"):
        print_papers(Kind.LETTER, [])


def test_a_table_that_lacks_something_is_not_read() -> None:
    with pytest.raises(ValueError, match="write it in"):
        read_words('[name]\nen = "Name"\n')
    with pytest.raises(ValueError, match="differ"):
        read_forms("")
