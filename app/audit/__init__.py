"""Who read or changed what, why and when: a chain of entries in the graph, sealed by signed checkpoints kept apart.

How other modules use it (docs/decisions/0013-audit.md says why it is so):

- **A change** notes itself in its own transaction, as the last thing there: the end of the chain is held to the commit.

      def work(run: Run) -> None:
          run("stewardship/judge", a=a, b=b)
          record_change(run, who, "verdict added", [a, b], links=3)

  Where there is no such transaction (a file was written), `record_now(store, who, ...)` before the answer.
- **A read** through the API notes itself: `app.api.audit` notes every route below /api and every page of the console,
  with the IDs of individuals and households that it finds in the answer.
- **A command** of `idgraph` acts as `COMMAND` (role `operator`) unless it knows better; one that changes or exports
  personal data ends with `seal(store, settings())`.

`who` is anything with a `role` and an `id`, such as `Actor` or the caller of a route; the `id` is a pseudonym (of a key
or a sign-in), never a name. `subjects` are IDs of ours ("ind_…", "hh_…", "key_…", "load_…") or record IDs, which are
replaced by "rec_<birth of the record>": a source's own ID may be somebody's email. `purpose` is that of the reading.
Further keywords are details: numbers, flags, words of ours; never a value of a person, never what somebody typed.
"""

from app.audit.chain import record_change, record_now
from app.audit.checkpoints import seal
from app.audit.entry import COMMAND, Actor, Entry, Who

__all__ = ["COMMAND", "Actor", "Entry", "Who", "record_change", "record_now", "seal"]
