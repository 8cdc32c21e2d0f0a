"""One attempt to deliver one message: a signed POST, whose answer counts within ten seconds and is not read."""

import asyncio
import ssl
import time
from dataclasses import dataclass
from functools import cache

import httpx

from app.errors import BadInput
from app.feed.endpoint import address_of, endpoint
from app.feed.signing import signed

WITHIN_S = 10.0
_LONGEST_WAIT_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt. `reason` names no address."""

    delivered: bool
    reason: str
    gone: bool = False
    """The endpoint says that it wants no more messages, ever."""
    wait: float = 0.0
    """Seconds that the endpoint asks us to wait."""
    seconds: float = 0.0


def client() -> httpx.AsyncClient:
    """For the messages of one endpoint, so that no connection proven to lead to one host serves another.

    Redirects are not followed and proxies of the environment not used: both would lead elsewhere.
    """
    return httpx.AsyncClient(verify=_trusted(), trust_env=False, follow_redirects=False, timeout=None)  # noqa: S113


async def attempt(
    http: httpx.AsyncClient,
    url: str,
    secret: str,
    id: str,
    body: bytes,
    *,
    private: bool = False,
    within: float = WITHIN_S,
) -> Outcome:
    """Send it over `client()`."""
    start = time.monotonic()
    try:
        async with asyncio.timeout(within):
            status, retry_after = await _post(http, endpoint(url), secret, id, body, private=private)
    except TimeoutError:
        outcome = Outcome(False, f"no answer within {within:g} seconds")
    except BadInput as error:
        outcome = Outcome(False, str(error))
    except httpx.ConnectError as error:
        outcome = Outcome(False, "its certificate is not valid" if _by_tls(error) else "no connection")
    except httpx.HTTPError as error:
        outcome = Outcome(False, f"no answer ({type(error).__name__})")
    except (httpx.InvalidURL, UnicodeError):
        # The library reads where an answer points to, though nobody follows.
        outcome = Outcome(False, "its answer points to what is no address")
    else:
        outcome = _judged(status, retry_after)
    took = round(time.monotonic() - start, 3)
    return Outcome(outcome.delivered, outcome.reason, outcome.gone, outcome.wait, took)


async def _post(
    http: httpx.AsyncClient, url: httpx.URL, secret: str, id: str, body: bytes, *, private: bool
) -> tuple[int, str | None]:
    """The status of the answer, and its Retry-After."""
    address = await address_of(url, private=private)
    host = url.raw_host.decode("ascii")
    headers = signed(secret, id, int(time.time()), body) | {
        "Host": url.netloc.decode("ascii"),
        "Content-Type": "application/json",
        "User-Agent": "identity-graph",
    }
    request = http.build_request(
        "POST",
        url.copy_with(host=address),
        content=body,
        headers=headers,
        extensions={"sni_hostname": host},
    )
    answer = await http.send(request, stream=True)
    try:
        return answer.status_code, answer.headers.get("retry-after")
    finally:
        await answer.aclose()


@cache
def _trusted() -> ssl.SSLContext:
    """Reading the certificates takes longer than sending a message."""
    return httpx.create_ssl_context(trust_env=False)


def _judged(status: int, retry_after: str | None) -> Outcome:
    wait = min(float(retry_after), _LONGEST_WAIT_S) if retry_after and retry_after.isdecimal() else 0.0
    return Outcome(200 <= status < 300, f"answered {status}", gone=status == 410, wait=wait)


def _by_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
