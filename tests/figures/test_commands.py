"""`safeconduct figures` as an analyst types it: each command in words and as JSON, and what a bad file comes to."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pikepdf import Pdf

from safeconduct.figures import desk
from safeconduct.figures.reading.documents import BYTES_MAX
from safeconduct.shell import console
from safeconduct.shell.console import cli, told
from safeconduct.store.create import Created
from tests import cast
from tests.figures.texts import BOTH, KILLED, TEXT, claim, reader

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the text, and a reader that proposes both of its claims."""
    monkeypatch.setattr(desk, "read", reader(claim(KILLED), claim(BOTH)))
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def analyst(instance: Created, monkeypatch: pytest.MonkeyPatch) -> None:
    """The analyst acts."""
    monkeypatch.setattr(console, "sign_in", lambda: cast.ANALYST)


def ran(*arguments: object, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["figures", *map(str, arguments)], input=typed)


def good(*arguments: object, typed: str = "") -> str:
    done = ran(*arguments, typed=typed)
    assert done.exit_code == 0, done.output
    return done.stdout


def words(result: Result) -> str:
    """What the analyst would read: the error goes through the one table of the console."""
    assert result.exception is not None
    found = told(result.exception)  # type: ignore[arg-type]  # no exit of the interpreter here
    assert found is not None, "this error would be a stack trace"
    return found[0]


def test_read_proposes_lines_and_records_nothing(article: Path) -> None:
    assert KILLED in good("read", article, "--published", "2025-01-14")
    lines = [json.loads(line) for line in good("read", article, "--json", "--language", "en").splitlines()]
    assert [line["quote"] for line in lines] == [KILLED, BOTH]
    assert {"span", "speaker", "category", "quantity", "as_of", "modality", "voice"} <= set(lines[0])


@pytest.mark.usefixtures("analyst")
def test_confirm_asks_for_each_proposal(article: Path) -> None:
    told = json.loads(
        good("confirm", article, "--publisher", "Courier", "--json", typed="y\nn\n").splitlines()[-1]
    )
    assert len(told["confirmed"]) == 1
    assert told["is_known"] is False
    again = ran("confirm", article, "--publisher", "Courier", typed="q\n")
    assert "received before" in again.stderr
    assert "0 confirmed" in again.stdout


@pytest.mark.usefixtures("analyst")
def test_from_the_file_to_series_findings_drift_brief_and_export(article: Path, tmp_path: Path) -> None:
    done = json.loads(good("confirm", article, "--published", "2025-01-14", "--all", "--json"))
    first, second = done["confirmed"]
    assert "from 2025-01-13: 250 to 350" in good("series", "--category", "killed")
    svg = tmp_path / "killed.svg"
    (series,) = json.loads(good("series", "--category", "killed", "--svg", svg, "--json"))["series"]
    assert [each["claim"] for each in series["claims"]] == [first]
    assert svg.read_text("utf-8").startswith("<svg")
    assert "Nothing conflicts." in good("findings")
    assert json.loads(good("findings", "--json")) == {"findings": []}
    assert "category: killed_or_wounded → killed (narrowed)" in good("drift", second, first)
    for ending in ("html", "md", "pdf"):
        file = tmp_path / f"brief.{ending}"
        told = json.loads(good("brief", "-o", file, "--force", "highland", "--language", "uk", "--json"))
        assert told["file"] == str(file)
        assert file.stat().st_size > 500
    for form in ("hxl", "json", "schema_org", "ucdp"):
        good("export", "--form", form, "-o", tmp_path / form)
        assert (tmp_path / form).stat().st_size > 50


def test_drift_of_two_files_needs_no_instance(article: Path, tmp_path: Path) -> None:
    other = tmp_path / "retold.txt"
    other.write_text(TEXT, encoding="utf-8")
    assert "passed on whole" in good("drift", article, other)
    assert json.loads(good("drift", article, other, "--json"))["left_out"] == []


# --- what cannot be done --------------------------------------------------------------------------


@pytest.mark.usefixtures("analyst")
def test_what_is_there_is_never_written_over(article: Path, tmp_path: Path) -> None:
    good("confirm", article, "--all")
    there = tmp_path / "there.md"
    there.write_text("mine")
    for arguments in (
        ("brief", "-o", there, "--force", "highland"),
        ("export", "-o", there),
        ("series", "--category", "killed", "--svg", there),
    ):
        done = ran(*arguments)
        assert (done.exit_code, there.read_text()) == (2, "mine")
        assert "there already" in done.stderr


