"""What every template draws with: states, dates, times, names, places, words of closed lists.

Each tag with a template draws one of the partials in `templates/parts/`; a page that draws one of these by hand
is a defect.
"""

import datetime as calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from pydantic import BaseModel

from safeconduct.access.approval import Approval
from safeconduct.accounts import queries as accounts
from safeconduct.arrangements.web import words as arranged
from safeconduct.disclosure.enrolment import ENROL, ROTATE
from safeconduct.disclosure.web import pages as disclosing
from safeconduct.disclosure.web import words as disclosed
from safeconduct.disclosure.withholding import DECIDE as WITHHOLD
from safeconduct.figures.web import words as figured
from safeconduct.names import scripts
from safeconduct.names.scripts import Script
from safeconduct.names.write import Written, systems_for, write
from safeconduct.registry.web import phrases, words
from safeconduct.sources import moments
from safeconduct.sources.date_words import DateForm, describe
from safeconduct.sources.dates import parse_edtf
from safeconduct.sources.numbers import number_of
from safeconduct.sources.values import WrittenName
from safeconduct.store.instance import current
from safeconduct.tracing.actions import CONFIRM
from safeconduct.tracing.web import pages as tracing
from safeconduct.tracing.web import words as traced
from safeconduct.wishes.actions import CONFIRM as NO_DANGER
from safeconduct.wishes.opening import OPEN as OPEN_PROTECTION
from safeconduct.wishes.web import words as wished

register = template.Library()

SUBJECT_DIGITS = 32
_ANY_NUMBER = "0000-0000"
_MACHINERY = frozenset({"entry", "index", "state", "script", "role", "item"})

# Shape (symbol of sprite.svg), word and colour of each state; the word always stands beside the shape.
STATES: dict[str, tuple[str, object, str]] = {
    "met": ("met", gettext_lazy("met"), "good"),
    "whole": ("met", gettext_lazy("whole"), "good"),
    "running": ("running", gettext_lazy("running"), ""),
    "ageing": ("ageing", gettext_lazy("ageing past office target"), "warn"),
    "overdue": ("overdue", gettext_lazy("overdue"), "bad"),
    "excused": ("excused", gettext_lazy("excused"), "soft"),
    "question": ("question", gettext_lazy("open question"), "warn"),
    "conflict": ("conflict", pgettext_lazy("of values", "conflict"), "conflict"),
    "contradiction": ("conflict", gettext_lazy("contradiction"), "conflict"),
    "missing": ("question", gettext_lazy("a record is missing"), "warn"),
    "unknown": ("question", gettext_lazy("not known"), ""),
    "not_started": ("not_started", gettext_lazy("not started"), ""),
    "obstacle": ("obstacle", gettext_lazy("stands in the way"), "warn"),
    "not_carried": ("not_carried", gettext_lazy("not brought home"), "warn"),
    "waits_second": ("waits_second", gettext_lazy("waits for a second person"), "warn"),
    "erased": ("erased", gettext_lazy("erased"), "soft"),
    "newer": ("newer", gettext_lazy("from a newer version, kept sealed"), "soft"),
    "failed": ("obstacle", gettext_lazy("verification failed"), "bad"),
    "agrees": ("agrees", gettext_lazy("agrees"), ""),
    "roughly": ("roughly", gettext_lazy("agrees in part"), ""),
    "differs": ("obstacle", gettext_lazy("differs"), ""),
    "unlikely": ("question", gettext_lazy("likely duplicate"), "warn"),
}

_TABLES = {
    "status": words.STATUS,
    "item": words.ITEM,
    "answer": words.ANSWER_STATE,
    "channel": words.CHANNEL,
    "role": words.NAME_ROLE,
    "finding": words.PAPER_FINDING,
    "verdict": words.VERDICT,
    "event": words.EVENT,
    "detail": words.DETAIL,
    "field": words.FIELD,
    "compartment": words.COMPARTMENT,
    "operator_role": words.ROLE,
    "what": {**phrases.READING, **traced.READING, **wished.READING, **arranged.READING, **disclosed.READING},
    "refusal": phrases.REFUSAL,
    "action": {**phrases.ACTION, **traced.ACTION, **wished.ACTION, **disclosed.ACTION},
    "undone": {**phrases.UNDONE, **traced.UNDONE, **wished.UNDONE, **disclosed.UNDONE},
    "problem": phrases.PROBLEM,
    "job": words.JOB,
    "wounded": words.WOUNDED,
    "relation": traced.RELATION,
    "way": traced.WAY,
    "consent": traced.CONSENT,
    "outcome": traced.OUTCOME,
    "direction": traced.DIRECTION,
    "trace_verdict": traced.VERDICT,
    "figure_category": figured.CATEGORY,
    "figure_flag": figured.FLAG,
    "figure_hedge": figured.HEDGE,
    "figure_left_out": figured.LEFT_OUT,
    "figure_kind": figured.QUANTITY_KIND,
    "figure_modality": figured.MODALITY,
    "figure_proposer": figured.PROPOSER,
    "figure_relation": figured.RELATION,
    "figure_side": figured.SIDE,
    "figure_voice": figured.VOICE,
}
_ENTRY_KINDS = {**traced.ENTRY_KIND, **wished.KIND, **arranged.KIND, **figured.ENTRY_KIND}
_ACT_PAGES: dict[str, Callable[[Approval], str]] = {
    CONFIRM: lambda approval: tracing.address_of_approval(approval.command),
    NO_DANGER: lambda approval: reverse("wish-asked", args=[approval.id]),
    OPEN_PROTECTION: lambda approval: reverse("wish-asked", args=[approval.id]),
    ENROL: lambda approval: disclosing.address_of_approval(approval.command),
    ROTATE: lambda approval: disclosing.address_of_approval(approval.command),
    WITHHOLD: lambda approval: reverse("notices-asked", args=[approval.id]),
}


