"""The index finds people across scripts, keeps to its order, survives change and damage, and proves nothing alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from safeconduct.tracing.index import INDEX_FILE, Card, NameIndex
from safeconduct.tracing.segment import Damaged

CARDS = (
    Card("kim-1", ("김영철", "Ким Ён Чхоль"), "1998-04-02"),
    Card("kim-2", ("김영철",), "2003"),
    Card("pak", ("박철수",), "1999-04"),
    Card("ri", ("리명호", "Ли Мён Хо")),
    Card("slav", ("Олександр Іванович Коваленко",), "1990-01-01"),
)
KEY = b"k" * 32


@pytest.fixture
def index(tmp_path: Path) -> NameIndex:
    return NameIndex.build(tmp_path / "index", CARDS)


def ids(index: NameIndex, name: str, born: str | None = None) -> list[str]:
    return [hit.card.id for hit in index.search(name, born=born)]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("박철수", "pak"),
        ("Пак Чхоль Су", "pak"),
        ("Pak Chol Su", "pak"),
        ("Park Cheol-soo", "pak"),
        ("Ли Мен Хо", "ri"),
        ("Ri Myong Ho", "ri"),
        ("Коваленко Александр Иванович", "slav"),
    ],
)
def test_a_name_is_found_in_any_script(index: NameIndex, asked: str, meant: str) -> None:
    assert ids(index, asked)[0] == meant


def test_several_workers_build_what_one_builds(tmp_path: Path) -> None:
    cards = [replace(card, id=f"{card.id}/{turn}") for turn in range(900) for card in CARDS]
    told: list[int] = []
    one = NameIndex.build(tmp_path / "one", cards, key=KEY)
    two = NameIndex.build(tmp_path / "two", iter(cards), key=KEY, workers=2, progress=told.append)
    assert len(two) == len(cards) == told[-1]
    for asked in ("Пак Чхоль Су", "Коваленко Александр"):
        assert two.search(asked, born="1999") == one.search(asked, born="1999")


def test_a_card_that_several_workers_refuse_leaves_the_old_index(index: NameIndex) -> None:
    with pytest.raises(ValueError, match="needs an id"):
        NameIndex.build(index.folder, [*CARDS, Card("", ("강철",))], workers=2)
    assert ids(NameIndex.open(index.folder), "박철수")[0] == "pak"
    assert len(list(index.folder.glob("segment-*"))) == 1


def test_the_birth_decides_between_namesakes(index: NameIndex) -> None:
    assert ids(index, "Ким Ён Чхоль", "2003")[0] == "kim-2"
    assert ids(index, "Ким Ён Чхоль", "1998-04")[0] == "kim-1"


def test_a_birth_that_agrees_strengthens_and_one_that_contradicts_weakens(index: NameIndex) -> None:
    without, agreeing, against = (
        next(hit for hit in index.search("박철수", born=born) if hit.card.id == "pak")
        for born in (None, "1999", "1970")
    )
    assert agreeing.score > without.score > against.score
    assert agreeing.expected_false < without.expected_false < against.expected_false


def test_a_lone_weak_candidate_stays_weak(tmp_path: Path) -> None:
    alone = NameIndex.build(tmp_path / "alone", [Card("kim", ("김영철",))])
    assert all(hit.score < 0.5 for hit in alone.search("Ким Гван Хёк"))


@pytest.mark.parametrize("asked", ["", " ", "🙂", "123", "\u200b", "ᄀ", "A." * 5_000])
def test_what_is_no_name_finds_nobody_and_fails_nothing(index: NameIndex, asked: str) -> None:
    assert ids(index, asked) == []


def test_cards_are_added_replaced_and_taken_away(index: NameIndex) -> None:
    grown = index.add([Card("new", ("최룡해",)), Card("pak", ("박철호",))])
    assert len(grown) == len(CARDS) + 1
    assert ids(grown, "Чхве Рён Хэ")[0] == "new"
    assert grown.search("박철수")[0].card.names != ("박철수",)
    less = grown.delete(["new", "nobody"])
    assert len(less) == len(CARDS)
    assert "new" not in ids(less, "최룡해")
    again = NameIndex.open(less.folder)
    assert ids(again, "박철호") == ids(less, "박철호")


def test_who_has_the_old_index_open_reads_on(index: NameIndex) -> None:
    index.add([Card("new", ("최룡해",))])
    assert ids(index, "박철수")[0] == "pak"


def test_a_build_that_fails_leaves_the_old_index(index: NameIndex) -> None:
    with pytest.raises(ValueError, match="needs an id and a name"):
        NameIndex.build(index.folder, [Card("ok", ("강철",)), Card("", ("강철",))])
    assert ids(NameIndex.open(index.folder), "박철수")[0] == "pak"
    assert sum(path.name.startswith("segment-") for path in index.folder.iterdir()) == 1


def test_a_change_that_fails_leaves_the_old_index(index: NameIndex) -> None:
    with pytest.raises(ValueError, match="needs an id and a name"):
        index.add([Card("pak", ("박철호",)), Card("", ("강철",))])
    again = NameIndex.open(index.folder)
    assert len(again) == len(CARDS)
    assert again.search("박철수")[0].card.names == ("박철수",)


def test_a_sealed_index_shows_no_name(tmp_path: Path) -> None:
    folder = tmp_path / "sealed"
    sealed = NameIndex.build(folder, CARDS, key=KEY)
    assert ids(sealed, "박철수")[0] == "pak"
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert "박철수".encode() not in everything
    assert b"1998" not in everything
    with pytest.raises(Damaged, match="key"):
        NameIndex.open(folder)


@pytest.mark.parametrize("text", ["", "{}", '{"format": 1, "keys": "other", "segments": []}'])
def test_an_index_of_another_version_is_refused_with_the_remedy(index: NameIndex, text: str) -> None:
    (index.folder / INDEX_FILE).write_text(text)
    with pytest.raises(Damaged, match="Build the index again"):
        NameIndex.open(index.folder)


def test_a_folder_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="Build it"):
        NameIndex.open(tmp_path)


def test_a_segment_that_is_gone_is_refused(index: NameIndex) -> None:
    about = json.loads((index.folder / INDEX_FILE).read_text())
    (index.folder / about["segments"][0][0] / "cards").unlink()
    with pytest.raises(Damaged, match="Build the index again"):
        NameIndex.open(index.folder)


def test_a_bounded_search_finds_what_an_exhaustive_one_finds(tmp_path: Path) -> None:
    common = [
        Card(f"{number}", (f"김{given}",)) for number, given in enumerate(["철수", "영호", "성민"] * 40)
    ]
    index = NameIndex.build(tmp_path / "common", [*common, Card("rare", ("김룡칠",))])
    bounded, exhaustive = (index.search("Ким Рён Чхиль", is_exhaustive=every) for every in (False, True))
    assert bounded[0].card.id == exhaustive[0].card.id == "rare"
