# Bytes to and from one host over Bluetooth LE, for a Pico W: the Nordic UART service.
#
# It is a stream; ble_repl.py hands it to os.dupterm(). The host is served without
# pairing, one at a time. What MicroPython's bluetooth module cuts or drops without a word never
# comes about: received bytes have room (or the host is hung up on), messages fit
# the MTU, every eighth is answered.
#
# Ctrl-C may meet any of this at any jump. In the handlers it is put off (`stopped`), and nothing
# jumps between what belongs together.
import io
import time

import micropython
from machine import Timer, unique_id

SERVICE = "6E400001-B5A3-F393-E0A9-E50E24DCCA9E"
# Sent out in its place while a host is connected: there is a board, but it is taken.
TAKEN = "6E40F002-B5A3-F393-E0A9-E50E24DCCA9E"
_TO_BOARD = "6E400002-B5A3-F393-E0A9-E50E24DCCA9E"
_TO_HOST = "6E400003-B5A3-F393-E0A9-E50E24DCCA9E"
# Says to the host that it may send more than 20 bytes at once.
_FIRMWARE = "6E40F001-B5A3-F393-E0A9-E50E24DCCA9E"
_FIRMWARE_SAYS = b"kibako 1"

_CENTRAL, _GONE, _WRITTEN, _INDICATED, _MTU = 1, 2, 3, 20, 21
_READ, _WRITE_NO_RESPONSE, _WRITE, _NOTIFY, _INDICATE = 2, 4, 8, 16, 32
_ADVERTISE_US = 100_000
_ADVERTISE_TAKEN_US = 500_000
_MTU_FIRST = 23
_ROOM_BYTES = 2048
# BTstack keeps notifications on the heap without limit: an answered one after so many paces them.
_ANSWERED_EVERY = 8
# print() makes many small writes: they go together.
_GATHER_MS = 15
# What the other side waits for goes at once: raw paste's window (1), and the prompts.
_WINDOW, _PROMPT, _FRIENDLY = 1, 62, b">>> "
_STUCK_MS = 3000
_POLL, _READABLE, _WRITABLE = 3, 1, 4


