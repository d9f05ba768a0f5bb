"""Key-value logs on standard error: ids and codes, never a name, an address or a record."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Set up logging of this process at `level`."""
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    # Libraries that log statements or bodies stay quiet: values of people stand in them.
    for name in (
        "alembic",
        "sqlalchemy",
        "httpx",
        "fontTools",
        "procrastinate",
        "uvicorn.access",
    ):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Even their warnings quote the subjects of certificates: names and national numbers (ID-09).
    for name in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        # Standard error as it is at that moment: it may have been put elsewhere since.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
