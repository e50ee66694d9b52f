import pytest

from safeconduct.names.scripts import Script
from safeconduct.names.write import LABELS, Reader, System, systems_for, write
from tests.core.names.hostile import HOSTILE
from tests.core.names.tables import rows


@pytest.mark.parametrize(("name", "system", "text"), rows("write_cases.tsv"))
def test_write(name: str, system: str, text: str) -> None:
    written = write(name, System(system))
    assert (written.text, written.system, written.label) == (text, System(system), LABELS[System(system)])


@pytest.mark.parametrize("system", System)
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_written_or_left(text: str, system: System) -> None:
    assert isinstance(write(text, system).text, str)


@pytest.mark.parametrize("system", [System.DPRK, System.REVISED, System.KONTSEVICH, System.UKRAINIAN])
def test_letters_of_another_script_stay(system: System) -> None:
    assert write("Pak ㅂ 12", system).text == "Pak ㅂ 12"


def test_each_system_has_a_label_of_its_own() -> None:
    assert len(set(LABELS.values())) == len(System)


@pytest.mark.parametrize(
    ("script", "reader", "language", "system"),
    [
        (Script.HANGUL, "latin", "", System.DPRK),
        (Script.HANGUL, "cyrillic", "", System.KONTSEVICH),
        (Script.HANGUL, "cyrillic", "uk", System.UKRAINIAN),
        (Script.HANGUL, "hangul", "", None),
        (Script.CYRILLIC, "latin", "", System.PASSPORT_UK),
        (Script.CYRILLIC, "latin", "ru", System.PASSPORT_RU),
        (Script.CYRILLIC, "hangul", "", None),
        (Script.LATIN, "cyrillic", "", None),
        (Script.HAN, "latin", "", None),
        (Script.MIXED, "latin", "", None),
        (Script.NONE, "latin", "", None),
    ],
)
def test_systems_for(script: Script, reader: str, language: str, system: System | None) -> None:
    assert systems_for(script, Reader(reader), language=language) is system
