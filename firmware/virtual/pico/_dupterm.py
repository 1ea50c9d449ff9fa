# os.dupterm of the Pico: a stream of the program's that has the terminal besides the cable. The
# host keeps what the stream is to get, and has carry() called; see host/kibako/virtual/dupterm.py.
import io
import sys

from _args import hexed, whole
from _kibako import call, handlers, stream
from micropython import RingIO

_WRITE = "dupterm: Exception in write() method, deactivating: "
_READ = "dupterm: Exception in read() method, deactivating: "
_END = "dupterm: EOF received, deactivating\n"
_CLOSE = 4
_MOST = 256

_at: list = [None, False]
_byte = bytearray(1)


def dupterm(new, index):
    if whole(index) != 0:
        raise ValueError("invalid dupterm index")
    before = _at[0]
    if new is None:
        call("dup.off")
        _at[0] = None
    elif not isinstance(new, (io.IOBase, io.BytesIO, io.StringIO, RingIO)):
        raise OSError("stream operation not supported")
    else:
        handlers[-2] = carry
        _at[0] = new
        # What is C on the real board is broken off by no Ctrl-C.
        call("dup.on", str(int(type(new).__name__ in ("UART", "RingIO", "BytesIO", "StringIO"))))
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
            if asked[0] == "w":
                _write(bytearray(bytes.fromhex(asked[1:])))
            elif asked[0] == "x":
                raise RuntimeError("maximum recursion depth exceeded")
            else:
                kind, got = _fetch(asked[0], int(asked[1:]))
                call("dup.put", kind + hexed(got))
        except BaseException as e:
            _off(_READ if asked[0] in "rR" else _WRITE, e)
        asked = call("dup.next")


def _write(piece):
    write = _at[0].write
    while piece:
        # Ctrl-C may come in here, and nowhere else.
        stream("w")
        done = write(piece)
        stream("s")
        if not done:
            return
        if done < 0:
            raise OSError(-done)
        piece = piece[done:]


def _fetch(kind, key):
    # Bytes of the stream, one by one, until there are none, or one that the REPL acts on.
    got = bytearray()
    readinto = _at[0].readinto
    while len(got) < _MOST:
        if kind == "R":
            # A program waits for them: there Ctrl-C may come, too.
            stream("r")
            count = readinto(_byte)
            stream("s")
        else:
            count = readinto(_byte)
        if count is None:
            break
        if count == 0:
            _off(_END, None)
            break
        if count < 0:
            raise OSError(-count)
        if _byte[0] == key:
            return "!", got
        got.append(_byte[0])
        if kind != "n" and _byte[0] < 32:
            break
    return kind, got


def notify():
    stream("b")
    hit, more = "", True
    while more and _at[0] is not None:
        try:
            hit, got = _fetch("n", int(call("dup.key")))
            more = hit == "n" and len(got) == _MOST
            call("dup.put", "n" + hexed(got))
        except BaseException as e:
            _off(_READ, e)
    # The last thing: from here on there is no jump before whoever called this goes on.
    what = "N" if hit == "!" else "n"
    stream(what)


def _off(text, error):
    old, _at[0] = _at[0], None
    call("dup.off")
    sys.stdout.write(text)
    if error is not None:
        said = io.StringIO()
        sys.print_exception(error, said)  # pyright: ignore[reportArgumentType]
        for line in said.getvalue().split("\n")[:-1]:  # pyright: ignore[reportAttributeAccessIssue]
            if '"/.fw/' not in line:
                print(line)
    try:
        if old is not None:
            old.ioctl(_CLOSE, 0)
    except BaseException:
        pass  # as the real board: nobody hears of it
