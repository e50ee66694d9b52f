"""Setting a paper: what a reader by ear finds in it, the same bytes twice, and what is refused before it is set."""

import io
import unicodedata
from pathlib import Path

import pikepdf
import pypdf
import pytest

from safeconduct.papers import setting
from safeconduct.papers.glyphs import FONTS, spans_of, undrawn
from safeconduct.papers.kinds import Kind
from safeconduct.papers.print import print_papers
from safeconduct.sources.errors import Refused
from tests.core.papers.elements import elements
from tests.core.papers.invented import paper


@pytest.mark.parametrize(
    "text", ["박철수 룡 뷁 朴哲秀", "Їжак Ґудзик Єва ʼ", "Щёголев ы э ъ", "Łódź — №12, «так»", "a\nb"]
)
def test_every_letter_in_use_is_drawn(text: str) -> None:
    assert undrawn(text) == ""


@pytest.mark.parametrize(
    ("text", "missing"), [("박\U0002b740수", "\U0002b740"), ("ጀx ጀ", "ጀ"), ("a‮b", "‮"), ("a\tb\0", "\t\0")]
)
def test_what_no_font_draws_is_named_once(text: str, missing: str) -> None:
    assert undrawn(text) == missing


def test_a_file_that_is_no_font_is_noticed(tmp_path: Path) -> None:
    assert [bool(spans_of(path)) for path in FONTS.glob("*.ttf")] == [True, True]
    empty = tmp_path / "empty.ttf"
    empty.write_bytes(bytes(64))
    with pytest.raises(ValueError, match=r"empty\.ttf"):
        spans_of(empty)


def test_the_same_paper_gives_the_same_bytes() -> None:
    first = print_papers(Kind.IDENTITY_CARD, [paper()])
    setting._idle.clear()
    assert print_papers(Kind.IDENTITY_CARD, [paper()]) == first
    assert print_papers(Kind.IDENTITY_CARD, [paper(rank="중사")]) != first


def test_a_name_typed_in_parts_is_the_name() -> None:
    whole = print_papers(Kind.IDENTITY_CARD, [paper(name="박철수 Їжак")])
    assert (
        print_papers(Kind.IDENTITY_CARD, [paper(name=unicodedata.normalize("NFD", "박철수 Їжак"))]) == whole
    )


def test_a_letter_that_no_font_draws_is_refused_with_field_and_letter() -> None:
    with pytest.raises(Refused) as refused:
        print_papers(Kind.IDENTITY_CARD, [paper(), paper(number="9C1M-HT44", rank="\U0002b740")])
    assert refused.value.code == "no_glyph"
    assert refused.value.field == "9C1M-HT44 rank"
    assert "U+2B740" in refused.value.reason


@pytest.mark.parametrize("name", ["Константинопольский " * 8, "Щ" * 120, "박" * 90])
def test_a_name_that_does_not_fit_is_refused_with_the_field(name: str) -> None:
    with pytest.raises(Refused) as refused:
        print_papers(Kind.IDENTITY_CARD, [paper(name=name)])
    assert (refused.value.code, refused.value.field) == ("does_not_fit", "7F3K-2QWD name")


def test_a_long_name_gets_smaller_letters_before_it_is_refused() -> None:
    pdf = print_papers(Kind.IDENTITY_CARD, [paper(name="Константинопольский-Преображенский Апполинарий")])
    assert "Апполинарий" in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_template_that_is_wrong_is_a_defect_and_tells_no_data() -> None:
    with pytest.raises(setting.UnsettablePaper) as wrong:
        setting.set_pdf("papers/templates/identity.typ", {"title": "박철수"})
    assert "identity.typ" in str(wrong.value)
    assert "박철수" not in str(wrong.value)


def test_a_paper_can_be_heard() -> None:
    """PDF/UA-1: tagged, with a title, a language, and words in place of pictures."""
    with pikepdf.open(io.BytesIO(print_papers(Kind.IDENTITY_CARD, [paper()]))) as pdf:
        root = pdf.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "ko-KR"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert pdf.docinfo["/Title"] == "포로 신분증명서"
        assert "pdfuaid:part" in root.Metadata.read_bytes().decode()
        found = [str(each.S) for each in elements(root.StructTreeRoot)]
        assert "/H1" in found
        alternatives = [str(each.Alt) for each in elements(root.StructTreeRoot) if "/Alt" in each]
        assert alternatives == ["번호를 담은 부호: 7F3K-2QWD"]
