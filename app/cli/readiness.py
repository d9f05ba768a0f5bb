"""What every process of the service does before it begins."""

import structlog

from app.casework.replay import catch_up
from app.kit.memory import give_back_large_blocks
from app.personnel.model import SourceNever
from app.personnel.registry import check_all
from app.wiring import Live

log = structlog.get_logger(__name__)


def get_ready(live: Live) -> None:
    """Warm up, and look at every personnel store.

    One that does not answer may come back: a warning. One that does not fit its mapping file never
    will: raises SourceNever, but for the demo's own store, which may not be filled yet.
    """
    give_back_large_blocks()
    live.warm_up()
    if live.parts.sending.is_held():
        log.warning("nothing is sent: this is a copy, see loket release")
    for system, error in check_all(live.parts.collectors).items():
        if isinstance(error, SourceNever) and not live.demo_store:
            raise error
        if error is not None:
            log.warning("personnel store", system=system, code=error.code, why=str(error))
    # Before anybody works with it: a store that is older than the journal brought erased data back.
    catch_up(live.parts.desk, at=live.parts.clock())
