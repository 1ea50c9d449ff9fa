"""No wait is endless: what can wait is given a limit, or its line says why it needs none."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .source import REPOSITORY, modules

WITHOUT_END = {"get": 0, "wait": 0, "join": 0, "acquire": 0, "result": 0, "communicate": 0}
"""Methods that wait for ever when they get no more arguments than this."""
WITHOUT_LIMIT = {
    "wait_for": 1,
    "select": 3,
    "run": 1,
    "call": 1,
    "check_call": 1,
    "check_output": 1,
}
WITHOUT_LIMIT |= {"urlopen": 1, "create_connection": 1}
"""The same, of these owners only; those with no owner are functions."""
OWNERS = {"wait_for": "", "select": "select", "urlopen": "", "create_connection": ""}
SOCKET = ("accept", "recv", "recvfrom", "recv_into", "recvmsg", "sendall")
"""Their limit is the socket's own, which cannot be seen here: each line says where it is set."""
OTHERS = ("input", "signal.pause", "os.wait", "os.waitpid", "fcntl.flock", "fcntl.lockf")
LIMITS = {"timeout", "timeout_s", "blocking", "block"}

PIPE = re.compile(r"(?<!sys)\.stdout")
"""What another program says, line by line."""

REASON = re.compile(r"# (endless|limited): \S+ \S+ \S+")
"""``endless``: why it may take for ever. ``limited``: what other line limits it."""


def may_wait(call: ast.Call, sockets: bool) -> bool:
    """Return whether a call may wait without an end, as far as its words show."""
    if LIMITS & {str(keyword.arg) for keyword in call.keywords}:
        return False
    text = ast.unparse(call.func)
    owner, _, name = text.rpartition(".")
    if text in ("asyncio.wait", "asyncio.gather"):
        return True
    if name in WITHOUT_END and owner:
        return len(call.args) <= WITHOUT_END[name]
    if name in WITHOUT_LIMIT and owner.endswith(OWNERS.get(name, "subprocess")):
        if name == "wait_for" and not owner:
            return False  # a function of ours, which has its own limit
        return len(call.args) <= WITHOUT_LIMIT[name]
    if name == "readline" and "stdin" in owner:
        return True
    if text in OTHERS:
        return "LOCK_NB" not in ast.unparse(call) and "WNOHANG" not in ast.unparse(call)
    return sockets and name in SOCKET and bool(owner)


def waits(tree: ast.AST, sockets: bool) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of what may wait for ever."""
    limited: set[int] = set()
    for node in ast.walk(tree):
        is_timeout = isinstance(node, ast.AsyncWith) and "timeout(" in ast.unparse(node.items[0])
        is_wait_for = isinstance(node, ast.Call) and ast.unparse(node.func) == "asyncio.wait_for"
        if is_timeout or (is_wait_for and len(node.args) + len(node.keywords) > 1):
            limited |= {id(inner) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and PIPE.search(ast.unparse(node.iter)):
            yield node.lineno, node.lineno
        elif isinstance(node, ast.Call) and id(node) not in limited and may_wait(node, sockets):
            yield node.lineno, node.end_lineno or node.lineno


def unexplained(source: str, *, sockets: bool = True) -> tuple[list[int], list[int]]:
    """Return the lines that wait without a reason, and those with a reason that do not wait."""
    lines = source.splitlines()
    reasons = {at for at, line in enumerate(lines, 1) if REASON.search(line)}
    silent: list[int] = []
    used: set[int] = set()
    for first, last in waits(ast.parse(source), sockets):
        # The reason stands on one of its lines, or on the line above where it has no room.
        said = reasons & set(range(first - 1, last + 1))
        used |= said
        if not said:
            silent.append(first)
    return silent, sorted(reasons - used)


@pytest.mark.parametrize("package", ["kibako", "kibako_access"])
def test_every_wait_has_a_limit_or_a_reason(package: str) -> None:
    root = REPOSITORY / ("host" if package == "kibako" else "accessibility")
    silent: list[str] = []
    stale: list[str] = []
    for path in modules():
        if path.startswith(f"{package}/"):
            wrong, idle = unexplained((root / path).read_text(encoding="utf-8"))
            silent += [f"{path}:{line}" for line in wrong]
            stale += [f"{path}:{line}" for line in idle]
    assert silent == []
    assert stale == []


def test_no_test_waits_for_ever() -> None:
    """The sockets of tests have their limits set where they are made; all else is looked at."""
    silent = [
        f"{path.relative_to(REPOSITORY)}:{line}"
        for path in sorted((REPOSITORY / "tests").rglob("*.py"))
        if path != Path(__file__)
        for line in unexplained(path.read_text(encoding="utf-8"), sockets=False)[0]
    ]
    assert silent == []


@pytest.mark.parametrize(
    "line",
    [
        "jobs.get()",
        "thread.join()",
        "lock.acquire()",
        "event.wait()",
        "subprocess.run(words, check=False)",
        "select.select([a], [], [])",
        "changed.wait_for(lambda: done)",
        "peer.recv(10)",
        "for line in process.stdout: pass",
        "name = input('?')",
        "async def f(): await asyncio.wait({task})",
        "fcntl.flock(file, fcntl.LOCK_EX)",
    ],
)
def test_the_scan_sees(line: str) -> None:
    assert unexplained(line) == ([1], [])
    assert unexplained(f"# limited: for this test only\n{line}") == ([], [])


@pytest.mark.parametrize(
    "line",
    [
        "table.get(key)",
        "', '.join(names)",
        "thread.join(2.0)",
        "lock.acquire(blocking=False)",
        "subprocess.run(words, check=False, timeout=60)",
        "select.select([a], [], [], 0.1)",
        "changed.wait_for(done, 3.0)",
        "board.run(source)",
        "fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "async def f():\n await asyncio.wait_for(event.wait(), 3)",
        "async def f():\n await asyncio.wait({task}, timeout=3)",
        "async def f():\n async with asyncio.timeout(3):\n  await event.wait()",
    ],
)
def test_the_scan_passes_over(line: str) -> None:
    assert unexplained(line) == ([], [])


def test_a_reason_for_nothing_is_told() -> None:
    assert unexplained("# endless: nobody waits here\nx = 1") == ([], [1])
