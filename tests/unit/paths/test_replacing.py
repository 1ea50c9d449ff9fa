"""A file is replaced as a whole: the old one or the new one, with the right mode, no rubbish."""

import os
import stat
from pathlib import Path

import pytest
from kibako import replacing
from kibako.replacing import replace_file


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such modes")
def test_modes(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace_file(tmp_path / "open", b"1")
        replace_file(tmp_path / "private", b"2", private=True)
        replace_file(tmp_path / "open", b"3", private=True)
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"open": 0o600, "private": 0o600}
    replace_file(tmp_path / "open", b"4")
    assert stat.S_IMODE((tmp_path / "open").stat().st_mode) & 0o600 == 0o600
    assert (tmp_path / "open").read_bytes() == b"4"


def test_the_longest_name_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250)
    replace_file(path, b"1")
    replace_file(path, b"2")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [(path.name, b"2")]


def test_ctrl_c_in_the_middle_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def interrupted(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(replacing.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_file(path, b"new")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("file", b"old")]
