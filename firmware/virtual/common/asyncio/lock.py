"""Lock: one task at a time."""

from . import core


class Lock:
    """Only one task holds it; the others wait their turn, first come, first served."""

    def __init__(self):
        # None: free; a Task: promised to it, it has been woken; True: held.
        self.state = None
        self.waiting = core.TaskQueue()

    def locked(self):
        return self.state is True

    def release(self):
        if self.state is not True:
            raise RuntimeError("Lock not acquired")
        if self.waiting.peek():
            self.state = self.waiting.pop()
            core._task_queue.push(self.state)
        else:
            self.state = None

    async def acquire(self):
        if self.state is not None:
            me = core.cur_task
            self.waiting.push(me)
            me.data = self.waiting
            try:
                await core.suspend()
            except core.CancelledError:
                if self.state is me:
                    # Promised to us already: pass it on.
                    self.state = True
                    self.release()
                raise
        self.state = True
        return True

    async def __aenter__(self):
        return await self.acquire()

    async def __aexit__(self, exc_type, exc, traceback):
        self.release()
