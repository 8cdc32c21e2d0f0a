"""Erases a person, as the list of its steps; each can be the last before a crash, and asking again finishes the rest.

1. The journal: by what the person is known in files, on disk before anything goes.
2. The graph, in one transaction: look again whether the person is who the caller saw, set tombstones, remove, note the
   erasure and the audit's entry, derive households anew. Either all of it happened or nothing did.
3. The files of this home.
4. The certificate; then the journal goes.

No load runs meanwhile: both take a lease and look for the other's. Nor is everything being resolved. Events of the
tracking API may come at any time: they ask for tombstones in the transaction that writes them, once they hold its
records and identifiers.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from app.audit import Who, record_change
from app.errors import Conflict, GraphUnavailable, IdGraphError, NotFound
from app.graph.store import Row, Run, Store
from app.ingest.tombstones import Sealer, first_sealer, record_name, sealer_in_use
from app.ingest.ulid import ulid
from app.privacy import analyst_copy
from app.privacy.certificate import Certificate, as_rows, write
from app.privacy.files import find
from app.privacy.former import former_with
from app.privacy.holdings import Holdings, holdings, require_resolved
from app.privacy.journal import Journal, journals
from app.privacy.preview import Preview, preview, traces_of
from app.privacy.removal import alone, lock, remove
from app.privacy.subject import Asked, subject_of
from app.resolution.live import rederive

_ELSEWHERE = "The erasure of this person was begun with another IDGRAPH_HOME: finish it there"
_WITHOUT_TOMBSTONE = frozenset({"Address"})
"""A home has other people, later ones too."""


@dataclass(frozen=True)
class Eraser:
    """Erases from one graph and the files of one home."""

    store: Store
    home: Path
    who: Who
    now: datetime

    def look(self, asked: Asked) -> Preview | Certificate:
        """What erasing would do; of who is gone, the certificate. Changes nothing. Raises as `erase`."""
        try:
            return preview(self.store, self.home, subject_of(self.store, asked))
        except NotFound:
            return self._earlier(asked)

    def erase(self, asked: Asked, plan: str | None = None) -> Certificate:
        """Erase a person, or finish what was begun. `plan`: of the preview that the caller agreed to.

        Who was erased before gets the certificate of then. Raises BadInput, NotFound, Conflict where the person is
        another than in `plan`, records that are or may be theirs wait to be resolved, a load, a resolve of everything
        or another erasure runs, or this erasure was begun on another machine; SettingsError where the secret of
        tombstones is gone; CannotWrite; GraphUnavailable.
        """
        with alone(self.store):
            self._finish_begun()
            try:
                held = holdings(self.store.read, subject_of(self.store, asked))
            except NotFound:
                earlier = self._earlier(asked)
                if earlier.finished is None:
                    raise Conflict(_ELSEWHERE) from None
                return earlier
            _agree(held, plan)
            require_resolved(held)
            journal = Journal.of(self.home, f"era_{ulid()}")
            journal.write(traces_of(self.store, held))
            try:
                self._remove(journal.id, held)
            except IdGraphError as error:
                # Of a lost connection nobody knows whether it is committed: asking again finds out.
                if not isinstance(error, GraphUnavailable):
                    journal.remove()
                raise
            return self._finish(journal)

    def _finish_begun(self) -> None:
        """Journals that were left: where the removal was committed the rest follows, else nothing was begun. Whoever
        was cut off from the server may still be committing, and holds what a live transaction begins with."""
        left = journals(self.home)
        if left:
            self.store.write("live/begin")
        for journal in left:
            if self.store.read("privacy/erasure", id=journal.id):
                self._finish(journal)
            else:
                journal.remove()

    def _earlier(self, asked: Asked) -> Certificate:
        """The certificate of who is gone. By an identifier it is found through its tombstone."""
        if asked.individual:
            rows = self.store.read("privacy/erasures_of", individual=asked.individual)
        else:
            sealed = sealer_in_use(self.store.read, self.home)
            seals = [sealed.seal(asked.name)] if sealed else []
            rows = [row for id in seals for row in self.store.read("privacy/erasure_of_tombstone", id=id)]
        if not rows:
            raise NotFound("Nobody has this ID or identifier")
        return Certificate.from_json(rows[0]["certificate"])

    def _remove(self, id: str, held: Holdings) -> None:
        sealed = self._sealer()
        former = former_with(self.store.read, held.keys)

        def change(run: Run) -> list[str]:
            touched = self._change(run, id, held, sealed)
            run("unload/former_remove", ids=former.refused)
            run("privacy/former_forget", rows=former.without_browsers)
            return touched

        rederive(self.store, change)

    def _change(self, run: Run, id: str, seen: Holdings, sealed: Sealer) -> list[str]:
        lock(run, seen.all_ids, [*(one["key"] for one in (*seen.own, *seen.shared)), *seen.claimed])
        held = holdings(run, seen.subject)
        _agree(held, seen.fingerprint)
        require_resolved(held)
        tombstones = _tombstones(run, held, sealed)
        run("privacy/tombstones_set", rows=tombstones, at=self.now, erasure=id)
        links = run("privacy/links_of", records=held.all_ids)
        mates = run("privacy/home_of", id=held.household, individual=held.individual)
        removed = remove(run, held.all_ids, held.own)
        # What else was entered with what is theirs may be theirs, too: where nobody else says it, it is nobody's now.
        run("unload/identifiers_tidy", keys=held.claimed)
        certificate = Certificate(
            id=id,
            individual=held.individual,
            role=self.who.role,
            by=self.who.id,
            begun=self.now.isoformat(timespec="seconds"),
            removed={
                "records": removed.records,
                "identifiers": removed.identifiers,
                "consent_statements": removed.consents,
                "links_to_others": sum(row["links"] + row["verdicts"] for row in links),
                "former_ids": len(held.retired),
                "match_models": removed.models,
            },
            records=held.by_source(),
            identifiers=held.by_label(),
            kept={"tombstones": len(tombstones), "identifiers_of_others": len(held.shared)},
            others={
                "housemates": len(mates),
                "individuals_linked": len({row["individual"] for row in links if row["individual"]}),
            },
        )
        self._note(run, certificate, "removed")
        births = [f"rec_{record['born']}" for record in (*held.records, *held.claims)]
        subjects = [held.individual, *births] if held.individual else births
        record_change(run, self.who, "person erased", subjects, erasure=id, records=removed.records)
        return [*held.all_ids, *removed.moved]

    def _finish(self, journal: Journal) -> Certificate:
        """Steps 3 and 4."""
        (row,) = self.store.read("privacy/erasure", id=journal.id)
        found = [*find(self.home, journal.read(), remove=True), *analyst_copy.there(self.home)]
        analyst_copy.remove(self.home)
        begun = Certificate.from_json(row["certificate"])
        finished = datetime.now(UTC).isoformat(timespec="seconds")
        certificate = replace(begun, files=as_rows(found), finished=finished)
        write(self.home, certificate)
        self.store.transact(lambda run: self._note(run, certificate, "done"))
        journal.remove()
        return certificate

    def _note(self, run: Run, certificate: Certificate, state: str) -> None:
        run(
            "privacy/erasure_note",
            id=certificate.id,
            individual=certificate.individual,
            by=certificate.by,
            at=datetime.fromisoformat(certificate.begun),
            state=state,
            certificate=json.dumps(certificate.as_json()),
        )

    def _sealer(self) -> Sealer:
        """Proved to the graph with the first erasure; of two homes at once the first to prove its secret wins."""
        if used := sealer_in_use(self.store.read, self.home):
            return used
        self.store.write("privacy/proof", proof=first_sealer(self.home).proof, at=self.now)
        return self._sealer()


def _agree(held: Holdings, plan: str | None) -> None:
    if plan is not None and held.fingerprint != plan:
        raise Conflict(
            "What is held of this person has changed since you looked (merged, split, or a record came): look again"
        )


def _tombstones(run: Run, held: Holdings, sealed: Sealer) -> list[Row]:
    refused = {row["key"]: row["refused"] for row in run("privacy/consents_of", keys=held.keys)}
    keys = [one["key"] for one in held.own if one["label"] not in _WITHOUT_TOMBSTONE]
    names = {record_name(record): [] for record in held.record_ids} | {
        key: refused.get(key, []) for key in keys
    }
    return [{"id": sealed.seal(name), "refused": refusals} for name, refusals in names.items()]
