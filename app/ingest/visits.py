"""Rows that are visits: into cookies, devices, which was seen on which, and a record for each account that signed in.

A visit counts once, whichever file brings it and however often: the cookie, or else the device, of a visit remembers a
hash of its ID, written in the same transaction as everything the visit changes. So a load that was cut short, a log
that is delivered again with today's lines added, and the same file twice all count the same. Browser, IP
addresses and places are those of the newest visits; of visits that come late only what was not known yet is added.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

import polars as pl

from app.graph.store import Row, Run, batches
from app.ingest.births import give_births
from app.ingest.counts import Counts, judged
from app.ingest.identifiers import ONLINE, Identifier, identifiers_of, values_of
from app.ingest.online import HOURS, Online, Span, hour_of, moment_of, places_of
from app.ingest.sightings import PROPERTIES, account_props, sightings_id, summed
from app.ingest.tombstones import record_name
from app.ingest.ulid import ulid
from app.ingest.upsert import Upsert
from app.resolution.reading import NIGHTS
from app.standardise.identifier import standardise_external_id
from app.standardise.record import standardise_frame

_TOGETHER = 1_000
"""Visits in one transaction: events that come in, and a resolve that begins, wait for it where somebody signed in."""


class _Visit(NamedTuple):
    event: int
    account: str | None
    """The ID of whoever was signed in, as delivered."""
    at: datetime
    hour: int
    """Of the day, where it was."""
    identifiers: list[Identifier]
    ips: list[str]
    user_agent: str | None
    places: list[str]

    def of(self, label: str) -> list[Identifier]:
        return [identifier for identifier in self.identifiers if identifier.label == label]

    @property
    def owner(self) -> str | None:
        """The key of the node that remembers the visit; None where only an account is known."""
        return next((one.key for label in ("Cookie", "Device") for one in self.of(label)), None)


class Visits(Upsert):
    """Brings the visits of one load into the graph, batch by batch."""

    def prepare(self, raw: pl.DataFrame) -> Callable[[], Counts]:
        """Standardise one batch; the rest, which has to see the batches before it, is what is returned."""
        result = standardise_frame(raw).frame
        counts = judged(result)
        seen = self.seen(raw)
        visits = []
        for given, standard, at in zip(raw.to_dicts(), result.to_dicts(), seen, strict=True):
            identifiers = [
                one for one in identifiers_of(standard) if one.label in ONLINE or one.type == "HAS_ID"
            ]
            if identifiers:
                visits.append(self._visit(given, at, identifiers, standard))
            else:
                self.file.refuse(given, "no cookie, device or account that can be used")
        visits = self.without_erased(visits, self._names, counts)
        return lambda: self._write(visits, counts)

    def _names(self, visit: _Visit) -> list[str]:
        """What may have a tombstone: the account where somebody signed in, else the browser and the device."""
        if visit.account:
            record = f"{self.source}:{visit.account.partition(':')[2]}"
            return [record_name(record), *(one.key for one in visit.of("ExternalId"))]
        return [one.key for one in visit.identifiers]

    def _visit(self, given: Row, at: datetime, identifiers: list[Identifier], standard: Row) -> _Visit:
        digest = blake2b(f"{self.source}:{given['record']}".encode(), digest_size=8).digest()
        event = int.from_bytes(digest, signed=True)
        ids = given.get("external_id") or ()
        account = next((id for id in ids if standardise_external_id(id).value), None)
        ips = values_of(standard.get("ip"))
        hour, places = hour_of(given, at), places_of(given, standard)
        return _Visit(event, account, at, hour, identifiers, ips, standard.get("user_agent"), places)

    def _write(self, visits: list[_Visit], counts: Counts) -> Counts:
        fresh = self._not_yet_counted(visits)
        counts.new, counts.unchanged = len(fresh), len(visits) - len(fresh)
        fresh.sort(key=lambda visit: visit.at)
        for together in batches(fresh, _TOGETHER):
            self._count(together)
        return counts

    def _count(self, fresh: list[_Visit]) -> None:
        """Some visits, in the order of time, in one transaction. Its locks are taken in the order in which everybody
        takes them: cookies and devices by key, records by ID."""
        accounts = self._account_rows(fresh)
        online, pairs = _online_rows(fresh), _pair_rows(fresh)
        statements: list[tuple[str, Row]] = [
            ("ingest/online_seen", {"rows": online, "nights": NIGHTS}),
            ("ingest/seen_together", {"rows": pairs}),
            ("ingest/signed_in", {"source": self.source, "rows": accounts}),
            ("ingest/signed_in_on", {"rows": accounts}),
            *self._kept(online, pairs, accounts),
        ]
        if self.store:
            self.store.transact(lambda run: _let_wait(run, statements))

    def _kept(self, online: list[Row], pairs: list[Row], accounts: list[Row]) -> list[tuple[str, Row]]:
        """The same once more, for this load alone, so that it can be taken back."""
        ids = {row["key"]: sightings_id(self.load_id, row["key"]) for row in online}
        known = {
            row["id"]: row["brought"] for row in self.read("ingest/sightings_known", ids=list(ids.values()))
        }
        kept = [
            {
                "key": row["key"],
                "props": {**_added(known.get(ids[row["key"]]), row), **self._named(ids[row["key"]])},
            }
            for row in online
        ]
        seen_with = [{**row, "id": ids[row["cookie"]]} for row in pairs]
        for row in accounts:
            row["sightings"] = sightings_id(self.load_id, row["props"]["id"])
        return [
            ("ingest/sightings_keep", {"rows": kept}),
            ("ingest/sightings_pairs", {"rows": seen_with}),
            ("ingest/sightings_accounts", {"rows": accounts, "load": self.load_id}),
        ]

    def _named(self, sightings: str) -> Row:
        return {"id": sightings, "load_id": self.load_id}

    def _not_yet_counted(self, visits: list[_Visit]) -> list[_Visit]:
        owners = list({visit.owner for visit in visits if visit.owner})
        known = {row["key"]: set(row["events"]) for row in self.read("ingest/events_known", keys=owners)}
        return [visit for visit in visits if visit.event not in known.get(visit.owner, ())]

    def _account_rows(self, visits: list[_Visit]) -> list[Row]:
        """One record per account; where a visit has several IDs, the first names the record."""
        accounts: dict[str, dict[Identifier, Span]] = {}
        for visit in visits:
            if visit.account:
                links = accounts.setdefault(visit.account, {})
                for identifier in visit.identifiers:
                    _note(links, identifier, visit.at)
        rows = [self._account_row(account, links) for account, links in accounts.items()]
        if rows:
            give_births(self.read, (row["props"] for row in rows))
        return sorted(rows, key=lambda row: row["props"]["id"])

    def _account_row(self, account: str, links: dict[Identifier, Span]) -> Row:
        last = max(span.last for span in links.values())
        return {
            "props": account_props(self.source, account) | {"load_id": self.load_id},
            "seen_at": last.isoformat(),
            "links": [_link_row(one, span) for one, span in links.items()],
        }


def _let_wait(run: Run, statements: Iterable[tuple[str, Row]]) -> None:
    """Write what was seen; whoever resolution may think otherwise of now, as these statements return them, waits."""
    changed = {row["id"] for name, p in statements if p["rows"] for row in run(name, **p)}
    if changed:
        run("live/wait", ids=sorted(changed), mark=ulid())


def _added(known: Row | None, row: Row) -> Row:
    hours = dict(row["hours"])
    new = {
        **row,
        "first_seen": moment_of(row["first"]),
        "last_seen": moment_of(row["last"]),
        "hours": [hours.get(hour, 0) for hour in range(HOURS)],
    }
    states = [known | _times(known, datetime.fromisoformat), new] if known else [new]
    total = summed({name: state[name] for name in PROPERTIES if name in state} for state in states)
    return total | _times(total, datetime.isoformat)


def _times(state: Row, change: Callable[[Any], Any]) -> Row:
    return {name: change(state[name]) for name in ("first_seen", "last_seen")}


def _note(spans: dict[Any, Span], key: Any, at: datetime) -> None:
    if key in spans:
        spans[key].widen(at)
    else:
        spans[key] = Span(at, at)


def _link_row(identifier: Identifier, span: Span) -> Row:
    names = {"key": identifier.key, "label": identifier.label, "type": identifier.type}
    return {**names, "node": {"value": identifier.value}, **span.times()}


def _online_rows(visits: list[_Visit]) -> list[Row]:
    """Visits come in the order of time, so the last one has the newest browser and IP address."""
    online: dict[str, Online] = {}
    for visit in visits:
        for identifier in (*visit.of("Cookie"), *visit.of("Device")):
            node = online.setdefault(identifier.key, Online(identifier, Span(visit.at, visit.at)))
            node.note(visit.at, visit.hour, visit.user_agent, visit.ips, visit.places)
            if identifier.key == visit.owner:
                node.events.append(visit.event)
    return [online[key].row() for key in sorted(online)]


def _pair_rows(visits: list[_Visit]) -> list[Row]:
    pairs: dict[tuple[str, str], Span] = {}
    for visit in visits:
        for cookie in visit.of("Cookie"):
            for device in visit.of("Device"):
                _note(pairs, (cookie.key, device.key), visit.at)
    return [
        {"cookie": cookie, "device": device, "count": span.count, **span.times()}
        for (cookie, device), span in pairs.items()
    ]
