"""Whom they seek, as fields of a form and back: opening, amending and searching ask the same.

A birth that cannot be read is kept as written and says nothing; another date that cannot be read is refused.
"""

import re

from django.http import QueryDict
from django.utils.translation import gettext as _

from safeconduct.names import scripts
from safeconduct.sources.date_reading import DateKind
from safeconduct.sources.values import Channel, Source, WrittenName
from safeconduct.store.clock import today
from safeconduct.store.forms import Field, read_date
from safeconduct.tracing.facts import Sought, Way
from safeconduct.tracing.requests import OpenEnquiry
from safeconduct.tracing.web import words

_SHORT = ("father_name", "birth_place", "rank", "unit", "service_number", "paper_number", "last_seen_at")
_WHOLE_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_ON_PAPER = frozenset({Way.LETTER, Way.FAMILIES_FORM, Way.DESK})


def sought_fields() -> tuple[Field, ...]:
    """The person's fields, in the order in which a letter tells them."""
    said = words.FIELD
    return (
        Field(
            "names", said["names"], "long", hint=_("One name a line, in any script, in the order as written.")
        ),
        Field("born", said["born"], "date"),
        Field("father_name", said["father_name"]),
        Field("birth_place", said["birth_place"]),
        Field("last_seen_at", said["last_seen_at"]),
        Field("last_seen_on", said["last_seen_on"], "date"),
        Field("rank", said["rank"]),
        Field("unit", said["unit"]),
        Field("service_number", said["service_number"]),
        Field("paper_number", said["paper_number"]),
        Field("note", said["note"], "long"),
    )


def search_fields() -> tuple[Field, ...]:
    """The few of them that a search asks for."""
    asked = ("names", "born", "father_name", "birth_place", "service_number")
    return tuple(field for field in sought_fields() if field.name in asked)


def enquirer_fields() -> tuple[Field, ...]:
    """Who asks, with two consents that nobody ticks for them."""
    said = words.FIELD
    return (
        Field("enquirer_name", said["name"]),
        Field("relation", said["relation"], "select", choices=list(words.RELATION.items())),
        Field("language", said["language"], "select", choices=words.LANGUAGES),
        Field("contact", said["contact"], "long", hint=_("Address, telephone or both, as given.")),
        Field("may_tell_sought", said["may_tell_sought"], "tick"),
        Field("may_pass_on", said["may_pass_on"], "tick"),
    )


def way_fields() -> tuple[Field, ...]:
    """How the enquiry came, and when."""
    said = words.FIELD
    return (
        Field("way", said["way"], "select", choices=list(words.WAY.items())),
        Field("received", said["received"], "date", hint=_("Left empty, it is today.")),
        Field("reference", said["reference"], hint=_("Its number on a families' form or at another desk.")),
    )


def opening(typed: QueryDict) -> OpenEnquiry:
    """The command that the whole form makes; raises ValidationError."""
    return OpenEnquiry.model_validate(
        {
            **asked(typed),
            "way": typed.get("way", ""),
            "received": day_typed(typed, "received"),
            "reference": typed.get("reference", "").strip(),
        }
    )


def asked(typed: QueryDict) -> dict[str, object]:
    """Whom they seek and who asks, as typed, by the parts of `OpenEnquiry`."""
    enquirer = {
        "name": typed.get("enquirer_name", "").strip(),
        "relation": typed.get("relation", ""),
        "language": typed.get("language", ""),
        "contact": typed.get("contact", "").strip(),
        "may_tell_sought": typed.get("may_tell_sought") == "yes",
        "may_pass_on": typed.get("may_pass_on") == "yes",
    }
    return {"sought": told(typed), "enquirer": enquirer}


def sought_of(typed: QueryDict) -> Sought:
    """Whom they seek, as typed; raises ValidationError."""
    return Sought.model_validate(told(typed))


def told(typed: QueryDict) -> dict[str, object]:
    """What was typed of the person, by the parts of `Sought`."""
    born = read_date(typed, "born", today=today(), kind=DateKind.BIRTH)
    source = Source(
        channel=Channel.DOCUMENT if typed.get("way", Way.LETTER) in _ON_PAPER else Channel.OWN_STATEMENT,
        who=typed.get("enquirer_name", "").strip()[:300],
    )
    lines = [line.strip() for line in typed.get("names", "").splitlines()]
    return {
        "names": [
            WrittenName(text=line[:1000], script=str(scripts.script_of(line)), source=source)
            for line in lines
            if line
        ],
        "born": born.edtf,
        "born_written": born.written if born.code or born.edtf else "",
        "last_seen_on": day_typed(typed, "last_seen_on"),
        "note": typed.get("note", "").strip(),
        **{name: typed.get(name, "").strip() for name in _SHORT},
    }


def day_typed(typed: QueryDict, name: str) -> str:
    """A date as EDTF, or as typed where it cannot be read: the rule then refuses it in its own words."""
    read = read_date(typed, name, today=today())
    return read.edtf or (read.written if read.code else "")


def typed_of(sought: Sought) -> QueryDict:
    """What stands in the fields when somebody amends: the way back from `told`."""
    typed = QueryDict(mutable=True)
    typed["names"] = "\n".join(name.text for name in sought.names)
    for name in (*_SHORT, "note"):
        typed[name] = str(getattr(sought, name))
    for name, edtf in (("born", sought.born), ("last_seen_on", sought.last_seen_on)):
        typed.update(_parts(name, edtf))
    if sought.born_written and not sought.born:
        typed["born-day"] = sought.born_written
    return typed


def _parts(name: str, edtf: str) -> dict[str, str]:
    """A whole date in its three fields; any other as it stands in one, which reads it again."""
    found = _WHOLE_DATE.fullmatch(edtf)
    if not found:
        return {f"{name}-day": edtf}
    parts = zip(("year", "month", "day"), found.groups(), strict=True)
    return {f"{name}-{part}": text for part, text in parts if text}