@register.filter
def word(code: object, table: str) -> str:
    """The words for `code` in one of the closed lists."""
    return words.label(_TABLES[table], str(code))


@register.filter
def place(code: object) -> str:
    """The name of a place of the conflict in the operator's language; the code itself where it has none."""
    conflict = current().conflict
    camp = conflict.camp(str(code))
    return conflict.name(camp, _language()) if camp else str(code)


@register.filter
def power(code: object) -> str:
    """The full official name of a Power; the code itself where the conflict names none."""
    conflict = current().conflict
    party = conflict.party(str(code))
    return conflict.name(party, _language()) if party else visible(str(code))


@register.filter
def edtf(value: str, form: str = "table") -> str:
    """A date in words: `table` short, `prose` long; what is no date stays as it is."""
    try:
        return describe(parse_edtf(value), _language(), DateForm(form))
    except ValueError:
        return value


@register.filter
def side_of_days(value: calendar.date | None) -> str:
    """One end of an interval of days, in words; an open one says so."""
    return edtf(value.isoformat()) if value else str(pgettext_lazy("bound", "open"))


@register.filter
def day(value: str) -> str:
    """The day of a recorded time, short."""
    return edtf(value[:10])


@register.filter
def clock(value: str) -> str:
    """A recorded time or a moment as day and 24-hour time, UTC."""
    moment = moments.read(value)
    if moment is None:
        return value
    return f"{edtf(moment.date().isoformat())} {moment:%H:%M}"


@register.filter
def visible(text: str) -> str:
    """The text with what cannot be seen made visible: control and bidirectional characters."""
    return scripts.visible(text)


@register.filter
def visible_lines(text: str) -> str:
    """The same for a text of several lines, which keeps its line ends."""
    return "\n".join(scripts.visible(line) for line in text.splitlines())


@register.filter
def rule(code: str) -> str:
    """The rule under which somebody read, in words."""
    return phrases.rule(code)


@register.filter
def entry_kind(code: str) -> str:
    """The words for the kind of an entry, such as `registry.Captured`."""
    return str(_ENTRY_KINDS.get(code) or phrases.entry_kind(code))


@register.filter
def act_address(approval: Approval) -> str:
    """The page on which what was asked for can be read, "" where its command is all there is."""
    address_of = _ACT_PAGES.get(approval.action)
    return address_of(approval) if address_of else ""


# The next four are drawn some two hundred times on a list. As partial templates they took more of its time than
# everything else together.


@register.simple_tag
def state(code: str, text: str = "", is_tag: bool = False) -> str:
    """A state as shape, word and colour; `text` takes the place of its usual word."""
    shape, usual, colour = STATES[code]
    return format_html(
        '<span class="state {}{}"><svg class="mark" aria-hidden="true"><use href="{}#{}"></use></svg>'
        "<span>{}</span></span>",
        colour,
        " tag" if is_tag else "",
        _sprite(),
        shape,
        text or usual,
    )


@register.simple_tag
def date(value: str, written: str = "", form: str = "table") -> str:
    """A date in words, with what was written where that differs."""
    told = edtf(value, form) if value else ""
    if not told:
        return format_html("<bdi>{}</bdi>", visible(written)) if written else absent(_("not recorded"))
    drawn = format_html('<time datetime="{}">{}</time>', value, told)
    if not written or written in (told, value):
        return drawn
    return format_html(
        '{} <span class="source">({}: <bdi>{}</bdi>)</span>', drawn, _("written"), visible(written)
    )


