"""A throw-away instance for a measurement: made in a temporary folder, or in the databases that are named.

`start()` must run before anything of Django is imported. The people are invented: names are put together from
lists, so no row is anybody.
"""

import atexit
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from safeconduct.access.actor import Actor

_SURNAMES = (
    "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍 전 고 문 양 손 배 백 허 남 심".split()
)
_GIVEN = "철 수 영 호 성 민 준 광 혁 일 남 진 명 국 학 봉 룡 석 용 길 춘 덕 만 태 경 현 창 원 상 동".split()


def start(home: Path | None = None) -> Path:
    """Set the environment and start Django; returns the home, which is removed at the end unless it was given."""
    if home is None:
        home = Path(tempfile.mkdtemp(prefix="safeconduct-bench-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["SAFECONDUCT_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "safeconduct.settings"
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django

    django.setup()
    return home


def make_instance(home: Path) -> "Actor":
    """Create the instance with one operator of every role, and return her as an actor, everything unlocked."""
    from safeconduct.access.words import Role
    from safeconduct.accounts import actions, queries
    from safeconduct.accounts.facts import AddOperator
    from safeconduct.store.create import create

    made = create(home, names={"en": "Bench"}, conflict="ukraine-2022")
    command = AddOperator(login="bench", name="Bench", roles=tuple(Role))
    operator = queries.by_id(actions.add_first_operator(command, "correct horse battery"))
    assert operator is not None
    return operator.actor(made.private_halves)


def people(count: int, seed: int = 1) -> Iterator[tuple[str, str, str, str]]:
    """Invented people: name in Hangul, birth date, capture date, service number, as a list writes them."""
    random_numbers = random.Random(seed)  # noqa: S311 repeatable, and nothing secret
    for number in range(count):
        name = random_numbers.choice(_SURNAMES) + "".join(random_numbers.choices(_GIVEN, k=2))
        day, month = random_numbers.randint(1, 28), random_numbers.randint(1, 12)
        born = f"{day:02}.{month:02}.{random_numbers.randint(1975, 2006)}"
        taken = f"{random_numbers.randint(1, 28):02}.{random_numbers.randint(1, 12):02}.2025"
        yield name, born, taken, str(1_000_000 + number)


def write_list(path: Path, count: int, seed: int = 1) -> None:
    """A capture list of invented people as CSV with Ukrainian headings."""
    with path.open("w", encoding="utf-8") as file:
        file.write("№,ПІБ,Звання,Особистий номер,Дата народження,Дата взяття в полон,Місце,Стан здоров'я\n")
        for number, (name, born, taken, service) in enumerate(people(count, seed), start=1):
            file.write(f"{number},{name},солдат,{service},{born},{taken},р-н Суджі,поранення руки\n")


def is_postgresql() -> bool:
    """Whether the databases are PostgreSQL (SAFECONDUCT_DATABASE_URL)."""
    return bool(os.environ.get("SAFECONDUCT_DATABASE_URL"))
