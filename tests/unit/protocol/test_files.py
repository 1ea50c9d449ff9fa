"""File programs run on MicroPython's smallest; their answers are hostile until parsed."""

import contextlib
import hashlib
import io
import random
import re
import sys
import types
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kibako.errors import BoardError, RemoteProtocolError
from kibako.protocol import files, identify, sending, survey
from kibako.protocol.sending import Letters, Piece

LETTERS: tuple[Letters, ...] = ("literal", "base64", "raw")
KEYS = b"\x01\x02\x03\x04\x05"
"""What the REPL would obey in the middle of a program."""


def run(*programs: str | bytes, names: dict[str, object] | None = None) -> bytes:
    """Run programs for a board in this Python: they use only what both have.

    MicroPython takes any byte in the literal of one; this Python wants the odd ones escaped.
    """
    printed = io.StringIO()
    names = {} if names is None else names
    with contextlib.redirect_stdout(printed):
        for program in programs:
            text = program.encode() if isinstance(program, str) else program
            assert not set(text) & set(KEYS)
            exec(re.sub(rb"[\0\x80-\xff]", lambda odd: b"\\x%02x" % ord(odd[0]), text), names)
    return printed.getvalue().replace("\n", "\r\n").encode()


class Expander:
    """The board's DeflateIO, as far as file programs use it."""

    def __init__(self, stream: io.BytesIO, form: int, window_bits: int) -> None:
        assert form == RAW
        self._data = zlib.decompress(stream.read(), -window_bits)

    def read(self) -> bytes:
        return self._data


RAW = 1


@pytest.fixture(scope="module", autouse=True)
def deflate() -> Iterator[None]:
    module = types.ModuleType("deflate")
    vars(module).update(DeflateIO=Expander, RAW=RAW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "deflate", module)
        yield


def run_pieces(pieces: Iterator[Piece]) -> list[int]:
    """Run the programs that write a file; return how much of it is there after each."""
    names: dict[str, object] = {}
    return [run(piece.program, names=names) == b"" and piece.there_bytes for piece in pieces]


@given(
    data=st.binary(max_size=700) | st.text("ab \n", max_size=3000).map(str.encode),
    chunk=st.integers(1, 2000),
    letters=st.sampled_from(LETTERS),
    deflate=st.booleans(),
)
@example(bytes(range(256)) + b"'''\\\r\n\x04\x0418\x019\\", 300, "raw", False)
def test_bytes_survive_the_way_there_and_back(
    tmp_path_factory: pytest.TempPathFactory,
    data: bytes,
    chunk: int,
    letters: Letters,
    deflate: bool,
) -> None:
    path = str(tmp_path_factory.getbasetemp() / "file.bin")
    start = len(data) // 3
    Path(path).write_bytes(data[:start])
    there = run_pieces(
        sending.write_programs(
            path, data, chunk, letters, deflate=deflate, start=start, flush_bytes=500
        )
    )
    assert (there, there[-1]) == (sorted(there), len(data))
    assert Path(path).read_bytes() == data
    assert files.parse_read(run(files.read_program(path, chunk))) == data
    assert len(files.parse_hash(run(files.hash_program(path)))) == 64


@pytest.mark.parametrize("letters", ["literal", "raw"])
def test_without_raw_paste_no_piece_is_written_with_a_byte_missing(
    tmp_path: Path, letters: Letters
) -> None:
    path, data = tmp_path / "file.bin", bytes(range(256)) + "ひかり\n".encode() * 40
    pieces = list(sending.proven_programs(str(path), data, 100, letters))
    names: dict[str, object] = {}
    before = 0
    for piece in pieces:
        chunk, before = data[before : piece.there_bytes], piece.there_bytes
        if b"ab" in piece.program and piece.says:
            # Whichever byte gets lost, it is all written and said, or nothing of both.
            for at in range(len(piece.program)):
                flash, said = io.BytesIO(), b""
                with contextlib.suppress(SyntaxError, NameError, TypeError, ValueError):
                    lost = piece.program[:at] + piece.program[at + 1 :]
                    said = run(lost, names={**names, "f": flash, "w": under(names["w"], flash)})
                assert (said, flash.getvalue()) in ((b"", b""), (piece.says, chunk)), at
        assert run(piece.program, names=names) == piece.says
    assert path.read_bytes() == data


def under(function: object, flash: io.BytesIO) -> types.FunctionType:
    """Return a function of the board's that writes to another file."""
    assert isinstance(function, types.FunctionType)
    return types.FunctionType(function.__code__, {"f": flash})


