"""Checks shared among processes; one that is lost costs no more than the program it was at."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from typing import TypeVar

from kibako import strings

T = TypeVar("T")
R = TypeVar("R")

_PATIENCE_S = 120.0
"""How long a worker may be silent; each check has its own, shorter limits."""
_AHEAD = 4
"""How many programs wait for each worker: enough that none is idle."""
_LOOK_S = 60.0


def shared(
    work: Callable[[T], R],
    tasks: Sequence[T],
    workers: int,
    lost: R,
    stop: threading.Event | None = None,
) -> Iterator[R]:
    """Do pieces of work in several processes, and give the results in their order.

    A process may be ended from outside or run out of memory, and takes with it what the others
    were at. Then all of that is begun anew, the first piece by itself: a piece that ends its
    process again is given up.

    Args:
        work: What is done with each; a function of a module.
        tasks: The pieces.
        workers: How many processes.
        lost: The result of a piece that was given up.
        stop: Ends the work early when it is set.

    Yields:
        A result for each.
    """
    done = 0
    alone = False
    while done < len(tasks):
        try:
            some = tasks[done : done + 1] if alone else tasks[done:]
            for result in _in_processes(work, some, 1 if alone else workers):
                if stop is not None and stop.is_set():
                    return
                yield result
                done += 1
            alone = False
        except (BrokenProcessPool, TimeoutError):
            if alone:
                yield lost
                done += 1
            alone = not alone


def _in_processes(work: Callable[[T], R], tasks: Sequence[T], workers: int) -> Iterator[R]:
    before = set(active_children())
    context = get_context("spawn")  # a fork would copy our threads' locks
    pool = ProcessPoolExecutor(workers, context, _begin_work, (strings.language(),))
    try:
        rest = iter(tasks)
        waiting = [pool.submit(work, task) for task in islice(rest, workers * _AHEAD)]
        while waiting:
            first: Future[R] = waiting.pop(0)
            yield first.result(_PATIENCE_S)
            waiting += [pool.submit(work, task) for task in islice(rest, 1)]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in (
            set(active_children()) - before
        ):  # whoever is asked for no more need not end what it is at
            process.kill()


def _begin_work(lang: str) -> None:
    """Prepare a worker: its parent stops it, and it speaks the language of the parent."""
    strings.set_language(lang)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="parent watch", daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent was killed: nobody else would end us."""
    parent = parent_process()
    while parent is not None and parent.is_alive():
        parent.join(_LOOK_S)
    signal.raise_signal(signal.SIGTERM)
