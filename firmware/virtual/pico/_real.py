# What works on a real Pico only says so by name, at the call: it never pretends.


class Real:
    def __init__(self, name, board="Pico"):
        self._n = name
        self._b = board

    def __call__(self, *a, **k):
        raise NotImplementedError(
            "%s works on a real %s, not on a virtual one" % (self._n, self._b)
        )

    def __getattr__(self, name):
        # Constants and methods of its own are not there either, but nothing may ask for
        # Python's inner names in vain.
        if name[:2] == "__":
            raise AttributeError(name)
        return Real(self._n + "." + name, self._b)

    def __getitem__(self, key):
        self()

    __setitem__ = __call__

    def __repr__(self):
        return "<%s of a real %s>" % (self._n, self._b)


def getter(module, names, board="Pico"):
    # What a module needs as its __getattr__, if it has these names and no more. It keeps them as
    # _LAZY, where dir() finds them.
    def get(name):
        if name in names:
            return Real(module + "." + name, board)
        raise AttributeError("module '%s' has no attribute '%s'" % (module, name))

    return get
