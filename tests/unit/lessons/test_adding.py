"""Adding packs of strangers: hostile files are refused with a reason, and nothing is ever half."""

import hashlib
import io
import json
import shutil
import stat
import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kibako import paths, resources
from kibako.club.progress import ProgressStore
from kibako.errors import KibakoError, PackError
from kibako.lessons import added, pack_files
from kibako.lessons.added import AddedPacks
from kibako.lessons.adding import OF_ARCHIVES, add, check_removable, examine
from kibako.lessons.archive import read_archive, write_archive
from kibako.lessons.building import build
from kibako.lessons.catalogue import read_catalogue
from kibako.lessons.pack import read_pack

from .pictures import png, svg


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KIBAKO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def refusal(data: bytes) -> str:
    with pytest.raises(PackError) as caught:
        examine(data, "x.kibakopack")
    assert caught.value.what and caught.value.next_step
    return str(caught.value)


def zipped(*entries: tuple[zipfile.ZipInfo | str, bytes], **how) -> bytes:
    """Return what another program would make of some files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", **how) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made.getvalue()


def special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def patched(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


PLAIN = write_archive({"a.txt": b"one", "b.txt": b"two"})
IN_DIRECTORY = PLAIN.index(b"PK\1\2")


HOSTILE = [
    (b"", "does not begin"),
    (b"\x1f\x8b" + bytes(100), "does not begin"),
    (b"MZ" + PLAIN, "does not begin"),
    (PLAIN[:-1], "end is missing"),
    (PLAIN[:60], "end is missing"),
    (PLAIN + b"\0", "behind its end"),
    (PLAIN + PLAIN, "not made by"),
    (zipped(("a.txt", b"x" * 9999), compression=zipfile.ZIP_DEFLATED), "a.txt is compressed"),
    (zipped(("a.txt", b"x"), compression=zipfile.ZIP_LZMA), "a.txt is compressed"),
    (zipped(("a.txt", b"x")), "not made by"),
    (zipped(("../a.txt", b"x")), "leads out"),
    (zipped(("/a.txt", b"x")), "leads out"),
    (zipped(("C:/a.txt", b"x")), "leads out"),
    (write_archive({"a\\..\\b.txt": b"x"}), "backslash"),
    (write_archive({"a\0.txt": b"x"}), "letters"),
    (zipped(("ランプ.txt", b"x")), "letters"),
    (zipped(("nul.txt", b"x")), "device"),
    (zipped(("a.txt.", b"x")), "end of this name"),
    (zipped(("inner.zip", PLAIN)), "a pack holds"),
    (zipped(("inner.kibakopack", PLAIN)), "a pack holds"),
    (zipped(("a/", b"")), "letters"),
    (zipped(("A.txt", b"x"), ("a.txt", b"y")), "one file on some computers"),
    (zipped((special("l.txt", stat.S_IFLNK | 0o777), b"/etc/passwd")), "is a link"),
    (zipped((special("l.txt", stat.S_IFCHR | 0o777), b"")), "is a link or a device"),
    (patched(PLAIN, IN_DIRECTORY + 8, b"\1"), "password"),
    (patched(PLAIN, IN_DIRECTORY + 20, b"\xff" * 4), "zip64"),
    (patched(PLAIN, IN_DIRECTORY + 24, b"\xff\xff\xff\x7f"), "two sizes differ"),
    (patched(PLAIN, IN_DIRECTORY + 20, struct.pack("<2I", 1 << 30, 1 << 30)), "1024 MB"),
    (patched(PLAIN, IN_DIRECTORY + 16, b"\0"), "damaged"),
    (patched(PLAIN, PLAIN.index(b"one"), b"One"), "damaged"),
    (patched(PLAIN, 30, b"c"), "not made by"),  # the two places name two files
    (patched(PLAIN, IN_DIRECTORY + 42, b"\1"), "damaged"),
    (patched(PLAIN, len(PLAIN) - 14, b"\xff\xff"), "zip64"),
    (patched(PLAIN, len(PLAIN) - 14, b"\1\0\1\0"), "not made by"),  # a file that is not listed
    (patched(PLAIN, len(PLAIN) - 6, b"\0\0"), "not made by"),
    (PLAIN[:-2] + b"\4\0word", "behind its end"),
]


# An archive holds the time at which it was made: its bytes cannot name a test.
@pytest.mark.parametrize(("data", "reason"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_archive_is_refused_with_its_reason(data, reason):
    assert reason in refusal(data)


def test_bombs_are_refused_before_they_go_off():
    many = zipped(*((f"{number}.txt", b"") for number in range(pack_files.MAX_FILES + 1)))
    assert "1001 files" in refusal(many)
    # A hundred entries that all are the same two megabytes.
    big = bytearray(write_archive({"a.txt": bytes(2_000_000)}))
    entry = bytes(big[big.index(b"PK\1\2") : -22])
    names = [b"%02d.md" % number for number in range(100)]
    directory = b"".join(entry.replace(b"a.txt", name) for name in names)
    start = big.index(b"PK\1\2")
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 100, 100, len(directory), start, 0)
    assert "32 MB at most" in refusal(bytes(big[:start]) + directory + end)
    assert "larger than 33 MB" in refusal(PLAIN + bytes(34 << 20))


def changed(tiny, **files: bytes | None) -> bytes:
    """Return the archive of the tiny pack with other files than its list says."""
    inside = read_archive(build(tiny.folder).data, "x", OF_ARCHIVES)
    for name, data in files.items():
        if data is None:
            del inside[name]
        else:
            inside[name] = data
    return write_archive(inside)


def listed(tiny, **changes: object) -> bytes:
    """Return the archive of the tiny pack with another list."""
    inside = read_archive(build(tiny.folder).data, "x", OF_ARCHIVES)
    told = {**json.loads(inside["manifest.json"]), **changes}
    inside["manifest.json"] = (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()
    return write_archive(inside)


def test_the_list_of_contents_must_be_true(tiny):
    assert "is not what the list" in refusal(changed(tiny, **{"one/text.en.md": b"# Text\n"}))
    assert "more.txt is not in the list" in refusal(changed(tiny, **{"more.txt": b""}))
    assert "one/check.py is missing" in refusal(changed(tiny, **{"one/check.py": None}))
    assert "manifest.json is missing" in refusal(changed(tiny, **{"manifest.json": None}))
    for raw in (b"[]", b"{}", b"[" * 99_999, b'{"format": 1}', b"\xff"):
        assert "no list of contents" in refusal(changed(tiny, **{"manifest.json": raw}))
    assert examine(listed(tiny), "x").pack.id == "tiny"
    assert "something else" in refusal(listed(tiny, licence="MIT"))
    assert "newer Kibako" in refusal(listed(tiny, format=2))
    assert "no list of contents" in refusal(listed(tiny, id="../tiny"))
    assert "no list of contents" in refusal(listed(tiny, more=1))


def with_list(good: bytes, name: str, data: bytes) -> bytes:
    """Return an archive with another file in it, whose list of contents is true."""
    inside = {**read_archive(good, "x", OF_ARCHIVES), name: data}
    told = json.loads(inside.pop("manifest.json"))
    told["files"] = {
        each: {"sha256": hashlib.sha256(data).hexdigest(), "size_bytes": len(data)}
        for each, data in sorted(inside.items())
    }
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    return write_archive({**inside, "manifest.json": text.encode()})


def test_a_pack_that_breaks_a_rule_is_refused_as_its_author_would_be_told(tiny):
    tiny.write("pictures/lamp.png", png())
    good = build(tiny.folder).data

    def rebuilt(name: str, data: bytes) -> bytes:
        return with_list(good, name, data)

    assert "5000 x 1" in refusal(rebuilt("pictures/lamp.png", png(5000, 1)))
    assert "not UTF-8" in refusal(rebuilt("one/text.ja.md", "木".encode("shift_jis")))
    assert "id" in refusal(rebuilt("pack.toml", b"schema = 1\n"))
    assert "direction of writing" in refusal(rebuilt("one/check.py", "# \u2066\n".encode()))


def test_a_pack_is_added_replaced_and_removed(tiny, home):
    first = add(examine(build(tiny.folder).data, "here"))
    assert [first.version, first.source] == ["1.0.0", "here"]
    again = examine(build(tiny.folder).data, "here")
    assert again.change == "same"
    tiny.replace("1.0.0", "1.10.0")
    newer = examine(build(tiny.folder).data, "there")
    assert (newer.change, newer.before) == ("newer", first)
    work = ProgressStore(paths.work_dir())
    work.save_code("tiny", "one", "print(1)\n")
    open_pack = read_catalogue().pack("tiny")
    add(newer)
    assert (open_pack.folder / "pack.toml").is_file()  # who has it open can go on
    catalogue = read_catalogue()
    assert catalogue.pack("tiny").manifest.version == "1.10.0"
    assert (catalogue.places["tiny"].origin, catalogue.places["tiny"].where) == ("added", "there")
    tiny.write("one/text.en.md", "other\n")
    assert examine(build(tiny.folder).data, "x").change == "other"
    tiny.replace("1.10.0", "1.9.0")
    assert examine(build(tiny.folder).data, "x").change == "older"
    assert check_removable("tiny").version == "1.10.0"
    AddedPacks().remove("tiny")
    assert "tiny" not in {pack.id for pack in read_catalogue().packs}
    assert folders(home / "data" / "added") == [open_pack.folder.parent]
    assert work.load_code("tiny", "one").value == "print(1)\n"
    with pytest.raises(PackError, match="No pack called"):
        check_removable("tiny")


def test_a_name_that_is_taken_stays_with_its_pack(tiny, home):
    data = build(tiny.folder).data
    add(examine(data, "x"))
    shutil.copytree(tiny.folder, home / "data" / "packs" / "tiny")
    catalogue = read_catalogue()
    assert catalogue.places["tiny"].origin == "own"
    assert [(each.id, each.place.origin) for each in catalogue.hidden] == [("tiny", "added")]
    assert "put there by hand" in refusal(data)
    AddedPacks().remove("tiny")
    with pytest.raises(PackError, match="does not delete"):
        check_removable("tiny")
    with pytest.raises(PackError, match="comes with Kibako"):
        check_removable("first-light")
    tiny.replace('id = "tiny"', 'id = "first-light"')
    folder = tiny.folder.rename(tiny.folder.with_name("first-light"))
    assert "nobody can replace" in refusal(build(folder).data)


def folders(store: Path) -> list[Path]:
    return [path for path in store.iterdir() if path.is_dir()]


class Dead(BaseException):
    """The program was killed: from here on nothing of it happens."""


def test_whenever_the_program_dies_there_is_the_old_pack_or_the_new_one(
    tiny, tmp_path, monkeypatch
):
    old = examine(build(tiny.folder).data, "old")
    tiny.replace("1.0.0", "2.0.0")
    new = examine(build(tiny.folder).data, "new")
    real = {"os.open": added.os.open, "rmtree": shutil.rmtree, "replace": added.replace_file}
    seen: list[str] = []
    steps_left = 0

    def step(name: str):
        def done(*args: object, **more: object) -> object:
            nonlocal steps_left
            if steps_left <= 0:
                raise Dead
            steps_left -= 1
            return real[name](*args, **more)

        return done

    for number in range(1, 40):
        store = AddedPacks(tmp_path / f"store-{number}")
        add(old, store)
        steps_left = number
        with monkeypatch.context() as patch:
            patch.setattr(added.os, "open", step("os.open"))
            patch.setattr(added.shutil, "rmtree", step("rmtree"))
            patch.setattr(added, "replace_file", step("replace"))
            try:
                add(new, store)
                finished = True
            except Dead:
                finished = False
        receipt = store.receipts()["tiny"]
        pack = read_pack(store.folder_of(receipt))
        assert pack.manifest.version == receipt.version
        seen.append(receipt.version)
        # What was left over is cleared away once nobody can have it open any more.
        tomorrow = AddedPacks(tmp_path / f"store-{number}", lambda: time.time() + 90_000)
        add(new, tomorrow)
        add(new, tomorrow)
        assert len(folders(tmp_path / f"store-{number}")) == 2  # what is used, and what was
        if finished:
            break
    assert seen == sorted(seen) and {*seen} == {"1.0.0", "2.0.0"} and finished


def test_a_full_disk_leaves_the_old_pack(tiny, tmp_path, monkeypatch):
    store = AddedPacks(tmp_path / "store")
    add(examine(build(tiny.folder).data, "old"), store)
    tiny.replace("1.0.0", "2.0.0")
    new = examine(build(tiny.folder).data, "new")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(added.os, "fsync", full)
        with pytest.raises(PackError, match="disk is full"):
            add(new, store)
    assert store.receipts()["tiny"].version == "1.0.0"
    assert len(folders(tmp_path / "store")) == 1


def test_a_damaged_or_lying_receipt_is_no_pack_and_costs_none(tiny, tmp_path):
    store = AddedPacks(tmp_path / "store")
    receipt = add(examine(build(tiny.folder).data, "x"), store)
    path = tmp_path / "store" / "tiny.json"
    good = path.read_bytes()
    for raw in (b"", b"{", good.replace(receipt.folder.encode(), b"../../../" + b"0" * 15)):
        path.write_bytes(raw)
        assert store.receipts() == {}
        assert [error.code for error in store.damaged()] == ["receipt_damaged"]
    path.write_bytes(good)
    assert read_pack(store.folder_of(store.receipts()["tiny"])).id == "tiny"


def test_two_programs_do_not_change_the_packs_at_once(tiny, tmp_path):
    store = AddedPacks(tmp_path / "store")
    offer = examine(build(tiny.folder).data, "x")
    add(offer, store)
    lock = added.ProgramLock(tmp_path / "store" / ".lock")
    with pytest.raises(PackError, match="just now"):
        add(offer, store)
    lock.release()


@pytest.mark.parametrize(
    "name", [path.parent.name for path in (resources.data_root() / "lessons").glob("*/pack.toml")]
)
def test_every_pack_of_kibako_can_be_given_away(name):
    built = build(resources.data_root() / "lessons" / name)
    with pytest.raises(PackError) as caught:
        examine(built.data, built.file)
    # It was found good; only that it is here already keeps it out.
    assert caught.value.code == "pack_taken_kibako"


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_no_changed_archive_crashes_or_is_taken(tiny, home, data):
    good = build(tiny.folder).data
    bad = bytearray(good)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(bad)))
        bad[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=4))
    if bytes(bad) != good:
        with pytest.raises(KibakoError) as caught:
            examine(bytes(bad), "x.kibakopack")
        assert str(caught.value)
    assert not (home / "data" / "added").exists()


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_a_well_made_archive_of_a_bad_pack_is_taken_or_refused(tiny, home, data):
    tiny.write("pictures/lamp.png", png())
    tiny.write("pictures/lamp.svg", svg("<style>a{b:url(#c)}</style>"))
    good = build(tiny.folder).data
    files = read_archive(good, "x", OF_ARCHIVES)
    name = data.draw(st.sampled_from(sorted(files.keys() - {"manifest.json"})))
    text = bytearray(files[name])
    at = data.draw(st.integers(0, len(text)))
    text[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    try:
        offer = examine(with_list(good, name, bytes(text)), "x.kibakopack")
    except PackError as error:
        assert error.what and error.next_step
    else:
        assert offer.pack.id == "tiny"
    assert not (home / "data" / "added").exists()
