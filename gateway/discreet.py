"""Logs of what nobody foresaw: where it happened and what kind it was, never what it said.

The message of an exception may quote the text that caused it (`ValueError`, `KeyError`), so it is
not written; types and lines of code hold nothing of a request.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

LOGGERS = ("uvicorn.error", "asyncio", "aiohttp.client", "sqlalchemy", "concurrent.futures")


class Discreet(logging.Filter):
    """Replaces a record's exception by its kind and its frames."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: a record is made safe, never lost."""
        if not record.exc_info or record.exc_info[1] is None:
            return True
        error = record.exc_info[1]
        record.msg, record.args = f"{_kind(error)}\n{_frames(error.__traceback__)}", ()
        record.exc_info, record.exc_text = None, None
        return True


def install() -> None:
    """Makes every logger that reports other people's exceptions discreet; once is enough."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(known, Discreet) for known in logger.filters):
            logger.addFilter(Discreet())


def _kind(error: BaseException) -> str:
    """`RuntimeError from KeyError`."""
    cause = error.__cause__ or error.__context__
    name = type(error).__name__
    return name if cause is None else f"{name} from {type(cause).__name__}"


def _frames(trace: TracebackType | None) -> str:
    return "".join(
        f"  {frame.filename}:{frame.lineno} in {frame.name}\n"
        for frame in traceback.extract_tb(trace)
    )
