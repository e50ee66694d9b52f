"""The Ukrainian and Korean catalogues: whole, in step with the pages, in the words that were agreed.

Nothing here reads a compiled catalogue from the tree: the .po files are what is committed.
"""

import gettext
import io
import re
from collections.abc import Iterator
from functools import cache
from textwrap import dedent

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo

from tools.extract_messages import (
    LOCALE,
    PLURAL_FORMS,
    catalogue_path,
    found_messages,
    marked_in_python,
    read_catalogue,
    updated_text,
)

LANGUAGES = ("uk", "ko")

# Words that blame, mislead or mean something else to the reader, as patterns; from the table of agreed terms.
FORBIDDEN = {
    "uk": (
        r"в.язн", r"вʼязниц", r"увʼязнен", r"концтаб", r"затрима", r"захопл", r"агресор", r"конфлікт",
        r"слідч", r"дізнава", r"охорон", r"обліков", r"розшукуван", r"жетон", r"паспорт(?!ів)", r"довірен\w+ особ",
        r"допит", r"конфіск", r"вилуч", r"термін(?!ал)", r"слідуюч", r"бажанн", r"екземпляр", r"розголош", r"зрадник",
        r"перебіж", r"переселен", r"скасува\w+ (?:волевиявлення|заяв)", r"поставити на облік", r"відмови(?:в|ла)ся",
        r"госпіталізац", r"сервер", r"юзер", r"логін", r"дашборд", r"обмін\w* дан", r"військовополонен\w*\(",
    ),
    "ko": (
        r"수감", r"죄수", r"범죄자", r"적국", r"국가정보국", r"(?<!포로)정보국", r"조사관", r"심문", r"취조", r"조서",
        r"진술서", r"교도소", r"구치소", r"체포", r"나포", r"검거", r"귀순", r"전향", r"탈북", r"변절", r"자수",
        r"북송", r"수표", r"접수국", r"수배", r"밀봉", r"검문", r"누설", r"압수", r"의료진", r"충돌", r"분쟁",
        r"삭제된 기록", r"원장", r"동무", r"당신", r"귀하", r"북한", r"남조선", r"주민등록", r"공민증",
        r"(?<!포로)이병", r"화장(?!\(火葬\))", r"인도(?!\(引渡\))",
    ),
}  # fmt: skip

# Endings of the friendly style: a page that says sentences in one style says all of them in it.
_FRIENDLY_KOREAN = re.compile(r"(?:해요|세요|어요|아요|예요|이에요|네요|군요)(?=[.!? ]|$)")
_PARTICLE_AFTER_VALUE = re.compile(
    r"(?:%\(\w+\)[sd]|%[sd])(?:은|는|이|가|을|를|와|과|으로|로|에게)(?=[\s.,]|$)"
)

SAMPLES = [
    ("uk", None, "Sign in", "Увійти"),
    ("uk", None, "Registrar", "Реєстратор"),
    ("uk", None, "Bureau officer", "Працівник НІБ"),
    ("uk", None, "Hospital admission", "Поміщення до госпіталю"),
    ("uk", None, "Declined to say", "Відмова відповідати"),
    ("uk", None, "Not asked", "Не запитували"),
    ("uk", "of values", "conflict", "розбіжність"),
    ("uk", "compartment", "Wish", "Волевиявлення"),
    ("uk", None, "Readings", "Журнал доступу"),
    ("uk", None, "Withdraw", "Відкликати"),
    ("ko", None, "Sign in", "로그인"),
    ("ko", None, "Bureau officer", "포로정보국 담당자"),
    ("ko", None, "Recapture", "다시 붙잡힘"),
    ("ko", None, "Declined to say", "답변 거부"),
    ("ko", "of values", "conflict", "불일치"),
    ("ko", "compartment", "Wish", "의사(意思)"),
    ("ko", None, "Readings", "열람 기록"),
    ("ko", None, "Service number", "군번"),
    ("ko", None, "Withdraw", "철회"),
]


@cache
def catalogue(language: str) -> Catalog:
    return read_catalogue(language)


@cache
def found() -> Catalog:
    return found_messages()


def messages(language: str) -> Iterator[Message]:
    return (message for message in catalogue(language) if message.id)


def texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def spoken(language: str) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def test_each_language_of_the_catalogues_is_tested() -> None:
    assert sorted(path.name for path in LOCALE.iterdir() if path.is_dir()) == sorted(LANGUAGES)
    assert sorted(PLURAL_FORMS) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_what_extraction_makes(language: str) -> None:
    """After a change of words: `.venv/bin/python -m tools.extract_messages`, then translate what came in empty."""
    marked = {(message.context, message.id) for message in found() if message.id}
    kept = {(message.context, message.id) for message in messages(language)}
    assert not marked - kept, "these texts are not in the catalogue yet"
    assert not kept - marked, "these texts are on no page any more"
    assert catalogue_path(language).read_text(encoding="utf-8") == updated_text(language, found())


