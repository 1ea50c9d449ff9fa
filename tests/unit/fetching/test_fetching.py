"""Downloads: https and nothing else, bounded, whole or refused. No network is used."""

import io
import urllib.request
from email.message import Message
from urllib.response import addinfourl

import pytest
from kibako.errors import FileError
from kibako.fetching import fetch


class Answer(addinfourl):
    """What a server answers."""

    msg = ""

    def read1(self, size: int = -1) -> bytes:
        return self.fp.read(min(size, 1000))


class Server(urllib.request.HTTPSHandler):
    """Answers by address: bytes, or where else to look."""

    def __init__(self, pages: dict[str, bytes | str], length: str | None = None) -> None:
        super().__init__()
        self.pages = pages
        self.length = length

    def https_open(self, req: urllib.request.Request) -> Answer:
        page = self.pages[req.full_url]
        headers = Message()
        if isinstance(page, str):
            headers["Location"] = page
            return Answer(io.BytesIO(), headers, req.full_url, 302)
        headers["Content-Length"] = self.length or str(len(page))
        return Answer(io.BytesIO(page), headers, req.full_url, 200)


def refusal(url: str, server: Server | None = None, **more) -> str:
    with pytest.raises(FileError) as raised:
        fetch(url, 5000, server, **more)
    assert str(raised.value)
    return raised.value.code


def test_a_file_is_fetched_whole_by_way_of_another_address() -> None:
    server = Server({"https://a/x": "https://b/y", "https://b/y": bytes(5000)})
    assert fetch("https://a/x", 5000, server) == bytes(5000)


@pytest.mark.parametrize("url", ["http://a/x", "file:///etc/passwd", "ftp://a/x", "data:,x"])
def test_only_https_is_followed(url: str) -> None:
    assert refusal(url) == "fetch_not_https"
    led = refusal("https://a/x", Server({"https://a/x": url}))
    # What is no address of a server at all, urllib refuses to follow by itself.
    assert led == ("fetch_not_https" if "//a/" in url else "fetch_failed")


def test_what_is_too_large_cut_off_or_too_slow_is_refused() -> None:
    assert refusal("https://a/x", Server({"https://a/x": bytes(5001)})) == "fetch_too_large"
    assert refusal("https://a/x", Server({"https://a/x": b"1"}, length="2")) == "fetch_failed"
    assert refusal("https://a/x", Server({"https://a/x": b"1"}, length="z")) == "fetch_failed"
    clock = iter((0.0, 1.0, 301.0))
    slow = Server({"https://a/x": bytes(3000)})
    assert refusal("https://a/x", slow, now=lambda: next(clock)) == "fetch_failed"


def test_a_server_that_is_not_there_is_said() -> None:
    assert refusal("https://127.0.0.1:1/x") == "fetch_failed"
    assert refusal("https://127.0.0.1:port/x") == "fetch_failed"
    assert refusal("https://[bad/x") == "fetch_failed"
    assert refusal("https://") == "fetch_failed"
