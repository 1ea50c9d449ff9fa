"""Make a complete environment aside, then put it in place with a rename."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable
from importlib.util import find_spec

from kibako.setup import faults, marker

ASIDE = ".venv-new-"
OLD = ".venv-old-"
KEPT = ".venv-kept-"
RENAME_PATIENCE_S = 10.0
PROGRESS_EVERY_S = 2.0
SILENCE_S = 900.0
"""How long a step may say nothing: a large part over a slow network takes minutes."""
_END_S = 60.0

Say = Callable[..., None]
"""Says one message of the ``kit`` group: its key, and the fields."""


def build(root: str, final: str, groups: list[str], say: Say, inherit: tuple[int, ...]) -> None:
    """Make the environment of a checkout; when this returns, it is complete and in place.

    Args:
        root: The checkout.
        final: Where the environment belongs.
        groups: The dependency groups to install besides the project.
        say: Takes the progress messages.
        inherit: File descriptors that the started programs hold open (the lock).

    Raises:
        SetupError: It cannot be made; what was there before is untouched.
        OSError: A file cannot be written.
    """
    if not _has("venv") or not (_has("ensurepip") or _has("pip")):
        raise faults.no_venv()
    aside = tempfile.mkdtemp(prefix=ASIDE, dir=root)
    try:
        say("making")
        _run(_venv_command(aside), root, inherit)
        say("installing")
        progress = _Progress(say)
        _run(_install_command(root, aside, groups), root, inherit, progress.line)
        _spell_paths_in_ascii(aside)
        _run([marker.python_of(aside), "-I", "-m", "kibako", "--version"], root, inherit)
        _name_final_place(aside, final)
        if hasattr(os, "sync"):
            os.sync()  # a marker must not outlive, in a power cut, the files it vouches for
        marker.write(root, aside, groups)
        put_in_place(aside, final, say)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def put_in_place(aside: str, final: str, say: Say) -> None:
    """Rename a complete environment to where it belongs; one that we made before gives way.

    Args:
        aside: The complete environment.
        final: Where it belongs.
        say: Takes a message when somebody else's folder is in the way.
    """
    token = os.path.basename(aside).removeprefix(ASIDE)
    old = ""
    if os.path.lexists(final):
        ours = bool(marker.read(final))
        old = os.path.join(os.path.dirname(final), (OLD if ours else KEPT) + token)
        _rename(final, old)
        if not ours:
            say("kept", path=old)
            old = ""
    _rename(aside, final)
    if old:
        shutil.rmtree(old, ignore_errors=True)


def finish_or_clear(root: str, final: str, say: Say) -> None:
    """Deal with what a killed set-up left: finish its last rename, or remove the half-made.

    Args:
        root: The checkout.
        final: Where the environment belongs.
        say: Takes messages.
    """
    for name in sorted(os.listdir(root)):
        path = os.path.join(root, name)
        if name.startswith(ASIDE) and marker.read(path) and not os.path.lexists(final):
            put_in_place(path, final, say)
        elif name.startswith((ASIDE, OLD)):
            shutil.rmtree(path, ignore_errors=True)


def group_requirements(root: str, groups: list[str]) -> list[str]:
    """Return the requirements of dependency groups, as pyproject.toml lists them.

    Args:
        root: The checkout.
        groups: The names of the groups.
    """
    with open(os.path.join(root, marker.PROJECT_FILE), "rb") as file:
        table = tomllib.load(file)["dependency-groups"]
    return [str(requirement) for group in groups for requirement in table[group]]


def _venv_command(aside: str) -> list[str]:
    """Return the command that makes an empty environment, with an installer if Python has one."""
    bare = [] if _has("ensurepip") else ["--without-pip"]
    return [_base_python(), "-I", "-m", "venv", *bare, aside]


def _install_command(root: str, aside: str, groups: list[str]) -> list[str]:
    """Return the command that installs the project: with the environment's pip, or with ours."""
    python = marker.python_of(aside)
    if _has("ensurepip"):
        pip = [python, "-I", "-m", "pip"]
    else:
        pip = [_base_python(), "-m", "pip", "--python", python]
    options = ["--disable-pip-version-check", "--no-input"]
    install = ["install", "--progress-bar", "off", "--editable", "."]
    return [*pip, *options, *install, *group_requirements(root, groups)]


def _has(module: str) -> bool:
    """Return whether this Python has a module, and not only an empty folder of its name."""
    spec = find_spec(module)
    return spec is not None and spec.origin is not None


def _base_python() -> str:
    return getattr(sys, "_base_executable", "") or sys.executable


