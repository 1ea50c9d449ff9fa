# The bits of a 1-Wire bus; onewire makes sense of them.
from _args import octets, whole
from _kibako import call
from _pin import regular


def reset(pin):
    return call("ow.reset", regular(pin)) == "1"


def readbit(pin):
    return int(call("ow.r", regular(pin) + " 1"))


def readbyte(pin):
    return int(call("ow.r", regular(pin) + " 8"))


def writebit(pin, value):
    call("ow.w", "%s 1 %d" % (regular(pin), whole(value) & 1))


def writebyte(pin, value):
    call("ow.w", "%s 8 %d" % (regular(pin), whole(value) & 255))


def crc8(data):
    # x^8 + x^5 + x^4 + 1, the low bit first (Maxim's application note 27).
    crc = 0
    for byte in octets(data):
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if crc & 1 else 0)
    return crc
