"""Every kind of virtual board keeps its own files; what once was shared is copied, never lost."""

import shutil
from pathlib import Path

import pytest
from kibako import paths
from kibako.errors import FileError, LinkBusy, LinkError
from kibako.links.named_folders import folder_of, take_over
from kibako.locks import ProgramLock


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all boards called hana, as an older Kibako left it."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    folder = paths.boards_dir() / "hana"
    (folder / "lib").mkdir(parents=True)
    (folder / "main.py").write_text("print('はな')\n", encoding="utf-8")
    (folder / "lib" / "led.py").write_text("ON = 1\n", encoding="utf-8")
    folder.with_name("hana.MY_DATA.HTM").write_text("rows", encoding="utf-8")
    return folder


def test_each_kind_has_a_folder_that_no_other_moniker_means() -> None:
    named = {
        folder_of(kind, name) for kind in ("pico", "microbit-v2") for name in ("hana", "pico-w")
    }
    alone = {folder_of(kind, kind) for kind in ("pico", "microbit-v2", "pico-w")}
    assert len(named | alone) == 7
    assert folder_of("pico", "pico").name == "pico"


def test_each_kind_takes_a_copy_and_the_shared_folder_stays(shared: Path) -> None:
    for kind in ("pico", "microbit-v2"):
        told = take_over(kind, "hana")
        assert isinstance(told, FileError)
        assert str(shared) in str(told)
        own = folder_of(kind, "hana")
        assert (own / "main.py").read_text(encoding="utf-8") == "print('はな')\n"
        assert (own / "lib" / "led.py").is_file()
        assert own.with_name(f"{own.name}.MY_DATA.HTM").read_text(encoding="utf-8") == "rows"
        (own / "main.py").unlink()
        assert take_over(kind, "hana") is None, "what was removed does not come back"
        assert not (own / "main.py").exists()
    assert (shared / "main.py").is_file()


def test_the_folder_of_a_kind_is_nobody_elses(shared: Path) -> None:
    shared.rename(shared.with_name("pico"))
    assert take_over("microbit-v2", "pico") is None
    assert not folder_of("microbit-v2", "pico").exists()
    assert take_over("pico", "pico") is None


def test_a_copy_that_was_interrupted_begins_anew(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def some(source: Path, target: Path, *, symlinks: bool) -> None:
        target.mkdir()
        (target / "half").touch()
        raise OSError(28, "No space left on device")

    own = folder_of("pico", "hana")
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", some)
        with pytest.raises(LinkError) as raised:
            take_over("pico", "hana")
    assert raised.value.code == "flash_unusable"
    assert not own.exists(), "half a copy is no folder of the board"
    assert take_over("pico", "hana") is not None
    assert sorted(path.name for path in own.iterdir()) == ["lib", "main.py"]


def test_a_folder_in_use_is_not_copied_while_it_changes(shared: Path) -> None:
    lock = ProgramLock(shared.with_name("hana.lock"))
    try:
        with pytest.raises(LinkBusy):
            take_over("pico", "hana")
    finally:
        lock.release()
    assert not folder_of("pico", "hana").exists()
