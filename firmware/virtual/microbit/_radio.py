# The radio: the host sends, listens and keeps what came.
from _arguments import data_of as _data_of
from _arguments import room_of as _room_of
from _arguments import send as _send
from _arguments import whole as _whole
from _kibako import call as _call
from _lacks import trim as _trim

RATE_1MBIT = 0
RATE_2MBIT = 1
RATE_250KBIT = 2


_buffer = None


def hold(size):
    # As on the real board, the queue lies in the program's heap.
    global _buffer
    _buffer = None
    try:
        _buffer = bytearray(size)
    except MemoryError as error:
        _call("radio.off")
        raise error


def on():
    hold(int(_call("radio.on")))


def off():
    hold(0)
    _call("radio.off")


def reset():
    _call("radio.reset")


def config(*a, **k):
    if a:
        raise TypeError("arguments must be keywords")
    words = []
    for name in k:
        # What does not fit into 32 bits is cut off, as on the real board.
        value = _whole(k[name]) & 0xFFFFFFFF
        if value >> 31:
            value -= 1 << 32
        words.append("%s=%d" % (name, value))
    size = _call("radio.config", " ".join(words))
    if size:
        hold(int(size))


def send(message):
    if type(message) is not str and type(message) is not bytes:
        kind = type(message).__name__
        raise TypeError("can't convert '%s' object to str implicitly" % kind)
    _send("radio.send", "1 ", message)


def send_bytes(message):
    _send("radio.send", "0 ", _data_of(message))


def receive():
    got = _call("radio.receive", "1")
    return None if got == "-" else str(bytes.fromhex(got), "utf-8")


def receive_bytes():
    got = _call("radio.receive", "0")
    return None if got == "-" else bytes.fromhex(got)


def receive_bytes_into(buffer):
    room = _room_of(buffer)
    got = receive_bytes()
    if got is None:
        return None
    count = min(len(got), len(room))
    room[:count] = got[:count]
    return len(got)


def receive_full():
    got = _call("radio.receive", "2")
    if got == "-":
        return None
    rssi, at, data = got.split(" ")
    return bytes.fromhex(data), int(rssi), int(at)


_trim(globals(), "radio")
