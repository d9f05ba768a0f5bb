"""Where the work of a call is done: a call that reads no body in one thread, from its first question to its last.

Every other call goes to a thread wherever it waits for a database, and holds no connection in between.
"""

import threading
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

from anyio.to_thread import run_sync
from starlette.concurrency import run_in_threadpool

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_here = threading.local()


class CallWaited(RuntimeError):
    """A call that has a thread to itself waited for the event loop, which is not there."""


def has_own_thread() -> bool:
    """Whether this thread does the whole of a call: what it holds, nobody else waits for in between."""
    return bool(getattr(_here, "whole", False))


async def in_thread(
    work: Callable[_Given, _Result], *args: _Given.args, **kwargs: _Given.kwargs
) -> _Result:
    """Do what waits for a database or a disk: here where the call has this thread to itself, else in one."""
    if has_own_thread():
        return work(*args, **kwargs)
    return await run_in_threadpool(work, *args, **kwargs)


async def in_own_thread(begin: Callable[[], Coroutine[Any, Any, _Result]]) -> _Result:
    """Do a whole call in one thread. Raises CallWaited where it waits for anything but `in_thread`."""
    return await run_sync(_whole, begin)


def _whole(begin: Callable[[], Coroutine[Any, Any, _Result]]) -> _Result:
    _here.whole = True
    work = begin()
    try:
        work.send(None)
    except StopIteration as ended:
        result: _Result = ended.value
        return result
    finally:
        work.close()
        _here.whole = False
    raise CallWaited("The call waited for the event loop")
