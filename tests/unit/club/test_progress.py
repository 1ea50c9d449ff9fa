"""The progress store: private, whole or old, and nothing that a child wrote is overwritten."""

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako import replacing
from kibako.club import progress
from kibako.club.progress import PackRecord, ProgressStore, Settings
from kibako.errors import FileError

posix = pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")


@pytest.fixture
def store(tmp_path: Path) -> ProgressStore:
    return ProgressStore(tmp_path / "work")


def again(store: ProgressStore) -> ProgressStore:
    """The store as the next start of the program sees it."""
    return ProgressStore(store._folder)


def test_what_was_saved_comes_back(store):
    store.save_code("first", "one", "print('はる')\n")
    store.save_record("first", PackRecord(step="two", passed=["one"]))
    store.save_settings(Settings(reading="kana", lang="en", last_pack="first"))
    new = again(store)
    assert new.load_code("first", "one").value == "print('はる')\n"
    assert new.load_record("first").value == PackRecord(step="two", passed=["one"])
    assert new.load_settings().value == Settings(reading="kana", lang="en", last_pack="first")


def test_nothing_there_is_no_problem(store):
    assert store.load_code("first", "one") == progress.Loaded(None)
    assert store.load_record("first") == progress.Loaded(PackRecord())
    assert store.load_settings() == progress.Loaded(Settings())
    assert store.snapshots("first", "one") == ()


@posix
def test_files_and_folders_are_private(store, tmp_path):
    before = os.umask(0)
    try:
        store.save_code("first", "one", "x = 1\n")
        store.add_snapshot("first", "one", "x = 1\n")
        store.save_record("first", PackRecord())
        store.save_settings(Settings())
    finally:
        os.umask(before)
    entries = [tmp_path / "work", *(tmp_path / "work").rglob("*")]
    modes = {entry: stat.S_IMODE(entry.stat().st_mode) for entry in entries}
    assert len(modes) == 8
    assert all(mode == (0o700 if entry.is_dir() else 0o600) for entry, mode in modes.items())


def test_names_that_leave_the_folder_are_refused(store):
    for name in ("..", "../x", "a/b", "", "A", "x" * 40, "con.", "/etc"):
        with pytest.raises(ValueError, match=r".*"):
            store.save_code(name, "one", "x")
        with pytest.raises(ValueError, match=r".*"):
            store.save_code("first", name, "x")


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"null", b'{"schema": 2}', b'{"passed": 3}', b"\xff\xfe", b"[" * 100_000, b"{}x"],
)
def test_a_damaged_record_is_kept_aside_and_told_once(store, tmp_path, raw):
    path = tmp_path / "work" / "first" / "progress.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(raw)
    loaded = store.load_record("first")
    assert loaded.value == PackRecord()
    assert loaded.problem is not None
    assert loaded.problem.code == "work_damaged"
    assert (path.parent / "progress.json.damaged-1").read_bytes() == raw
    assert again(store).load_record("first").problem is None


@given(st.binary(max_size=200))
def test_any_bytes_are_a_record_or_kept_aside(tmp_path_factory, raw):
    folder = tmp_path_factory.mktemp("any")
    path = folder / "settings.json"
    path.write_bytes(raw)
    loaded = ProgressStore(folder).load_settings()
    kept = path if loaded.problem is None else folder / "settings.json.damaged-1"
    assert kept.read_bytes() == raw


def test_damaged_code_is_kept_aside_and_each_damage_under_its_own_name(store, tmp_path):
    path = tmp_path / "work" / "first" / "one.py"
    path.parent.mkdir(parents=True)
    for number in (1, 2):
        path.write_bytes(b"\xff" * number)
        assert store.load_code("first", "one").problem.code == "work_damaged"
        assert (path.parent / f"one.py.damaged-{number}").read_bytes() == b"\xff" * number


def test_code_that_somebody_else_wrote_becomes_a_snapshot(store, tmp_path):
    store.save_code("first", "one", "mine\n")
    (tmp_path / "work" / "first" / "one.py").write_text("theirs\n")
    store.save_code("first", "one", "mine too\n")
    assert [path.read_text() for path in store.snapshots("first", "one")] == ["theirs\n"]
    assert again(store).load_code("first", "one").value == "mine too\n"


def test_code_that_somebody_else_damaged_is_kept_aside(store, tmp_path):
    path = tmp_path / "work" / "first" / "one.py"
    store.save_code("first", "one", "mine\n")
    path.write_bytes(b"\xff")
    store.save_code("first", "one", "mine too\n")
    assert path.read_text() == "mine too\n"
    assert (path.parent / "one.py.damaged-1").read_bytes() == b"\xff"


def test_snapshots_are_bounded_and_skip_what_did_not_change(store, monkeypatch):
    monkeypatch.setattr(progress, "MAX_SNAPSHOTS", 3)
    for text in ("a", "a", "b", "c", "c", "d", "e"):
        store.add_snapshot("first", "one", text)
    assert [path.read_text() for path in store.snapshots("first", "one")] == ["c", "d", "e"]
    assert [path.name for path in store.snapshots("first", "one")] == [
        "000003.py",
        "000004.py",
        "000005.py",
    ]


def test_code_that_is_too_large_is_not_taken_and_the_old_one_stays(store, monkeypatch):
    store.save_code("first", "one", "old")
    monkeypatch.setattr(progress, "MAX_CODE_BYTES", 10)
    with pytest.raises(FileError) as caught:
        store.save_code("first", "one", "あ" * 4)
    assert caught.value.code == "code_too_large"
    assert again(store).load_code("first", "one").value == "old"


@pytest.mark.parametrize("fails", ["fsync", "write", "replace"])
@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk_full"), (errno.EIO, "save_failed"), (errno.EACCES, "save_failed")],
)
def test_a_failed_write_leaves_the_old_file_and_no_rubbish(
    store, tmp_path, monkeypatch, fails, number, code
):
    store.save_code("first", "one", "old\n")

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    if fails == "fsync":
        monkeypatch.setattr(replacing.os, "fsync", fail)
    elif fails == "replace":
        monkeypatch.setattr(replacing.Path, "replace", fail)
    else:
        monkeypatch.setattr(replacing.os, "fdopen", lambda handle, mode: os.close(handle) or fail())
    with pytest.raises(FileError) as caught:
        store.save_code("first", "one", "new\n")
    assert caught.value.code == code
    monkeypatch.undo()
    assert sorted(entry.name for entry in (tmp_path / "work" / "first").iterdir()) == ["one.py"]
    assert again(store).load_code("first", "one").value == "old\n"


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(store, tmp_path):
    store.save_code("first", "one", "old\n")
    folder = tmp_path / "work" / "first"
    folder.chmod(0o500)
    try:
        with pytest.raises(FileError) as caught:
            store.save_code("first", "one", "new\n")
    finally:
        folder.chmod(0o700)
    assert caught.value.code == "save_failed"


def test_a_file_in_the_way_of_the_folder(tmp_path):
    (tmp_path / "work").write_text("in the way")
    with pytest.raises(FileError):
        ProgressStore(tmp_path / "work").save_code("first", "one", "x")
