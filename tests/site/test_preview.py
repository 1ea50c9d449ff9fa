"""The preview: new after every save, whole again after a fault, and for this computer only."""

import http.client
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from kibako.lessons.site.preview import LISTENERS_MAX, Preview
from kibako.lessons.site.watching import Watch

from .conftest import LIMIT_S, Browser

FIRST_LIGHT = Path(__file__).parents[2] / "lessons" / "first-light"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a copy of a pack that may be written to."""
    return Path(shutil.copytree(FIRST_LIGHT, tmp_path / "first-light"))


@pytest.fixture
def preview(pack: Path) -> Iterator[Preview]:
    """Return a preview that is being served."""
    with Preview(pack) as preview:
        yield preview


def ask(preview: Preview, path: str, **headers: str) -> http.client.HTTPResponse:
    """Ask for something, as a browser or as somebody else."""
    line = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=LIMIT_S)
    line.request("GET", path, headers=headers)
    return line.getresponse()


def save(pack: Path, name: str, content: bytes) -> None:
    """Save a file as careful editors do: the old one or the new one is there, nothing between."""
    new = pack.parent / "new"
    new.write_bytes(content)
    new.replace(pack / name)


@pytest.mark.xdist_group("browser")
def test_a_save_is_seen_and_a_fault_told_and_mended(
    browser: Browser, preview: Preview, pack: Path
) -> None:
    browser.open(f"{preview.address}en.html")
    assert browser.texts("h1") == ["First Light"]
    assert browser.violations() == []
    whole = (pack / "pack.toml").read_bytes().replace(b'en = "First Light"', b'en = "Second Light"')
    save(pack, "pack.toml", whole)
    browser.until(lambda driver: "Second Light" in driver.title)
    save(pack, "heart/text.ja.md", "光らせます。\n".encode())
    browser.until(lambda driver: "光" in driver.find_element("css selector", ".findings").text)
    save(pack, "pack.toml", whole.replace(b"minutes = ", b"minuets = "))
    browser.until(lambda driver: driver.find_elements("css selector", ".broken"))
    assert "minuets" in browser.texts(".broken")[0]
    assert browser.texts("h1") == ["Second Light"]
    assert browser.violations() == []
    save(pack, "pack.toml", whole)
    browser.until(lambda driver: not driver.find_elements("css selector", ".broken"))
    browser.driver.get("about:blank")


def test_only_this_computer_is_answered(preview: Preview) -> None:
    assert ask(preview, "/").status == 200
    assert ask(preview, "/", Host=f"localhost:{preview.port}").status == 200
    for host in ("evil.example", f"evil.example:{preview.port}", "127.0.0.1", ""):
        assert ask(preview, "/", Host=host).status == 421
    answer = ask(preview, "/ja.html")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "はじめの ひかり" in answer.read().decode()
    for path in ("/../pack.toml", "/pack.toml", "//x", "/changes", "/changes?since=x"):
        assert ask(preview, path).status in (400, 404)
    assert ask(preview, "/changes?" + "a&" * 9).status == 400
    assert ask(preview, "/", **{"Sec-Fetch-Site": "cross-site"}).status == 421


def test_a_page_of_an_older_preview_is_told_at_once(preview: Preview) -> None:
    news = ask(preview, "/changes?since=1")
    assert news.headers["Content-Type"].startswith("text/event-stream")
    assert f"data: {preview.watch.version}".encode() in news.read()


def test_there_is_an_end_to_who_may_listen(preview: Preview) -> None:
    since = f"/changes?since={preview.watch.version}"
    waiting = [ask(preview, since) for _ in range(LISTENERS_MAX)]
    assert [each.readline() for each in waiting] == [b"retry: 500\n"] * LISTENERS_MAX
    assert ask(preview, since).status == 503


def test_a_pack_that_was_never_whole_is_told(tmp_path: Path) -> None:
    with Preview(tmp_path) as preview:
        assert "pack.toml" in preview.page("en")


def test_a_watch_that_ends_wakes_who_waits(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    watch.start()
    seen = watch.version
    (tmp_path / "a").write_text("a")
    assert watch.newer(seen, LIMIT_S) not in (None, seen)
    watch.close()
    assert watch.newer(watch.version, LIMIT_S) is None


@pytest.mark.parametrize(
    ("options", "first"), [([], "http://127.0.0.1:"), (["--plain"], "First Light\n1. ")]
)
def test_ctrl_c_ends_the_command(pack: Path, options: list[str], first: str) -> None:
    words = ["pack", "preview", str(pack), "--lang", "en", *options]
    with subprocess.Popen(
        [sys.executable, "-m", "kibako", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "Ctrl-C" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        output, messages = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 0
    assert first in output
    assert messages == "The preview is over.\n"
