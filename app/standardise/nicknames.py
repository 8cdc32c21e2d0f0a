"""Which given names may be one person's: diminutives and the same name in French and English.

`tables/nicknames.txt` decides for the names it holds; the `nicknames` package (English) for all others.
"""

from collections import defaultdict
from functools import cache, lru_cache

from nicknames import NickNamer

from app.standardise import tables


@cache
def _own() -> tuple[dict[str, str], dict[str, set[str]]]:
    """Name -> its canonical form; name -> all names it may stand for."""
    canonical: dict[str, str] = {}
    possible: dict[str, set[str]] = defaultdict(set)
    preferred: dict[str, str] = {}
    for line in tables.lines("nicknames"):
        head, _, variants = line.partition(":")
        possible[head].add(head)
        preferred[head] = head
        for marked in variants.split():
            variant = marked.removesuffix("*")
            possible[variant].add(head)
            canonical.setdefault(variant, head)
            if variant != marked:
                preferred.setdefault(variant, head)
    return canonical | preferred, dict(possible)


@cache
def _english() -> NickNamer:
    return NickNamer()


def _possible(name: str) -> set[str]:
    canonical, possible = _own()
    if name in possible:
        return possible[name]
    return {canonical.get(full, full) for full in _english().canonicals_of(name)} | {name}


@lru_cache(maxsize=100_000)
def canonical_given(name: str) -> str:
    """The canonical form of a folded given name: "jb" -> "jean baptiste", "nico" -> "nicolas", "bob" -> "robert".

    A compound that the table does not hold is taken word by word; a name without a canonical form is its own.
    """
    canonical, _ = _own()
    if name in canonical:
        return canonical[name]
    words = name.split()
    if len(words) > 1:
        return " ".join(canonical_given(word) for word in words)
    full_names = _english().canonicals_of(name) if name else set()
    if not full_names or _english().nicknames_of(name):
        return name
    likeliest = min(full_names, key=lambda full: (-len(_english().nicknames_of(full)), full))
    return canonical.get(likeliest, likeliest)


def are_nicknames(a: str, b: str) -> bool:
    """Whether two folded given names may be one person's: the same, nickname and name, two nicknames of one name, or
    the initials of a compound ("jp", "jean pierre").
    """
    if not a or not b:
        return False
    return a == b or bool(_possible(a) & _possible(b)) or _are_initials(a, b) or _are_initials(b, a)


def _are_initials(short: str, compound: str) -> bool:
    words = compound.split()
    return len(words) > 1 and short.replace(" ", "") == "".join(word[0] for word in words)
