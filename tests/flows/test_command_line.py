"""The command line as a bureau uses it: an instance made unattended, lists, proof, backup, erasure, bad input."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct.demo_cast import sample_lists
from safeconduct.shell.rooms import COMMANDS
from tests.flows.console import ROOT, Ran, Shell, environment_of, shell

PASSPHRASE = "four grey herons upstream"  # noqa: S105 - invented, opens nothing
OTHER = "nine copper kettles cooling"
REPORT = {"dry_run", "read", "registered", "unchanged", "questions", "refused", "duplicates"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the passphrases and the lists of these stories lie."""
    made = tmp_path_factory.mktemp("command-line")
    (made / "passphrase").write_text(f"{PASSPHRASE}\n")
    (made / "other").write_text(f"{OTHER}\n")
    for file in sample_lists():
        (made / file.name).write_bytes(file.read_bytes())
    return made


@pytest.fixture(scope="module")
def bureau(folder: Path) -> Iterator["Bureau"]:
    """A throw-away instance made unattended, and its first operator at the command line."""
    with shell(folder / "home") as command:
        made = command(
            "init", "--operator", "first", "--passphrase-file", folder / "passphrase", "--demo-keys", "--json"
        )
        assert made.status == 0, made
        added = command(
            "operator", "add", "second", "--name", "Second", "--role", "bureau", "--role", "auditor",
            "--passphrase-file", folder / "other", "--json", **_acting("first", folder / "passphrase"),
        )  # fmt: skip
        assert added.status == 0, added
        yield Bureau(command, folder, made)


class Bureau:
    """Two operators of one instance: `first` may everything, `second` approves."""

    def __init__(self, command: Shell, folder: Path, made: Ran) -> None:
        self.command, self.folder, self.made = command, folder, made

    def first(self, *arguments: str | Path, text: str = "") -> Ran:
        return self.command(*arguments, text=text, **_acting("first", self.folder / "passphrase"))

    def second(self, *arguments: str | Path, text: str = "") -> Ran:
        return self.command(*arguments, text=text, **_acting("second", self.folder / "other"))

    def registered(self, name: str = "강철호") -> str:
        """Somebody registered by the generic door; his number."""
        source = {"channel": "own_statement"}
        asked = {"names": [{"text": name, "source": source}], "statements": []}
        done = self.first("act", "registry.register", text=json.dumps(asked))
        assert done.status == 0, done
        return str(done.last["number"])


def _acting(login: str, passphrase: Path) -> dict[str, str]:
    return {"SAFECONDUCT_OPERATOR": login, "SAFECONDUCT_PASSPHRASE_FILE": str(passphrase)}


def _failure(ran: Ran) -> str:
    """What a command said that ended as failed, in words; empty if it did not fail or showed the program's inside."""
    said = ran.output + ran.errors
    is_clean = ran.status in (1, 2) and "Traceback" not in said and 'File "' not in said
    return said.lower() if is_clean else ""


# --- an instance ------------------------------------------------------------------------------------------


def test_an_instance_is_made_unattended(bureau: Bureau) -> None:
    made = bureau.made.last
    assert set(made) == {"home", "operator", "shares"}
    assert len(made["shares"]) == 3
    for share in made["shares"]:
        assert Path(share).stat().st_mode & 0o077 == 0
    assert PASSPHRASE not in "".join(
        path.read_text(errors="replace") for path in Path(made["home"]).rglob("*") if path.is_file()
    )


def test_an_instance_is_not_made_twice(bureau: Bureau) -> None:
    again = bureau.command("init", "--operator", "x1", "--passphrase-file", bureau.folder / "passphrase")
    assert "there is an instance in" in _failure(again)


def test_the_operators_are_listed(bureau: Bureau) -> None:
    listed = bureau.first("operator", "list", "--json").last["operators"]
    assert {each["login"] for each in listed} == {"first", "second"}


def test_a_short_passphrase_makes_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "short").write_text("short")
    with shell(tmp_path / "home") as command:
        ran = command("init", "--operator", "ab", "--passphrase-file", tmp_path / "short")
        assert "at least 12" in _failure(ran)
        assert not (tmp_path / "home").exists()


# --- lists ------------------------------------------------------------------------------------------------


def test_the_sample_lists_are_imported_once(bureau: Bureau) -> None:
    files = [file.name for file in sample_lists()]
    assert len(files) >= 3
    for name in files:
        file = bureau.folder / name
        trial = bureau.first("register", "import", file, "--dry-run", "--json")
        first = bureau.first("register", "import", file, "--json")
        again = bureau.first("register", "import", file, "--json")
        assert (trial.status, first.status, again.status) == (0, 0, 0), (trial, first, again)
        assert set(first.last) == REPORT
        assert first.last["registered"] == trial.last["registered"] > 0
        assert trial.last["dry_run"]
        assert again.last["registered"] == 0
        assert again.last["unchanged"] >= first.last["registered"]
        told = first.last
        assert told["read"] == told["registered"] + told["unchanged"] + len(told["refused"])
        for question in told["questions"]:
            assert {"row", "field", "value", "reason"} <= set(question)
            assert question["reason"]
        for refused in told["refused"]:
            assert {"row", "reason"} <= set(refused)
            assert refused["reason"]
        for pair in told["duplicates"]:
            assert {"row", "like"} <= set(pair)


