"""What events tell of people, into the rows that `cypher/track` writes: properties, identifiers, and since when."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import polars as pl

from app.fields import FIELDS, MULTIPLE
from app.graph.store import Row
from app.ingest.claims import as_claims
from app.ingest.identifiers import Identifier, identifiers_of
from app.ingest.online import Span
from app.ingest.people import STANDARD, content_hash
from app.ingest.told import Told, by_group
from app.ingest.track_events import Sighting
from app.ingest.ulid import ulid
from app.standardise.email import standardise_email
from app.standardise.record import standardise_frame

_IDS = "external_id"
_GROUPS = {"HAS_EMAIL": "email", "HAS_PHONE": "phone", "LIVES_AT": "address"}
"""Relationship -> the group of fields whose telling it rests on; all others rest on every event of the record."""

_STOOD = {f"std_{name}": name for name in STANDARD}
"""Property -> the standardised field that it keeps."""


class Known(NamedTuple):
    """What the graph says of a record: its properties, and where its person signed in, of what new events name."""

    record: Row
    online: frozenset[str]

    @classmethod
    def of(cls, row: Row) -> "Known":
        """From a row of `track/messages`, where null stands for properties that are not there."""
        record = {name: value for name, value in row["record"].items() if value is not None}
        return cls(record, frozenset(row["keys"]))


def own_email(record: str) -> str | None:
    """The key of the email that a record's user ID is. They have it whether it is told or not, and in every event."""
    id = record.partition(":")[2]
    email = standardise_email(id).value if "@" in id else None
    return email and f"email:{email}"


class _Record:
    """One record: what the graph says of it, and what new events add."""

    def __init__(self, record: str, graph: Known, events: Sequence[Sighting]) -> None:
        known = graph.record
        self.id, self.known, self.events = record, known, events
        self.signs_in = any(one.key not in graph.online for seen in events for one in seen.online)
        """Where they had not before."""
        raw = {name: value for name, value in known.items() if name in FIELDS and name != _IDS}
        self.told = Told.of(raw, known.get("told_at", []))
        for seen in events:
            self.told.tell(seen.event.told, seen.event.at)
        ids = {*known.get(_IDS, ()), *(one for seen in events for one in seen.event.ids)}
        self.claimed = bool(known.get("claimed")) or any(seen.event.claimed for seen in events)
        self.first_claimed = self.claimed and not known.get("claimed")
        self.own_email = own_email(record)
        own = {"email": [record.partition(":")[2]]} if self.own_email else {}
        self.raw: Row = own | self.told.fields | ({_IDS: sorted(ids)} if ids else {})

    @property
    def says_news(self) -> bool:
        """Whether anything but the time is new."""
        before = {name: value for name, value in self.known.items() if name in FIELDS}
        return "hash" not in self.known or before != self.raw

    @property
    def stood(self) -> Row:
        """Its standardised fields as the graph has them."""
        return {name: value for field, name in _STOOD.items() if (value := self.known.get(field))}

    @property
    def told_at(self) -> Row:
        """When what holds was told; nothing where that is as before."""
        lines = self.told.lines()
        return {} if lines == self.known.get("told_at") else {"told_at": lines}

    def spans(self) -> dict[str, Span]:
        """Group -> when new events told what holds now; for external IDs, when they happened."""
        spans: dict[str, Span] = {}
        for event in (seen.event for seen in self.events):
            _note(spans, _IDS, event.at)
            for group, told in by_group(event.told).items():
                if self.told.holds(group, told):
                    _note(spans, group, event.at)
        return spans

    def online(self) -> list[Row]:
        """Where the person signed in."""
        found: dict[Identifier, Span] = {}
        for seen in self.events:
            for one in seen.online:
                _note(found, one, seen.event.at)
        return [_link(one, span) for one, span in found.items()]

    def times(self) -> Row:
        """When it was last heard of, and when what holds now was told: a visit alone says nothing new of a person, so
        of who told nothing it is when they were first heard of."""
        heard = [seen.event.at for seen in self.events]
        newest = max([*heard, *self._known("seen_at")]).isoformat()
        if self.told.at:
            return {"seen_at": newest, "said_at": max(self.told.at.values())}
        return {"seen_at": newest, "said_at": min([*heard, *self._known("said_at")]).isoformat()}

    def _known(self, name: str) -> list[datetime]:
        return [datetime.fromisoformat(self.known[name])] if self.known.get(name) else []


