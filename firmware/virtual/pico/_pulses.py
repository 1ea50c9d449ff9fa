# Single pulses of the Pico's machine module.
from _args import hexed, items, octets, room, whole
from _kibako import call
from _pin import regular


def time_pulse_us(pin, pulse_level, timeout_us=1000000):
    level = int(whole(pulse_level) != 0)
    call("pulse.begin", "%s %d %d" % (regular(pin), level, whole(timeout_us)))
    answer = ""
    while not answer:
        # It waits inside, and comes out for interrupts as well.
        answer = call("pulse.go")
    return int(answer)


def bitstream(pin, encoding, timing, data):
    name = regular(pin)
    encoding = whole(encoding)
    data = octets(data)
    if encoding != 0:
        raise ValueError("encoding")
    times = " ".join(map(str, items(timing, 4)))
    call("bits.send", "%s %s %s" % (name, times, hexed(data)))


def dht_readinto(pin, buf):
    name = regular(pin)
    view = room(buf)
    if len(view) < 5:
        raise ValueError("buffer too small")
    view[:5] = bytes.fromhex(call("dht.read", name))
