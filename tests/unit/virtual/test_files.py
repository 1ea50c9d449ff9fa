"""The board's files: errors as boards give them, a flash that gets full, no way out."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.virtual.flash import ENOSPC, Flash, FlashError

from .boards import Talk, talk

ERRORS = {
    "open('none')": 2,
    "open('none/x', 'w')": 2,
    "open('d', 'w')": 21,
    "open('d')": 21,
    "open('')": 21,
    "open('/', 'w')": 1,
    "open('f', 'w').seek(-5)": 22,
    "open('f', 'w').seek(0, 9)": 22,
    "open('f', 'q')": 22,
    "open('f').write('x')": 9,
    "os.mount(1, '/x')": 19,
    "os.umount('/x')": 22,
    "os.remove('none')": 2,
    "os.mkdir('d')": 17,
    "os.rmdir('d')": 39,
    "os.rmdir('none')": 2,
    "os.listdir('none')": 2,
    "os.stat('none')": 2,
    "os.rename('none', 'x')": 2,
    "os.chdir('none')": 2,
    "open('d/../../../../etc/passwd')": 2,
    "open('../../etc/passwd')": 2,
    "open('/link/passwd')": 2,
    "os.remove('/.fw/kernel.mpy')": 30,
    "open('/.fw/kernel.mpy', 'w')": 30,
}


@pytest.mark.parametrize(("call", "number"), ERRORS.items(), ids=ERRORS.keys())
def test_errors_have_the_numbers_of_boards(tmp_path: Path, call: str, number: int) -> None:
    (tmp_path / "flash" / "d" / "e").mkdir(parents=True)
    (tmp_path / "flash" / "f").touch()
    with contextlib.suppress(OSError, NotImplementedError):  # Windows may refuse links
        (tmp_path / "flash" / "link").symlink_to("/etc")
    with talk(tmp_path) as pico:
        out, error = pico.run(f"import os\ntry:\n {call}\nexcept OSError as e: print(e.args[0])\n")
    assert (out, error) == (f"{number}\n", "")


def test_the_name_of_an_error(pico: Talk) -> None:
    assert pico.line("open('none')").endswith("OSError: [Errno 2] ENOENT")
    assert pico.line("import errno; errno.ENOENT, errno.EEXIST, errno.EINVAL") == "(2, 17, 22)"


def test_everyday_file_work(pico: Talk) -> None:
    out, error = pico.run(
        "import os\n"
        "with open('ことば.txt', 'w') as f: f.write('あいう\\n')\n"
        "with open('ことば.txt', 'a') as f: f.write('えお\\n')\n"
        "print(open('ことば.txt').read().split())\n"
        "os.mkdir('d')\nos.rename('ことば.txt', 'd/x')\nprint(os.listdir(), os.listdir('d'))\n"
        "os.chdir('d')\nprint(os.getcwd(), os.listdir(), os.stat('x')[6])\n"
        "with open('x', 'r+b') as f:\n f.seek(3)\n f.write(b'abc')\n f.seek(0)\n print(f.read())\n"
        "os.remove('x')\nos.chdir('/')\nos.rmdir('d')\nprint(os.listdir())\n"
    )
    assert error == ""
    assert out.splitlines() == [
        "['\\u3042\\u3044\\u3046', '\\u3048\\u304a']",
        "['d'] ['x']",
        "/d ['x'] 17",
        "b'\\xe3\\x81\\x82abc\\xe3\\x81\\x86\\n\\xe3\\x81\\x88\\xe3\\x81\\x8a\\n'",
        "[]",
    ]


def test_a_full_flash(tmp_path: Path) -> None:
    with talk(tmp_path, "pico") as board:
        out, error = board.run(
            "n = 0\nf = open('big', 'wb')\ntry:\n while True: n += f.write(b'x' * 1000)\n"
            "except OSError as e: print(e.args[0])\nf.close()\nprint(n)\n"
            "try: open('second', 'w').write('x' * 9000)\nexcept OSError as e: print(e)\n"
        )
        first, size, second = out.splitlines()
        room = board.board.profile.flash_bytes
        assert (first, error) == ("28", "")
        assert room - 5096 <= int(size) <= room
        assert second == "28"  # boards have no name for it
        assert board.line("1 + 1") == "2"
        assert board.run("import os\nos.remove('big')\nopen('small', 'w').write('x')")[1] == ""
        assert board.board.flash.free_blocks > 10


def test_many_open_files(pico: Talk) -> None:
    out, _ = pico.run(
        "fs = []\ntry:\n for i in range(100): fs.append(open('f%d' % i, 'w'))\n"
        "except OSError as e: print(e.args[0])\n"
    )
    assert out == "24\n"
    assert pico.line("1 + 1") == "2"


def test_our_own_folder_is_not_listed(pico: Talk) -> None:
    assert pico.line("import os, vfs; os.listdir('/'), len(vfs.mount())") == "([], 1)"
    assert (
        pico.run("import os\nos.mkdir('x')\nprint([e[0] for e in os.ilistdir()])")[0] == "['x']\n"
    )


def test_nothing_outside_the_folder_is_read_or_changed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    (tmp_path / "flash" / "d").mkdir(parents=True)
    secret.mkdir()
    (secret / "s").write_text("secret")
    (tmp_path / "flash" / "d" / "f").symlink_to(secret / "s")
    (tmp_path / "flash" / "e").symlink_to(secret)
    (tmp_path / "flash" / "main.py").symlink_to(secret / "s")
    names = [
        "d/f", "/d/f", "e/s", "main.py", "../secret/s", "/../secret/s", "d/../../secret/s",
        str(secret / "s"), "/.frozen/../secret/s", "/.fw/../secret/s", "/.fw.src/../../secret/s",
        "/proc/self/environ", "/dev/mem", "//etc/passwd", "e/../secret/s", "\\..\\secret\\s",
    ]  # fmt: skip
    code = (
        f"import os\nfor n in {names!r}:\n"
        " for f in (lambda: open(n).read(), lambda: open(n, 'w').write('x'), lambda: os.remove(n),"
        " lambda: os.rename(n, 'x'), lambda: os.listdir(n), lambda: os.mkdir(n + '/x')):\n"
        "  try:\n   if 'secret' in f(): print(n)\n  except (OSError, TypeError): pass\n"
    )
    with talk(tmp_path, boot=True) as pico:
        assert pico.run(code) == ("", "")
    assert [p.name for p in secret.iterdir()] == ["s"]
    assert (secret / "s").read_text() == "secret"


def test_the_number_of_files_has_a_limit(tmp_path: Path) -> None:
    with talk(tmp_path, "microbit") as board:
        out, error = board.run(
            "n = 0\ntry:\n while True:\n  open('f%d' % n, 'w').close()\n  n += 1\n"
            "except OSError as e: print(e.args[0], n)\n"
        )
        number, files = map(int, out.split())
        assert (number, error) == (28, "")
        assert files <= board.board.flash.total_blocks


NAMES = st.text(min_size=1, max_size=12)


@given(path=st.text(max_size=60) | st.text(alphabet="./\\a:", max_size=30))
def test_no_path_leads_out(path: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Path("/board")
    flash = Flash(folder, 1 << 20, 4096)
    with contextlib.suppress(FlashError):
        where = flash.place(path)
        assert os.path.normpath(where) == str(where)
        assert where == folder or folder in where.parents


@given(name=NAMES.filter(lambda n: "/" not in n and n not in (".", "..") and "\0" not in n))
def test_names_come_back(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    from kibako.virtual.flash import _shown_name, _stored_name

    with contextlib.suppress(FlashError):
        stored = _stored_name(name)
        assert _shown_name(stored) == name
        assert not set(stored) & set('<>:"|?*\\')
        assert stored[-1] not in ". "


@given(sizes=st.lists(st.integers(0, 40_000), max_size=20))
def test_room_is_never_lost(sizes: list[int]) -> None:
    flash = Flash(Path("/board"), 100_000, 4096)
    kept: list[int] = []
    for size in sizes:
        try:
            flash.resize(None, size)
            kept.append(size)
        except FlashError as error:
            assert error.number == ENOSPC
    assert flash.free_blocks == flash.total_blocks - sum(flash.blocks(s) for s in kept)
    for size in kept:
        flash.resize(size, None)
    assert flash.free_blocks == flash.total_blocks