def test_only_what_gets_shorter_is_compressed() -> None:
    def sent(data: bytes, letters: Letters, *, deflate: bool) -> int:
        programs = sending.write_programs("/a", data, 4096, letters, deflate=deflate)
        return sum(len(piece.program) for piece in programs)

    source = b"".join(b"display.show(Image.HEART)  # %d\n" % n for n in range(400))
    noise = random.Random(5).randbytes(50_000)
    for letters in ("base64", "raw"):
        assert sent(source, letters, deflate=True) < len(source) // 2
        assert sent(noise, letters, deflate=True) == sent(noise, letters, deflate=False)
        short = b"x = 1\n"
        assert sent(short, letters, deflate=True) == sent(short, letters, deflate=False)
    # What has to be escaped costs less than a twentieth, where base64 costs a third.
    assert sent(noise, "raw", deflate=False) < 1.05 * len(noise)


def test_listing() -> None:
    with pytest.raises(RemoteProtocolError):
        files.parse_listing(b"nonsense\r\n", "/")
    output = b"('b.py', 32768, 12)\r\n('lib', 16384, 0)\r\n('\\u306b.py', 0, 3)\r\n"
    found = files.parse_listing(output, "/x/")
    assert [(f.path, f.is_folder, f.size_bytes) for f in found] == [
        ("/x/b.py", False, 12),
        ("/x/lib", True, 0),
        ("/x/に.py", False, 3),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"('../up', 0, 1)",
        b"('a/b', 0, 1)",
        b"('', 0, 1)",
        b"('a', 0, -1)",
        b"('a', 0)",
        b"[]",
        b"__import__('os').system('x')",
        b"(" * 5000,
    ],
)
def test_odd_listings_are_refused(line: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        files.parse_listing(line + b"\r\n", "/")


@given(st.binary(max_size=300))
def test_any_answer_is_read_or_refused(answer: bytes) -> None:
    for parse in (
        files.parse_read,
        files.parse_hash,
        files.parse_size,
        identify.parse,
        survey.parse_tree,
        lambda data: files.parse_listing(data, "/"),
        lambda data: survey.parse_survey(data, 2),
    ):
        with contextlib.suppress(RemoteProtocolError):
            parse(answer)


def test_lost_output_is_noticed() -> None:
    assert files.parse_read(b"b'ab'\r\nb'c'\r\n3\r\n") == b"abc"
    for harmed in (b"b'ab'\r\n3\r\n", b"b'ab'\r\nb'c'\r\n", b"", b"YWI\r\n2\r\n", b"b'ab\r\n2\r\n"):
        with pytest.raises(RemoteProtocolError):
            files.parse_read(harmed)


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (b"OSError: [Errno 2] ENOENT", "board_file_missing"),
        (b"OSError: 2", "board_file_missing"),
        (b"OSError: file not found", "board_file_missing"),
        (b"OSError: [Errno 28] ENOSPC", "board_full"),
        (b"OSError: no more storage space", "board_full"),
        (b"OSError: [Errno 17] EEXIST", "board_file_exists"),
        (b"OSError: [Errno 39] ENOTEMPTY", "board_folder_not_empty"),
        (b"OSError: [Errno 21] EISDIR", "board_is_folder"),
        (b"MemoryError: memory allocation failed, allocating 40 bytes", "board_memory"),
        (b"OSError: [Errno 5] EIO", "board_refused"),
        (b"", "board_refused"),
    ],
)
def test_board_errors_have_a_sentence(last: bytes, code: str) -> None:
    error = files.board_error(b"Traceback (most recent call last):\r\n" + last + b"\r\n", "a.py")
    assert isinstance(error, BoardError)
    assert error.code == code
    assert "a.py" in str(error)


def test_survey_of_several_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc" * 1000)
    paths = [str(tmp_path / "a"), str(tmp_path / "none")]
    room, (first, second) = survey.parse_survey(run(survey.survey_program(paths)), 2)
    assert first == survey.Seen(3000, hashlib.sha256(b"abc" * 1000).hexdigest())
    assert second is None
    assert room is None or room.block_bytes > 0


@given(st.lists(st.text(min_size=1, max_size=255), max_size=200))
def test_a_survey_asks_for_every_file_once(places: list[str]) -> None:
    parts = survey.batches(places)
    assert [place for part in parts for place in part] == places
    assert all(len(repr(part).encode("utf-8", "replace")) < 6000 for part in parts)


@pytest.mark.parametrize(
    "answer", [b"", b"- -\r\n-\r\n-", b"4096 12\r\n-", b"4096 -1\r\n-\r\n-", b"-\r\n-\r\n5 abc"]
)
def test_an_odd_survey_is_refused(answer: bytes) -> None:
    with pytest.raises(RemoteProtocolError):
        survey.parse_survey(answer, 2)


def test_rename_replaces(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"1")
    (tmp_path / "new").write_bytes(b"2")
    run(files.rename_program(str(tmp_path / "old"), str(tmp_path / "new")))
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
    assert (tmp_path / "new").read_bytes() == b"1"
