"""A chart of claims over time as SVG: one panel a series, each claim a mark with its stated bounds. Pure.

Nothing is joined, stacked or averaged. A claim is a shape for whose word it is, an upright bar for its stated bounds
(an arrow where a side is open), a level bar for the days of its observation, and its number in the table beneath. The
step behind the marks is what the stated bounds allow. Colours are drawn by classes, so that a strict content policy
needs no style in it; shapes and words say the same as the colours.

Source: docs/explanation/figures.md; W3C SVG 2 (accessible names by title and desc).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape, quoteattr

from safeconduct.figures.claims import SpeakerClass
from safeconduct.figures.series import Series, Step
from safeconduct.figures.stated import Stated

WIDTH, PANEL_HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _FOOT = 64, 20, 34, 34
_TICKS = 4
_MARK = 6
# Where the number of a claim may stand beside its mark, the best place first; and how much room it takes.
_BESIDE = ((10, -6), (10, 15), (-24, -6), (-24, 15), (10, -19), (-24, -19))
_NUMBER_WIDTH, _NUMBER_HEIGHT = 17, 12
# One drawing a side, centred on 0,0: told apart without colour.
_SHAPES: Mapping[SpeakerClass, str] = {
    SpeakerClass.PARTY: f'<circle r="{_MARK}"/>',
    SpeakerClass.OPPONENT: f'<rect x="-{_MARK}" y="-{_MARK}" width="{2 * _MARK}" height="{2 * _MARK}"/>',
    SpeakerClass.THIRD_STATE: f'<path d="M0,-{_MARK + 1} L{_MARK + 1},{_MARK} L-{_MARK + 1},{_MARK} Z"/>',
    SpeakerClass.NEUTRAL: '<path d="M-2,-7 H2 V-2 H7 V2 H2 V7 H-2 V2 H-7 V-2 H-2 Z"/>',
    SpeakerClass.PRESS: '<path d="M0,-8 L8,0 L0,8 L-8,0 Z"/>',
    SpeakerClass.UNNAMED: f'<circle class="open" r="{_MARK}"/>',
}
_STYLE = (
    "text{font:12px 'Noto Sans','Noto Sans KR',sans-serif;fill:#1b1d1f}.axis,.bound,.days{stroke:#53565a;fill:none}"
    ".grid{stroke:#c9c5ba}.step{fill:#eceae3}.mark{fill:#0b4f8a;stroke:#0b4f8a}.open{fill:#fff}.soft{fill:#53565a}"
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a chart in the reader's language; `title` of the whole, `panel` one for each series, in order."""

    title: str
    description: str
    panels: Sequence[str]
    claim: str


def svg(series: Sequence[Series], words: Words, marks: Mapping[str, int], *, is_alone: bool = False) -> str:
    """The chart. `marks` numbers the claims as the table beneath does; alone it carries its own colours."""
    drawn = [each for each in series if each.claims]
    days = _range(drawn)
    height = PANEL_HEIGHT * max(len(drawn), 1)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" class="chart" '
        f'aria-labelledby="chart-title chart-desc"><title id="chart-title">{escape(words.title)}</title>'
        f'<desc id="chart-desc">{escape(words.description)}</desc>'
    )
    style = f"<style>{_STYLE}</style>" if is_alone else ""
    panels = "".join(
        _panel(each, days, place * PANEL_HEIGHT, words.panels[place], words=words, marks=marks)
        for place, each in enumerate(drawn)
    )
    return f"{head}{style}{panels}</svg>"


