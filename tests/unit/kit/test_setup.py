"""The set-up as a person meets it: started for real, interrupted, killed, and in a bad place."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from kibako.setup import build, marker

posix = pytest.mark.skipif(os.name == "nt", reason="signals of Linux and macOS")


@pytest.fixture(scope="module")
def ready(make_checkout):
    """A checkout that was set up once, in a folder with spaces and Japanese letters."""
    checkout = make_checkout("木箱 の いえ")
    status, output, messages = checkout.start("--version")
    assert (status, output) == (0, "kibako 0.1.0\n"), messages
    checkout.first_messages = messages
    return checkout


def test_first_start_says_what_it_does_and_leaves_a_whole_environment(ready) -> None:
    lines = ready.first_messages.splitlines()
    assert lines[0].startswith("Setting Kibako up in")
    assert [line[:5] for line in lines if line.startswith("[")] == ["[1/3]", "[2/3]", "[3/3]"]
    assert lines[-1] == "All set up."
    assert ready.leftovers() == []
    assert marker.is_current(str(ready.root), str(ready.environment), [])


def test_second_start_says_nothing_and_needs_no_pip(ready) -> None:
    pip = next(ready.environment.glob("lib*/**/site-packages/pip"))
    aside = pip.rename(pip.with_name("pip-hidden"))
    try:
        assert ready.start("--version") == (0, "kibako 0.1.0\n", "")
    finally:
        aside.rename(pip)


def test_scripts_work_from_any_folder(ready) -> None:
    script = Path(marker.python_of(str(ready.environment))).with_name("kibako")
    done = subprocess.run(
        [script, "--version"], cwd="/", capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (0, "kibako 0.1.0\n"), done.stderr


def test_a_japanese_folder_is_found_in_any_locale(ready) -> None:
    found = list(ready.environment.glob("lib*/**/site-packages/*.pth"))
    assert found
    assert all(path.read_bytes().isascii() for path in found)
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [marker.python_of(str(ready.environment)), "-P", "-m", "kibako", "--version"],
        env=os.environ | plain,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "kibako 0.1.0\n"), done.stderr


def test_arguments_and_status_are_handed_over(ready) -> None:
    status, output, messages = ready.start("no-such-verb", "--lang", "en")
    assert (status, output) == (2, ""), messages
    assert "no-such-verb" in messages


def test_files_of_the_folder_we_are_in_are_never_imported(ready) -> None:
    (ready.home / "argparse.py").write_text("raise SystemExit(99)", encoding="utf-8")
    assert ready.start("--help", "--lang", "en")[0] == 0


def test_only_what_decides_the_installation_makes_it_anew(ready) -> None:
    project = ready.root / "pyproject.toml"
    before = project.read_text(encoding="utf-8")
    project.write_text(before.replace('"one"', '"two"'), encoding="utf-8")
    assert ready.start("--version") == (0, "kibako 0.1.0\n", "")
    project.write_text(before.replace('version = "0.1.0"', 'version = "0.2.0"'), encoding="utf-8")
    status, _, messages = ready.start("--version")
    assert status == 0
    assert "list of parts changed" in messages
    project.write_text(before, encoding="utf-8")
    assert ready.start("--version")[0] == 0
    assert ready.leftovers() == []


def test_moved_folder_is_set_up_anew(ready) -> None:
    elsewhere = ready.root.with_name("elsewhere")
    shutil.copytree(ready.root, elsewhere, symlinks=True)
    assert not marker.is_current(str(elsewhere), str(elsewhere / ".venv"), [])
    assert marker.is_current(str(ready.root), str(ready.environment), [])


def test_environment_whose_python_is_gone_is_not_trusted(ready) -> None:
    python = Path(marker.python_of(str(ready.environment)))
    target = python.readlink()
    python.unlink()
    python.symlink_to("/nowhere/python3")
    try:
        assert not marker.is_current(str(ready.root), str(ready.environment), [])
    finally:
        python.unlink()
        python.symlink_to(target)


def test_a_group_that_is_missing_makes_it_incomplete(ready) -> None:
    assert not marker.is_current(str(ready.root), str(ready.environment), ["test"])


def test_no_network_for_new_parts_starts_with_the_old_ones(ready) -> None:
    ready.needs("kibako-part-that-is-nowhere")
    try:
        status, output, messages = ready.start("--version")
    finally:
        ready.needs()
    assert (status, output) == (0, "kibako 0.1.0\n")
    assert "no way to the internet" in messages
    assert "parts from last time" in messages
    assert ready.leftovers() == []


@posix
def test_killed_between_the_two_renames_is_finished_without_pip(ready) -> None:
    ready.environment.rename(ready.root / f"{build.ASIDE}killed")
    (ready.root / f"{build.OLD}killed").mkdir()
    assert ready.start("--version") == (0, "kibako 0.1.0\n", "")
    assert ready.leftovers() == []


@posix
def test_killed_set_up_is_never_trusted_and_never_left(make_checkout) -> None:
    checkout = make_checkout("killed")
    for stage in ("[1/3]", "[2/3]", "[3/3]"):
        with checkout.begin("--version") as process:
            for line in process.stderr:
                if line.startswith(stage):
                    process.send_signal(signal.SIGKILL)
                    break
            else:
                pytest.fail(f"it never came to {stage}")
        assert not checkout.environment.exists()
    status, output, messages = checkout.start("--version")
    assert (status, output) == (0, "kibako 0.1.0\n"), messages
    assert checkout.leftovers() == []


@posix
def test_ctrl_c_stops_and_leaves_nothing(make_checkout) -> None:
    checkout = make_checkout("stopped")
    with checkout.begin("--version") as process:
        for line in process.stderr:
            if line.startswith("[2/3]"):
                process.send_signal(signal.SIGINT)
                break
        messages = process.stderr.read()
    assert process.returncode == 130
    assert "Nothing half-made was left" in messages
    assert not checkout.environment.exists()
    assert checkout.leftovers() == []


@posix
def test_two_at_once_take_turns(make_checkout) -> None:
    checkout = make_checkout("two")
    with checkout.begin("--version") as first, checkout.begin("--version") as second:
        said = [process.communicate(timeout=300) for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0]
    assert [output for output, _ in said] == ["kibako 0.1.0\n"] * 2
    assert sum("[1/3]" in messages for _, messages in said) == 1
    assert checkout.leftovers() == []


def test_no_network_is_one_sentence_and_a_next_step(make_checkout) -> None:
    checkout = make_checkout("offline")
    checkout.needs("kibako-part-that-is-nowhere")
    checkout.extra["KIBAKO_LANG"] = "ja"
    status, output, messages = checkout.start("--version")
    assert (status, output) == (5, "")
    assert "インターネットに つながらない" in messages.splitlines()[-2]
    assert "Traceback" not in messages
    assert not checkout.environment.exists()
    assert checkout.leftovers() == []


def test_somebody_elses_environment_is_kept(make_checkout) -> None:
    checkout = make_checkout("theirs")
    checkout.environment.mkdir()
    (checkout.environment / "mine.txt").write_text("work", encoding="utf-8")
    status, _, messages = checkout.start("--version")
    assert status == 0
    (kept,) = checkout.root.glob(f"{build.KEPT}*")
    assert (kept / "mine.txt").read_text(encoding="utf-8") == "work"
    assert str(kept) in messages


def test_marker_that_is_no_json_is_not_trusted(tmp_path: Path) -> None:
    for content in (b"", b"{", b"[]", b"\xff\xfe", json.dumps({"groups": 3}).encode()):
        (tmp_path / marker.NAME).write_bytes(content)
        assert marker.groups_of(marker.read(str(tmp_path))) == []


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13)])
def test_old_python_gets_one_sentence_in_both_languages(version: tuple[int, ...]) -> None:
    kit = Path(__file__).parents[3] / "kit.py"
    code = (
        f"import sys, runpy; sys.version_info = {version} + ('final', 0);"
        f"runpy.run_path({str(kit)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=False
    )
    said = done.stderr.decode("utf-8")
    assert done.returncode == 5
    assert ".".join(map(str, version)) in said
    assert "needs Python 3.11" in said
    assert "Python 3.11 か" in said
