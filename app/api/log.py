"""The service's log: lines of JSON on standard error, without personal data."""

import sys
from collections.abc import Callable
from typing import Any

import structlog


def logger() -> Any:
    """A logger of structlog."""
    renderers: list[Callable[..., Any]] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ]
    return structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=renderers)
