"""People sign in with OpenID Connect at a real provider (npm's oidc-provider) that runs here.

The provider comes from npm, in the version named here; without npm and node these tests are left out.
"""

import base64
import hmac
import json
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from app.access import oidc, sessions
from app.access.oidc import Provider
from app.errors import SettingsError
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL
from tests.api.names import MARIE

PACKAGE = "oidc-provider@8.8.1"
CLIENT = {
    "client_id": "identity-graph",
    "client_secret": "s" * 43,
    "redirect_uris": [f"{LOCAL}/sign-in/callback"],
    "grant_types": ["authorization_code"],
}
OTHER = CLIENT | {"client_id": "another-service"}
PEOPLE = {
    "steward@example.org": {"roles": ["steward", "unrelated"]},
    "analyst": {"roles": ["marketing", "analyst"]},
    "nobody": {"roles": ["janitor"]},
    "plain": {},
}


@dataclass(frozen=True)
class Running:
    """The provider, and the key that it signs with: tokens that only it could have signed can be made here."""

    issuer: str
    key: RSAKey

    def token(self, key: Any = None, alg: str = "RS256", **changed: Any) -> str:
        """An ID token as the provider makes them, but for what is changed; None takes a claim away."""
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT["client_id"], "sub": "steward@example.org", "iat": now}
        said |= {"exp": now + 600, "roles": ["steward"], **changed}
        claims = {name: value for name, value in said.items() if value is not None}
        return jwt.encode({"alg": alg, "kid": "first"}, claims, key or self.key, algorithms=[alg])


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("no npm on this machine (Debian: apt-get install npm)")
    folder = tmp_path_factory.mktemp("oidc")
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--no-save", PACKAGE]
    subprocess.run(install, cwd=folder, check=True, timeout=300)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
    said = {
        "port": port,
        "jwks": KeySet([key]).as_dict(private=True),
        "clients": [CLIENT, OTHER],
        "people": PEOPLE,
    }
    (folder / "provider.json").write_text(json.dumps(said))
    script = [
        node,
        str(Path(__file__).with_name("oidc_provider.mjs")),
        str(folder),
        str(folder / "provider.json"),
    ]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield Running(f"http://127.0.0.1:{port}", key)
        process.kill()


@pytest.fixture(scope="module")
def with_provider(
    settings: Settings, provider: Running, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return Settings(
        **settings.model_dump(by_alias=True, exclude={"home"}, exclude_none=True),
        IDGRAPH_HOME=tmp_path_factory.mktemp("home"),
        IDGRAPH_OIDC_ISSUER=provider.issuer,
        IDGRAPH_OIDC_CLIENT_ID=CLIENT["client_id"],
        IDGRAPH_OIDC_CLIENT_SECRET=CLIENT["client_secret"],
    )


@pytest.fixture
def client(seeded: Store, with_provider: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(seeded, with_provider), base_url=LOCAL, follow_redirects=False) as client:
        yield client


def sign_in_at(provider: Running, address: str, person: str) -> str:
    """What a person does in the browser at the provider; the address that it sends them back to."""
    with httpx.Client(timeout=30) as browser:
        answer = browser.get(address)
        for _ in range(20):
            if answer.is_redirect:
                to = str(answer.next_request.url) if answer.next_request else ""
                if not to.startswith(provider.issuer):
                    return to
                answer = browser.get(to)
            else:
                (action,) = re.findall(r'<form[^>]*action="([^"]+)"', answer.text)
                (prompt,) = re.findall(r'name="prompt" value="(\w+)"', answer.text)
                login = {"login": person, "password": "any"} if prompt == "login" else {}
                answer = browser.post(
                    httpx.URL(provider.issuer).join(action), data={"prompt": prompt, **login}
                )
    raise AssertionError("the provider never sent us back")


def signed_in(client: TestClient, provider: Running, person: str) -> Any:
    """The answer of the console to somebody who comes back from the provider."""
    begun = client.get("/sign-in")
    assert begun.status_code == 303
    return client.get(sign_in_at(provider, begun.headers["location"], person))


def api(client: TestClient, token: str, path: str = f"/api/v1/individuals/{MARIE}") -> Any:
    return client.get(path, headers={"Authorization": f"Bearer {token}"})


def test_who_opens_the_console_signs_in_and_out(client: TestClient, provider: Running) -> None:
    opened = client.get("/", headers={"Accept": "text/html"})
    assert (opened.status_code, opened.headers["location"]) == (303, "/sign-in")
    back = signed_in(client, provider, "steward@example.org")
    assert (back.status_code, back.headers["location"]) == (303, "/")
    cookie = back.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "steward@example" not in cookie
    assert "Sign out" in client.get("/").text
    assert client.get(f"/api/v1/individuals/{MARIE}").json()["golden"]["birth_date"]
    crossed = client.post("/search", data={"q": "marie"}, headers={"Origin": "https://evil.example"})
    assert crossed.status_code == 403
    assert client.post("/sign-out").status_code == 200
    assert client.get("/", headers={"Accept": "text/html"}).status_code == 303
    assert client.get(f"/api/v1/individuals/{MARIE}").status_code == 401


def test_the_role_comes_from_the_claim(client: TestClient, provider: Running) -> None:
    assert signed_in(client, provider, "analyst").status_code == 303
    assert client.get("/").status_code == 200
    assert (
        client.post("/suggest", data={"q": "dup"}).status_code == 403
    )  # of two roles, the first of the table's order
    client.cookies.clear()
    for person in ("nobody", "plain"):
        refused = signed_in(client, provider, person)
        assert refused.status_code == 403
        assert "no role here" in refused.text


def test_what_comes_back_must_be_what_was_begun(client: TestClient, provider: Running) -> None:
    begun = client.get("/sign-in")
    back = sign_in_at(provider, begun.headers["location"], "analyst")
    stranger = client.get(re.sub(r"state=[^&]+", "state=forged", back))
    assert stranger.status_code == 401
    attempt = client.cookies["idgraph_sign_in"]
    client.cookies.clear()
    assert client.get(back).status_code == 401
    client.cookies.set("idgraph_sign_in", attempt)
    assert client.get(re.sub(r"code=[^&]+", "code=forged", back)).status_code == 401
    assert client.get("/sign-in/callback?error=access_denied").status_code == 401


def test_a_token_of_the_provider_opens_the_api(client: TestClient, provider: Running) -> None:
    answer = api(client, provider.token())
    assert answer.status_code == 200
    assert api(client, provider.token(sub="x", roles="marketing steward")).status_code == 200


def by_public_key(provider: Running) -> str:
    """What fools those who let the token choose its algorithm: signed with a secret that everybody knows."""
    head, said, _ = provider.token().split(".")
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"first"}').decode().rstrip("=")
    signature = hmac.digest(provider.key.as_pem(private=False), f"{head}.{said}".encode(), "sha256")
    return f"{head}.{said}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@pytest.mark.parametrize(
    ("of", "make"),
    [
        ("expired", lambda p: p.token(exp=int(time.time()) - 60)),
        ("without an end", lambda p: p.token(exp=None)),
        ("not yet", lambda p: p.token(nbf=int(time.time()) + 600)),
        ("for another audience", lambda p: p.token(aud=OTHER["client_id"])),
        ("without an audience", lambda p: p.token(aud=None)),
        ("of another issuer", lambda p: p.token(iss="https://accounts.example.org")),
        ("of nobody", lambda p: p.token(sub=None)),
        ("forged", lambda p: p.token(RSAKey.generate_key(2048, {"kid": "first"}))),
        (
            "signed with the public key",
            by_public_key,
        ),
        (
            "unsigned",
            lambda p: jwt.encode({"alg": "none"}, {"sub": "a"}, OctKey.generate_key(), algorithms=["none"]),
        ),
        ("cut", lambda p: p.token()[:-8]),
        ("no token", lambda p: "a.b.c"),
        ("empty", lambda p: ".."),
    ],
)
def test_a_token_that_does_not_hold_is_refused(
    client: TestClient, provider: Running, of: str, make: Callable[[Running], str]
) -> None:
    answer = api(client, make(provider))
    assert answer.status_code == 401, of
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_person_without_a_role_may_do_nothing(client: TestClient, provider: Running) -> None:
    assert api(client, provider.token(roles=["janitor"])).status_code == 403
    assert api(client, provider.token(roles=["tracking"])).status_code == 403
    assert api(client, provider.token(roles={"admin": True})).status_code == 403


