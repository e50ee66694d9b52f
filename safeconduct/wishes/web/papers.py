"""The papers of a wish, as pages made for print: sheets, the prisoner's copy, an interview record blank and filled.

Decides nothing. A paper bears a number and no name. Its language is the prisoner's, which need not be the operator's.
"""

from collections.abc import Sequence
from secrets import SystemRandom

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from safeconduct.sources.errors import NotFound
from safeconduct.store.clock import now, today
from safeconduct.store.instance import current
from safeconduct.store.visit import Visit
from safeconduct.wishes import papers, queries, sheets
from safeconduct.wishes.facts import CopyAnswer, Option, Presence, SheetPoint
from safeconduct.wishes.state import STANDING
from safeconduct.wishes.web import words

_OWN_NAMES = {"ko": "조선말 / 한국어", "ru": "русский", "uk": "українська", "en": "English"}


@require_GET
def sheets_list(visit: Visit) -> HttpResponse:
    """Every version of the information sheet, and which may be read to somebody today."""
    found = [(each, each.is_in_force(today()), _named(each.languages)) for each in sheets.SHEETS]
    return render(visit, "wishes/sheets.html", {"found": found})


@require_GET
def sheet(visit: Visit, version: str) -> HttpResponse:
    """One version to read aloud and to print; `?language=` is the prisoner's, the operator's own stands beside."""
    found = sheets.find(version)
    if found is None:
        raise NotFound("no such sheet")
    language = _language(visit, found.languages)
    beside = _beside(found.languages, language)
    context = {
        "sheet": found,
        "in_force": found.is_in_force(today()),
        "language": language,
        "beside": beside,
        "paper_languages": _named(found.languages),
        "title": found.title[language],
        "title_beside": found.title.get(beside, ""),
        "points": [(found.points[each][language], found.points[each].get(beside, "")) for each in SheetPoint],
    }
    return render(visit, "wishes/sheet.html", context)


@require_GET
def copy(visit: Visit, number: str) -> HttpResponse:
    """The prisoner's own copy of what he said, in a language he reads."""
    view = queries.wish(number, visit.actor)
    if view.said is None or view.option is None:
        raise NotFound("nothing was declared")
    language = _language(visit, papers.LANGUAGES)
    say = papers.words(language)
    context = {
        "view": view,
        "number": view.number,
        "language": language,
        "paper_languages": _named(papers.LANGUAGES),
        "say": say,
        "option": say[view.option],
        "states": [_power(code, language) for code in view.said.states],
        "told": [say[f"told_{each}"] for each in view.may_be_told],
        "counts": view.status in STANDING,
        "answers": [words.COPY_ANSWER[each] for each in CopyAnswer],
        "printed": now().date().isoformat(),
    }
    return render(visit, "wishes/copy.html", context)


@require_GET
def hearing(visit: Visit, number: str, entry: str) -> HttpResponse:
    """One hearing as it was recorded, for the file and for print."""
    view = queries.hearing(number, entry, visit.actor)
    heard = view.interview
    context = {
        "view": view,
        "heard": heard,
        "number": view.number,
        "kind": words.KIND[view.kind],
        "option": words.OPTION[view.option] if view.option else "",
        "setting": words.SETTING[heard.setting],
        "hearers": [words.HEARER[each] for each in heard.hearers],
        "presence": words.PRESENCE[heard.presence],
        "asked_apart": words.ASKED_APART[heard.asked_apart],
        "capacity": words.CAPACITY[heard.capacity],
        "told_back": [words.SHEET_POINT[each] for each in heard.sheet.told_back] if heard.sheet else [],
    }
    return render(visit, "wishes/hearing.html", context)


@require_GET
def blank(visit: Visit) -> HttpResponse:
    """An interview record to fill by hand, in two languages; each print has the choices in an order of its own."""
    language = _language(visit, papers.LANGUAGES)
    beside = _beside(papers.LANGUAGES, language) or "uk"
    both = [papers.words(language), papers.words(beside)]
    options = [str(each) for each in Option]
    SystemRandom().shuffle(options)
    version = next((each for each in sheets.SHEETS if each.is_in_force(today())), None)
    titles = words.SHEET_POINT
    context = {
        "language": language,
        "beside": beside,
        "paper_languages": _named(papers.LANGUAGES),
        "title": _pair(both, "record_title"),
        "number_label": _pair(both, "number"),
        "version": version.version if version else "",
        "lines": _lines(both, options),
        "points": [titles[each] for each in SheetPoint],
        "fears": _pair(both, "fears_apart"),
        "signatures": [_pair(both, "signature_prisoner"), _pair(both, "signature_officer")],
    }
    return render(visit, "wishes/interview_paper.html", context)


Line = tuple[tuple[str, str], list[tuple[str, str]], bool]


def _lines(both: Sequence[dict[str, str]], options: Sequence[str]) -> list[Line]:
    """What the paper asks, in the order of the form: its words, the boxes to tick, and whether it needs much room."""
    present = [f"presence_{each}" for each in Presence if each != Presence.NOT_OFFERED]
    asked: tuple[tuple[str, Sequence[str], bool], ...] = (
        ("held", (), False), ("place", (), False), ("hearers", (), False), ("language", (), False),
        ("interpreter", (), False), ("serves", (), False), ("accepted", ("yes", "no"), False),
        ("sheet", (), False), ("told_back", [str(n) for n in range(1, len(SheetPoint) + 1)], False),
        ("presence", present, False), ("no_inducement", (), False),
        ("asked_apart", ("apart_nothing", "apart_something"), False), ("capacity", ("yes", "no"), False),
        ("choice", options, False), ("in_order", (), False), ("own_words", (), True), ("translation", (), True),
    )  # fmt: skip
    return [(_pair(both, key), [_pair(both, box) for box in boxes], is_long) for key, boxes, is_long in asked]


def _pair(both: Sequence[dict[str, str]], key: str) -> tuple[str, str]:
    """The words in both languages; a key that is no text (the number of a point) is its own words."""
    return both[0].get(key, key), both[1].get(key, "")


def _language(visit: Visit, known: Sequence[str]) -> str:
    asked = visit.GET.get("language", "")
    return asked if asked in known else known[0]


def _beside(known: Sequence[str], language: str) -> str:
    """The operator's own language beside the prisoner's; none where both are one, or nothing is written in it."""
    own = get_language() or ""
    return own if own in known and own != language else ""


def _named(languages: Sequence[str]) -> list[tuple[str, str]]:
    return [(code, _OWN_NAMES.get(code, code)) for code in languages]


def _power(code: str, language: str) -> str:
    """The full official name of a State in that language; the code where the conflict's file names none."""
    conflict = current().conflict
    party = conflict.party(code)
    return conflict.name(party, language) if party else code
