"""Streams: bytes of a UART or of the terminal, with other tasks running meanwhile."""

import select
import time

from . import core

_FLAGS = (select.POLLIN, select.POLLOUT)


class _Streams:
    """Which task waits for which stream: ``tasks`` has a reader and a writer by stream."""

    def __init__(self):
        self.poller = select.poll()
        self.tasks = {}

    def suspend(self, stream, writing):
        pair = self.tasks.setdefault(id(stream), [None, None, stream])
        if pair[writing] is not None:
            raise RuntimeError("another task waits for the stream")
        pair[writing] = core.cur_task
        self._register(pair)
        core.cur_task.data = self
        return core.suspend()

    def remove(self, task):
        # Called when a task that waits here is cancelled.
        for pair in list(self.tasks.values()):
            for at in (0, 1):
                if pair[at] is task:
                    pair[at] = None
                    self._register(pair)

    def _register(self, pair):
        wanted = sum([_FLAGS[at] for at in (0, 1) if pair[at] is not None])
        if wanted:
            self.poller.register(pair[2], wanted)
        else:
            self.poller.unregister(pair[2])
            del self.tasks[id(pair[2])]

    def wake(self):
        if self.tasks:
            for stream, ready in self.poller.poll(0):
                pair = self.tasks[id(stream)]
                for at in (0, 1):
                    # An error or a hang-up wakes both.
                    if pair[at] is not None and ready & ~_FLAGS[1 - at]:
                        core._task_queue.push(pair[at])
                        pair[at] = None
                self._register(pair)

    def wait(self, limit_ms):
        # One reader of a stream that can wait by itself needs no looking every millisecond.
        if len(self.tasks) == 1:
            _, writer, stream = list(self.tasks.values())[0]  # noqa: RUF015 - not for views here
            if writer is None and hasattr(stream, "_await"):
                stream._await(limit_ms)
                return
        time.sleep_ms(min(limit_ms, 1))


def _suspend(stream, writing=0):
    if core.streams is None:
        core.streams = _Streams()
    return core.streams.suspend(stream, writing)


class Stream:
    def __init__(self, s, e=None):
        self.s = s
        self.e = e or {}
        self.out_buf = b""

    def get_extra_info(self, v):
        return self.e[v]

    def close(self):
        pass

    async def wait_closed(self):
        self.s.close()

    async def read(self, n=-1):
        got = b""
        while True:
            await _suspend(self.s)
            piece = self.s.read(n)
            if piece is not None:
                got += piece
                if not piece or n >= 0:
                    return got

    async def readinto(self, buf):
        await _suspend(self.s)
        return self.s.readinto(buf)

    async def readexactly(self, n):
        got = b""
        while n:
            await _suspend(self.s)
            piece = self.s.read(n)
            if piece is not None:
                if not piece:
                    raise EOFError
                got += piece
                n -= len(piece)
        return got

    async def readline(self):
        line = b""
        while True:
            await _suspend(self.s)
            piece = self.s.readline()
            if piece is not None:
                line += piece
                if not piece or line[-1] == 10:
                    return line

    def write(self, buf):
        if not self.out_buf:
            # What goes out at once need not be kept.
            written = self.s.write(buf)
            if written == len(buf):
                return
            buf = buf[written or 0 :]
        self.out_buf += buf

    async def drain(self):
        if not self.out_buf:
            await core.sleep_ms(0)
            return
        rest, self.out_buf = memoryview(self.out_buf), b""
        while rest:
            await _suspend(self.s, 1)
            rest = rest[self.s.write(rest) or 0 :]

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if not line:
            raise StopAsyncIteration
        return line


StreamReader = StreamWriter = Stream


async def open_connection(host, port, ssl=None, server_hostname=None):
    """Open a connection, where there is a network."""
    from socket import socket

    socket()


async def start_server(callback, host, port, backlog=5, ssl=None):
    """Answer connections, where there is a network."""
    from socket import socket

    socket()
