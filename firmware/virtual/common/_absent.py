# What the virtual board does not have yet says so by name: it never pretends.


def absent(name):
    raise NotImplementedError("the virtual board has no " + name + " yet")


class Absent:
    def __init__(self, name):
        self._n = name

    def __getattr__(self, name):
        absent(self._n + "." + name)

    def __call__(self, *a, **k):
        absent(self._n)
