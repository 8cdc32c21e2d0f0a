"""What match models know of one person: values in their tables of common ones, which lose their names.

A table lists the values that three records and more carry, and identifiers under several names. Whatever nobody carries
any longer, once this person is gone, is listed without its name from then on. Nobody who is left is weighed otherwise
by that: not by the value, which they have not, and not by how often two agree, as the shares are all there. So what
stands in the graph stays right, and the model keeps its version. A value that others carry is theirs, too, and stays.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.errors import BadInput
from app.fields import ATTRIBUTE_PREFIX, SEPARATOR
from app.graph.store import Row, Run
from app.matching.document import read_document, write_document
from app.matching.household_ids import HOUSEHOLD_ID
from app.matching.model import ComparisonWeights, MatchModel
from app.matching.shipped import shipped_model
from app.standardise.text import fold

_NAMELESS = re.compile(r"/*~\d+(/.*)?")
"""What stands in a table where a name stood: no value is like that."""
_PLACE = ("std_postal_code", "std_locality", "std_street", "std_unit")
_PROPERTY = {"landline": "std_phone", HOUSEHOLD_ID: "std_external_id"}
_ONLINE = ("cookie", "device")


class _Listed(NamedTuple):
    """A value in the table of a comparison."""

    comparison: str
    text: str


def forget_in_models(run: Run, records: Sequence[Row], own: Sequence[Row]) -> int:
    """Take the values of these records, and of identifiers {key, value}, out of all models, unless other records carry
    them; how many had one. The records are no longer in the graph."""
    theirs = _texts(records) | {fold(one[name]) for one in own for name in ("key", "value")}
    models, stale = [], []
    for row in run("privacy/models"):
        try:
            models.append(read_document(row["document"], f"the model {row['version']}"))
        except BadInput:  # of another format: nothing scores with it any more
            stale.append(row["version"])
    run("privacy/models_erase", versions=stale)
    asked = sorted({listed for model in models for listed in _of_theirs(model, theirs)})
    gone = frozenset(asked) - _carried(run, asked)
    changed = [(model, without) for model in models if (without := _without(model, gone)) != model]
    for model, without in changed:
        run("privacy/model_change", version=model.version, document=write_document(without))
    return len(changed)


def _of_theirs(model: MatchModel, theirs: set[str]) -> Iterator[_Listed]:
    """What the model lists that these texts make up."""
    for item in model.comparisons:
        for text in item.frequencies:
            if _made_of(text, theirs):
                yield _Listed(item.name, text)
    if model.homes:
        yield from _of_theirs(model.homes, theirs)


def _made_of(text: str, theirs: set[str]) -> bool:
    """Whether they say all of it: the whole, or what stands behind the name of its column, or each part of an address,
    or word by word."""
    if fold(text) in theirs or fold(text.partition(":")[2]) in theirs:
        return True
    parts = [folded for part in text.split("/") if (folded := fold(part))]
    return all(part in theirs or theirs.issuperset(part.split()) for part in parts)


def _carried(run: Run, asked: Sequence[_Listed]) -> set[_Listed]:
    """Those that some record gives still."""
    rows = [{"number": number} | _question(listed) for number, listed in enumerate(asked)]
    found = {asked[number] for row in run("privacy/carried_still", rows=rows) for number in row["numbers"]}
    for listed in asked:
        property, value = _attribute(listed)
        if property:
            told = run("privacy/attribute_values", property=property)
            # As delivered, where all else is standardised.
            found |= {listed} if value in {fold(row["text"]) for row in told} else set()
    return found


def _attribute(listed: _Listed) -> tuple[str, str]:
    """The property of records that may say it, and what it says there."""
    if listed.comparison.startswith(ATTRIBUTE_PREFIX):
        return listed
    name, _, value = listed.text.partition(":")
    return (ATTRIBUTE_PREFIX + name, value) if listed.comparison == HOUSEHOLD_ID else ("", "")


def _question(listed: _Listed) -> Row:
    """As `cypher/privacy/carried_still` asks it."""
    name, text = listed
    if name in _ONLINE:
        return {"key": f"{name}:{text}"}
    if name == "address":
        places = zip(_PLACE, text.split("/"), strict=False)
        return {"parts": [_part(column, part) for column, part in places if part]}
    if name == "name_rest":
        return {"parts": [_part("std_full_name", word, by=" ") for word in text.split()]}
    return {"parts": [_part(_PROPERTY.get(name, f"std_{name}"), text)]}


def _part(column: str, text: str, by: str = SEPARATOR) -> Row:
    return {"property": column, "text": text, "by": by}


def _without(model: MatchModel, gone: frozenset[_Listed], shipped: MatchModel | None = None) -> MatchModel:
    """What is listed as in the model that is shipped was learned on made-up people, and stays."""
    shipped = shipped or shipped_model()
    usual = {item.name: item.frequencies for item in shipped.comparisons}
    comparisons = tuple(_nameless(item, gone, usual.get(item.name, {})) for item in model.comparisons)
    if model.homes:
        model = model.model_copy(update={"homes": _without(model.homes, gone, shipped.homes)})
    if comparisons == model.comparisons:
        return model
    return model.model_copy(update={"comparisons": comparisons, "known_as": model.version})


def _nameless(
    item: ComparisonWeights, gone: frozenset[_Listed], usual: Mapping[str, float]
) -> ComparisonWeights:
    """The nameless stand at the end, for where a name was between others tells something of it."""
    listed = item.frequencies
    losing = {
        text: share
        for text, share in listed.items()
        if (item.name, text) in gone and usual.get(text) != share and not _NAMELESS.fullmatch(text)
    }
    if not losing:
        return item
    kept = {text: share for text, share in listed.items() if text not in losing}
    first = sum(bool(_NAMELESS.fullmatch(text)) for text in kept)
    for number, (text, share) in enumerate(sorted(losing.items(), key=lambda one: one[1]), first):
        kept["/".join(f"~{number}" if part else "" for part in text.split("/"))] = share
    return item.model_copy(update={"frequencies": kept})


def _texts(records: Sequence[Row]) -> set[str]:
    """Folded, every value as tables list it: each of several by itself, and each word of a name."""
    texts: set[str] = set()
    for record in records:
        for name, value in record.items():
            if name.startswith(("std_", ATTRIBUTE_PREFIX)):
                whole = [fold(text) for text in (str(value), *str(value).split(SEPARATOR))]
                texts.update(whole)
                if name.endswith("_name"):
                    texts.update(word for text in whole for word in text.split())
    return texts - {""}
