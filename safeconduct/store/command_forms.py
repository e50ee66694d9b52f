"""A form made from a command's own fields, and the values of the command from what was typed in it.

For rooms whose commands are many and alike: the field's type says how it is asked (a closed list, a tick, a date, a
long text, a part with fields of its own), the room's `CommandWords` say what it is called. Parses only.
"""

import types
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from dataclasses import field as made
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from safeconduct.sources.values import Source
from safeconduct.store.clock import today
from safeconduct.store.forms import Field, Words, label, read_date, source_fields, source_of

# The longest texts of the aliases `EdtfText` and `Moment`: by these two a field is asked as a day or as a moment.
_DATE_LENGTH, _MOMENT_LENGTH = 80, 40
_LINE_LENGTH_MAX = 300
_MOMENT_HINT = _("As 2026-03-05T14:30+02:00. Empty is now.")

Shuffle = Callable[[list[tuple[str, object]]], None]


@dataclass(frozen=True)
class CommandWords:
    """What a room calls the fields of its commands. `field`, `hint` and `option` are by the field's own name, the
    words of a closed list by the name of its class.

    `choices` gives a field choices that its type does not say, `shuffled` names those that are shown in a random
    order, `skipped` those that no form asks.
    """

    field: Words
    hint: Words = made(default_factory=dict)
    option: Mapping[str, Words] = made(default_factory=dict)
    choices: Mapping[str, Callable[[], Sequence[tuple[str, object]]]] = made(default_factory=dict)
    shuffled: Set[str] = frozenset()
    skipped: Set[str] = frozenset()
    shuffle: Shuffle = lambda choices: None


def fields_of(model: type[BaseModel], words: CommandWords, prefix: str = "") -> list[Field]:
    """The fields of the form, in the order of the command; a part with fields of its own begins with a heading."""
    return list(_fields(model, words, prefix))


def values_of(
    model: type[BaseModel], typed: QueryDict, words: CommandWords, prefix: str = ""
) -> dict[str, Any]:
    """What was typed, as the command wants it. A part that may be left out is, where nothing of it was typed."""
    found: dict[str, Any] = {}
    for name, info in _asked(model, words):
        value = _value(prefix + name, name, info, typed=typed, words=words)
        if value is not None:
            found[name] = value
    return found


def _asked(model: type[BaseModel], words: CommandWords) -> Iterator[tuple[str, FieldInfo]]:
    return ((name, info) for name, info in model.model_fields.items() if name not in words.skipped)


def _fields(model: type[BaseModel], words: CommandWords, prefix: str) -> Iterator[Field]:
    for name, info in _asked(model, words):
        kind, full = _kind_of(info), prefix + name
        said, hint = label(words.field, name), words.hint.get(name, "")
        if kind is Source:
            yield from source_fields()
        elif _is(kind, BaseModel):
            yield Field(full, said, "heading", hint=hint)
            yield from _fields(kind, words, f"{full}.")
        elif _many_of(kind) is not None:
            yield Field(full, said, "heading", hint=hint)
            yield from (Field(f"{full}-{code}", text, "tick") for code, text in _options(name, kind, words))
        elif name in words.choices:
            yield Field(full, said, "select", hint=hint, choices=list(words.choices[name]()))
        elif _is(kind, StrEnum):
            choices = _options(name, kind, words)
            yield Field(full, said, "choice", hint=hint, choices=choices)
        else:
            yield _plain(full, said, hint, kind=kind, info=info)


def _plain(name: str, said: object, hint: object, *, kind: Any, info: FieldInfo) -> Field:
    if kind is bool:
        return Field(name, said, "tick")
    length = _length(info)
    if length == _DATE_LENGTH:
        return Field(name, said, "date", hint=hint)
    if length == _MOMENT_LENGTH and not _min_length(info):
        return Field(name, said, hint=hint or _MOMENT_HINT)
    return Field(name, said, "long" if length > _LINE_LENGTH_MAX else "text", hint=hint)


def _value(full: str, name: str, info: FieldInfo, *, typed: QueryDict, words: CommandWords) -> Any:
    kind, text = _kind_of(info), typed.get(full, "").strip()
    if kind is Source:
        return source_of(typed)
    if _is(kind, BaseModel):
        part = values_of(kind, typed, words, f"{full}.")
        is_left_out = not info.is_required() and info.default is None and not any(_texts(part))
        return None if is_left_out else part
    if _many_of(kind) is not None:
        return tuple(str(code) for code in _many_of(kind) or () if typed.get(f"{full}-{code}") == "yes")
    if get_origin(kind) is tuple:
        return tuple(each.strip() for each in text.replace(";", ",").split(",") if each.strip())
    if kind is bool:
        return typed.get(full) == "yes"
    if _length(info) == _DATE_LENGTH:
        day = read_date(typed, full, today=today())
        return day.edtf or day.written
    if kind is int:
        return text or None
    return text if text or not _is(kind, StrEnum) or info.is_required() else None


def _texts(part: Mapping[str, Any]) -> Iterator[str]:
    """Every text that was typed; ticks alone do not make a part that may be left out."""
    for value in part.values():
        if isinstance(value, Mapping):
            yield from _texts(value)
        elif isinstance(value, str):
            yield value


def _options(name: str, kind: Any, words: CommandWords) -> list[tuple[str, object]]:
    members = _many_of(kind) or kind
    table = words.option.get(members.__name__, {})
    choices: list[tuple[str, object]] = [(str(code), label(table, str(code))) for code in members]
    if name in words.shuffled:
        words.shuffle(choices)
    return choices


def _kind_of(info: FieldInfo) -> Any:
    """The type without `None`."""
    kind = info.annotation
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = (each for each in get_args(kind) if each is not type(None))
    return kind


def _many_of(kind: Any) -> type[StrEnum] | None:
    """The closed list of which several may be chosen."""
    if get_origin(kind) is tuple and _is(get_args(kind)[0], StrEnum):
        found: type[StrEnum] = get_args(kind)[0]
        return found
    return None


def _is(kind: Any, base: type) -> bool:
    return isinstance(kind, type) and issubclass(kind, base)


def _length(info: FieldInfo) -> int:
    return next((each.max_length for each in info.metadata if getattr(each, "max_length", None)), 0)


def _min_length(info: FieldInfo) -> int:
    return next((each.min_length for each in info.metadata if getattr(each, "min_length", None)), 0)
