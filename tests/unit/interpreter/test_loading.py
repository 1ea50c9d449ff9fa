"""The cache of compiled modules, and loading: nothing that happens to the cache stops a board."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
import wasmtime
from kibako.errors import BoardError
from kibako.virtual import interpreter
from kibako.virtual.interpreter import artifact, loading
from kibako.virtual.interpreter.store import CompiledStore

KEY = "a" * 24


@pytest.fixture
def store(tmp_path: Path) -> CompiledStore:
    return CompiledStore(tmp_path / "compiled")


def test_what_was_kept_is_found(store: CompiledStore) -> None:
    assert store.find(KEY) is None
    kept = store.keep(KEY, b"machine code")
    assert kept == store.find(KEY)
    assert kept is not None
    assert kept.read_bytes() == b"machine code"
    assert store.find("b" * 24) is None
    if os.name == "posix":
        assert kept.stat().st_mode & 0o777 == 0o600
        assert store.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damage", [b"", b"machine codf", b"machine code and more"])
def test_an_altered_file_counts_as_absent(store: CompiledStore, damage: bytes) -> None:
    kept = store.keep(KEY, b"machine code")
    assert kept is not None
    kept.write_bytes(damage)
    assert store.find(KEY) is None
    assert store.keep(KEY, b"machine code") == store.find(KEY)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_a_folder_that_others_can_write_in_is_not_trusted(store: CompiledStore) -> None:
    store.keep(KEY, b"machine code")
    store.folder.chmod(0o777)
    assert store.find(KEY) is None
    assert store.keep(KEY, b"machine code") is None


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_a_folder_that_is_a_link_is_not_trusted(store: CompiledStore, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o777)
    elsewhere.chmod(0o777)
    store.folder.symlink_to(elsewhere)
    assert store.keep(KEY, b"machine code") is None
    assert store.find(KEY) is None


def test_a_full_disk_leaves_nothing_behind(
    store: CompiledStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert store.keep(KEY, b"machine code") is None
    assert list(store.folder.iterdir()) == []


def test_a_file_in_the_way_of_the_folder(store: CompiledStore) -> None:
    store.folder.write_text("no folder")
    assert store.keep(KEY, b"machine code") is None
    assert store.find(KEY) is None


def test_old_versions_are_forgotten(store: CompiledStore) -> None:
    for number in range(9):
        kept = store.keep(f"{number}" * 24, b"code %d" % number)
        assert kept is not None
        os.utime(kept, (number, number))
    assert len(list(store.folder.iterdir())) == 4
    assert store.find("8" * 24) is not None
    assert store.find("0" * 24) is None


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KIBAKO_CACHE")
    monkeypatch.setattr(loading, "_ready", {})
    return tmp_path / "home"


def test_the_first_load_says_that_it_compiles_and_the_next_is_silent(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[None] = []
    engine = interpreter.new_engine()
    interpreter.load_module(engine, lambda: said.append(None))
    assert len(said) == 1
    cached = interpreter.state().cached
    assert cached is not None
    assert home in cached.parents
    interpreter.load_module(engine, lambda: said.append(None))
    monkeypatch.setattr(loading, "_ready", {})  # as another process would
    module = interpreter.load_module(interpreter.new_engine(), lambda: said.append(None))
    assert len(said) == 1
    assert isinstance(module, wasmtime.Module)


@pytest.mark.usefixtures("home")
def test_a_file_that_wasmtime_refuses_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another wasmtime made, or another processor."""
    real = wasmtime.Module.serialize
    monkeypatch.setattr(wasmtime.Module, "serialize", lambda _: b"not for this wasmtime")
    interpreter.load_module(interpreter.new_engine())
    monkeypatch.setattr(wasmtime.Module, "serialize", real)
    monkeypatch.setattr(loading, "_ready", {})
    said: list[None] = []
    assert interpreter.load_module(interpreter.new_engine(), lambda: said.append(None))
    assert len(said) == 1


def test_without_a_place_for_a_cache(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    said: list[None] = []
    assert interpreter.load_module(interpreter.new_engine(), lambda: said.append(None))
    assert interpreter.load_module(interpreter.new_engine(), lambda: said.append(None))
    assert len(said) == 1, "compiled twice in one process"
    state = interpreter.state()
    assert state.cached is None
    assert state.artifact_ok


def test_a_home_that_cannot_be_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **settings: object) -> None:
        raise PermissionError(30, "Read-only file system")

    monkeypatch.setattr(Path, "mkdir", refuse)
    said: list[None] = []
    assert interpreter.load_module(interpreter.new_engine(), lambda: said.append(None))
    assert said
    assert interpreter.state().cached is None
    assert not (home / "cache").exists()


@pytest.mark.usefixtures("home")
def test_another_artifact_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "other.wasm"
    other.write_bytes(artifact.read_artifact()[:1000])
    monkeypatch.setattr(artifact, "artifact_path", lambda: other)
    artifact.read_artifact.cache_clear()
    try:
        with pytest.raises(BoardError) as caught:
            interpreter.load_module(interpreter.new_engine())
        assert caught.value.code == "interpreter_other"
        assert not interpreter.state().artifact_ok
        other.unlink()
        with pytest.raises(BoardError) as caught:
            interpreter.load_module(interpreter.new_engine())
        assert caught.value.code == "interpreter_missing"
    finally:
        artifact.read_artifact.cache_clear()


def test_processes_that_start_at_once_share_one_file(home: Path) -> None:
    command = (
        "from kibako.virtual import interpreter as i; i.load_module(i.new_engine()); print('ok')"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [p.communicate(timeout=120)[0] for p in starts] == ["ok\n"] * 3
    kept = [path.name for path in (home / "cache" / "interpreter").iterdir()]
    assert not [name for name in kept if not name.endswith(".cwasm")]
    assert interpreter.state().cached is not None


def test_importing_the_package_is_cheap() -> None:
    command = "import sys, kibako.virtual.interpreter; print('wasmtime' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "False\n"
