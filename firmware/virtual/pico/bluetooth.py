# Bluetooth of the Pico W: advertising and a GATT server. What a central does is not there.
from _args import hexed as _hexed
from _args import octets as _octets
from _args import whole as _whole
from _kibako import call as _call
from _kibako import handlers as _handlers
from _real import Real as _Real

FLAG_READ = 2
FLAG_WRITE_NO_RESPONSE = 4
FLAG_WRITE = 8
FLAG_NOTIFY = 16
FLAG_INDICATE = 32

_HANDLER = 90


class UUID:
    def __init__(self, value):
        if type(value) is int:
            if not 0 <= value < 65536:
                raise ValueError("invalid UUID")
            self._b = value.to_bytes(2, "little")
        elif type(value) is str:
            digits = value.replace("-", "")
            if len(digits) != 32:
                raise ValueError("invalid UUID")
            self._b = bytes(reversed(bytes.fromhex(digits)))
        else:
            self._b = bytes(value)
            if len(self._b) not in (2, 4, 16):
                raise ValueError("invalid UUID")

    def __eq__(self, other):
        return isinstance(other, UUID) and self._b == other._b

    def __hash__(self):
        return hash(self._b)

    def __repr__(self):
        digits = bytes(reversed(self._b)).hex()
        if len(digits) < 32:
            return "UUID(0x%s)" % digits
        parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        return "UUID('%s')" % "-".join(parts)


def _ring():
    ble = _the
    while True:
        event = _call("ble.event")
        if not event:
            return
        code, connection, *rest = event.split(" ")
        values: list = [int(connection)]
        for word in rest:
            kind, _, address = word.partition(":")
            values.append(int(kind))
            if address:
                values.append(memoryview(bytes.fromhex(address)))
        handler = ble._f
        if handler is not None:
            try:
                handler(int(code), tuple(values))
            except BaseException:
                # As on the real board: Ctrl-C in the midst of it takes it away, too.
                ble._f = None
                raise


class BLE:
    _f = None
    _n = "MPY BTSTACK"

    def __new__(cls):
        # There is one radio: all of them are the same object.
        return _the

    def active(self, *a):
        if a:
            _handlers[_HANDLER] = _ring
            _call("ble.active", str(int(bool(a[0]))))
        return _call("ble.active") == "1"

    def config(self, *a, **k):
        if a and not k:
            if a[0] == "mac":
                return 0, bytes.fromhex(_call("ble.address"))
            if a[0] == "gap_name":
                return self._n.encode()
        elif not a and list(k) == ["gap_name"]:
            self._n = k["gap_name"]
            return None
        _Real("bluetooth.BLE.config", "Pico W")()

    def irq(self, handler):
        if handler is not None and not callable(handler):
            raise ValueError("invalid handler")
        self._f = handler

    def gap_advertise(self, interval_us, adv_data=None, *, resp_data=None, connectable=True):
        if interval_us is None:
            _call("ble.advertise")
            return
        _whole(interval_us)
        data = ["-" if each is None else _hexed(_octets(each)) for each in (adv_data, resp_data)]
        _call("ble.advertise", "%d %s %s" % (bool(connectable), data[0], data[1]))

    def gap_disconnect(self, conn_handle):
        return _call("ble.drop", str(_whole(conn_handle))) == "1"

    def gatts_register_services(self, services):
        _call("ble.clear")
        handles = []
        for _, characteristics in services:
            asked = []
            for uuid, flags, *more in characteristics:
                if more and more[0]:
                    _Real("bluetooth.BLE.gatts_register_services(descriptors)", "Pico W")()
                asked.append("%s:%d" % (uuid._b.hex(), _whole(flags)))
            told = _call("ble.service", " ".join(asked))
            handles.append(tuple([int(each) for each in told.split(" ")] if told else ()))
        return tuple(handles)

    def gatts_read(self, value_handle):
        handle = _whole(value_handle)
        data = b""
        while True:
            piece = _call("ble.get", "%d %d" % (handle, len(data)))
            data += bytes.fromhex(piece)
            if len(piece) < 1800:
                return data

    def gatts_write(self, value_handle, data, send_update=False):
        if send_update:
            _Real("bluetooth.BLE.gatts_write(send_update)", "Pico W")()
        _call("ble.set", "%d %s" % (_whole(value_handle), _hexed(_octets(data))))

    def gatts_set_buffer(self, value_handle, length, append=False):
        _call("ble.room", "%d %d %d" % (_whole(value_handle), _whole(length), bool(append)))

    def _send(self, connection, handle, indicate, data):
        data = "-" if data is None else _hexed(_octets(data))
        _call("ble.send", "%d %d %d %s" % (_whole(connection), _whole(handle), indicate, data))

    def gatts_notify(self, conn_handle, value_handle, data=None):
        self._send(conn_handle, value_handle, 0, data)

    def gatts_indicate(self, conn_handle, value_handle, data=None):
        self._send(conn_handle, value_handle, 1, data)

    def __getattr__(self, name):
        if name in _ABSENT:
            return _Real("bluetooth.BLE." + name, "Pico W")
        raise AttributeError("'BLE' object has no attribute '%s'" % name)


_ABSENT = (
    "gap_connect",
    "gap_scan",
    "gattc_discover_characteristics",
    "gattc_discover_descriptors",
    "gattc_discover_services",
    "gattc_exchange_mtu",
    "gattc_read",
    "gattc_write",
)
_the = object.__new__(BLE)
