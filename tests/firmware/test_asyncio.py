"""asyncio on a virtual Pico: tasks, time-outs, flags set by interrupts, and what goes wrong."""

import textwrap
from pathlib import Path

import pytest
from kibako.virtual.board import VirtualBoard
from kibako.virtual.world import World

HEAD = """
import asyncio, time
async def after(s, value):
    await asyncio.sleep(s)
    return value
async def fails(s, text="broken"):
    await asyncio.sleep(s)
    raise ValueError(text)
start = time.ticks_ms()
def now():
    return time.ticks_diff(time.ticks_ms(), start) // 100
"""

PROGRAMS = {
    "tasks": (
        """
        async def main():
            tasks = [asyncio.create_task(after(n / 10, n)) for n in (3, 1, 2)]
            print(tasks[0].done(), now())
            for t in tasks:
                print(await t, t.done(), now())
        asyncio.run(main())
        """,
        ["False 0", "3 True 3", "1 True 3", "2 True 3"],
    ),
    "gather": (
        "print(asyncio.run(asyncio.gather(after(.3, 1), after(.1, 2), after(.2, 3))), now())",
        ["[1, 2, 3] 3"],
    ),
    "gather, one fails": (
        """
        async def main():
            long = asyncio.create_task(after(.5, "long"))
            try:
                await asyncio.gather(long, fails(.1))
            except ValueError as e:
                print(e, now(), long.done())
            print(await long, now())
        asyncio.run(main())
        """,
        ["broken 1 False", "long 5"],
    ),
    "gather, exceptions returned": (
        "print(asyncio.run(asyncio.gather(after(.1, 1), fails(.2), return_exceptions=True)))",
        ["[1, ValueError('broken',)]"],
    ),
    "gather is cancelled": (
        """
        async def main():
            inner = [asyncio.create_task(after(9, n)) for n in range(2)]
            both = asyncio.create_task(asyncio.gather(*inner))
            await asyncio.sleep(.1)
            both.cancel()
            try:
                await both
            except asyncio.CancelledError:
                print("cancelled")
            await asyncio.sleep(.1)
            print([t.done() for t in inner], now())
        asyncio.run(main())
        """,
        ["cancelled", "[True, True] 2"],
    ),
    "wait_for": (
        """
        async def main():
            print(await asyncio.wait_for(after(.1, "in time"), 1), now())
            try:
                await asyncio.wait_for(after(5, "late"), .4)
            except asyncio.TimeoutError:
                print("late", now())
            try:
                await asyncio.wait_for_ms(fails(.1), 1000)
            except ValueError as e:
                print(e, now())
            print(await asyncio.wait_for(after(.1, "patient"), None))
        asyncio.run(main())
        """,
        ["in time 1", "late 5", "broken 6", "patient"],
    ),
    "event": (
        """
        async def waits(name, event):
            await event.wait()
            print(name, now())
        async def main():
            event = asyncio.Event()
            for name in "ab":
                asyncio.create_task(waits(name, event))
            await asyncio.sleep(.2)
            print(event.is_set())
            event.set()
            await asyncio.sleep(0)
            await event.wait()
            event.clear()
            print(event.is_set())
        asyncio.run(main())
        """,
        ["False", "a 2", "b 2", "False"],
    ),
    "lock": (
        """
        lock = asyncio.Lock()
        async def careful(name):
            async with lock:
                print(name, "in", now())
                await asyncio.sleep(.1)
        async def main():
            first = asyncio.create_task(careful("a"))
            second = asyncio.create_task(careful("b"))
            third = asyncio.create_task(careful("c"))
            await asyncio.sleep(0)
            print(lock.locked())
            second.cancel()
            await third
            print(lock.locked(), now())
            try:
                lock.release()
            except RuntimeError as e:
                print(e)
        asyncio.run(main())
        """,
        ["a in 0", "True", "c in 1", "False 2", "Lock not acquired"],
    ),
    "cancel": (
        """
        async def stubborn():
            try:
                await asyncio.sleep(9)
            except asyncio.CancelledError:
                print("asked to go", now())
                await asyncio.sleep(.1)
                return "in my own time"
        async def main():
            t = asyncio.create_task(stubborn())
            await asyncio.sleep(.1)
            print(t.cancel())
            print(await t, now(), t.cancel())
            early = asyncio.create_task(after(1, 1))
            early.cancel()
            try:
                await early
            except asyncio.CancelledError:
                print("never ran", now())
            try:
                asyncio.current_task().cancel()
            except RuntimeError as e:
                print(e)
        asyncio.run(main())
        """,
        ["True", "asked to go 1", "in my own time 2 False", "never ran 2", "can't cancel self"],
    ),
    "a handler for what nobody asks for": (
        """
        def handler(loop, context):
            print(context["message"], repr(context["exception"]), now())
        async def main():
            asyncio.get_event_loop().set_exception_handler(handler)
            asyncio.create_task(fails(.1, "alone"))
            await asyncio.sleep(.3)
        asyncio.run(main())
        """,
        ["Task exception wasn't retrieved ValueError('alone',) 1"],
    ),
    "the loop stops and goes on": (
        """
        loop = asyncio.get_event_loop()
        async def ticks():
            for n in range(4):
                print(n, now())
                if n == 1:
                    loop.stop()
                await asyncio.sleep(.1)
        loop.create_task(ticks())
        loop.run_forever()
        print("stopped", now())
        print(loop.run_until_complete(after(1, "done")), now())
        """,
        ["0 0", "1 1", "stopped 1", "2 2", "3 3", "done 11"],
    ),
    "no coroutine": (
        """
        async def main():
            try:
                asyncio.create_task(5)
            except TypeError as e:
                print(e)
        asyncio.run(main())
        try:
            asyncio.current_task()
        except RuntimeError as e:
            print(e)
        """,
        ["coroutine expected", "no running event loop"],
    ),
}


