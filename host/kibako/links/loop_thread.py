"""An asyncio loop on a thread of its own: asked from ordinary threads, each question limited."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import Any, TypeVar

_Answer = TypeVar("_Answer")
_LAST_WORDS_S = 1.0


class LoopThread:
    """Runs coroutines for other threads, from its making until :meth:`close`.

    Args:
        name: The thread's name, as debuggers show it.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, _Answer], timeout_s: float) -> _Answer:
        """Run a coroutine on the loop and wait for what it returns.

        Args:
            work: The coroutine; it is cancelled when it takes too long.
            timeout_s: How long it may take, in seconds.

        Raises:
            TimeoutError: It took too long.
            RuntimeError: The loop is closed.
        """
        try:
            running = asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            work.close()
            raise
        try:
            return running.result(timeout_s)
        except CancelledError as exc:
            raise RuntimeError("the loop was closed") from exc
        except BaseException:
            running.cancel()
            raise

    def close(self, timeout_s: float) -> bool:
        """End the loop and its thread; closing twice is no error.

        Args:
            timeout_s: How long that may take, in seconds.

        Returns:
            Whether the thread has ended.
        """
        if not self._loop.is_closed():
            try:
                self._loop.call_soon_threadsafe(self._loop.stop)
            except RuntimeError:
                pass  # it was closed at this moment
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            if left:
                self._loop.run_until_complete(asyncio.wait(left, timeout=_LAST_WORDS_S))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()