def _run(
    command: list[str],
    root: str,
    inherit: tuple[int, ...],
    on_line: Callable[[str], None] | None = None,
) -> None:
    """Run one step, line by line; what it said is kept in a log when it fails."""
    hidden = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    process = subprocess.Popen(  # noqa: S603 - our own Python, our own words
        command,
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PIP_RETRIES": "1"} | environment | {"PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
        errors="replace",
        pass_fds=inherit,
    )
    said: list[str] = []
    heard = [time.monotonic()]
    done = threading.Event()
    watch = threading.Thread(target=_end_when_silent, args=(process, heard, done), daemon=True)
    watch.start()
    try:
        for line in process.stdout or ():  # limited: who says nothing for SILENCE_S is ended
            heard[0] = time.monotonic()
            said.append(line)
            if on_line:
                on_line(line)
        status = _status(process)
    except BaseException:
        process.kill()
        process.wait(_END_S)
        raise
    finally:
        done.set()
        if process.stdout is not None:
            process.stdout.close()
    if status:
        output = "".join(said)
        if time.monotonic() - heard[0] >= SILENCE_S:
            minutes = round(SILENCE_S / 60)
            raise faults.SetupError("kit_silent", minutes=minutes, log=_keep_log(output))
        raise faults.from_output(output, _keep_log(output), root)


def _status(process: "subprocess.Popen[str]") -> int:
    """Return how a step ended that has closed its output, and so has nothing more to do."""
    try:
        return process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(_END_S)


def _end_when_silent(
    process: "subprocess.Popen[str]", heard: list[float], done: threading.Event
) -> None:
    """End a step that says nothing any more: a network that hangs, an installer that asks."""
    while not done.wait(max(0.0, heard[0] + SILENCE_S - time.monotonic())):
        if time.monotonic() - heard[0] >= SILENCE_S:
            process.kill()
            return


def _keep_log(output: str) -> str:
    """Keep what a failed step said where a helper can read it; empty when not even that works."""
    try:
        handle, path = tempfile.mkstemp(prefix="kibako-setup-", suffix=".log")
        with open(handle, "w", encoding="utf-8") as file:
            file.write(output)
    except OSError:
        return "-"
    return path


def _spell_paths_in_ascii(aside: str) -> None:
    """Let the editable install's path file name a folder like 箱 in any locale.

    Python up to 3.12 reads path files in the system's old encoding, cp932 or ASCII, and cannot
    even start when that fails; a line that begins with ``import`` is code, and may be ASCII.
    """
    for folder, _, names in os.walk(aside):
        for name in names:
            if not name.endswith(".pth"):
                continue
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                lines = file.read().splitlines()
            with open(path, "wb") as file:
                file.writelines(_ascii_line(line) + b"\n" for line in lines)


def _ascii_line(line: bytes) -> bytes:
    if line.isascii():
        return line
    return f"import os, sys; sys.path.append(os.fsdecode({line!r}))".encode()


def _name_final_place(aside: str, final: str) -> None:
    """Let the environment's scripts name the place it is about to be renamed to."""
    scripts = os.path.dirname(marker.python_of(aside))
    before, after = os.fsencode(aside), os.fsencode(final)
    if os.name == "nt":
        before, after = aside.encode(), final.encode()
    paths = [entry.path for entry in os.scandir(scripts)]
    for path in [*paths, os.path.join(aside, "pyvenv.cfg")]:
        if os.path.islink(path) or not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            content = file.read()
        if before in content:
            with open(path, "r+b") as file:
                file.write(content.replace(before, after))
                file.truncate()


def _rename(source: str, target: str) -> None:
    """Rename a folder; on Windows a virus scanner may hold it for a moment."""
    deadline = time.monotonic() + RENAME_PATIENCE_S
    while True:
        try:
            os.rename(source, target)
        except PermissionError as error:
            if os.name != "nt":
                raise
            if time.monotonic() > deadline:
                raise faults.SetupError("kit_in_use", path=source) from error
            time.sleep(0.2)
        else:
            return


class _Progress:
    """Turns the installer's lines into a line now and then: how many parts, and which."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._parts = 0
        self._next = time.monotonic() + PROGRESS_EVERY_S

    def line(self, line: str) -> None:
        """Take one line of the installer."""
        found = re.match(r"\s*Collecting ([\w.-]+)", line)
        self._parts += bool(found)
        if line.startswith("Installing collected"):
            self._say("unpacking", count=line.count(",") + 1)
        elif found and time.monotonic() > self._next:
            self._next = time.monotonic() + PROGRESS_EVERY_S
            self._say("part", count=self._parts, name=found[1])