def records_of(
    known: Mapping[str, Known], events: Mapping[str, Sequence[Sighting]], load_id: str
) -> list[Row]:
    """Rows of `{id, props, links, keys, news, told_at}`, sorted by ID.

    `keys`: all identifiers it has now but those online, None where they are as before. `news`: whether anything but the
    time is new, where they sign in, or that it is a claim. `told_at`: None where nothing was told later than before.
    """
    records = [_Record(record, known[record], events[record]) for record in sorted(events)]
    # Of a claim the graph keeps no standardised field that says what it points at.
    unclear = [record for record in records if record.says_news or record.claimed]
    standards = dict(zip((record.id for record in unclear), _standardised(unclear), strict=True))
    rows = [_row(record, standards.get(record.id), load_id) for record in records]
    return [as_claims(row) if record.claimed else row for record, row in zip(records, rows, strict=True)]


def _standardised(records: Sequence[_Record]) -> list[Row]:
    if not records:
        return []
    names = list(dict.fromkeys(name for record in records for name in record.raw))
    schema: dict[str, Any] = {name: pl.List(pl.String) if name in MULTIPLE else pl.String for name in names}
    rows = [{name: record.raw.get(name) for name in names} for record in records]
    return standardise_frame(pl.DataFrame(rows, schema=schema)).frame.to_dicts()


def _row(record: _Record, standard: Row | None, load_id: str) -> Row:
    """Where nothing is new, what holds was told or seen once more all the same."""
    now, told_at = record.stood if standard is None else standard, record.told_at
    identifiers = list(identifiers_of(now))
    links, spans = record.online(), record.spans()
    for one in identifiers:
        group = _IDS if one.key == record.own_email else _GROUPS.get(one.type, _IDS)
        if span := spans.get(group):
            links.append(_link(one, span) | {"unit": now.get("unit") if one.type == "LIVES_AT" else None})
    if standard is not None and record.says_news:
        props, keys = _props(record, standard, load_id), [one.key for one in identifiers]
    else:
        props, keys = record.known | told_at | record.times(), None
    return {
        "id": record.id,
        "props": props,
        "links": sorted(links, key=_key),
        "keys": keys,
        "news": record.says_news or record.signs_in or record.first_claimed,
        "told_at": told_at.get("told_at"),
    }


def _props(record: _Record, standard: Row, load_id: str) -> Row:
    source, _, source_id = record.id.partition(":")
    raw = dict(sorted(record.raw.items()))
    return {
        **raw,
        **{f"std_{name}": standard[name] for name in STANDARD if standard.get(name)},
        **{name: standard[name] for name in ("junk", "doubtful") if standard[name]},
        "id": record.id,
        "source": source,
        "source_id": source_id,
        "born": record.known.get("born") or ulid(),
        "load_id": record.known.get("load_id") or load_id,
        "hash": content_hash(raw),
        "told_at": record.told.lines(),
        **record.times(),
    }


def _link(one: Identifier, span: Span) -> Row:
    return {
        "key": one.key,
        "label": one.label,
        "type": one.type,
        "node": {"value": one.value},
        **dict(zip(("first", "last"), span.milliseconds(), strict=True)),
    }


def _key(link: Row) -> str:
    return str(link["key"])


def _note(spans: dict[Any, Span], key: Any, at: datetime) -> None:
    if key in spans:
        spans[key].widen(at)
    else:
        spans[key] = Span(at, at)
