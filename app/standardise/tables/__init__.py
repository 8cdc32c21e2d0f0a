"""Word lists: short ones as text in the modules that use them, long ones in text files here (# starts a comment)."""

from functools import cache
from importlib.resources import files


def words(text: str) -> frozenset[str]:
    """A list of words written as a sentence is, which reads better than quotes and commas."""
    return frozenset(text.split())


def lines(name: str) -> list[str]:
    """The lines of a table, without comments and blank lines."""
    text = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def word_file(name: str) -> frozenset[str]:
    return words(" ".join(lines(name)))