def test_a_token_for_another_client_of_the_provider_is_refused(client: TestClient, provider: Running) -> None:
    """A real one, from a real sign-in elsewhere."""
    there = Provider(
        provider.issuer, OTHER["client_id"], OTHER["client_secret"], None, oidc.RoleClaim("roles", "")
    )
    attempt, back = oidc.Attempt.new(), f"{LOCAL}/sign-in/callback"
    came = httpx.URL(sign_in_at(provider, there.address(attempt, back), "steward@example.org"))
    here = there._client(back)
    token = here.fetch_token(
        f"{provider.issuer}/token", code=came.params["code"], code_verifier=attempt.verifier
    )
    assert there.bearer(token["id_token"]).role == "steward"
    assert api(client, token["id_token"]).status_code == 401


def test_nobody_is_let_in_for_sitting_at_this_machine(client: TestClient) -> None:
    assert client.get("/api/v1/households").status_code == 401


def test_a_session_ends(client: TestClient, provider: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "LONGEST_S", 0)
    assert signed_in(client, provider, "steward@example.org").status_code == 303
    assert client.cookies["idgraph_session"]
    assert client.get("/api/v1/households").status_code == 401


def test_a_session_cannot_be_made_up(client: TestClient, provider: Running) -> None:
    assert signed_in(client, provider, "analyst").status_code == 303
    assert client.get("/api/v1/households").status_code == 200
    said, _, signature = client.cookies["idgraph_session"].partition(".")
    client.cookies.clear()
    client.cookies.set("idgraph_session", f"{said[:-1]}x.{signature}")
    assert client.get("/api/v1/households").status_code == 401


def test_new_keys_of_the_provider_are_learnt(provider: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "_ASKED_AGAIN_S", 0)
    known = Provider(provider.issuer, "identity-graph", None, None, oidc.RoleClaim("roles", ""))
    known._ask(3600)
    known._keys = KeySet([RSAKey.generate_key(2048, {"kid": "before"})])
    assert known.bearer(provider.token()).role == "steward"


def test_roles_stand_where_the_settings_say() -> None:
    nested = oidc.RoleClaim("realm_access.roles", "idgraph-")
    assert nested.of({"realm_access": {"roles": ["admin", "idgraph-cdp"]}}) == "cdp"


def test_a_provider_that_is_silent_or_elsewhere(
    seeded: Store, with_provider: Settings, provider: Running
) -> None:
    silent = with_provider.model_copy(update={"oidc_issuer": "http://127.0.0.1:9"})
    with TestClient(create_app(seeded, silent), base_url=LOCAL) as client:
        answer = api(client, provider.token())
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert client.get("/healthz").status_code == 200
    with pytest.raises(SettingsError, match="IDGRAPH_OIDC_ISSUER"):
        Provider.of(with_provider.model_copy(update={"oidc_issuer": "http://accounts.example.org"}))
    with pytest.raises(SettingsError, match="IDGRAPH_OIDC_CLIENT_ID"):
        Provider.of(with_provider.model_copy(update={"oidc_client_id": None}))
