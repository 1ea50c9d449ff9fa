# The data log: the host keeps the table.
from _arguments import OBJECT as _OBJECT
from _arguments import TRUTH as _TRUTH
from _arguments import hexed as _hexed
from _arguments import received as _received
from _arguments import take as _take
from _arguments import whole as _whole
from _files import name_of as _text
from _kibako import call as _call

MILLISECONDS = 1
SECONDS = 10
MINUTES = 600
HOURS = 36000
DAYS = 864000


def _row(names, cells):
    _call("log.begin")
    for name in names:
        cell = cells[name] if cells else ""
        if type(cell) in (int, bool, float):
            cell = str(cell)
        name, cell = _hexed(_text(name).encode()), _hexed(_text(cell).encode())
        _call("log.data", name + " " + cell)
    count, said = _call("log.end").split(" ")
    if said:
        print(str(_received(said, int(count)), "utf-8"), end="")


def set_labels(*labels, **k):
    (unit,) = _take((("timestamp", _OBJECT, SECONDS),), (), k)
    _call("log.labels", str(0 if unit is None else _whole(unit)))
    _row(labels, None)


def set_mirroring(serial):
    _call("log.mirror", str(int(bool(serial))))


def delete(*a, **k):
    (full,) = _take((("full", _TRUTH, False),), a, k)
    _call("log.delete", str(int(full)))


def add(*a, **k):
    if len(a) > 1:
        raise ValueError("too many arguments")
    if a:
        k = a[0]
        if not isinstance(k, dict):
            raise ValueError("expecting a dict")
    _row(k, k)
