"""Waiting for several tasks, or for one with a limit of time."""

from . import core


async def wait_for_ms(awaitable, timeout_ms):
    """Wait for a task at most a number of milliseconds; then cancel it and raise TimeoutError."""
    task = core.as_task(awaitable)
    if timeout_ms is None:
        return await task
    late = []

    async def alarm():
        await core.sleep_ms(timeout_ms)
        late.append(task.cancel())

    guard = core.create_task(alarm())
    try:
        return await task
    except core.CancelledError:
        # A cancel from outside passes through the task as well: only the alarm's is ours.
        if late:
            raise core.TimeoutError  # noqa: B904 - boards do not chain exceptions
        raise
    finally:
        guard.cancel()


def wait_for(awaitable, timeout, sleep=core.sleep):
    """Wait for a task at most a number of seconds; then cancel it and raise TimeoutError."""
    return wait_for_ms(awaitable, None if timeout is None else int(timeout * 1000))


async def gather(*awaitables, return_exceptions=False):
    """Run all of these at once and return the list of their values, in the order given."""
    tasks = [core.as_task(each) for each in awaitables]
    me = core.cur_task
    missing = 0
    waiting = False

    def ended(task, exc):
        nonlocal missing, waiting
        missing -= 1
        failed = not isinstance(exc, StopIteration) and not return_exceptions
        if waiting and (missing == 0 or failed):
            waiting = False
            core._task_queue.push(me)

    for task in tasks:
        if not task.done():
            if task.state is not True:
                raise RuntimeError("can't gather")
            task.state = ended
            missing += 1
    if missing:
        waiting = True
        me.data = core.held
        try:
            await core.suspend()
        except core.CancelledError:
            waiting = False
            for task in tasks:
                task.cancel()
            raise
    return _values(tasks, return_exceptions)


def _values(tasks, return_exceptions):
    values = []
    failure = None
    for task in tasks:
        if not task.done():
            # Another one failed: this one goes on, and its failure is reported if nobody asks.
            task.state = True
            continue
        task.state = False
        ended_by = task.data
        if isinstance(ended_by, StopIteration):
            values.append(ended_by.value)
        elif return_exceptions:
            values.append(ended_by)
        else:
            failure = failure or ended_by
    if failure:
        raise failure
    return values
