"""Event and ThreadSafeFlag: tasks that wait until somebody says so."""

from . import core


class Event:
    """A flag that any number of tasks can wait for."""

    def __init__(self):
        self.state = False
        self.waiting = core.TaskQueue()

    def is_set(self):
        return self.state

    def set(self):
        self.state = True
        while self.waiting.peek():
            core._task_queue.push(self.waiting.pop())

    def clear(self):
        self.state = False

    async def wait(self):
        if not self.state:
            self.waiting.push(core.cur_task)
            core.cur_task.data = self.waiting
            await core.suspend()
        return True


class ThreadSafeFlag:
    """A flag that an interrupt may set and one task waits for; waiting takes it down."""

    def __init__(self):
        self.state = 0
        self.task = None

    def remove(self, task):
        self.task = None
        core.flags_waiting -= 1

    def set(self):
        self.state = 1
        task = self.task
        if task is not None:
            self.remove(task)
            core._task_queue.push(task)

    def clear(self):
        self.state = 0

    async def wait(self):
        if not self.state:
            self.task = core.cur_task
            core.flags_waiting += 1
            core.cur_task.data = self
            await core.suspend()
        self.state = 0
