"""What stewards do, on a real Neo4j: obeyed at once, refused where it contradicts, and taken back without a trace."""

from pathlib import Path

import pytest

from app.access.caller import LOCAL
from app.audit import Actor
from app.consent.view import STEWARDSHIP, view_of
from app.errors import BadInput, Conflict, NotFound
from app.graph.store import Store
from app.profiles.cookies import match
from app.resolution.bulk import resolve
from app.resolution.online.attach import attach_online
from app.stewardship.blocks import block, blocks, unblock
from app.stewardship.unmerge import unmerge
from app.stewardship.verdicts import judge, withdraw, withdraw_action
from tests.graph.evidence import add, household, individual, living, partition, population, see
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.tracking import PHONE, TABLET, identify, page, track

ADA = Actor("steward", "key_ada")


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    """Twenty people of two records each, resolved."""
    add(graph, tmp_path, "crm", population(20))
    resolve(graph, quiet=True)
    return graph


def verdict_edges(store: Store) -> list[dict]:
    return store.run_text(
        "MATCH (a)-[v:MUST_LINK|CANNOT_LINK]->(b) RETURN a.id AS a, b.id AS b, type(v) AS type, v.by AS by, "
        "v.reason AS reason, v.at IS NOT NULL AS dated ORDER BY a, b"
    )


def audited(store: Store) -> list[str]:
    return [
        row["action"]
        for row in store.run_text("MATCH (a:Audit) RETURN a.action AS action ORDER BY a.seq")
        if row["action"] != "model put in force"
    ]


class TestVerdicts:
    def test_who_when_and_why_stand_on_the_edge(self, town: Store) -> None:
        judge(town, ADA, "crm:007b", "crm:001a", "must_link", "told us so")
        assert verdict_edges(town) == [
            {
                "a": "crm:001a",
                "b": "crm:007b",
                "type": "MUST_LINK",
                "by": "key_ada",
                "reason": "told us so",
                "dated": True,
            }
        ]
        assert individual(town, "crm:001a") == individual(town, "crm:007b")
        assert audited(town) == ["verdict added"]

    def test_said_twice_is_said_once(self, town: Store) -> None:
        first = judge(town, ADA, "crm:001a", "crm:007a", "must_link")
        again = judge(town, LOCAL, "crm:007a", "crm:001a", "must_link", "me too")
        assert (first.evidence, again.evidence, again.action) == ({"verdicts": 1}, {"verdicts": 0}, None)
        assert [edge["by"] for edge in verdict_edges(town)] == ["key_ada"]

    def test_said_twice_by_individuals_it_is_said_once(self, town: Store) -> None:
        """Who asks again, as after a lost answer, is told no error: the two are one by then."""
        pair = individual(town, "crm:001b"), individual(town, "crm:007b")
        judge(town, ADA, *pair, "must_link")
        again = judge(town, ADA, *pair, "must_link")
        assert (again.evidence, again.action, len(verdict_edges(town))) == ({"verdicts": 0}, None, 1)
        with pytest.raises(Conflict, match="crm:001a must-link crm:007a"):
            judge(town, ADA, *pair, "cannot_link")

    @pytest.mark.parametrize("verdict", ["must_link", "cannot_link"])
    def test_withdrawn_it_is_as_if_never_said(self, town: Store, verdict: str) -> None:
        before = living(town)
        pair = ("crm:001a", "crm:007a") if verdict == "must_link" else ("crm:001a", "crm:001b")
        judge(town, ADA, *pair, verdict)
        assert living(town) != before
        withdraw(town, ADA, *reversed(pair))
        assert living(town) == before
        assert verdict_edges(town) == []

    def test_individuals_stand_for_their_oldest_records(self, town: Store) -> None:
        judge(town, ADA, individual(town, "crm:001b"), individual(town, "crm:007b"), "must_link")
        assert [(edge["a"], edge["b"]) for edge in verdict_edges(town)] == [("crm:001a", "crm:007a")]

    def test_individuals_that_it_made_one_withdraw_it_by_the_ids_they_had(self, town: Store) -> None:
        before, pair = living(town), (individual(town, "crm:001b"), individual(town, "crm:007b"))
        judge(town, ADA, *pair, "must_link")
        with pytest.raises(BadInput, match="one record"):
            withdraw(town, ADA, pair[0], "crm:001a")
        withdraw(town, ADA, *reversed(pair))
        assert living(town) == before
        assert verdict_edges(town) == []

    def test_a_cannot_link_against_a_chain_names_the_chain(self, town: Store) -> None:
        judge(town, ADA, "crm:001a", "crm:002a", "must_link")
        judge(town, ADA, "crm:002a", "crm:003a", "must_link")
        before = verdict_edges(town)
        with pytest.raises(Conflict, match="crm:001a must-link crm:002a, crm:002a must-link crm:003a, yet"):
            judge(town, ADA, "crm:003a", "crm:001a", "cannot_link")
        with pytest.raises(Conflict, match="crm:001a must-link crm:002a, yet crm:001a cannot-link crm:002a"):
            judge(town, ADA, "crm:001a", "crm:002a", "cannot_link")
        assert verdict_edges(town) == before

    def test_a_must_link_that_closes_a_chain_against_a_cannot_link_is_refused(self, town: Store) -> None:
        judge(town, ADA, "crm:001a", "crm:002a", "must_link")
        judge(town, ADA, "crm:003a", "crm:004a", "must_link")
        judge(town, ADA, "crm:001a", "crm:004a", "cannot_link")
        with pytest.raises(Conflict, match=r"crm:001a cannot-link crm:004a\. Withdraw one of them first"):
            judge(town, ADA, "crm:002a", "crm:003a", "must_link")
        withdraw(town, ADA, "crm:001a", "crm:004a")
        judge(town, ADA, "crm:002a", "crm:003a", "must_link")
        assert len({individual(town, f"crm:00{number}a") for number in range(1, 5)}) == 1

    def test_what_cannot_be_judged_is_refused(self, town: Store) -> None:
        with pytest.raises(NotFound, match="given as b"):
            judge(town, ADA, "crm:001a", "nobody", "must_link")
        with pytest.raises(BadInput, match="one record"):
            judge(town, ADA, "crm:001a", "crm:001a", "must_link")
        with pytest.raises(NotFound, match="Nothing was said"):
            withdraw(town, ADA, "crm:001a", "crm:002a")
        with pytest.raises(NotFound, match="No verdict of this action"):
            withdraw_action(town, ADA, "act_0")


