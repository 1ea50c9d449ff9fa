# Arguments as the functions of the real board take them, and with its words when they are wrong.
from _kibako import call as _call

OBJECT = 0
WHOLE = 1
TRUTH = 2
NEEDED = object()


def whole(v):
    if type(v) is int or type(v) is bool:
        return int(v)
    raise TypeError("can't convert %s to int" % type(v).__name__)


def real(v):
    if type(v) is float or type(v) is int or type(v) is bool:
        return float(v)
    raise TypeError("can't convert %s to float" % type(v).__name__)


def take(wanted, args, kws, by_place=99):
    # `wanted` has a name, a kind and a default for each; the first `by_place` need no name.
    found = []
    place = 0
    for name, kind, value in wanted:
        if place < len(args):
            if place >= by_place:
                raise TypeError("extra positional arguments given")
            value = args[place]
        elif name in kws:
            value = kws.pop(name)
        elif value is NEEDED:
            raise TypeError("'%s' argument required" % name)
        place += 1
        if kind == WHOLE:
            value = whole(value)
        elif kind == TRUTH:
            value = bool(value)
        found.append(value)
    if len(args) > len(wanted):
        raise TypeError("extra positional arguments given")
    if kws:
        raise TypeError("extra keyword arguments given")
    return found


def data_of(buf):
    # The bytes of anything that has some; text is its UTF-8.
    if type(buf) is bytes or type(buf) is bytearray:
        return buf
    if type(buf) is str:
        return buf.encode()
    return bytes(memoryview(buf))


def room_of(buf):
    # What can be written into; its bytes one by one.
    if type(buf) is bytearray:
        return buf
    if type(buf) is bytes or type(buf) is str:
        raise TypeError("object with buffer protocol required")
    return memoryview(buf)


def hexed(data):
    # The interpreter's own gives no text for no bytes.
    return data.hex() if data else ""


def send(name, head, buf):
    # A call with bytes: all but the last piece are laid down before.
    buf = data_of(buf)
    at = 0
    while len(buf) - at > 128:
        _call("bytes.put", "%d:%s" % (at, buf[at : at + 128].hex()))
        at += 128
    return _call(name, "%s%d:%s" % (head, at, hexed(buf[at:])))


def received(answer, count):
    # The bytes of an answer of which `count` were expected: it has the first 256.
    if count <= 256:
        return bytes.fromhex(answer)
    got = bytearray(count)
    received_into(got, answer, count)
    return bytes(got)


def received_into(room, answer, count):
    at = 0
    while at < count:
        piece = bytes.fromhex(answer)
        if len(piece) > count - at:
            piece = piece[: count - at]
        room[at : at + len(piece)] = piece
        at += len(piece)
        if at < count:
            answer = _call("bytes.get", str(at))
