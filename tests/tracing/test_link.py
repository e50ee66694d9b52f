"""Two invented lists are linked across scripts, the probabilities hold, and a list that cannot be read is refused."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.link import lists
from safeconduct.sources.errors import Refused
from safeconduct.tracing import link_pairs
from safeconduct.tracing.link import Link, Linkage, Record, link
from safeconduct.tracing.link_duckdb import DuckDBEngine

PERSONS = 200
NOISE = 0.3


def linked(left: list[Record], right: list[Record], threshold: float = 0.5) -> tuple[Linkage, list[Link]]:
    with link(left, right, engine=DuckDBEngine(), threshold=threshold) as linkage:
        return linkage, list(linkage.links())


@pytest.fixture(scope="module")
def found() -> tuple[Linkage, list[Link], int]:
    """Two hundred persons on either side, a tenth of each on one side alone; and how many are on both."""
    left, right = lists(PERSONS, NOISE)
    linkage, links = linked(left, right, threshold=0.05)
    return linkage, links, len({each.id for each in left} & {each.id for each in right})


def test_persons_are_found_across_scripts(found: tuple[Linkage, list[Link], int]) -> None:
    _, links, true = found
    given = [each for each in links if each.probability >= 0.5]
    right = sum(each.left.id == each.right.id for each in given)
    assert right / len(given) > 0.97
    assert right / true > 0.93


def test_the_probabilities_say_how_many_are_right(found: tuple[Linkage, list[Link], int]) -> None:
    linkage, links, _ = found
    right = sum(each.left.id == each.right.id for each in links)
    assert linkage.summary.links == len(links)
    assert linkage.summary.expected_true == pytest.approx(right, abs=6)
    assert linkage.summary.expected_false == pytest.approx(len(links) - right, abs=6)


def test_the_weights_say_why() -> None:
    left = [Record("1", ("박철수",), "1999-04-12"), Record("2", ("김영호",), "1990-01-02")]
    right = [Record("a", ("Пак Чхоль Су",), "1999-12-04"), Record("b", ("Ким Ён Хо",), "1990-01-02")]
    _, links = linked(left, right)
    by_id = {each.left.id: each for each in links}
    assert {key: each.right.id for key, each in by_id.items()} == {"1": "a", "2": "b"}
    assert by_id["2"].weights["birth"] > by_id["1"].weights["birth"] > 0
    assert set(by_id["1"].weights) == {"name", "birth"}


def test_two_that_fit_equally_share_the_probability() -> None:
    crowd = [
        Record(f"x{number}", (name,), "1980") for number, name in enumerate(("리명수", "최룡해", "한광복"))
    ]
    left = [Record("1", ("박철수",), "1999-04-12"), *crowd]
    right = [Record(letter, ("Пак Чхоль Су",), "1999-04-12") for letter in "ab"]
    _, links = linked(left, right, threshold=0.1)
    assert [each.right.id for each in links] == ["a", "b"]
    assert links[0].probability == links[1].probability
    assert 0.4 < links[0].probability <= 0.5


def test_fathers_places_and_units_count_where_both_lists_tell_them() -> None:
    left = [
        Record("1", ("김영호",), "1990", "김철수", "Pyongyang", "11 corps"),
        Record("2", ("박철수",), "1991"),
    ]
    right = [
        Record("a", ("Ким Ён Хо",), "1990", "Ким Чхоль Су", "pyongyang", "11 corps"),
        Record("b", ("Ким Ён Хо",), "1990", "Пак Мён Гук", "Kaesong", "7 corps"),
    ]
    _, links = linked(left, right, threshold=0.01)
    assert [(each.left.id, each.right.id) for each in links][:1] == [("1", "a")]
    assert links[0].weights["father"] > 0
    assert links[0].weights["place"] > 0
    assert links[0].probability > 0.9


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([], []),
        ([Record("1", ("박철수",))], []),
        ([Record("1", ("박철수",), "1999")], [Record("a", ("Kowalski Jan",), "1999")]),
        ([Record("1", ("🙂",))], [Record("a", ("",))]),
        ([Record("1", ("'; drop table records; --",))], [Record("a", ("x" * 10_000,))]),
    ],
)
def test_lists_with_nobody_in_common_give_no_link(left: list[Record], right: list[Record]) -> None:
    linkage, links = linked(left, right)
    assert links == []
    assert (linkage.summary.left, linkage.summary.right) == (len(left), len(right))


def test_a_birth_that_is_no_date_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="YYYY"):
        linked([Record("1", ("박철수",), "12.04.1999")], [])


def test_keys_that_too_many_bear_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_pairs, "PAIRS_MAX", 50)
    left = [Record(str(number), ("김영호",), "1990-01-02") for number in range(20)]
    right = [Record(str(number), ("Ким Ён Хо",), "1990-01-02") for number in range(20)]
    linkage, _ = linked([*left, Record("p", ("박철수",))], [*right, Record("q", ("Пак Чхоль Су",))])
    assert linkage.summary.left_out >= 400
    assert linkage.summary.compared == 1


def test_the_lists_are_walked_and_not_held() -> None:
    chance = random.Random(1)  # noqa: S311 repeatable, and nothing secret
    held = 0
    most = 0

    class Counted(Record):
        """A record that says when it is let go."""

        def __del__(self) -> None:
            nonlocal held
            held -= 1

    def walked() -> Iterator[Record]:
        nonlocal held, most
        for number in range(3000):
            held += 1
            most = max(most, held)
            yield Counted(str(number), (chance.choice(("박철수", "김영호", "리명수")),), "1990")

    linkage, _ = linked(walked(), [Record("a", ("Пак Чхоль Су",), "1991-02-03")])  # type: ignore[arg-type]  # walked once
    assert linkage.summary.left == 3000
    assert most < 10


def test_the_same_lists_give_the_same_links() -> None:
    left, right = lists(60, NOISE)
    assert linked(left, right)[1] == linked(left, right)[1]


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with link([Record("1", ("박철수",))], [], engine=DuckDBEngine()):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, signal
from safeconduct.tracing import workers
from safeconduct.tracing.link_names import Names

if __name__ == "__main__":
    workers.ALONE_MAX = 0
    os.sched_getaffinity = lambda process: {0, 1}
    names = Names(["Пак Чхоль Су", "박철수"])
    assert list(names.strengths([[(0, 1)]] * 4))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_worker_outlives_a_program_that_was_killed(tmp_path: Path) -> None:
    program = tmp_path / "killed.py"
    program.write_text(KILLED, encoding="utf-8")
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(program)], capture_output=True, text=True, check=False, timeout=90,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )  # fmt: skip
    # Its workers hold the pipes open: `run` returns once they have ended, or says that they did not.
    assert ran.returncode == -signal.SIGKILL, ran.stderr


def test_what_is_not_installed_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "splink", None)
    with pytest.raises(Refused, match=r"not installed. Run ./run --setup --with-linkage"):
        DuckDBEngine()