class TestUnmerge:
    def test_two_parts_come_apart_and_together_again_as_one_act(self, town: Store) -> None:
        before = living(town)
        outcome = unmerge(town, ADA, individual(town, "crm:001a"), ["crm:001b"], "two sisters")
        assert individual(town, "crm:001a") != individual(town, "crm:001b")
        assert outcome.evidence == {"verdicts": 1}
        withdraw_action(town, ADA, str(outcome.action))
        assert living(town) == before

    def test_must_links_hold(self, town: Store) -> None:
        judge(town, ADA, "crm:001a", "crm:001b", "must_link")
        with pytest.raises(Conflict, match="crm:001a must-link crm:001b"):
            unmerge(town, ADA, individual(town, "crm:001a"), ["crm:001b"])

    def test_what_cannot_be_parted_is_refused(self, town: Store) -> None:
        person = individual(town, "crm:001a")
        with pytest.raises(NotFound):
            unmerge(town, ADA, "ind_nobody", ["crm:001a"])
        with pytest.raises(BadInput, match=r"records\.1 is no record of this individual"):
            unmerge(town, ADA, person, ["crm:001a", "crm:002a"])
        with pytest.raises(BadInput, match="not all of them"):
            unmerge(town, ADA, person, ["crm:001a", "crm:001b"])


def owner(store: Store, cookie: str) -> str | None:
    """Whose a cookie is."""
    rows = store.run_text(
        "MATCH (:Cookie {key: $p.key})-[:IDENTIFIES|MEMBER_OF]->(owner) RETURN owner.id AS id",
        key=f"cookie:{cookie}",
    )
    return rows[0]["id"] if rows else None