@pytest.mark.parametrize(("code", "lines"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_program(run, code, lines):
    assert run("pico", HEAD + textwrap.dedent(code)).lines == lines


def test_an_exception_that_nobody_asks_for_is_printed(run):
    code = HEAD + "async def main():\n asyncio.create_task(fails(0))\n await asyncio.sleep(1)\n"
    output = run("pico", code + "asyncio.run(main())\nprint('went on')").output
    assert "Task exception wasn't retrieved" in output
    assert "ValueError: broken" in output
    assert output.endswith("went on\r\n")


def test_the_main_task_raises_what_ends_it(run):
    result = run("pico", HEAD + "asyncio.run(fails(.1, 'main'))", fails=True)
    assert result.error.splitlines()[-1] == "ValueError: main"


def test_a_flag_that_an_interrupt_sets(run):
    def press(world: World) -> None:
        for t_ms in (1000, 2000, 3000):
            world.at(t_ms, lambda: world.press("GP14"))
            world.at(t_ms + 100, lambda: world.release("GP14"))

    result = run(
        "pico",
        """
        import asyncio, time
        from machine import Pin
        flag = asyncio.ThreadSafeFlag()
        Pin(14, Pin.IN, Pin.PULL_UP).irq(lambda pin: flag.set(), Pin.IRQ_FALLING)
        async def other():
            while True:
                await asyncio.sleep(.7)
        async def main():
            for n in range(3):
                if n == 2:
                    asyncio.create_task(other())
                await flag.wait()
                print(time.ticks_ms() // 10)
            try:
                await asyncio.wait_for(flag.wait(), 1)
            except asyncio.TimeoutError:
                print("no more")
        asyncio.run(main())
        """,
        press,
    )
    assert result.lines == ["100", "200", "300", "no more"]


def test_ctrl_c_leaves_a_usable_board(tmp_path: Path):
    code = (
        "import asyncio\nasync def tick():\n while True:\n  print('tick')\n"
        "  await asyncio.sleep(.01)\nasyncio.run(tick())\n"
    )
    with VirtualBoard("pico", flash_dir=tmp_path / "flash") as board:
        for _ in range(3):
            board.feed(b"\x01")
            board.drain()
            board.feed(code.encode() + b"\x04")
            seen = b""
            while b"tick" not in seen:
                seen += board.read(4096, 5.0)
            board.feed(b"\x03")
            assert board.wait_idle(5)
            assert b"KeyboardInterrupt" in board.drain()
            board.feed(
                b"async def f():\n await asyncio.sleep(0)\n return 42\n"
                b"asyncio.new_event_loop()\nprint(asyncio.run(f()))\n\x04"
            )
            assert board.wait_idle(5)
            assert b"42" in board.drain()


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
@pytest.mark.parametrize("name", ["asyncio", "uasyncio", "_asyncio"])
def test_a_microbit_has_none(run, profile, name):
    result = run(profile, f"import {name}", fails=True)
    assert result.error.splitlines()[-1] == f"ImportError: no module named '{name}'"