def spoken_name():
    """Three syllables that a child can say, from the board's own number."""
    number = 0
    for byte in unique_id():
        number = (number * 257 + byte) & 0x3FFFFFFF
    name = ""
    for _ in range(3):
        number, at = divmod(number, 40)
        name += "kstnhmrg"[at // 5] + "aiueo"[at % 5]
    return name


def advertisement(bluetooth_uuid, name):
    """Flags, the service, and the name: 31 bytes at most, so at most 8 bytes of name."""
    digits = bluetooth_uuid.replace("-", "")
    service = bytes(reversed(bytes.fromhex(digits)))
    called = name.encode()
    if not 1 <= len(called) <= 8:
        raise ValueError("a name has 1 to 8 bytes")
    return b"\x02\x01\x06\x11\x07" + service + bytes((len(called) + 1, 9)) + called


class BleLink(io.IOBase):
    """The stream. `uuid` is bluetooth.UUID; `ble` bluetooth.BLE()."""

    def __init__(self, ble, uuid, name):
        self._ble = ble
        self._free = advertisement(SERVICE, name)
        self._taken = advertisement(TAKEN, name)
        self._host = None
        self._received = bytearray()
        self._waiting = bytearray()
        self._timer = Timer(-1)
        self._timed = self._unanswered = False
        self._due_ms = 0
        self._count = 0
        self._mtu = _MTU_FIRST
        ble.active(True)
        ble.config(gap_name=name)
        ble.irq(self._happened)
        to_host = (uuid(_TO_HOST), _NOTIFY | _INDICATE)
        to_board = (uuid(_TO_BOARD), _WRITE | _WRITE_NO_RESPONSE)
        firmware = (uuid(_FIRMWARE), _READ)
        ((self._out, self._in, says),) = ble.gatts_register_services(
            ((uuid(SERVICE), (to_host, to_board, firmware)),)
        )
        ble.gatts_write(says, _FIRMWARE_SAYS)
        ble.gatts_set_buffer(self._in, _ROOM_BYTES, True)
        self._advertise()

    def _advertise(self):
        if self._host is None:
            self._ble.gap_advertise(_ADVERTISE_US, self._free)
            return
        try:
            self._ble.gap_advertise(_ADVERTISE_TAKEN_US, self._taken, connectable=False)
        except OSError:
            # A radio that cannot do both at once serves its host, and is not heard meanwhile.
            pass

    def close(self):
        """Switch Bluetooth off."""
        self._host = None
        self._timer.deinit()
        self._ble.irq(None)
        self._ble.active(False)

    def connected(self):
        return self._host is not None

    def any(self):
        return len(self._received)

    def stopped(self):
        """Ctrl-C came in the midst of a handler: whoever knows for whom it is passes it on."""

    def broken(self, count):
        """Ctrl-C came in the midst of write(), which is over. Returns what write() returns."""
        return count

    def came(self):
        """Bytes came."""

    # What the radio tells

    def _happened(self, event, data):
        try:
            self._heed(event, data)
        except KeyboardInterrupt:
            # An exception here would take the handler away. What was done is done again.
            self._heed(event, data)
            self.stopped()

    def _heed(self, event, data):
        if event == _CENTRAL:
            if self._host not in (None, data[0]):
                self._ble.gap_disconnect(data[0])
                return
            self._forget()
            self._host = data[0]
            self._advertise()
        elif event == _GONE:
            if self._host in (None, data[0]):
                self._forget()
                self._advertise()
        elif self._host != data[0]:
            return
        elif event == _MTU:
            self._mtu = data[1]
        elif event == _WRITTEN and data[1] == self._in:
            before = len(self._received)
            self._received.extend(self._ble.gatts_read(self._in))
            if len(self._received) - before >= _ROOM_BYTES or before > _ROOM_BYTES:
                # Something may be lost, or nobody reads: hang up, never go on with a hole.
                self._ble.gap_disconnect(self._host)
            else:
                self.came()
        elif event == _INDICATED:
            self._unanswered = False
            self._pump(None)

    def _forget(self):
        self._host = None
        self._received[:] = b""
        self._waiting[:] = b""
        self._timed = self._unanswered = False
        self._count = 0
        self._mtu = _MTU_FIRST

    # Sending: only in handlers, so that it never meets itself

    def _pump(self, timer):
        try:
            if timer is self._timer:
                self._timed = False
            self._send()
        except KeyboardInterrupt:
            # Whether it met the sending is not known: the next answer, if one comes, does no harm.
            self._unanswered = False
            self._soon()
            self.stopped()

    def _send(self):
        while self._waiting and self._host is not None and not self._unanswered:
            piece = bytes(self._waiting[: self._mtu - 3])
            answered = self._count % _ANSWERED_EVERY == _ANSWERED_EVERY - 1
            send = self._ble.gatts_indicate if answered else self._ble.gatts_notify
            try:
                self._unanswered = answered
                send(self._host, self._out, piece)
                self._waiting[: len(piece)] = b""
                self._count += 1
            except OSError:
                # No memory for it now: later.
                self._unanswered = False
                self._soon()
                return

    def _soon(self):
        # Overdue: a Ctrl-C took the timer's call. Who waits for that would wait for ever.
        now_ms = time.ticks_ms()
        if not self._timed or time.ticks_diff(now_ms, self._due_ms) > _GATHER_MS:
            self._timed = True
            self._due_ms = time.ticks_add(now_ms, _GATHER_MS)
            self._timer.init(mode=Timer.ONE_SHOT, period=_GATHER_MS, callback=self._pump)

    def _now(self):
        try:
            micropython.schedule(self._pump, None)
        except RuntimeError:
            self._soon()  # too much is queued

    def write(self, buf):
        return self._all([memoryview(buf), 0])

    def _all(self, todo):
        # No jump is outside of the try.
        try:
            return self._fill(todo)
        except KeyboardInterrupt:
            # Out of here it would take the terminal off this stream: all is sent first.
            self._all(todo)
            return self.broken(len(todo[0]))

    def _fill(self, todo):
        view = todo[0]
        began = time.ticks_ms()
        while todo[1] < len(view) and self._host is not None:
            room = _ROOM_BYTES - len(self._waiting)
            if room > 0:
                piece = bytes(view[todo[1] : todo[1] + room])
                self._waiting.extend(piece)
                todo[1] += len(piece)
                began = time.ticks_ms()
            elif time.ticks_diff(time.ticks_ms(), began) > _STUCK_MS:
                # A host that does not answer holds nobody up.
                self._ble.gap_disconnect(self._host)
                break
            else:
                self._soon()
                time.sleep_ms(1)
        if self._host is None or not view:
            pass
        elif view[-1] in (_WINDOW, _PROMPT) or bytes(view[-4:]) == _FRIENDLY:
            self._now()
        else:
            self._soon()
        return len(view)

    # Receiving

    def readinto(self, buf):
        count = min(len(buf), len(self._received))
        if not count:
            return None
        buf[:count] = self._received[:count]
        self._received[:count] = b""
        return count

    def ioctl(self, request, arg):
        if request != _POLL:
            return -22
        ready = _WRITABLE
        if self._received:
            ready |= _READABLE
        return ready & arg
