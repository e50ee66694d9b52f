"""What the HTTP API takes and answers in every room: a strictly read JSON body, and one form of refusal.

Owns the operations of a room's commands, and reading a body straight into its model, so that nothing is coerced
("3" and true are no numbers) and no half-read JSON lies about. Which status a refusal has is left to the edge.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any, ClassVar, Self, cast

from django.http import HttpRequest
from ninja import NinjaAPI, Router
from ninja.params.models import Body, BodyModel
from pydantic import BaseModel

from safeconduct.access.words import Capability
from safeconduct.store.entries import Entry

JSON = "application/json"
BODY_BYTES_MAX = 2 * 1024 * 1024
FILE_BODY_BYTES_MAX = 9 * 1024 * 1024


class WrongType(Exception):
    """The body is not announced as what the operation takes; `expected` names that."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


class TooLarge(Exception):
    """More was sent than this operation takes."""


class Refusal(BaseModel):
    """Why nothing was done. `error` is stable and for programs; `field` names what was sent, or is empty."""

    error: str
    reason: str
    remedy: str = ""
    source: str = ""
    field: str = ""


REFUSALS = {frozenset({400, 401, 403, 404, 409, 413, 415, 422, 503}): Refusal}
"""What any operation may answer beside its own; for `response=`."""


class EntryAnswer(BaseModel):
    """One entry of the record by its header; `position` is its leaf in the log."""

    entry: str
    position: int
    compartment: str
    kind: str
    version: int
    recorded: str
    author: str

    @classmethod
    def of(cls, entry: Entry, **more: object) -> Self:
        """The answer about an opened entry."""
        return cls.model_validate(
            {
                "entry": entry.id,
                "position": entry.position,
                "compartment": str(entry.compartment),
                "kind": entry.fact.kind(),
                "version": entry.version,
                "recorded": entry.recorded,
                "author": entry.author,
                **more,
            }
        )


def add_commands(
    router: Router,
    commands: Mapping[str, type[BaseModel]],
    give: Callable[[Any, Any], BaseModel],
    *,
    answers: type[BaseModel],
    capabilities: Mapping[type, Capability],
    with_file: Collection[type] = (),
) -> None:
    """One operation for each command of a room at `/commands/<its name>`; its body is the command itself."""
    for name, kind in commands.items():
        router.post(
            f"/commands/{name}",
            response={200: answers, **REFUSALS},
            operation_id=name.replace(".", "_"),
            summary=name,
            tags=["commands"],
            url_name=f"command-{name}",
            openapi_extra={"x-may": capabilities[kind]},
        )(_operation(kind, give, SentWithFile(...) if kind in with_file else Sent(...)))


def announced_bytes(request: HttpRequest) -> int:
    """How long the body says it is; the server reads no further. 0 where it does not say."""
    said = str(request.META.get("CONTENT_LENGTH") or "")
    return int(said) if said.isascii() and said.isdigit() else 0


class StrictBody(BodyModel):
    """Reads the body once, as JSON, into the model of the one parameter."""

    LIMIT_BYTES: ClassVar[int] = BODY_BYTES_MAX

    @classmethod
    def resolve(cls, request: HttpRequest, api: NinjaAPI, path_params: dict[str, Any]) -> Self:
        """The parameter by name; raises pydantic's error, WrongType or TooLarge."""
        if request.content_type != JSON:
            raise WrongType(JSON)
        if announced_bytes(request) > cls.LIMIT_BYTES:
            raise TooLarge
        name = cls.__read_from_single_attr__
        kind = cls.model_fields[name].annotation
        assert isinstance(kind, type)
        assert issubclass(kind, BaseModel)
        value = kind.model_validate_json(request.body, strict=True)
        return cast(Self, cls.model_construct(None, **{name: value}))


class StrictFileBody(StrictBody):
    """The same for a body that carries a file in base64."""

    LIMIT_BYTES: ClassVar[int] = FILE_BODY_BYTES_MAX


class Sent(Body):  # type: ignore[misc]  # django-ninja's own kinds extend this final class too
    """Marks the parameter that is the JSON body: `command: Annotated[Register, Sent(...)]`."""

    _model = StrictBody

    @classmethod
    def _param_source(cls) -> str:
        return "body"


class SentWithFile(Sent):  # type: ignore[misc]  # as above
    """The same for a body that carries a file."""

    _model = StrictFileBody


def _operation(kind: type[BaseModel], give: Callable[[Any, Any], BaseModel], mark: Sent) -> Any:
    def operation(request: HttpRequest, command: BaseModel) -> BaseModel:
        return give(request, command)

    operation.__annotations__["command"] = Annotated[kind, mark]
    operation.__doc__ = kind.__doc__
    return operation
