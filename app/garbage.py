"""Python's garbage collector in processes that live long."""

import gc


def spare_what_is_loaded() -> None:
    """Never look again at anything there is now: modules and tables stay until the end.

    A full collection looks at every object while everybody waits: 150 milliseconds with what a service has loaded,
    several times a minute, whatever there is to collect.
    """
    gc.collect()
    gc.freeze()
