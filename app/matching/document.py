"""The match model as a text: versioned, readable, and refused with a reason where it cannot be trusted."""

import json
from typing import Any

from pydantic import ValidationError

from app.errors import BadInput
from app.matching.model import FORMAT, MatchModel

KIND = "identity-graph match model"


def write_document(model: MatchModel) -> str:
    """JSON with the keys `document`, `version` and those of `MatchModel`; equal models give equal texts."""
    content = {"document": KIND, "version": model.content, **model.model_dump(mode="json")}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_document(text: str | bytes, name: str) -> MatchModel:
    """The model in a text that `write_document` made. `name` says in errors what was read.

    Raises BadInput where it is no JSON, another kind of document, of another format, out of range, or not what its
    version says.
    """
    content = parse(text, name)
    if content.get("document") != KIND:
        raise BadInput(f"{name} is not the document of an {KIND}{_foreign(content)}")
    if content.get("format") != FORMAT:
        raise BadInput(f"{name} has format {content.get('format')}, {_other_format(content.get('format'))}")
    version = content.pop("version", None)
    try:
        model = MatchModel.model_validate({key: value for key, value in content.items() if key != "document"})
    except ValidationError as error:
        raise BadInput(f"{name} is damaged: {_first(error)}") from None
    if version is not None and version != model.content:
        raise BadInput(
            f"{name} is damaged or was changed by hand: it says version {version}, its content is {model.content}. "
            "If the change is meant, remove the line `version`"
        )
    return model


def parse(text: str | bytes, name: str) -> dict[str, Any]:
    """The object that a JSON text holds; BadInput where it holds none."""
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{name} is not JSON, or cut short: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from None
    except (UnicodeDecodeError, RecursionError):
        raise BadInput(f"{name} is not JSON text") from None
    if not isinstance(content, dict):
        raise BadInput(f"{name} holds no JSON object")
    return content


def is_splink(content: dict[str, Any]) -> bool:
    """Whether an object looks like settings that Splink saved."""
    return "comparisons" in content and "document" not in content and "link_type" in content


def _foreign(content: dict[str, Any]) -> str:
    if is_splink(content):
        return ", but a model of Splink: `idgraph train FILE --start-from` can begin with it"
    return f": its key `document` should say {KIND!r}"


def _other_format(found: object) -> str:
    if isinstance(found, int) and found > FORMAT:
        return f"and this identity-graph reads {FORMAT}: use the newer identity-graph that wrote it"
    return f"and this identity-graph reads {FORMAT}: learn it anew with `idgraph train`"


def _first(error: ValidationError) -> str:
    """Where the first fault is and what, without the value, which may be personal."""
    fault = error.errors(include_input=False, include_url=False)[0]
    place = [str(part) for part in fault["loc"]]
    if "frequencies" in place:
        place = place[: place.index("frequencies") + 1]
    return f"{'.'.join(place) or 'document'}: {fault['msg']}"
