"""Writes docs/reference.md from the code: commands, settings, HTTP, graph, saved queries. Run by `make docs`.

A test fails while the file on disk differs from what this module makes, so nothing can be added undocumented.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import typer

from app import cli
from app.access.caller import ROLES
from app.access.table import table
from app.graph.queries import documented, names
from app.graph.store import Store
from app.main import create_app
from app.matching.blocking import RULES
from app.matching.comparisons import COMPARISONS
from app.settings import Settings
from graph_models import NODES, RELATIONSHIPS
from graph_models.base import Relationship, Shape

FILE = Path(__file__).with_suffix(".md")
READERS = [role for role in ROLES if role != "tracking"]
TITLE = """# Reference

Made from the code by `make docs`; do not edit. The README tells how things fit together.
"""


def reference() -> str:
    """The whole document, in Markdown."""
    parts = [
        commands(),
        settings(),
        endpoints(),
        access(),
        labels(),
        relationships(),
        saved_queries(),
        matching(),
    ]
    return TITLE + "".join("\n" + "\n".join(lines) + "\n" for lines in parts)


def commands() -> Iterator[str]:
    yield "## Commands"
    for path, command in leaves("idgraph", typer.main.get_command(cli.app)):
        yield f"\n### {path}\n\n{_line(path, command.help)}"
        parameters = [f"- {_parameter(item)}" for item in command.params if item.name != "help"]
        yield from ["", *parameters] if parameters else []


def settings() -> Iterator[str]:
    yield "## Settings\n\nFrom the environment, or from a file `.env` in the folder where a command runs.\n"
    yield "| Setting | Default | What it is |\n|---|---|---|"
    for field in Settings.model_fields.values():
        default = "" if field.default is None else f"`{field.default}`"
        yield f"| `{field.alias}` | {default} | {_line(str(field.alias), field.description)} |"


def endpoints() -> Iterator[str]:
    # Routes are only listed: none is called, so no graph is needed.
    app = create_app(cast(Store, None), Settings())
    yield "## HTTP\n\nThe console starts at `/`; `/docs` describes all of this with examples.\n"
    yield "| Endpoint | Answers |\n|---|---|"
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield f"| `{method.upper()} {path}` | {_line(path, operation.get('summary'))} |"


def access() -> Iterator[str]:
    rules = table()
    yield "## Who may see what\n\n**x**: in full. m: masked. Routes that need no key, or a write key, are left out.\n"
    yield f"| Kind of data | {' | '.join(READERS)} |\n|---|{'---|' * len(READERS)}"
    marks = {"full": "**x**", "masked": "m", "none": ""}
    for kind in rules.kinds:
        yield f"| {kind} | {' | '.join(marks[rules.sight(role, kind)] for role in READERS)} |"
    yield f"\n| Route | {' | '.join(READERS)} |\n|---|{'---|' * len(READERS)}"
    for route, roles in rules.routes.items():
        if not roles & {"anyone", "tracking"}:
            yield f"| `{route}` | {' | '.join('**x**' if role in roles else '' for role in READERS)} |"


def labels() -> Iterator[str]:
    yield "## Nodes\n\n**Bold**: always there. *Italic*: personal data.\n"
    yield "| Label | What it is | Properties |\n|---|---|---|"
    for node in NODES:
        yield f"| `{node.label()}` | {_line(node.label(), node.__doc__)} | {_properties(node)} |"


def relationships() -> Iterator[str]:
    yield "## Relationships\n\n| Type | From and to | Properties |\n|---|---|---|"
    for relationship in RELATIONSHIPS:
        yield f"| `{relationship.type()}` | {_ends(relationship)} | {_properties(relationship)} |"


def saved_queries() -> Iterator[str]:
    yield "## Saved queries\n\nFiles of `cypher/browser/` to drop on Neo4j Browser; `style.grass` has the colours.\n"
    for name in names("browser"):
        purpose = documented(name).split("// Parameters:")[0].removeprefix("// Purpose:").replace("//", "")
        yield f"- `{name.removeprefix('browser/')}`: {_line(name, purpose)}"


def matching() -> Iterator[str]:
    yield "## Matching\n\nTwo records are compared in what both say; any other column by what its values are like.\n"
    yield "| Comparison | What it tells apart |\n|---|---|"
    for comparison in COMPARISONS:
        yield f"| {comparison.name} | {comparison.description} |"
    rules = "; ".join(rule.name for rule in RULES)
    yield f"\nRecords are compared that agree in one of these (`:3`: first three characters): {rules}."


def leaves(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        yield path, command
        return
    for name, child in sorted(command.commands.items()):
        yield from leaves(f"{path} {name}", child)


def _parameter(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    name = (
        ", ".join([*parameter.opts, *parameter.secondary_opts])
        if is_option
        else parameter.metavar or parameter.name.upper()
    )
    plain = is_option and not parameter.is_flag and parameter.default not in (None, (), [])
    default = f" (default {parameter.default})" if plain and not callable(parameter.default) else ""
    return f"`{name}`{default}: {_line(name, parameter.help)}"


def _properties(shape: type[Shape]) -> str:
    def styled(name: str, *, required: bool, personal: bool) -> str:
        return f"{'**' * required}{'*' * personal}{name}{'*' * personal}{'**' * required}"

    own = [
        styled(item.name, required=item.required, personal=item.personal)
        for item in shape.properties().values()
    ]
    families = [f"*{prefix}…*" if prefix else "*every field as delivered*" for prefix in shape.families]
    return ", ".join(own + families)


def _ends(relationship: type[Relationship]) -> str:
    starts = dict.fromkeys(start.label() for start, _ in relationship.ends)
    ends = dict.fromkeys(end.label() for _, end in relationship.ends)
    return f"{', '.join(starts)} → {', '.join(ends)}"


def _line(of: str, text: str | None) -> str:
    """The first paragraph, on one line. ValueError where there is none: nothing goes undocumented."""
    if not text or not text.strip():
        raise ValueError(f"{of} has no description: say in its docstring or help what it is")
    return " ".join(text.strip().split("\n\n")[0].split())


if __name__ == "__main__":
    FILE.write_text(reference(), encoding="utf-8")
