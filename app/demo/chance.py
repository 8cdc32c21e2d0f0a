"""Where all of the demo's randomness comes from."""

import random


def chance(*seed: object) -> random.Random:
    """A generator that is the same for the same seed, on every machine and in every run."""
    return random.Random(" ".join(map(str, seed)))  # noqa: S311 - made-up people, no secrets