def test_a_list_is_read_aloud_to_people_too(bureau: Bureau) -> None:
    ran = bureau.first("register", "import", bureau.folder / sample_lists()[0].name, "--dry-run")
    assert ran.status == 0
    assert "Nothing is written" in ran.output


def test_list_and_show(bureau: Bureau) -> None:
    number = bureau.registered("정일남")
    page = bureau.first("register", "list", "--limit", "1", "--json").last
    assert page["rows"][0]["number"] == number
    assert page["total"] >= 1
    shown = bureau.first("register", "show", number, "--why", "enquiry", "--json").last
    assert shown["names"][0]["name"]["text"] == "정일남"
    told = bureau.first("register", "show", number)
    assert "정일남" in told.output
    readings = bureau.second("log", "--json").last["readings"]
    assert "enquiry" in {reading["purpose"] for reading in readings}


# --- the generic door -------------------------------------------------------------------------------------


def test_every_command_has_a_schema(bureau: Bureau) -> None:
    names = bureau.command("schema").output.split()
    assert names == sorted(COMMANDS)
    for name in names:
        assert json.loads(bureau.command("schema", name).output)["type"] == "object"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "object"),
        ('{"names": 5}', "names"),
        ('{"unheard_of": 1}', "unheard_of"),
        ('{"names": [{"text": "' + "x" * 1_000_000 + '", "source": {"channel": "list"}}]}', "names"),
        ("{}", "Nothing is written of this person"),
    ],
)
def test_what_is_no_command_is_refused(bureau: Bureau, text: str, words: str) -> None:
    assert words.lower() in _failure(bureau.first("act", "registry.register", text=text))


@pytest.mark.parametrize("seen", ["yes", "3", True, 1.0])
def test_a_command_is_read_as_strictly_as_by_the_api(bureau: Bureau, seen: object) -> None:
    asked = {"prisoner": "7F3K-2QWD", "item": "rank", "entry": "0" * 32, "reason": "x", "seen": seen}
    assert "seen" in _failure(bureau.first("act", "registry.judge_statement", text=json.dumps(asked)))


def test_an_unheard_of_command_is_misuse(bureau: Bureau) -> None:
    assert "there is no command" in _failure(bureau.first("act", "registry.unheard_of", text="{}"))
    assert "there is no command" in _failure(bureau.command("schema", "registry.unheard_of"))


def test_the_second_who_states_a_rank_gets_a_conflict(bureau: Bureau) -> None:
    number = bureau.registered("최광")
    passphrase = {"SAFECONDUCT_PASSPHRASE_FILE": str(bureau.folder / "other")}

    def state(rank: str) -> Ran:
        """As `second`, named with --as, who has read the first entry alone."""
        said = {"item": "rank", "answer": {"state": "given", "value": rank}, "source": {"channel": "list"}}
        text = json.dumps({"prisoner": number, "seen": 1, "statement": said})
        return bureau.command("act", "registry.state_identity", "--as", "second", text=text, **passphrase)

    first = state("하사")
    assert first.status == 0, first
    assert "nothing was saved" in _failure(state("중사"))
    answers = bureau.first("register", "show", number).output
    assert "하사" in answers
    assert "중사" not in answers


# --- the record -------------------------------------------------------------------------------------------


def test_the_record_is_whole_and_signed(bureau: Bureau) -> None:
    bureau.registered()
    report = bureau.command("verify", "--json").last
    assert report["whole"] is True
    assert report["problems"] == []
    assert bureau.command("rebuild", "--check", "--json").last == {"different": []}
    note = bureau.command("checkpoint").output
    origin, size = note.splitlines()[:2]
    assert origin.startswith("safeconduct.invalid/")
    assert int(size) == report["entries"]
    assert "\n\n\u2014 safeconduct.invalid/" in note
    bureau.command("checkpoint", "-o", bureau.folder / "note")
    assert (bureau.folder / "note").read_text().startswith(origin)


def test_a_backup_lives_in_another_home(bureau: Bureau, tmp_path: Path) -> None:
    number = bureau.registered("김영식")
    made = bureau.first("backup", tmp_path / "backup", "--json")
    assert made.status == 0, made
    shred = Path(bureau.made.last["home"]) / "shredded"
    with shell(_emptied(bureau, tmp_path / "home")) as command:
        restored = command("restore", tmp_path / "backup", *_shred_list(shred), "--json")
        assert restored.status == 0, restored
        assert restored.last["whole"] is True
        shown = command("register", "show", number, **_acting("first", bureau.folder / "passphrase"))
        assert "김영식" in shown.output
        again = command("restore", tmp_path / "backup")
        assert "empty" in _failure(again)