@register.simple_tag(takes_context=True)
def person_name(
    context: template.Context, name: WrittenName | None, size: str = "", reading: str = "yes"
) -> str:
    """A name as written, first and heaviest, then one derived reading in the operator's own script."""
    if name is None:
        return absent(_("no name recorded"))
    stray_words = scripts.mixed_words(name.text)
    drawn = format_html(
        '<span class="person-name{}"><bdi lang="{}" dir="auto">{}</bdi></span>',
        f" {size}" if size else "",
        _language_tag(name),
        _runs(name.text, stray_words) if stray_words else visible(name.text),
    )
    if stray_words:
        drawn += format_html(' <span class="source">({})</span>', _("letters of two alphabets in one word"))
    derived = reading_of(name, _reader(context)) if reading == "yes" else None
    if derived:
        system = words.label(phrases.SYSTEM, str(derived.system))
        drawn += format_html(
            ' <span class="reading">{}: <bdi>{}</bdi>, {}</span>', _("read"), derived.text, system
        )
    return drawn


@register.simple_tag(takes_context=True)
def reading(context: template.Context, name: WrittenName | None) -> str:
    """One derived reading of a name in a column of its own, with its system."""
    derived = reading_of(name, _reader(context)) if name else None
    if derived is None:
        return absent(_("as written"))
    system = words.label(phrases.SYSTEM, str(derived.system))
    return format_html(
        '<span class="reading"><bdi>{}</bdi> <span class="small">{}</span></span>', derived.text, system
    )


@register.simple_tag
def absent(text: str) -> str:
    """What stands where nothing is known: in words, and softer than a value."""
    return format_html('<span class="absent">{}</span>', text)


@register.filter
def prisoner_address(number: str) -> str:
    """The address of a prisoner's page."""
    return _prisoner_pattern().replace(_ANY_NUMBER, number)


@register.inclusion_tag("parts/_value.html", takes_context=True)
def value(context: template.Context, item: object, sourced: object, number: str = "") -> dict[str, object]:
    """An answer with who said it, when, and the entry that proves it; `number` on a page of several records."""
    return {"item": str(item), "sourced": sourced, "number": number, "request": context.get("request")}


@register.inclusion_tag("parts/_source.html", takes_context=True)
def source(
    context: template.Context,
    source: object,
    author: str = "",
    entry_number: int = 0,
    *,
    recorded: str = "",
    number: str = "",
) -> dict[str, object]:
    """Who said it and how it is known, who wrote it down and when, and the entry that proves it."""
    return {
        "number": number,
        "source": source,
        "author": author,
        "entry_number": entry_number,
        "recorded": recorded,
        "request": context.get("request"),
    }


@register.simple_tag(takes_context=True)
def author(context: template.Context, operator_id: str) -> str:
    """The name of an operator; asked for once a page. What the program itself wrote says so."""
    request = context.get("request")
    known: dict[str, str] = request.__dict__.setdefault("author_names", {}) if request is not None else {}
    if operator_id not in known:
        found = accounts.names_of(frozenset({operator_id}))
        known[operator_id] = found.get(operator_id) or (
            _("the program") if operator_id == "service" else operator_id
        )
    return known[operator_id]


@register.simple_tag
def detail(name: str, text: str, view: object) -> str:
    """A detail of an event in words: places and yes by name, an effect by what it is."""
    if name in ("camp", "destination"):
        return place(text)
    if text == "yes":
        return _("yes")
    if name == "entry":
        effects = getattr(view, "effects", ())
        return next((visible(effect.description) for effect in effects if effect.entry == text), text)
    return visible(text)


@register.filter
def number(subject: str) -> str:
    """The prisoner's number of a subject id."""
    return number_of(subject) if len(subject) == SUBJECT_DIGITS else subject


@register.filter
def as_text(count: int) -> str:
    """A count as text, for a tag that takes words."""
    return str(count)


@register.filter
def grouped(count: int) -> str:
    """A count of persons, its thousands apart as the language writes them."""
    return figured.grouped(count)


@register.simple_tag
def report_reason(line: object) -> str:
    """Why a row was refused or a field is open, with what to do; a likely duplicate says that it is one."""
    code, reason = str(getattr(line, "code", "")), str(getattr(line, "reason", ""))
    table = phrases.QUESTION if code in phrases.QUESTION else phrases.REFUSAL
    text = words.label(table, code) if code in table else reason or _("May be here already.")
    remedy = words.label(phrases.REMEDY, code) if code in phrases.REMEDY else str(getattr(line, "remedy", ""))
    told = ", ".join(scripts.visible(str(value)) for value in getattr(line, "parameters", {}).values())
    return " ".join(part for part in (text, told, remedy) if part)


