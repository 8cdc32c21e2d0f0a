"""Ten thousand texts that mean something to somebody: Cypher, SQL, shells, templates, HTML, paths, logs, Unicode."""

import itertools
import random
from collections.abc import Iterator

_COMMANDS = [
    "MATCH (n) DETACH DELETE n",
    "CREATE (:Pwned)",
    "CALL dbms.shutdown()",
    "CALL db.labels()",
    "LOAD CSV FROM 'file:///etc/passwd' AS l CREATE (:Pwned {l: l})",
    "RETURN apoc.load.json('http://127.0.0.1:9/')",
    "MATCH (n) SET n:Pwned",
    "DROP CONSTRAINT identifier_key",
    "MATCH (k:ApiKey) RETURN k.hash",
    "SELECT * FROM users",
    "DROP TABLE users",
    "alert(1)",
    "7*7",
    "cat /etc/passwd",
    "sleep 30",
    "__import__('os').system('id')",
    "ping -c 9 127.0.0.1",
    "GRANT ALL",
]
_BREAKS = [
    "{}",
    "' {} //",
    '" {} //',
    "` {} //",
    "'}}) {} //",
    '"}}) {} //',
    "') OR 1=1 {} //",
    "' UNION {} //",
    "1; {}; --",
    "\\' {} //",
    "\\u0027 {} //",
    "$p.key {}",
    "`}}) WITH 1 AS x {} //",
    "x' OR 'x'='x {}",
    "*/ {} /*",
    "{{{{{}}}}}",
    "${{{}}}",
    "#{{{}}}",
    "<%= {} %>",
    "{{% {} %}}",
    "<script>{}</script>",
    '"><img src=x onerror={}>',
    "javascript:{}",
    "$({})",
    "`{}`",
    "| {}",
    "; {} &",
    "\n{}\n",
    "\r\nSet-Cookie: a={}",
    '{{"$gt": "{}"}}',
    "{}\x00",
    "../../{}",
    "..%2f..%2f{}",
    "%s%n{}",
    "*{}*~ AND OR NOT (",
    "email:{}|{}",
    "\u202e{}",
    "\ufeff{}",
    "\U0001f469\u200d\U0001f469{}",
    "ﬀ\u0301{}",
    "=cmd|' {}'!A0",
]
_SHAPES = [
    str,
    str.upper,
    str.swapcase,
    lambda text: text * 3,
    lambda text: text[::-1],
    lambda text: f" {text}\t",
    lambda text: f"a@{text}.fr",
    lambda text: f"{text}@example.fr",
    lambda text: f"+336{text}",
    lambda text: text.replace(" ", "/**/"),
    lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    lambda text: text.replace("'", "\u2019").replace('"', "\uff02"),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text[: len(text) // 2],
    lambda text: text + "A" * 300,
    lambda text: "".join(itertools.chain.from_iterable(zip(text, itertools.repeat("\u0300")))),
    lambda text: text.encode().hex(),
]


def injections(count: int = 10_000) -> list[str]:
    """The same each time, all different, in no order."""
    found = list(dict.fromkeys(_all()))
    random.Random(1).shuffle(found)
    assert len(found) >= count
    return found[:count]


def _all() -> Iterator[str]:
    for command, around, shape in itertools.product(_COMMANDS, _BREAKS, _SHAPES):
        yield shape(around.replace("{}", command).replace("{{", "{").replace("}}", "}"))
