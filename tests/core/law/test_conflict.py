"""The conflict file: what it answers, what it refuses, and that the program itself knows no state."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from safeconduct.law.conflict import (
    FILE_SIZE_MAX,
    Camp,
    CampKind,
    Conflict,
    ConflictUnreadable,
    Fault,
    PartyRole,
    ProtectingKind,
    load,
    packaged_codes,
    read,
)

RIVER_WAR = Path(__file__).with_name("river-war.toml")
TEXT = RIVER_WAR.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def river() -> Conflict:
    return read(RIVER_WAR)


@pytest.fixture(scope="module")
def ukraine() -> Conflict:
    return read("ukraine-2022")


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(ConflictUnreadable) as caught:
        load(text, "river-war.toml")
    assert caught.value.file == "river-war.toml"
    return caught.value.faults


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times in the file"
    return TEXT.replace(old, new)


# --- an invented conflict -------------------------------------------------------------------------


def test_an_invented_conflict_is_read_whole(river: Conflict) -> None:
    assert (river.code, river.began, river.detaining) == ("river-war", "1987~", "valdra")
    assert [party.role for party in river.parties] == [
        PartyRole.DETAINING, PartyRole.ORIGIN, PartyRole.ORIGIN,
        PartyRole.RECEIVING, PartyRole.NEUTRAL, PartyRole.OTHER,
    ]  # fmt: skip
    assert river.protecting.kind is ProtectingKind.PROTECTING_POWER
    assert river.services == ()


def test_powers_are_those_whose_soldiers_become_prisoners(river: Conflict, ukraine: Conflict) -> None:
    assert [party.code for party in river.powers] == ["ostmark-free", "tir"]
    assert [party.code for party in ukraine.powers] == ["prk", "rus"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Ostmarch", "ostmark-free"),
        ("  OSTMARCH   free  CANTONS ", "ostmark-free"),
        ("ofc", None),
        ("o.f.c.", "ostmark-free"),
        ("O. F. C.", "ostmark-free"),
        ("cantons libres d’Ostmarche", "ostmark-free"),
        ("елка", "ostmark-free"),
        ("ОСТМАРХ", "ostmark-free"),
        ("tir", "tir"),
        ("Houx", "hollin"),
        ("DPRK", None),
        ("Ukraine", None),
        ("", None),
    ],
)
def test_a_power_is_found_as_lists_write_it(river: Conflict, written: str, code: str | None) -> None:
    found = river.power_of(written)
    assert (found.code if found else None) == code


def test_ranks_languages_and_camps_are_those_of_the_file(river: Conflict) -> None:
    oarsman, steersman, warden = river.ranks
    assert river.rank_of("2ND oar") == oarsman
    assert river.rank_of("row") == oarsman
    assert river.rank_of("RAMEUR") == oarsman
    assert river.rank_of("steersman") == steersman
    assert river.rank_of("river-warden") == warden
    assert warden.category is None
    assert river.rank_of("сержант") is None
    assert river.language_of("Ormish") == river.languages[0]
    assert river.language_of("FR-ca") == river.languages[1]
    assert river.language_of("корейська") is None
    assert river.camp("transit-sumy") is None
    assert river.camp("lower-ford") == Camp(
        code="lower-ford", kind=CampKind.TRANSIT, opened="1987-XX", names={"en": "Lower Ford"}
    )
    assert river.camp_of("île du moulin") == river.camp("mill-island")
    assert river.party("hollin") == river.parties[3]
    assert river.party("HOLLIN") is None


@pytest.mark.parametrize(
    ("language", "name"),
    [("fr", "Île du Moulin"), ("fr-CA", "Île du Moulin"), ("en", "Mill Island"), ("uk", "Mill Island")],
)
def test_a_name_falls_back_to_english(river: Conflict, language: str, name: str) -> None:
    assert river.name(river.camps[0], language) == name


def test_a_title_falls_back_to_english(river: Conflict) -> None:
    assert river.title("fr") == "Guerre du fleuve Orm"
    assert river.title("ko") == "War of the River Orm"


@pytest.mark.parametrize("name", ["code", "parties"])
def test_a_conflict_does_not_change(river: Conflict, name: str) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(river, name, ())


# --- the conflict that is shipped ------------------------------------------------------------------


def test_the_packaged_conflict_is_found_by_its_code(ukraine: Conflict) -> None:
    assert packaged_codes() == ["ukraine-2022"]
    assert ukraine.code == "ukraine-2022"
    assert ukraine.protecting.kind is ProtectingKind.ICRC


def test_every_name_of_the_packaged_conflict_stands_in_four_languages(ukraine: Conflict) -> None:
    things = (
        *ukraine.parties, *ukraine.languages, *ukraine.ranks, *ukraine.camps, *ukraine.services,
        ukraine.protecting,
    )  # fmt: skip
    languages = {"en", "uk", "ko", "ru"}
    assert set(ukraine.titles) == languages
    assert [thing for thing in things if set(thing.names) != languages] == []


def test_the_packaged_conflict_has_every_kind_of_place(ukraine: Conflict) -> None:
    kinds = [camp.kind for camp in ukraine.camps]
    assert {kind: kinds.count(kind) for kind in CampKind} == {
        CampKind.COLLECTION: 1,
        CampKind.TRANSIT: 2,
        CampKind.PERMANENT: 3,
        CampKind.HOSPITAL: 1,
    }


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("солдат", "private"),
        ("рядовой", "private"),
        ("전사", "private"),
        ("капрал", "corporal"),
        ("ефрейтор", "corporal"),
        ("상급병사", "corporal"),
        ("мл.сержант", "junior-sergeant"),
        ("하사", "junior-sergeant"),
        ("сержант", "sergeant"),
        ("Старший  Сержант", "senior-sergeant"),
        ("Senior sergeant", "senior-sergeant"),
        ("특무상사", "sergeant-major"),
        ("прапорщик", "warrant-officer"),
        ("лейтенант", "lieutenant"),
        ("중위", "lieutenant"),
        ("소좌", "major"),
        ("소령", "major"),
        ("상좌", "colonel-between"),
        ("полковник", "senior-colonel"),
        ("소장", "major-general"),
        ("готовий", None),
    ],
)
def test_ranks_are_found_as_units_write_them(ukraine: Conflict, written: str, code: str | None) -> None:
    found = ukraine.rank_of(written)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DPRK", "prk"), ("North Korea", "prk"), ("кндр", "prk"), ("조선", "prk"), ("북한", "prk"),
        ("РФ", "rus"), ("Россия", "rus"), ("로씨야", "rus"), ("대한민국", "kor"), ("남조선", "kor"),
        ("Україна", "ukr"), ("prk", "prk"), ("Korea", None), ("Корея", None),
    ],
)  # fmt: skip
def test_states_are_found_as_lists_write_them(ukraine: Conflict, written: str, code: str | None) -> None:
    found = ukraine.power_of(written)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("written", "code"), [("조선말", "ko"), ("рос.", "ru"), ("UK", "uk"), ("Tuvan", "tyv")]
)
def test_languages_are_found_as_lists_write_them(ukraine: Conflict, written: str, code: str) -> None:
    found = ukraine.language_of(written)
    assert found is not None
    assert found.code == code


# --- files that cannot be used ---------------------------------------------------------------------

BROKEN = [
    pytest.param('code = "tir"', 'code = "hollin"', "parties.hollin", "twice", id="code twice"),
    pytest.param(
        'detaining = "valdra"', 'detaining = "nobody"', "detaining", "nobody", id="unknown detaining"
    ),
    pytest.param(
        'detaining = "valdra"', 'detaining = "tir"', "detaining", "tir", id="detaining in another role"
    ),
    pytest.param('role = "other"', 'role = "detaining"', "detaining", "merrow", id="two detaining"),
    pytest.param('role = "other"', 'role = "friend"', "parties.merrow.role", "receiving", id="unknown role"),
    pytest.param(
        '{ en = "Lower Ford" }', '{ fr = "Gué" }', "camps.lower-ford.names", "English", id="no English"
    ),
    pytest.param('en = "War of the River Orm"', 'de = "x"', "titles", "English", id="no English title"),
    pytest.param("category = 3", "grade = 3", "ranks.steersman.grade", "unknown", id="unknown key"),
    pytest.param("category = 3", "category = 6", "ranks.steersman.category", "5", id="no such category"),
    pytest.param('began = "1987~"', "", "began", "missing", id="missing key"),
    pytest.param('began = "1987~"', 'began = "1987-13"', "began", "not a date", id="no date"),
    pytest.param('began = "1987~"', "began = 1987-01-02", "began", "string", id="a bare date"),
    pytest.param(
        'opened = "1987-XX"', 'opened = "May"', "camps.lower-ford.opened", "not a date", id="opened"
    ),
    pytest.param(
        'code = "fr-CA"', 'code = "French"', "languages.French.code", "pattern", id="no language tag"
    ),
    pytest.param('"Valdran"', '"Tir confederacy"', "parties.tir", "valdra", id="spelling of two"),
    pytest.param(
        '"2nd Oar"', '" river  WARDEN"', "ranks.river-warden", "oarsman", id="spelling of two, folded"
    ),
    pytest.param('"2nd Oar"', '"  "', "ranks.oarsman.written.number 2", "pattern", id="blank spelling"),
    pytest.param('kind = "transit"', "", "camps.lower-ford.kind", "missing", id="a camp without kind"),
    pytest.param('code = "lower-ford"', "", "camps.number 2.code", "missing", id="a camp without code"),
    pytest.param("[titles]", "[titles", "whole file", "TOML", id="not TOML"),
]


@pytest.mark.parametrize(("old", "new", "key", "word"), BROKEN)
def test_a_broken_file_names_key_reason_and_remedy(old: str, new: str, key: str, word: str) -> None:
    faults = faults_of(changed(old, new))
    assert [fault.key for fault in faults] == [key]
    assert word in faults[0].reason
    assert faults[0].remedy


def test_all_faults_are_told_at_once() -> None:
    text = changed('role = "other"', 'role = "friend"').replace("category = 3", "category = 9")
    assert {fault.key for fault in faults_of(text)} == {"parties.merrow.role", "ranks.steersman.category"}


def test_an_empty_file_names_what_is_missing() -> None:
    required = {name for name, field in Conflict.model_fields.items() if field.is_required()}
    assert {fault.key for fault in faults_of("")} == required


def test_a_fault_reads_as_one_line_with_the_file() -> None:
    error = ConflictUnreadable("a.toml", (Fault("camps.x", "this code stands there twice", "Change it."),))
    assert str(error) == "a.toml: camps.x: this code stands there twice. Change it."


@pytest.mark.parametrize("name", ["no-such-conflict", "../pyproject", "__init__", ""])
def test_an_unknown_conflict_is_named_with_what_there_is(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConflictUnreadable) as caught:
        read(tmp_path / name if name else tmp_path)
    assert caught.value.faults[0].key == "whole file"


def test_an_unknown_code_names_the_packaged_ones() -> None:
    with pytest.raises(ConflictUnreadable, match="ukraine-2022"):
        read("atlantis-1")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "old.toml"
    file.write_bytes('code = "Ёж"'.encode("cp1251"))
    with pytest.raises(ConflictUnreadable, match="UTF-8"):
        read(file)


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    file.write_bytes(b"#" * (FILE_SIZE_MAX + 1))
    with pytest.raises(ConflictUnreadable, match="1 MB"):
        read(file)
