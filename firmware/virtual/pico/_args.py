# What programs give to the Pico's modules, taken as the C code of a real one takes it: the same
# values are refused, with the same words.


def whole(value):
    # range() takes its argument as all C functions do.
    return range(value).stop


def octets(data):
    return data.encode() if type(data) is str else bytes(memoryview(data))


def hexed(data):
    # The interpreter's own hex() makes bytes, not text, of nothing.
    return data.hex() if data else ""


def room(buffer):
    if type(buffer) in (bytes, str):
        raise TypeError("object with buffer protocol required")
    return memoryview(buffer)


def items(things, count):
    if type(things) not in (tuple, list):
        raise TypeError("object '%s' isn't a tuple or list" % type(things).__name__)
    if len(things) != count:
        raise ValueError("requested length %d but object has length %d" % (count, len(things)))
    return [whole(thing) for thing in things]