def _shred_list(path: Path) -> tuple[str | Path, ...]:
    return ("--shred-list", path) if path.exists() else ()


def _emptied(bureau: Bureau, home: Path) -> Path:
    """A second machine: the instance's two files and nothing else."""
    home.mkdir()
    for name in ("instance.json", "service.key"):
        (home / name).write_bytes((Path(bureau.made.last["home"]) / name).read_bytes())
    return home


def test_an_erasure_takes_two_persons(bureau: Bureau) -> None:
    number = bureau.registered("로성일")
    asked = bureau.first("erase", number, "--ground", "registered by mistake", "--json").last
    assert len(asked["words"].split()) == 8
    alone = bureau.first("approve", asked["approval"], "--words", asked["words"])
    assert "second person" in _failure(alone)
    unread = bureau.second("approve", asked["approval"], "--words", "other words")
    assert "not what was asked for" in _failure(unread)
    waiting = bureau.second("approve", "--json").last["pending"]
    assert asked["approval"] in {each["id"] for each in waiting}
    done = bureau.second("approve", asked["approval"], "--words", asked["words"], "--json")
    assert done.last["erased"] > 0
    assert "로성일" not in bureau.first("register", "show", number).output
    report = bureau.command("verify", "--json").last
    assert report["whole"] is True
    assert report["erased"] > 0
    assert bureau.command("rebuild", "--check", "--json").last == {"different": []}


# --- bad input --------------------------------------------------------------------------------------------


def test_a_wrong_passphrase(bureau: Bureau) -> None:
    ran = bureau.command("register", "list", **_acting("first", bureau.folder / "other"))
    assert "do not go together" in _failure(ran)
    unknown = bureau.command("register", "list", **_acting("nobody", bureau.folder / "other"))
    assert (unknown.status, unknown.errors) == (ran.status, ran.errors)


def test_a_role_that_may_not(bureau: Bureau) -> None:
    assert "do not allow" in _failure(bureau.second("backup", bureau.folder / "no-backup"))
    assert not (bureau.folder / "no-backup").exists()


def test_number_of_nobody(bureau: Bureau) -> None:
    assert "nothing here" in _failure(bureau.first("register", "show", "0000-0000"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("binary.csv", bytes(range(256)) * 20, "not text"),
        ("paper.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
        ("torn.xlsx", b"PK\x03\x04 torn", ""),
    ],
)
def test_a_file_that_is_no_list(bureau: Bureau, name: str, content: bytes, words: str) -> None:
    (bureau.folder / name).write_bytes(content)
    before = bureau.first("register", "list", "--json").last["total"]
    ran = bureau.first("register", "import", bureau.folder / name, "--json")
    assert words.lower() in _failure(ran)
    assert ran.last["error"] == "list_unreadable"
    assert bureau.first("register", "list", "--json").last["total"] == before


def test_a_file_that_is_not_there(bureau: Bureau) -> None:
    assert "does not exist" in _failure(bureau.first("register", "import", bureau.folder / "missing.csv"))


def test_a_passphrase_file_that_is_not_there(bureau: Bureau) -> None:
    ran = bureau.command("register", "list", **_acting("first", bureau.folder / "missing"))
    assert "missing" in _failure(ran)


def test_no_instance(tmp_path: Path) -> None:
    with shell(tmp_path / "home") as command:
        for arguments in (("verify",), ("checkpoint",), ("rebuild", "--check"), ("register", "list")):
            ran = command(*arguments, **_acting("first", tmp_path / "passphrase"))
            assert _failure(ran)
            assert not (tmp_path / "home").exists()


def test_a_home_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    """A file stands where the folder should be: unlike a mode, this binds the superuser too."""
    (tmp_path / "home").write_text("a file")
    with shell(tmp_path / "home") as command:
        ran = command("init", "--operator", "first", "--passphrase-file", folder / "passphrase")
    assert "cannot be written" in _failure(ran)
    assert (tmp_path / "home").read_text() == "a file"


# --- as a shell runs it -----------------------------------------------------------------------------------


def _in_a_shell(home: Path, *arguments: str) -> Ran:
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "safeconduct", *arguments],
        env=environment_of(home), cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_a_process_of_its_own_tells_whether_the_record_is_whole(bureau: Bureau) -> None:
    ran = _in_a_shell(Path(bureau.made.last["home"]), "verify", "--json")
    assert ran.status == 0, ran
    assert ran.last["whole"] is True


def test_an_unknown_command_is_misuse(tmp_path: Path) -> None:
    ran = _in_a_shell(tmp_path, "unheard-of")
    assert "no such command" in _failure(ran)
    assert ran.status == 2
