"""The one background thread of the workbench: jobs one after another, each can be stopped."""

import queue
import threading
from collections.abc import Callable

from kibako.errors import KibakoError

Job = Callable[[threading.Event], None]
"""Something to do; the event is set when it should stop."""


class Worker:
    """Does jobs in order on a thread of its own, which starts with the first job.

    Args:
        on_error: Gets the error that ended a job.
    """

    def __init__(self, on_error: Callable[[KibakoError], None]) -> None:
        self._on_error = on_error
        self._jobs: queue.SimpleQueue[tuple[Job, threading.Event] | None] = queue.SimpleQueue()
        self._stops: list[threading.Event] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether a job goes on or waits."""
        return bool(self._stops)

    def start(self, job: Job) -> None:
        """Do a job as soon as those before it are done."""
        stop = threading.Event()
        with self._changed:
            self._stops.append(stop)
            if self._thread is None or not self._thread.is_alive():  # a fault of ours ended it
                self._thread = threading.Thread(target=self._work, name="workbench", daemon=True)
                self._thread.start()
        self._jobs.put((job, stop))

    def ask_to_stop(self) -> None:
        """Ask every job that goes on or waits to stop."""
        with self._changed:
            for stop in self._stops:
                stop.set()

    def wait_idle(self, timeout_s: float) -> bool:
        """Wait until nothing goes on or waits; return whether it is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._stops, timeout_s)

    def close(self, timeout_s: float) -> None:
        """End the thread after the jobs that were given, waiting at most ``timeout_s``."""
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _work(self) -> None:
        # endless: a daemon thread rests between two jobs
        while (entry := self._jobs.get()) is not None:
            job, stop = entry
            try:
                job(stop)
            except KibakoError as error:
                self._on_error(error)
            finally:
                with self._changed:
                    self._stops.remove(stop)
                    self._changed.notify_all()
