"""The event loop: runs tasks in the order in which they are due.

The C module ``_asyncio`` keeps the queue (a pairing heap ordered by ``ph_key``, in ticks of
milliseconds) and the ``Task`` type. It reads ``cur_task``, ``_task_queue`` and
``CancelledError`` from this module's globals, which is why they carry these names.

A task's ``state`` is True while it runs and nobody waits for it, a TaskQueue of waiters while
somebody does, a callable while ``gather`` watches it, None when it ended and nobody has asked
yet, False when its end was seen. ``data`` holds what ended it: an exception to be raised in
whoever awaits it, a StopIteration for a plain return.
"""

import sys
import time
from _asyncio import Task, TaskQueue


class CancelledError(BaseException):
    """Raised inside a task that was cancelled."""


class TimeoutError(Exception):
    """Raised by wait_for when the time is over."""


cur_task = None
_task_queue = TaskQueue()
_handler = None
_stop_task = None
flags_waiting = 0
"""How many tasks wait for an interrupt: while there are any, the loop sleeps in short pieces."""
streams = None
"""What knows which tasks wait for bytes, once there are streams (stream.py)."""


class _Pause:
    """Awaited once: hands control to the loop, then ends at once."""

    def __init__(self):
        self.over = False

    def __iter__(self):
        return self

    def __next__(self):
        if self.over:
            raise StopIteration
        self.over = True


class _Held:
    """What a task is suspended on when no queue holds it, so that cancel() can wake it."""

    def remove(self, task):
        pass


held = _Held()


def suspend():
    """Return an awaitable that gives way until somebody queues the current task again."""
    return _Pause()


def sleep_ms(ms):
    """Wait for a number of milliseconds while other tasks run."""
    return _sleep(ms if ms > 0 else 0)


async def _sleep(ms):
    _task_queue.push(cur_task, time.ticks_add(time.ticks_ms(), int(ms)))
    await _Pause()


def sleep(s):
    """Wait for a number of seconds while other tasks run."""
    return sleep_ms(int(s * 1000))


def create_task(coro):
    """Start a coroutine as a task of its own and return the task."""
    if not hasattr(coro, "send"):
        raise TypeError("coroutine expected")
    task = Task(coro, globals())
    _task_queue.push(task)
    return task


def as_task(awaitable):
    """Return the task itself, or start the coroutine as one."""
    return awaitable if isinstance(awaitable, Task) else create_task(awaitable)


def _wait_for_head():
    # Sleeping is cut into pieces of a millisecond while a task waits for an interrupt: the
    # handler queues that task during the sleep, and it must not wait for the next timer.
    while True:
        if streams is not None:
            streams.wake()
        # Asked before the queue is: a handler that runs in between has put its task into the queue.
        flags = flags_waiting
        head = _task_queue.peek()
        reading = streams is not None and streams.tasks
        if head is None and not flags and not reading:
            return False
        delay_ms = 1000 if head is None else time.ticks_diff(head.ph_key, time.ticks_ms())
        if delay_ms <= 0:
            return True
        if reading:
            streams.wait(1 if flags else delay_ms)
        else:
            time.sleep_ms(1 if flags else delay_ms)


def _ended(task, exc):
    observed = False
    if task.state is True:
        task.state = None
    elif callable(task.state):
        watcher, task.state = task.state, False
        watcher(task, exc)
        observed = True
    else:
        while task.state.peek():
            _task_queue.push(task.state.pop())
            observed = True
        task.state = False
    if not observed and not isinstance(exc, (StopIteration, CancelledError)):
        # Queued once more: whoever awaits it before its turn comes sees the exception;
        # otherwise the loop reports it then.
        _task_queue.push(task)
    task.data = exc


def run_until_complete(main_task):
    """Run the tasks until this one has ended; return its value or raise its exception."""
    global cur_task
    while _wait_for_head():
        task = _task_queue.pop()
        if task.done():
            if task.state is None:
                task.state = False
                call_exception_handler(
                    {
                        "message": "Task exception wasn't retrieved",
                        "exception": task.data,
                        "future": task,
                    }
                )
            continue
        cur_task = task
        try:
            exc = task.data
            if exc:
                task.data = None
                task.coro.throw(exc)
            else:
                task.coro.send(None)
        except (CancelledError, Exception) as er:
            cur_task = None
            if task is main_task:
                task.state = False
                task.data = er
                if isinstance(er, StopIteration):
                    return er.value
                raise er
            _ended(task, er)
            if task is _stop_task:
                return None
    return None


def call_exception_handler(context):
    """Tell the handler (by default: print) of an exception that no task asked for."""
    if _handler is not None:
        _handler(Loop, context)
    else:
        Loop.default_exception_handler(Loop, context)


def run(coro):
    """Start a coroutine as the main task and run until it has ended."""
    return run_until_complete(create_task(coro))


def current_task():
    """Return the task that runs now."""
    if cur_task is None:
        raise RuntimeError("no running event loop")
    return cur_task


class Loop:
    """The one event loop of the board; its methods need no instance."""

    create_task = create_task

    def run_until_complete(awaitable):
        return run_until_complete(as_task(awaitable))

    def run_forever():
        global _stop_task

        async def until_stopped():
            pass

        _stop_task = Task(until_stopped(), globals())
        run_until_complete(None)
        _stop_task = None

    def stop():
        if _stop_task is not None:
            # Its coroutine has nothing to do: it ends at its turn, and with it the loop.
            _task_queue.push(_stop_task)

    def close():
        pass

    def set_exception_handler(handler):
        global _handler
        _handler = handler

    def get_exception_handler():
        return _handler

    def default_exception_handler(loop, context):
        print(context["message"], file=sys.stderr)
        print("future:", context["future"], "coro=", context["future"].coro, file=sys.stderr)
        sys.print_exception(context["exception"], sys.stderr)

    def call_exception_handler(context):
        call_exception_handler(context)


def get_event_loop():
    """Return the event loop."""
    return Loop


def new_event_loop():
    """Forget all tasks and return the event loop, as good as new."""
    global _task_queue, cur_task, streams
    _task_queue = TaskQueue()
    cur_task = streams = None
    return Loop
