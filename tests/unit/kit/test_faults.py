"""What the system says is turned into the one sentence that fits."""

import ast
import errno
import os
import sys
from pathlib import Path

import pytest
from kibako import strings
from kibako.setup import build, faults, lock, start

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def language_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strings, "_current", [])


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ("OSError: [Errno 28] No space left on device", "kit_no_space"),
        ("WARNING: ... NewConnectionError ...\nNo matching distribution found", "kit_no_network"),
        ("ReadTimeoutError: Read timed out.", "kit_no_network"),
        ("PermissionError: [Errno 13] Permission denied: '/x'", "kit_no_write"),
        ("something\nnever seen before\n\n", "kit_failed"),
        ("", "kit_failed"),
    ],
)
@pytest.mark.parametrize("lang", strings.LANGUAGES)
def test_output_of_the_installer(
    output: str, code: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIBAKO_LANG", lang)
    error = faults.from_output(output, "/tmp/some.log", str(tmp_path))
    assert error.code == code
    assert error.what and error.next_step


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "kit_no_space"),
        (errno.EROFS, "kit_no_write"),
        (errno.EACCES, "kit_no_write"),
        (errno.EIO, "kit_os_error"),
    ],
)
def test_errors_of_the_system(number: int, code: str, tmp_path: Path) -> None:
    error = faults.from_os_error(OSError(number, os.strerror(number)), str(tmp_path))
    assert error.code == code
    assert error.what and error.next_step


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    with pytest.raises(OSError) as caught, Path("/dev/full").open("wb", buffering=0) as full:
        full.write(b"x")
    assert faults.from_os_error(caught.value, str(tmp_path)).code == "kit_no_space"


def test_python_without_venv_and_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    monkeypatch.setattr(build, "_has", lambda module: module == "venv")
    monkeypatch.setenv("KIBAKO_LANG", "en")
    assert start.start(str(tmp_path), []) == start.FAILED
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"This Python {version} cannot make a place" in capsys.readouterr().err
    assert list(tmp_path.glob(".venv*")) == [tmp_path / lock.NAME]


def test_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")

    def refuse(*args: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(lock.os, "open", refuse)
    monkeypatch.setenv("KIBAKO_LANG", "ja")
    assert start.start(str(tmp_path), []) == start.FAILED
    assert "書きこめません" in capsys.readouterr().err


def test_a_lock_that_is_never_free_ends_the_wait(tmp_path: Path) -> None:
    waits: list[bool] = []
    with (
        lock.held(str(tmp_path), lambda: None),
        pytest.raises(lock.LockTimeout),
        lock.held(str(tmp_path), lambda: waits.append(True), patience_s=0.0),
    ):
        raise AssertionError
    assert len(waits) <= 1


def test_a_step_that_falls_silent_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SILENCE_S", 0.3)
    said: list[str] = []
    code = "import time; print('begun', flush=True); time.sleep(60)"
    with pytest.raises(faults.SetupError) as raised:
        build._run([sys.executable, "-c", code], str(tmp_path), (), said.append)
    assert raised.value.code == "kit_silent"
    log = Path(str(raised.value.fields["log"]))
    assert log.read_text(encoding="utf-8") == said[0] == "begun\n"
    log.unlink()


def test_windows_launchers_are_told_the_final_place(tmp_path: Path) -> None:
    aside, final = tmp_path / ".venv-new-abc", tmp_path / ".venv"
    (aside / "bin").mkdir(parents=True)
    launcher = b"MZ\x90\x00" + f"#!{aside}/bin/python.exe\r\n".encode() + b"PK\x03\x04zip"
    (aside / "bin" / "kibako.exe").write_bytes(launcher)
    (aside / "bin" / "python").symlink_to(sys.executable)
    (aside / "pyvenv.cfg").write_text("home = /usr/bin\n", encoding="utf-8")
    build._name_final_place(str(aside), str(final))
    written = (aside / "bin" / "kibako.exe").read_bytes()
    assert written == b"MZ\x90\x00" + f"#!{final}/bin/python.exe\r\n".encode() + b"PK\x03\x04zip"


def test_kit_stays_readable_for_python_2() -> None:
    """No f-string, annotation, keyword-only argument, ``raise from`` or walrus in kit.py."""
    tree = ast.parse((REPOSITORY / "kit.py").read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal)
    for node in ast.walk(tree):
        assert not isinstance(node, newer)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None and not node.args.kwonlyargs
            assert all(argument.annotation is None for argument in node.args.args)
        if isinstance(node, ast.Raise):
            assert node.cause is None
