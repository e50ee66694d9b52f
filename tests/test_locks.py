"""What the project installs is pinned, explained, and names no place of its own to fetch from.

Reads the tracked files and the lists beside them; the network is not asked.
"""

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "safeconduct" / "static" / "vendor" / "fonts"

# Each is written so that it does not match itself: this file is tracked too.
PLACES = {
    "a registry's host": r"pypi[.]org|pythonhosted[.]org|npmjs[.](org|com)|yarnpkg[.]com|deb[.]debian[.]org",
    "an option that names a registry": r"--(extra-)?index[-]url|--find[-]links|--trusted[-]host",
    "the path of a package index": r"/simple(?=[/\s\"'`)]|$)",
    "the place a lock was filled from": r"\"resol[v]ed\"\s*:",
    "the path of one machine": r"(?<![\w.}])/(work|root|home)/[\w.]|\.\./shared(?=/)",
}


@cache
def tracked_texts() -> list[tuple[str, str]]:
    """(path, text) of every tracked file that is text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - git where PATH has it
    texts = []
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if not name or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            texts.append((name, content.decode("utf-8", "replace")))
    return texts


def project() -> dict[str, list[Requirement]]:
    """The requirements of pyproject.toml: `base`, `dev`, `link`, `build`."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = {
        "base": told["project"]["dependencies"],
        "dev": told["project"]["optional-dependencies"]["dev"],
        "link": told["project"]["optional-dependencies"]["link"],
        "build": told["build-system"]["requires"],
    }
    return {kind: [Requirement(line) for line in lines] for kind, lines in lists.items()}


def pins(kind: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Name → (version, hashes) of one pinned list; any line but a pin, a hash or a comment fails."""
    found: dict[str, tuple[str, set[str]]] = {}
    name = ""
    for line in (ROOT / "requirements" / f"{kind}.txt").read_text().splitlines():
        if pin := re.fullmatch(r"([\w.-]+)==([\w.!+]+)(?: ; [^\\]+)? \\", line):
            name = canonicalize_name(pin[1])
            assert name not in found, f"{kind}.txt pins {name} twice"
            found[name] = (pin[2], set())
        elif digest := re.fullmatch(r"    --hash=(sha256:[0-9a-f]{64})(?: \\)?", line):
            found[name][1].add(digest[1])
        else:
            assert line.startswith("#"), f"{kind}.txt: unexpected line {line!r}"
    return {name: (version, frozenset(hashes)) for name, (version, hashes) in found.items()}


def covered() -> set[str]:
    """The packages that the pages of docs/decisions say they cover."""
    names: set[str] = set()
    for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        for line in re.findall(r"^Covers: (.+)$", page.read_text(), re.MULTILINE):
            names.update(re.findall(r"`([^`]+)`", line))
    return names


@pytest.mark.parametrize("place", PLACES)
def test_no_tracked_file_names(place: str) -> None:
    pattern = re.compile(PLACES[place], re.MULTILINE)
    found = [
        f"{name}: {match[0]}" for name, text in tracked_texts() if (match := pattern.search(text)) is not None
    ]
    assert not found, f"{place}: whoever installs chooses where from; say the package by its name only"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("a registry's host", "see https://pypi" + ".org/project/click"),
        ("an option that names a registry", "--index" + "-url https://mirror.example"),
        ("an option that names a registry", "--find" + "-links wheels"),
        ("the path of a package index", "https://mirror.example/sim" + "ple"),
        ("the place a lock was filled from", '"resolved' + '": "x"'),
        ("the path of one machine", "cd /ho" + "me/somebody"),
    ],
)
def test_the_search_finds_what_it_is_for(place: str, text: str) -> None:
    assert re.search(PLACES[place], text, re.MULTILINE)


def test_every_dependency_has_a_decision_page_and_no_page_outlives_it() -> None:
    declared = {requirement.name for list_ in project().values() for requirement in list_}
    declared |= set(json.loads((ROOT / "package.json").read_text())["devDependencies"])
    for readme in (FONTS / "README.md", ROOT / "safeconduct" / "papers" / "fonts" / "README.md"):
        declared |= set(re.findall(r"`(@(?:fontsource|expo-google-fonts)[^`]+)`", readme.read_text()))
    assert covered() == declared, "docs/decisions: one page a dependency, with a line `Covers: name`"


@pytest.mark.parametrize("kind", ["base", "dev", "link"])
def test_every_requirement_is_pinned_within_its_range(kind: str) -> None:
    pinned = pins(kind)
    for requirement in project()[kind]:
        version, _ = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{kind}.txt: {requirement} is pinned at {version}"


@pytest.mark.parametrize("kind", ["base", "dev", "link"])
def test_every_pin_has_its_hashes(kind: str) -> None:
    assert [name for name, (_, hashes) in pins(kind).items() if not hashes] == []


@pytest.mark.parametrize("kind", ["base", "link"])
def test_the_tests_run_on_the_versions_that_are_shipped(kind: str) -> None:
    shipped, tested = pins(kind), pins("dev")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_the_npm_lock_holds_what_package_json_asks_for() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked[""]["devDependencies"] == asked
    for name, version in asked.items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["integrity"].startswith("sha512-")


def faces() -> list[tuple[str, str, list[tuple[int, int]]]]:
    """(family, file, code point ranges) of every face that fonts.css declares."""
    found = []
    for face in re.findall(r"@font-face \{(.*?)\}", (FONTS / "fonts.css").read_text(), re.DOTALL):
        family = re.search(r'font-family: "([^"]+)"', face)
        file = re.search(r'url\("([^"]+)"\)', face)
        listed = re.search(r"unicode-range: ([^;]+);", face)
        assert family is not None
        assert file is not None
        assert listed is not None
        ends = [part.strip().upper().removeprefix("U+").split("-") for part in listed[1].split(",")]
        found.append((family[1], file[1], [(int(end[0], 16), int(end[-1], 16)) for end in ends]))
    return found


def test_every_font_file_is_declared_and_every_declared_one_is_there() -> None:
    assert {file for _, file, _ in faces()} == {path.name for path in FONTS.glob("*.woff2")}


@pytest.mark.parametrize(
    ("family", "letters"),
    [("Noto Sans", "AzŁőЖяҐґЄєІіЇїʼЁёЎў№—…"), ("Noto Sans KR", "가각뷁힣박철수朴哲洙ㄱㅏ")],
)
def test_the_fonts_draw_every_script_in_use(family: str, letters: str) -> None:
    ranges = [span for named, _, spans in faces() if named == family for span in spans]
    missing = [letter for letter in letters if not any(low <= ord(letter) <= high for low, high in ranges)]
    assert missing == []
