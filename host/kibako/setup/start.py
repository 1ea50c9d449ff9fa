"""The way from ``python3 kit.py`` to the running program.

When the environment is there already, nothing but the marker is read: that start must be quick
and must work without a network.
"""

import os
import signal
import sys

from kibako.setup import marker

FAILED = 5
"""The exit status when the set-up failed."""
INTERRUPTED = 130
TEST_GROUP = "test"
SHARED_WORK = ("--numprocesses=auto", "--dist=loadgroup")
"""The tests are shared out among the processors; ``-n 0`` after ``test`` keeps to one process."""


def start(root: str, arguments: list[str]) -> int:
    """Set the checkout up if that is needed, then hand over.

    Args:
        root: The checkout.
        arguments: The words after ``kit.py``; ``test`` first runs the tests.

    Returns:
        The exit status, when the program was not simply replaced by the one it hands over to.
    """
    testing = arguments[:1] == [TEST_GROUP]
    groups = [TEST_GROUP] if testing else []
    final = os.path.join(root, ".venv")
    if not marker.is_current(root, final, groups):
        status = _set_up(root, final, groups, arguments)
        if status:
            return status
    python = marker.python_of(final)
    if testing:
        os.chdir(root)
        return _hand_over([python, "-P", "-m", "pytest", *SHARED_WORK, *arguments[1:]])
    return _hand_over([python, "-P", "-m", "kibako", *arguments])


def _hand_over(command: list[str]) -> int:
    """Become another program; on Windows, where that is not possible, wait for it."""
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - our own Python
    import subprocess

    process = subprocess.Popen(command)  # noqa: S603 - the same
    while True:
        try:
            return process.wait()  # endless: on Windows it stands in for becoming the other
        except KeyboardInterrupt:
            continue  # the console sends Ctrl-C to both; the other program decides


def _set_up(root: str, final: str, groups: list[str], arguments: list[str]) -> int:
    from kibako import strings
    from kibako.setup import build, faults, lock

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    _choose_language(arguments)

    def say(key: str, **fields: object) -> None:
        print(strings.text(f"kit.{key}", None, **fields), file=sys.stderr, flush=True)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _as_interrupt)
    before = marker.read(final)
    try:
        with lock.held(root, lambda: say("waiting")) as inherit:
            build.finish_or_clear(root, final, say)
            if marker.is_current(root, final, groups):
                return 0
            say("start" if not before else "renew", path=root)
            all_groups = sorted({*groups, *marker.groups_of(before)})
            build.build(root, final, all_groups, say, inherit)
        say("done")
    except KeyboardInterrupt:
        say("interrupted")
        return INTERRUPTED
    except lock.LockTimeout:
        error = faults.SetupError("kit_locked", path=root)
    except faults.SetupError as caught:
        error = caught
    except OSError as caught:
        error = faults.from_os_error(caught, root)
    else:
        return 0
    print(f"{error.what}\n{error.next_step}", file=sys.stderr, flush=True)
    if error.code == "kit_no_network" and not groups and _still_usable(root, final, before):
        say("with_old")
        return 0
    return FAILED


def _still_usable(root: str, final: str, before: dict[str, object]) -> bool:
    """Return whether the environment from last time is complete, only of an older pyproject."""
    if not before:
        return False
    now = marker.wanted(root, final, marker.groups_of(before))
    return all(before.get(key) == now[key] for key in ("format", "folder", "python"))


def _choose_language(arguments: list[str]) -> None:
    from kibako import strings

    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        chosen = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and chosen in strings.LANGUAGES:
            strings.set_language(chosen)


def _as_interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
