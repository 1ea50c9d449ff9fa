"""Reaching into a virtual board from another program: press, set, break and mend.

The program that has the board (``kibako bridge``, ``kibako repl``) listens on a loopback port of
its own and leaves a note beside the board's files, for this user only: the port, and a word
without which nothing is answered. Requests and answers are lines of JSON.
"""

import hmac
import json
import secrets
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import cast

from kibako.errors import BoardError, KibakoError, UsageError
from kibako.events import JsonValue
from kibako.virtual.board import VirtualBoard
from kibako.virtual.faults import parse_fault

MAX_LINE_BYTES = 65_536
_ANSWER_S = 5.0
_LOOK_S = 1.0
_HOLD_MS = 100
_HOLD_MS_MAX = 3_600_000

Request = dict[str, JsonValue]


def note_of(flash_folder: Path) -> Path:
    """Return where the note about a board's control port lies.

    Args:
        flash_folder: The folder of the board's files.
    """
    return flash_folder.with_name(f"{flash_folder.name}.control")


class ControlServer:
    """Answers control requests for one board, until it is closed.

    Args:
        board: The board, switched on.
    """

    def __init__(self, board: VirtualBoard) -> None:
        self._board = board
        self._word = secrets.token_hex(16)
        self._note = note_of(board.flash.folder)
        self._closed = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(_LOOK_S)
        port: int = self._socket.getsockname()[1]
        self._note.unlink(missing_ok=True)
        self._note.touch(mode=0o600)
        self._note.write_text(json.dumps({"port": port, "word": self._word}), encoding="utf-8")
        threading.Thread(target=self._serve, name="control", daemon=True).start()

    def __enter__(self) -> "ControlServer":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Answer no more, and take the note away."""
        self._closed = True
        self._note.unlink(missing_ok=True)
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while not self._closed:
            try:
                client, _ = self._socket.accept()  # limited: the socket's time-out is _LOOK_S
            except TimeoutError:
                continue  # where closing a socket wakes nobody, its flag is seen now
            except OSError:
                return  # closed
            with client, suppress(OSError):
                client.settimeout(_ANSWER_S)
                # limited: by the line above
                client.sendall(json.dumps(self._answer(_line(client))).encode() + b"\n")

    def _answer(self, line: bytes) -> Request:
        request = _request(line)
        word = request.get("word")
        given = word.encode("utf-8", "replace") if isinstance(word, str) else b""
        if not hmac.compare_digest(given, self._word.encode()):
            return {"error": "control_refused", "fields": {}}
        try:
            return {"done": self._do(request)}
        except KibakoError as error:
            fields = {name: str(value) for name, value in error.fields.items()}
            return {"error": error.code, "fields": cast("JsonValue", fields)}

    def _do(self, request: Request) -> JsonValue:
        board, world = self._board, self._board.world
        name, value = request.get("name"), request.get("value")
        match request.get("do"):
            case "list":
                return self._list()
            case "press" if isinstance(name, str):
                world.press(name)
                hold_ms = value if isinstance(value, int | float) else _HOLD_MS
                until_ms = board.clock.now_ms() + round(min(max(hold_ms, 1), _HOLD_MS_MAX))
                world.at(until_ms, lambda: world.release(name))
            case "release" if isinstance(name, str):
                world.release(name)
            case "set" if isinstance(name, str) and isinstance(value, str | int | float):
                found = next((each for each in world.inputs if each.name == name), None)
                if found and not isinstance(value, str | bool) and not isinstance(found.value, str):
                    found.check(value)
                world.set(name, value)
            case "fault" if isinstance(name, str):
                board.trouble.begin(parse_fault(name))
            case "heal" if isinstance(name, str):
                board.trouble.end(name)
            case "reset":
                board.reset()
            case _:
                raise UsageError("control_odd")
        return True

    def _list(self) -> JsonValue:
        world = self._board.world
        pressed = cast("JsonValue", dict(world.snapshot().buttons))
        inputs: list[JsonValue] = [
            {
                "name": each.name,
                "unit": each.unit,
                "least": each.least,
                "most": each.most,
                "value": each.value,
                "choices": list(each.choices),
            }
            for each in world.inputs
        ]
        return {"buttons": pressed, "inputs": inputs, "faults": list(self._board.trouble.names)}


def ask(flash_folder: Path, port_name: str, request: Request) -> JsonValue:
    """Ask the program that has a board to do something.

    Args:
        flash_folder: The folder of the board's files.
        port_name: What to call the board in errors.
        request: ``do`` (list, press, release, set, fault, heal, reset), ``name``, ``value``.

    Returns:
        What it answered.

    Raises:
        BoardError: Nobody has the board, or does not answer.
        KibakoError: It could not be done; the error is that of the other program.
    """
    try:
        note = json.loads(note_of(flash_folder).read_text(encoding="utf-8"))
        address = ("127.0.0.1", int(note["port"]))
        sent = json.dumps({**request, "word": str(note["word"])}).encode() + b"\n"
        with socket.create_connection(address, _ANSWER_S) as server:
            server.sendall(sent)  # limited: as connecting was
            answer = _request(_line(server))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BoardError("control_nobody", port=port_name) from error
    code, fields = answer.get("error"), answer.get("fields")
    if isinstance(code, str) and isinstance(fields, dict):
        raise UsageError(code, **{str(name): value for name, value in fields.items()})
    return answer.get("done")


def _line(peer: socket.socket) -> bytes:
    data = bytearray()
    while b"\n" not in data and len(data) <= MAX_LINE_BYTES:
        piece = peer.recv(4096)  # limited: both ends set _ANSWER_S before
        if not piece:
            break
        data += piece
    return bytes(data.split(b"\n", 1)[0])


def _request(line: bytes) -> Request:
    """Read a line from the other side: an empty request when it is no such line."""
    try:
        found: object = json.loads(line) if len(line) <= MAX_LINE_BYTES else None
    except (ValueError, RecursionError):
        return {}
    return cast("Request", found) if isinstance(found, dict) else {}
