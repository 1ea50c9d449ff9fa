# os.dupterm of the Pico: a stream of the program's that has the terminal besides the cable. The
# host keeps what the stream is to get, and has carry() called; see host/kibako/virtual/dupterm.py.
import io
import sys

from _args import hexed, whole
from _kibako import again, call, handlers
from micropython import RingIO

_WRITE = "dupterm: Exception in write() method, deactivating: "
_READ = "dupterm: Exception in read() method, deactivating: "
_END = "dupterm: EOF received, deactivating\n"
_CLOSE = 4
_MOST = 256

_at: list = [None, False]
_byte = bytearray(1)


def dupterm(stream, index):
    if whole(index) != 0:
        raise ValueError("invalid dupterm index")
    before = _at[0]
    if stream is None:
        call("dup.off")
    elif not isinstance(stream, (io.IOBase, io.BytesIO, io.StringIO, RingIO)):
        raise OSError("stream operation not supported")
    else:
        handlers[-2] = carry
        # What is C on the real board is broken off by no Ctrl-C.
        call("dup.on", str(int(type(stream).__name__ in ("UART", "RingIO", "BytesIO", "StringIO"))))
    _at[0] = stream
    return before


def carry():
    if _at[1]:
        return  # called in the midst of the stream's write()
    _at[1] = True
    try:
        _carry()
    finally:
        _at[1] = False
        call("dup.end")


def _carry():
    asked = call("dup.next")
    while asked:
        try:
            if asked[0] == "r":
                call("dup.open", "r")
                _fetch("r")
            elif asked[0] == "w":
                _write(bytearray(bytes.fromhex(asked[1:])))
            else:
                raise RuntimeError("maximum recursion depth exceeded")
        except BaseException as e:
            _off(_READ if asked[0] == "r" else _WRITE, e)
        asked = call("dup.next")


def _write(piece):
    call("dup.open", "w")
    while piece:
        done = _at[0].write(piece)
        if not done:
            return
        if done < 0:
            raise OSError(-done)
        piece = piece[done:]


def _fetch(kind):
    # Bytes of the stream, one by one, until there are none, or one that the REPL acts on.
    key = int(call("dup.key"))
    got = bytearray()
    try:
        while len(got) < _MOST:
            count = _at[0].readinto(_byte)
            if count is None:
                break
            if count == 0:
                _off(_END, None)
                break
            if count < 0:
                raise OSError(-count)
            if _byte[0] == key:
                kind = kind.upper()
                break
            got.append(_byte[0])
            if kind == "r" and _byte[0] < 32:
                break
    finally:
        call("dup.put", kind + hexed(got))
    return kind == "N", len(got) == _MOST


def notify():
    hit, more = False, True
    while more and not hit and _at[0] is not None:
        try:
            hit, more = _fetch("n")
        except BaseException as e:
            _off(_READ, e)
    if hit:
        # The last thing: from here on there is no jump before whoever called this goes on.
        again()


def _off(text, error):
    stream, _at[0] = _at[0], None
    call("dup.off")
    sys.stdout.write(text)
    if error is not None:
        said = io.StringIO()
        sys.print_exception(error, said)  # pyright: ignore[reportArgumentType]
        for line in said.getvalue().split("\n")[:-1]:  # pyright: ignore[reportAttributeAccessIssue]
            if '"/.fw/' not in line:
                print(line)
    try:
        if stream is not None:
            stream.ioctl(_CLOSE, 0)
    except BaseException:
        pass  # as the real board: nobody hears of it
