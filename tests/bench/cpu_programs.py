"""Ten small loops that tell how fast a micro:bit V1 computes, and how fast its virtual board does.

``INSTRUCTIONS`` is what a turn of each takes on the real firmware, measured under QEMU, which
counts instructions (``bench_cpu_model.py`` measures it again). The real processor, a Cortex-M0 at
16 MHz, needs more than one cycle for many of them: 2 for a load or a store, 3 for a branch that is
taken, 4 for a call. The model assumes 1.75 on average, as for code that is a third loads and stores
and a sixth branches and calls.
"""

CYCLES_PER_INSTRUCTION = 1.75
CLOCK_MHZ = 16

_LOOPS = {
    "integer arithmetic": """
def f():
    s = 0
    for i in range(N):
        s += i * 3 % 7
""",
    "function calls": """
def g(x):
    return x
def f():
    for i in range(N):
        g(i)
""",
    "list append": """
def f():
    a = []
    for i in range(N):
        a.append(i)
        if len(a) == 50:
            a = []
""",
    "attributes": """
class A:
    pass
def f():
    a = A()
    a.x = 0
    for i in range(N):
        a.x = a.x + 1
""",
    "building text": """
def f():
    s = ''
    for i in range(N):
        s += 'x'
        if len(s) == 20:
            s = ''
""",
    "dictionary": """
def f():
    d = {}
    for i in range(N):
        d[i % 10] = i
        d[i % 10]
""",
    "while and compare": """
def f():
    i = 0
    while i < N:
        i += 1
""",
    "floats": """
def f():
    x = 0.5
    for i in range(N):
        x = x * 1.5 - 0.25
        if x > 100.0:
            x = 0.5
""",
    "method calls": """
class A:
    def g(self, x):
        return x
def f():
    a = A()
    for i in range(N):
        a.g(i)
""",
    "pin writes": """
from microbit import pin0
def f():
    for i in range(N):
        pin0.write_digital(1)
""",
}

INSTRUCTIONS = {
    "integer arithmetic": 1117,
    "function calls": 1391,
    "list append": 2375,
    "attributes": 1117,
    "building text": 10375,
    "dictionary": 1344,
    "while and compare": 539,
    "floats": 1375,
    "method calls": 1500,
    "pin writes": 1055,
}

TURNS = 2000
"""So many turns are timed, as the difference between twice as many and these."""


def program(name: str) -> str:
    """Return the program that prints how many milliseconds ``TURNS`` turns of a loop take."""
    return (
        f"from microbit import running_time\n{_LOOPS[name]}"
        "def m(n):\n    global N\n    N = n\n    t = running_time()\n    f()\n"
        "    return running_time() - t\n"
        f"m(10)\na = m({TURNS})\nprint(m({2 * TURNS}) - a)\n"
    )


def real_us(name: str) -> float:
    """Return what a turn takes on the real board, by the assumption above, in microseconds."""
    return INSTRUCTIONS[name] * CYCLES_PER_INSTRUCTION / CLOCK_MHZ