class TestBlocks:
    def test_a_browser_that_is_blocked_is_nobodys(self, town: Store) -> None:
        track(town, identify("u1", "m1", 9, email="u1@example.fr"), page(PHONE, "m2", 10, userId="u1"))
        person = individual(town, "web:u1")
        assert owner(town, PHONE) == person
        block(town, ADA, "cookie", PHONE, "a till")
        assert owner(town, PHONE) is None
        (answer,) = match(town, [PHONE], view_of(LOCAL, STEWARDSHIP))
        assert answer["status"] == "anonymous"
        track(town, page(PHONE, "m3", 11, userId="u1"), page(TABLET, "m4", 11, userId="u1"))
        track(town, identify("u2", "m5", 12, email="u2@example.fr"), page(PHONE, "m6", 12, userId="u2"))
        assert (owner(town, PHONE), owner(town, TABLET)) == (None, person)
        assert_as_rebuilt(town)
        assert attach_online(town, quiet=True).changes["online_attach"] == 0
        unblock(town, ADA, "cookie", PHONE)
        assert_as_rebuilt(town)  # of two people in two homes: still nobody's, and it tells of the two again

    @pytest.mark.parametrize("blocked", [PHONE, TABLET])
    def test_what_was_guessed_of_a_browser_or_by_it_goes_as_it_is_blocked(
        self, town: Store, blocked: str
    ) -> None:
        track(town, page(PHONE, "m1", 9), identify("u1", "m2", 9, email="u1@example.fr"))
        track(town, page(TABLET, "m3", 10, userId="u1"))
        anonymous, known = f"cookie:{PHONE}", f"cookie:{TABLET}"
        likely = {"probability": 0.8, "accepted": False}
        town.write("resolve/online_suggest", rows=[{"a": anonymous, "b": known, "properties": likely}])
        home = {"individual": None, "household": household(town, "web:u1"), "guess": likely}
        town.write("resolve/online_attach", rows=[{"key": anonymous, "users": [], **home}])
        block(town, ADA, "cookie", blocked)
        left = town.run_text(
            "MATCH (x:Cookie)-[r:IDENTIFIES|MEMBER_OF|MATCHES]->(y) RETURN x.key AS of, type(r) AS type"
        )
        assert left == (
            [{"of": known, "type": "IDENTIFIES"}]
            if blocked == PHONE
            else [{"of": anonymous, "type": "MEMBER_OF"}]
        )

    @pytest.mark.parametrize("how", ["file", "visits", "consents", "event"])
    def test_a_browser_is_seen_when_it_is_and_not_when_it_was_blocked(
        self, town: Store, tmp_path: Path, how: str
    ) -> None:
        block(town, ADA, "cookie", PHONE, "a till")
        at = "2026-01-05T10:00:00Z"
        match how:
            case "file":
                add(town, tmp_path, "app", [population(1)[0] | {"cookie_id": PHONE, "updated_at": at}])
            case "visits":
                see(town, tmp_path, "site", [{"cookie_id": PHONE, "timestamp": at, "url": "/a"}])
            case "consents":
                said = {"purpose": "marketing", "status": "denied", "updated_at": at}
                add(town, tmp_path, "choices", [{"id": "1", "cookie_id": PHONE, **said}])
            case "event":
                track(town, page(PHONE, "m1", 10) | {"timestamp": at})
        unblock(town, ADA, "cookie", PHONE)
        times = "MATCH (x:Cookie) RETURN toString(x.first_seen) AS first, toString(x.last_seen) AS last"
        assert town.run_text(times) == [{"first": "2026-01-05T10:00:00Z", "last": "2026-01-05T10:00:00Z"}]

    def test_a_value_nobody_has_is_remembered_and_forgotten_again(self, town: Store) -> None:
        block(town, ADA, "Phone", "01 45 67 89 01", "our own number")
        (found,) = blocks(town)
        assert (found["key"], found["by"], found["records"]) == ("phone:+33145678901", "key_ada", 0)
        unblock(town, ADA, "phone", "+33145678901")
        assert town.run_text("MATCH (x:Identifier {key: 'phone:+33145678901'}) RETURN x") == []

    def test_a_blocked_value_survives_the_last_record_that_carries_it(
        self, town: Store, tmp_path: Path
    ) -> None:
        rows = population(1)
        block(town, ADA, "phone", rows[0]["phone"])
        add(town, tmp_path, "crm", [row | {"phone": ""} for row in rows])
        assert [found["records"] for found in blocks(town)] == [0]

    def test_what_cannot_be_blocked_is_refused(self, town: Store) -> None:
        with pytest.raises(BadInput):
            block(town, ADA, "phone", "00")
        with pytest.raises(BadInput):
            block(town, ADA, "cookie", "\ufdfa" * 512)  # 9,216 characters once they are plain
        with pytest.raises(NotFound):
            unblock(town, ADA, "phone", "0145678901")

    def test_blocking_equals_never_having_had_it(self, town: Store, tmp_path: Path) -> None:
        """Two records that only one card ties come apart, and together again."""
        shared = {"first_name": "Anne", "last_name": "Lefort", "external_id": "card:778899"}
        add(town, tmp_path, "till", [{"id": "1", **shared}, {"id": "2", **shared}])
        resolve(town, quiet=True)
        before = living(town)
        outcome = block(town, ADA, "card", "778899")
        assert outcome.evidence == {"carried_by": 2}
        parted = partition(town)
        unblock(town, ADA, "card", "778899")
        assert living(town) == before
        add(
            town,
            tmp_path,
            "till",
            [{"id": str(n), "first_name": "Anne", "last_name": "Lefort"} for n in (1, 2)],
        )
        resolve(town, quiet=True)
        assert partition(town) == parted

    def test_a_blocked_hub_is_no_hub_until_it_counts_again(self, town: Store, tmp_path: Path) -> None:
        add(town, tmp_path, "crm", [row | {"phone": "0145678901"} for row in population(20)])
        resolve(town, quiet=True)
        before = living(town)
        assert before["hubs"] == [{"key": "phone:+33145678901"}]
        block(town, ADA, "phone", "0145678901")
        assert living(town)["hubs"] == []
        assert not any(resolve(town, quiet=True).changes.values())
        unblock(town, ADA, "phone", "0145678901")
        assert living(town) == before
