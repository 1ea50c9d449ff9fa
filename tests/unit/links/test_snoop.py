"""The wire log holds every byte, and only for this user."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.errors import FileError, LinkError, LinkLost
from kibako.links.snoop import SnoopLink


class Echo:
    """A link that answers what it is told."""

    description = "echo"

    def __init__(self, fault: Exception | None = None) -> None:
        self.waiting = b""
        self.fault = fault

    def open(self) -> None:
        if isinstance(self.fault, LinkError) and not isinstance(self.fault, LinkLost):
            raise self.fault

    def close(self) -> None:
        self.waiting = b""

    def read(self, max_bytes: int, timeout_s: float) -> bytes:
        if self.fault:
            raise self.fault
        data, self.waiting = self.waiting[:max_bytes], self.waiting[max_bytes:]
        return data

    def write(self, data: bytes, timeout_s: float = 10.0) -> None:
        self.waiting += data


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=10))
def test_every_byte_is_in_the_log(
    tmp_path_factory: pytest.TempPathFactory, messages: list[bytes]
) -> None:
    log = tmp_path_factory.mktemp("log") / "wire.jsonl"
    link = SnoopLink(Echo(), log)
    link.open()
    for message in messages:
        link.write(message)
        assert link.read(100, 1.0) == message
    assert link.read(100, 0.0) == b""
    link.close()
    link.close()
    lines = [json.loads(line) for line in log.read_text("utf-8").split("\n")[:-1]]
    ways = ["open", *["to_board", "from_board"] * len(messages), "close"]
    assert [line["way"] for line in lines] == ways
    for way in ("to_board", "from_board"):
        sent = b"".join(bytes.fromhex(line["hex"]) for line in lines if line["way"] == way)
        assert sent == b"".join(messages)


def test_the_log_is_private_and_kept(tmp_path: Path) -> None:
    log = tmp_path / "wire.jsonl"
    for _ in range(2):
        link = SnoopLink(Echo(), log)
        link.open()
        link.close()
    assert len(log.read_text("utf-8").splitlines()) == 4
    if sys.platform != "win32":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_loss_is_in_the_log(tmp_path: Path) -> None:
    log = tmp_path / "wire.jsonl"
    link = SnoopLink(Echo(LinkLost("link_lost", port="x")), log)
    link.open()
    with pytest.raises(LinkLost):
        link.read(1, 0.0)
    link.close()
    assert '"lost"' in log.read_text("utf-8")


def test_a_link_that_does_not_open_leaves_no_open_file(tmp_path: Path) -> None:
    link = SnoopLink(Echo(LinkError("link_no_board")), tmp_path / "wire.jsonl")
    with pytest.raises(LinkError):
        link.open()
    link.close()


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(FileError) as raised:
        SnoopLink(Echo(), tmp_path / "none" / "wire.jsonl").open()
    assert raised.value.code == "wire_log_unusable"
    assert os.fspath(tmp_path) in str(raised.value)
