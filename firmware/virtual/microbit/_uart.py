# The UART: the console's own, on the cable or on pins.
from _arguments import OBJECT, WHOLE, data_of, room_of, take, whole
from _kibako import call
from _pins import name_of


class MicroBitUART:
    ODD = 1
    EVEN = int(call("uart.even"))

    _wait = 0

    def init(self, *a, **k):
        wanted = (
            ("baudrate", WHOLE, 9600),
            ("bits", WHOLE, 8),
            ("parity", OBJECT, None),
            ("stop", WHOLE, 1),
            ("pins", OBJECT, None),
            ("tx", OBJECT, None),
            ("rx", OBJECT, None),
        )
        baud, _, parity, _, pins, tx, rx = take(wanted, a, k, 4)
        if parity is not None:
            whole(parity)
        tx, rx = name_of(tx), name_of(rx)
        if pins is not None:
            if type(pins) is not tuple and type(pins) is not list:
                raise TypeError("object '%s' is not a tuple or list" % type(pins).__name__)
            if len(pins) != 2:
                raise ValueError("requested length 2 but object has length %d" % len(pins))
            tx, rx = [pin_name(pin) for pin in pins]
        call("uart.init", "%d %s %s" % (baud, tx, rx))
        # How long the next byte may take, as on the real board: thirteen bits and a millisecond.
        MicroBitUART._wait = 13000 // baud + 1 if baud > 0 else 1

    def any(self):
        return call("uart.any") == "1"

    def read(self, n=-1):
        n = whole(n)
        got = b""
        while n < 0 or len(got) < n:
            wanted = 128 if n < 0 else min(n - len(got), 128)
            piece = bytes.fromhex(call("uart.read", "%d %d" % (wanted, self._wait)))
            got += piece
            if len(piece) < wanted:
                break
        return got or (b"" if n == 0 else None)

    def readline(self, n=-1):
        n = whole(n)
        got = b""
        while n < 0 or len(got) < n:
            piece = bytes.fromhex(call("uart.read", "1 0"))
            got += piece
            if not piece or piece == b"\n":
                break
        return got or (b"" if n == 0 else None)

    def readinto(self, buf, n=None):
        room = room_of(buf)
        got = self.read(len(room) if n is None else min(whole(n), len(room)))
        if got is None:
            return None
        room[: len(got)] = got
        return len(got)

    def write(self, buf, *sizes):
        buf = data_of(buf)
        if len(sizes) == 1:
            buf = buf[: whole(sizes[0])]
        elif sizes:
            buf = buf[whole(sizes[0]) :][: whole(sizes[1])]
        for at in range(0, len(buf), 128):
            call("uart.write", buf[at : at + 128].hex())
        return len(buf)

    def __repr__(self):
        return "<MicroBitUART>"


def pin_name(pin):
    return name_of(pin) or name_of(0)


uart = MicroBitUART()