def test_every_way_of_marking_is_found() -> None:
    source = """
        said = f"{_('in an f-string')}: {limit}"
        WORDS = {1: gettext_lazy("one " "text"), 2: pgettext_lazy("where", "two"), 3: gettext(code)}
        told = ngettext("%(n)s card", "%(n)s cards", n)
    """
    marked = [(texts, context) for _line, texts, _comments, context in marked_in_python(dedent(source))]
    assert sorted(marked, key=str) == [
        ("in an f-string", None), ("one text", None), ("two", "where"), (("%(n)s card", "%(n)s cards"), None),
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert not catalogue(language).fuzzy
    for message in messages(language):
        assert not message.fuzzy, message.id
        assert texts(message), message.id
        assert all(text.strip() for text in texts(message)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_plurals_agree(language: str) -> None:
    assert catalogue(language).num_plurals == {"uk": 3, "ko": 1}[language]
    for message in messages(language):
        assert not list(message.check(catalogue(language))), message.id
        if message.pluralizable:
            assert len(texts(message)) == catalogue(language).num_plurals, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_edges_of_a_text_are_kept(language: str) -> None:
    """Space around a text and a colon, full stop or question mark at its end hold a page together."""
    for message in messages(language):
        english = message.id if isinstance(message.id, str) else message.id[0]
        for text in texts(message):
            assert text == text.strip(), message.id
            assert (english[-1] == ":") == (text[-1] == ":"), message.id
            assert "..." not in text, message.id
            if len(english.split()) > 3:
                assert (english[-1] == ".") == (text[-1] == "."), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_forbidden_words_do_not_occur(language: str) -> None:
    for message in messages(language):
        for text in texts(message):
            found = [word for word in FORBIDDEN[language] if re.search(word, text, re.IGNORECASE)]
            assert not found, f"{message.id}: {text}"


def test_ukrainian_is_written_with_its_own_letters() -> None:
    for message in messages("uk"):
        for text in texts(message):
            assert not re.search(r"[ыэъё]", text, re.IGNORECASE), f"a Russian letter in {text}"
            assert not re.search(r"[а-яіїєґ]['’`][а-яіїєґ]", text), f"the apostrophe is U+02BC in {text}"
            assert not re.search(r"[А-Яа-яІіЇїЄєҐґ][A-Za-z]|[A-Za-z][А-Яа-яІіЇїЄєҐґ]", text), (
                f"mixed letters in {text}"
            )
            assert '"' not in re.sub(r'"[\w ]+" = "\w+"', "", text), f"quotes are « » in {text}"


def test_korean_keeps_one_style() -> None:
    for message in messages("ko"):
        for text in texts(message):
            assert not _FRIENDLY_KOREAN.search(text), text
            assert not _PARTICLE_AFTER_VALUE.search(text), text
            if text.endswith("다."):
                assert re.search(r"(?:니다)\.$", text), f"not in the formal style: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_withdraw_is_not_cancel_and_office_targets_are_not_law(language: str) -> None:
    words = spoken(language)
    assert words.gettext("Withdraw") not in {
        words.gettext("Undo the judgement"),
        {"uk": "Скасувати", "ko": "취소"}[language],
    }
    bracket = {"uk": "(не вимога закону)", "ko": "(법정 기한 아님)"}[language]
    assert bracket in words.gettext("ageing past office target")


@pytest.mark.parametrize(("language", "context", "english", "expected"), SAMPLES)
def test_sample(language: str, context: str | None, english: str, expected: str) -> None:
    words = spoken(language)
    assert (words.pgettext(context, english) if context else words.gettext(english)) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "військовополонений"), (2, "військовополонені"), (4, "військовополонені"),
        (5, "військовополонених"), (11, "військовополонених"), (12, "військовополонених"),
        (21, "військовополонений"), (22, "військовополонені"), (111, "військовополонених"),
    ],
)  # fmt: skip
def test_ukrainian_counts(count: int, expected: str) -> None:
    told = spoken("uk").ngettext("%(total)s prisoner", "%(total)s prisoners", count)
    assert told % {"total": count} == f"{count} {expected}"


def test_korean_counts_people_with_their_counter() -> None:
    told = spoken("ko").ngettext("%(total)s prisoner", "%(total)s prisoners", 3)
    assert told % {"total": 3} == "포로 3명"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_tells_no_machine_and_no_hour(language: str) -> None:
    text = catalogue_path(language).read_text(encoding="utf-8")
    assert f'"Language: {language}\\n"' in text
    assert "Date:" not in text.split("\n\n", 1)[0]
    for place in re.findall(r"^#: (.+)$", text, re.MULTILINE):
        assert all(one.startswith("safeconduct/") and ":" not in one for one in place.split()), place
