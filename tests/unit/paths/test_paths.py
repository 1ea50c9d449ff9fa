"""The folders: asked for late, private, and under KIBAKO_HOME when that is set."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from kibako import paths
from kibako.errors import ExitStatus, FileError


@pytest.fixture(autouse=True)
def _no_shared_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.CACHE_VARIABLE, raising=False)


ALL = (paths.data_dir, paths.cache_dir, paths.config_dir, paths.boards_dir, paths.work_dir)


def test_home_overrides_every_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "木箱の いえ"
    monkeypatch.setenv(paths.HOME_VARIABLE, str(home))
    folders = [ask() for ask in ALL]
    assert len(set(folders)) == len(ALL)
    assert all(folder.is_dir() and home in folder.parents for folder in folders)


def test_the_cache_alone_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    assert paths.cache_dir() == tmp_path / "cache"
    assert paths.data_dir() == tmp_path / "home" / "data"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such mode bits")
def test_folders_are_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "a" / "b"))
    for ask in ALL:
        assert stat.S_IMODE(ask().stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_without_home_the_system_places_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE, raising=False)
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    assert "kibako" in paths.data_dir().parts
    assert tmp_path in paths.data_dir().parents


def test_a_file_in_the_way_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    with pytest.raises(FileError) as caught:
        paths.data_dir()
    assert caught.value.exit_status is ExitStatus.FILE
    assert str(tmp_path / "data") in caught.value.what
    assert paths.HOME_VARIABLE in caught.value.next_step


def test_importing_asks_for_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    code = "import sys, kibako.paths; sys.exit('platformdirs' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"KIBAKO_HOME": str(home)}, timeout=30, check=False
    )
    assert done.returncode == 0
    assert not home.exists()
