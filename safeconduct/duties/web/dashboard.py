"""The dashboard: pictures of how well duties are kept, each beside the table it is drawn from.

Owns the geometry of the pictures alone: plain SVG, no script, drawn by the template from the numbers here.
"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from safeconduct.duties import dashboard as measured
from safeconduct.duties import queries
from safeconduct.duties.dashboard import BARS, ArticleMonths, MonthShare, Way
from safeconduct.duties.web import dashboard_words as words
from safeconduct.store.forms import label
from safeconduct.store.visit import Visit

_WIDE, _STEP, _HIGH = 30, 36, 60
_LABEL = 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in units of the picture; `parts` from the ground up: class, upper edge, height."""

    x: int
    parts: tuple[tuple[str, float, float], ...]
    text: str
    middle: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars on one ground. `width`, `height` and `ground` are units of the drawing."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    ground: int


@require_GET
def dashboard(visit: Visit) -> HttpResponse:
    """Shares by article and month, and the length of the ways, of the operator's places or of one."""
    camp = visit.GET.get("camp", "")
    found = measured.dashboard(visit.actor, camp=camp)
    context = {
        "found": found,
        "articles": [(article, _shares(article)) for article in found.articles],
        "ways": [
            (label(words.WAY, way.code), label(words.WAY_SOURCE, way.code), way, _days(way))
            for way in found.ways
        ],
        "months": [share.month for share in found.articles[0].months] if found.articles else (),
        "days": _spans(),
        "camps": queries.camps(visit.actor),
        "camp": camp,
    }
    return render(visit, "duties/dashboard.html", context)


def _shares(article: ArticleMonths) -> Picture:
    bars = [_share(place, month) for place, month in enumerate(article.months)]
    return _picture(bars)


def _share(place: int, month: MonthShare) -> Bar:
    """A full bar is all duties whose term ended; met stands on the ground, late on it, missed on top."""
    parts = []
    top = float(_HIGH)
    for css, count in (("met", month.met), ("late", month.late), ("missed", month.missed)):
        high = round(_HIGH * count / month.total, 2) if month.total else 0.0
        top -= high
        if high:
            parts.append((css, round(top, 2), high))
    return _bar(place, tuple(parts), month.month[5:])


def _days(way: Way) -> Picture:
    most = max(way.bars, default=0)
    bars = []
    for place, (count, text) in enumerate(zip(way.bars, _spans(), strict=True)):
        high = round(_HIGH * count / most, 2) if most else 0.0
        parts = (("days", round(_HIGH - high, 2), high),) if high else ()
        bars.append(_bar(place, parts, text))
    return _picture(bars)


def _spans() -> list[str]:
    """The days of each bar: `0`, `1`, `4–7`, `>30`."""
    firsts = [0, *(bar + 1 for bar in BARS[:-1])]
    spans = [
        str(last) if first == last else f"{first}–{last}" for first, last in zip(firsts, BARS, strict=True)
    ]
    return [*spans, f">{BARS[-1]}"]


def _bar(place: int, parts: tuple[tuple[str, float, float], ...], text: str) -> Bar:
    x = place * _STEP + (_STEP - _WIDE) // 2
    return Bar(x, parts, text, x + _WIDE // 2)


def _picture(bars: list[Bar]) -> Picture:
    return Picture(tuple(bars), len(bars) * _STEP, _HIGH + _LABEL, _HIGH)