def key_shape(side: SpeakerClass) -> str:
    """The shape of a side as a small picture of its own, for the key."""
    return f'<svg viewBox="-10 -10 20 20" class="key" aria-hidden="true"><g class="mark">{_SHAPES[side]}</g></svg>'


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days and numbers to places on the panel."""

    first: date
    last: date
    most: int
    top: int

    def x(self, day: date) -> float:
        span = max((self.last - self.first).days, 1)
        passed = min(max((day - self.first).days, 0), span)
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * passed / span, 1)

    def y(self, number: int) -> float:
        height = PANEL_HEIGHT - _TOP - _FOOT
        return round(self.top + _TOP + height * (1 - min(number, self.most) / self.most), 1)

    @property
    def floor(self) -> float:
        return self.y(0)


def _range(series: Iterable[Series]) -> tuple[date, date]:
    days = [day for each in series for claim in each.claims for day in (claim.first, claim.last)]
    if not days:
        return date(2000, 1, 1), date(2000, 12, 31)
    margin = timedelta(days=max(3, (max(days) - min(days)).days // 30))
    return min(days) - margin, max(days) + margin


def _panel(
    series: Series, days: tuple[date, date], top: int, title: str, *, words: Words, marks: Mapping[str, int]
) -> str:
    numbers = [n for claim in series.claims for n in (claim.value, claim.least, claim.most) if n is not None]
    scale = _Scale(days[0], days[1], _round_up(max(numbers, default=1)), top)
    parts = [
        f'<g><text x="{_LEFT}" y="{top + 18}" class="head">{escape(title)}</text>',
        *_steps(series.steps, scale),
        *_grid(scale),
        *_months(scale),
        *_claims(series.claims, scale, words=words, marks=marks),
        "</g>",
    ]
    return "".join(parts)


def _grid(scale: _Scale) -> Iterator[str]:
    for tick in range(_TICKS + 1):
        number = scale.most * tick // _TICKS
        y = scale.y(number)
        yield f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}" class="{"grid" if tick else "axis"}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end" class="soft">{number:,}</text>'


def _months(scale: _Scale) -> Iterator[str]:
    months: list[date] = []
    day = date(scale.first.year, scale.first.month, 1)
    while day <= scale.last:
        if day >= scale.first:
            months.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    every = max(1, -(-len(months) // 7))
    for month in months[::every]:
        x = scale.x(month)
        yield f'<line x1="{x}" x2="{x}" y1="{scale.floor}" y2="{scale.floor + 5}" class="axis"/>'
        yield f'<text x="{x}" y="{scale.floor + 20}" text-anchor="middle" class="soft">{month:%Y-%m}</text>'


def _steps(steps: Sequence[Step], scale: _Scale) -> Iterator[str]:
    """What the stated bounds allow, day by day; where they cross nothing is shaded."""
    for number, step in enumerate(steps):
        until = steps[number + 1].day if number + 1 < len(steps) else scale.last
        low = step.low.number if step.low else 0
        high = step.high.number if step.high else scale.most
        if low <= high:
            x, y = scale.x(step.day), scale.y(high)
            width, height = round(scale.x(until) - x, 1), round(scale.y(low) - y, 1)
            yield f'<rect x="{x}" y="{y}" width="{width}" height="{height}" class="step"/>'


def _claims(
    claims: Sequence[Stated], scale: _Scale, *, words: Words, marks: Mapping[str, int]
) -> Iterator[str]:
    taken: list[tuple[float, float]] = []
    for claim in claims:
        stated = (
            claim.value if claim.value is not None else claim.least if claim.least is not None else claim.most
        )
        assert stated is not None
        x, y = scale.x(claim.last), scale.y(stated)
        label = _free(x, y, taken)
        taken.append(label)
        yield _claim(claim, scale, (x, y), label, f"{words.claim} {marks.get(claim.id, 0)}")


def _free(x: float, y: float, taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """A place beside the mark for its number where no other number stands; the first one where all are taken."""
    places = [(round(x + dx, 1), round(y + dy, 1)) for dx, dy in _BESIDE]
    clear = [
        (left, top)
        for left, top in places
        if left > _LEFT
        and not any(abs(left - a) < _NUMBER_WIDTH and abs(top - b) < _NUMBER_HEIGHT for a, b in taken)
    ]
    return (clear or places)[0]


def _claim(
    claim: Stated, scale: _Scale, at: tuple[float, float], beside: tuple[float, float], name: str
) -> str:
    x, y = at
    quantity = claim.said.quantity
    raw = quantity.raw if quantity is not None else ""
    label = f"{name}: {raw}, {claim.said.speaker or ''}, {claim.last.isoformat()}"
    number = name.rpartition(" ")[2]
    return (
        f'<g role="img" aria-label={quoteattr(label)}>{_days(claim, scale, y)}{_bound(claim, scale, x)}'
        f'<g class="mark" transform="translate({x} {y})">{_SHAPES[claim.side]}</g>'
        f'<text x="{beside[0]}" y="{beside[1]}">{number}</text></g>'
    )


def _days(claim: Stated, scale: _Scale, y: float) -> str:
    if claim.first == claim.last:
        return ""
    return f'<line x1="{scale.x(claim.first)}" x2="{scale.x(claim.last)}" y1="{y}" y2="{y}" class="days"/>'


def _bound(claim: Stated, scale: _Scale, x: float) -> str:
    """The stated bounds; an arrow leads on where a side is open."""
    low = scale.y(claim.least) if claim.least is not None else scale.floor
    high = scale.y(claim.most) if claim.most is not None else scale.top + _TOP - 6
    if low == high:
        return ""
    line = f'<line x1="{x}" x2="{x}" y1="{low}" y2="{high}" class="bound"/>'
    if claim.most is None:
        line += f'<path d="M{x - 4},{high + 6} L{x},{high} L{x + 4},{high + 6}" class="bound"/>'
    if claim.least is None:
        line += f'<path d="M{x - 4},{low - 6} L{x},{low} L{x + 4},{low - 6}" class="bound"/>'
    return line


def _round_up(number: int) -> int:
    """The next number that four ticks divide without a rest."""
    step = max(1, 10 ** (len(str(number)) - 1))
    return max(4, -(-number // step) * step if step >= 4 else -(-number // 4) * 4)
