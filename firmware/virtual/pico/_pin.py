# The Pico's pins and their interrupts.
from _args import whole
from _kibako import call, handlers


def find(pin):
    if type(pin) is str:
        return call("gp.find", pin)
    if isinstance(pin, Pin):
        return pin._n
    if type(pin) is int:
        return call("gp.find", "#%d" % whole(pin))
    raise ValueError("invalid pin")


def regular(pin):
    name = find(pin)
    if name[:2] != "GP":
        raise ValueError("expecting a regular GPIO Pin")
    return name


class Irq:
    # Calls come through the table of handlers, by the number that the host gave.
    def __init__(self, parent, name, ask):
        self._p = parent
        self._n = name
        self._a = ask
        self._h = print
        self._f = self._t = 0
        self._hard = False

    def set(self, handler, trigger, hard):
        self._h, self._t, self._f, self._hard = handler, trigger, 0, hard
        number = int(call(self._a, "%s %d %d" % (self._n, trigger if handler else 0, hard)))
        handlers[number] = self._go if handler else None

    def _go(self):
        self._f = handlers[-1]
        self._h(self._p)

    def __call__(self):
        self._h(self._p)

    def flags(self):
        return self._f

    def trigger(self, *a):
        before = self._t
        if a:
            self.set(self._h, whole(a[0]), self._hard)
        return before


_irqs = {}


class _Names:
    def __init__(self, kind):
        self._k = kind

    def __getattr__(self, name):
        if name[:2] not in ("GP", "LE", "WL") or (name[:4] == "GPIO") != (self._k == "cpu"):
            raise AttributeError(name)
        try:
            return Pin(name)
        except ValueError:
            raise AttributeError(name)  # noqa: B904 - boards do not chain exceptions

    def __repr__(self):
        return "<class '%s'>" % self._k


class Pin:
    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    ALT = 3
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_FALLING = 4
    IRQ_RISING = 8
    ALT_SPI = 1
    ALT_UART = 2
    ALT_I2C = 3
    ALT_PWM = 4
    ALT_SIO = 5
    ALT_PIO0 = 6
    ALT_PIO1 = 7
    ALT_GPCK = 8
    ALT_USB = 9
    board = _Names("board")
    cpu = _Names("cpu")

    def __init__(self, id, *a, **k):
        self._n = find(id)
        if a or k:
            self.init(*a, **k)

    def init(self, mode=None, pull=None, *, value=None, alt=5):
        mode = -1 if mode is None else whole(mode)
        value = -1 if value is None else bool(value)
        pull = 0 if pull is None else whole(pull)
        call("gp.init", "%s %d %d %d %d" % (self._n, mode, pull, value, whole(alt)))

    def value(self, *a):
        if not a:
            return int(call("gp.r", self._n))
        call("gp.w", self._n + (" 1" if a[0] else " 0"))

    __call__ = value

    def on(self):
        call("gp.w", self._n + " 1")

    high = on

    def off(self):
        call("gp.w", self._n + " 0")

    low = off

    def toggle(self):
        call("gp.t", self._n)

    def irq(self, *a, **k):
        irq = _irqs.get(self._n)
        if irq is None:
            regular(self)
            irq = _irqs[self._n] = Irq(self, self._n, "gp.irq")
        if a or k:
            self._irq(irq, *a, **k)
        return irq

    def _irq(self, irq, handler=None, trigger=12, hard=False):
        irq.set(handler, whole(trigger), bool(hard))

    def __eq__(self, other):
        return isinstance(other, Pin) and other._n == self._n

    def __hash__(self):
        return hash(self._n)

    def __repr__(self):
        mode, pull, function = call("gp.state", self._n).split(" ")
        pull = ("", ", pull=PULL_UP", ", pull=PULL_DOWN", ", pull=PULL_UP|PULL_DOWN")[int(pull)]
        name = "WL_GPIO0" if self._n == "LED" else "GPIO" + self._n[2:]
        return "Pin(%s, mode=%s%s%s)" % (name, mode, pull, function and ", alt=" + function)