@register.filter
def fact_lines(entry: object) -> list[tuple[str, str]]:
    """The fields of an entry's fact by label, for the page that shows two edits side by side."""
    fact = getattr(entry, "fact", None)
    content = fact.model_dump(mode="json") if isinstance(fact, BaseModel) else {}
    return [(words.label(words.FIELD, name), told) for name, told in _flat(content)]


@register.inclusion_tag("parts/_evidence.html")
def evidence(speaks_for: object, speaks_against: object, not_known: object) -> dict[str, object]:
    """What speaks for and against two records being one person, at equal size."""
    return {"speaks_for": speaks_for, "speaks_against": speaks_against, "not_known": not_known}


@register.filter
def obstacle(item: object) -> str:
    """An obstacle or a piece of evidence in words, its values after a colon."""
    code, parameters = getattr(item, "code", str(item)), getattr(item, "parameters", {})
    text = words.label(phrases.OBSTACLE, code)
    shown = {key: str(one) for key, one in parameters.items() if str(one) and key != "entry"}
    if shown.get("left", "") == shown.get("right"):
        shown.pop("right", "")
    told = " / ".join(dict.fromkeys(_told(key, one) for key, one in shown.items()))
    return f"{text}: {told}" if told else text


@register.simple_tag
def obstacle_state(item: object) -> str:
    """What an obstacle is: a contradiction, a record that is missing, or something not known."""
    return state(phrases.OBSTACLE_STATE.get(getattr(item, "code", ""), "contradiction"))


@register.filter
def question(item: object) -> str:
    """What is open about a field, in words."""
    return words.label(phrases.QUESTION, getattr(item, "code", str(item)))


@register.filter
def answer_words(sourced: object, item: str) -> str:
    """A given value in words: dates, Powers, languages and sex have words of their own."""
    text = str(getattr(getattr(sourced, "answer", None), "value", ""))
    return value_words(text, item)


def value_words(text: str, item: str) -> str:
    """The canonical value of an item in the operator's language."""
    match item:
        case "birth_date" | "capture_date":
            return edtf(text, "prose")
        case "power":
            return power(text)
        case "sex":
            return words.label(words.SEX, text)
        case "language":
            conflict = current().conflict
            spoken = conflict.language_of(text)
            return conflict.name(spoken, _language()) if spoken else scripts.visible(text)
    return scripts.visible(text)


def reading_of(name: WrittenName, reader: str) -> Written | None:
    """One derived reading of the name for a reader of that script; None where nothing sound can be derived."""
    script = scripts.script_of(name.text)
    own_language = name.language if script is Script.CYRILLIC else _language()
    system = systems_for(script, reader, language=own_language)
    return write(name.text, system) if system else None


def _flat(content: Mapping[str, object], item: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a fact that say something; the machinery of sources and scripts is left out."""
    item = str(content.get("item", item))
    for name, inner in content.items():
        if isinstance(inner, dict):
            if name != "source":
                yield from _flat(inner, item)
        elif inner and name not in _MACHINERY:
            yield (item if name == "value" and item else name), value_words(str(inner), item)


def _told(key: str, text: str) -> str:
    if key in (
        "date",
        "happened",
        "left",
        "right",
        "born",
        "captured",
        "died",
        "today",
        "arrived",
        "earlier",
        "later",
    ):
        return edtf(text)
    if key == "kind":
        return str(phrases.entry_kind(text))
    return place(text) if key in ("camp", "place", "destination") else scripts.visible(text)


def _reader(context: template.Context) -> str:
    """The script that the operator reads most easily."""
    return getattr(context.get("operator"), "reading_script", "") or "latin"


def _runs(text: str, stray_words: Sequence[scripts.MixedWord]) -> str:
    """The letters, those of another alphabet inside a word marked."""
    strays = {stray.position for found in stray_words for stray in found.strays}
    runs = groupby(enumerate(text), key=lambda each: each[0] in strays)
    shown = ((is_stray, scripts.visible("".join(letter for _, letter in run))) for is_stray, run in runs)
    marked = (
        format_html('<span class="latin-inside">{}</span>', run) if is_stray else run
        for is_stray, run in shown
    )
    return format_html_join("", "{}", ((run,) for run in marked))


@cache
def _sprite() -> str:
    return static("sprite.svg")


@cache
def _prisoner_pattern() -> str:
    return reverse("prisoner", args=[_ANY_NUMBER])


_TAG_OF_SCRIPT = {
    Script.HANGUL: "ko",
    Script.HAN: "ko-Hani",
    Script.CYRILLIC: "uk",
    Script.LATIN: "en",
    Script.KANA: "ja",
}


def _language_tag(name: WrittenName) -> str:
    script = scripts.script_of(name.text)
    if script is Script.HAN:
        return "ko-Hani"
    return name.language or _TAG_OF_SCRIPT.get(script, "")


def _language() -> str:
    return (get_language() or "en").split("-")[0]