@pytest.mark.usefixtures("analyst")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("series", "--category", "eaten"), "eaten"),
        (("brief", "-o", "brief.docx", "--force", "kp"), ".html, .pdf or .md"),
        (("read", "no-such-file.txt"), "no-such-file.txt"),
        (("confirm", ".", "--all"), "is a directory"),
    ],
)
def test_a_wrong_argument_is_told(arguments: tuple[str, ...], says: str) -> None:
    done = ran(*arguments)
    assert done.exit_code == 2
    assert says in done.stderr


@pytest.mark.usefixtures("analyst")
def test_wrong_days_languages_and_numbers_are_told(article: Path) -> None:
    for day in ("2025-13-40", "17.03.2025", "yesterday"):
        assert ran("read", article, "--published", day).exit_code == 2
    for command in ("read", "confirm"):
        done = ran(command, article, "--language", "klingon")
        assert done.exit_code == 2
        assert "klingon" in done.stderr
    assert words(ran("drift", "0000-0000", "1111-1111")) == console.NOTHING_HERE
    assert "Nothing is confirmed" in words(ran("brief", "-o", "new.md", "--force", "nobody"))


def _scan() -> bytes:
    """A PDF of one page with nothing on it, as a scan is for a reader of text."""
    made, buffer = Pdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(buffer)
    return buffer.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b" \n\t ", "empty"),
    "binary": (lambda: bytes(range(256)) * 40, "no text, page or PDF"),
    "ten megabytes": (
        lambda: b"About 300 soldiers were killed. " * (BYTES_MAX // 32 + 1),
        "larger than 10 MB",
    ),
    "as long as a book": (lambda: b"About 300 soldiers were killed. " * 250_000, "longer than"),
    "scan": (_scan, "pictures of pages"),
    "broken": (lambda: b"%PDF-1.7 and then nothing of the kind", "cannot be read"),
}


@pytest.mark.usefixtures("analyst")
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_with_what_to_do(kind: str, tmp_path: Path) -> None:
    make, says = BAD[kind]
    file = tmp_path / "file"
    file.write_bytes(make())
    assert says in words(ran("read", file))
    told_as = "larger than 5 MB" if kind == "as long as a book" else says
    assert told_as in words(ran("confirm", "--all", file))


@pytest.mark.parametrize(
    "text",
    [
        "Call the press office: +380 44 123 4567, 044 123-45-67, or 1-800-555-0199.",
        "The 1,000-for-1,000 exchange was the largest yet; обмін 1000 на 1000; 1000 대 1000 교환.",
        "Kim saw the KN-23 and the M-1991, a 240 mm launcher, in the 1950s and on 17 March 2025 at 24/7.",
        "Losses mount as war drags on",
        "12 | 300 | 45 | 1,000\n7 | 20 | 31 | 4\n",
        "killed | 300 | 400\nwounded | 20 | 30\n",
        "killed\t300\t400\t500\nwounded\t20\t30\t40\n",
        "Killed 300 400 500\n",
    ],
)
def test_no_number_is_read_where_none_counts_persons(text: str, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    lines = [json.loads(line) for line in good("read", file, "--json").splitlines()]
    assert [line for line in lines if line["quantity"] and line["quantity"]["value"] is not None] == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("27-hundred North Korean soldiers were injured, the NIS said.", 2700, 2700),
        ("국정원은 북한군 1만1천여 명이 파병됐다고 밝혔다.", 11000, 11999),
        ("3-4 thousand North Korean soldiers were killed, the NIS said.", 3000, 4000),
        ("Thirty-two North Korean soldiers were captured, the NIS said.", 32, 32),
        ("300 soldiers of North Korea killed\n", 300, 300),
        ("За даними НІС, загинуло 300 військових КНДР. The weather was fine. 날씨가 좋았다.", 300, 300),
    ],
)
def test_odd_numbers_are_read_right(text: str, low: int, high: int, tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    lines = [json.loads(line) for line in good("read", file, "--json").splitlines()]
    assert [(line["quantity"]["low"], line["quantity"]["high"]) for line in lines if line["quantity"]] == [
        (low, high)
    ]


@pytest.mark.usefixtures("analyst")
def test_who_may_not_is_told(article: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "sign_in", lambda: cast.BUREAU)
    assert "roles do not allow" in words(ran("confirm", article, "--all"))
