"""Random MicroPython programs for hypothesis: they always end, and always print the same.

A program is a row of statements over a few variables, each of one type, so that most of what it
does succeeds; what does not raises, and is printed. Expressions allocate at every step, and some
collect in the middle.
"""

from hypothesis import strategies as st

KINDS = ("n", "s", "l", "d", "t")
START = """\
import gc
n1, n2 = 7, 12345678901234567890
s1, s2 = "abc" + str(n1), "x" * 5
l1, l2 = [n1, s1], [[s2], s2 + s1]
d1, d2 = {s1: l1}, {str(n1): n2}
t1, t2 = (s1, n1), (l2, t1) if False else (l2, s2)
def c(x):
    gc.collect()
    return x
class B:
    def __init__(self, v):
        self.v = [v]
    def __add__(self, o):
        return B(self.v + [o])
    def __str__(self):
        return "B%s" % self.v
def short(v):
    v = str(v)
    return v if len(v) < 60 else v[:40] + str(len(v))
"""

_variable = {k: st.sampled_from((f"{k}1", f"{k}2")) for k in KINDS}
_number = st.integers(-5, 60).map(str) | st.sampled_from(("2**70", "10**20 + 3", "n1", "n2"))
_string = st.sampled_from(
    ("'q'", "('key%d' % n1)", "s1", "s2", "str(n2 % 977)", "f'<{s1[-9:]}{n1 % 7}>'")
)


def _bounded(kind: str, text: str) -> str:
    """Keep a value small, so that programs of many steps stay small."""
    if kind == "n":
        return f"({text}) % (1 << 90)"
    if kind == "d":
        return f"dict(list(({text}).items())[-6:])"
    return f"({text})[-12:]"


def _expression(kind: str, depth: int) -> st.SearchStrategy[str]:
    leaves = {"n": _number, "s": _string}.get(kind, _variable[kind]) | _variable[kind]
    if depth == 0:
        return leaves
    n, s, li, d, t = (_expression(k, depth - 1) for k in KINDS)
    anything = n | s | li | t | d

    def make(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.tuples(*parts).map(lambda values: template.format(*values))

    deeper = {
        "n": (
            make("({} + {})", n, n),
            make("({} * {} % 100003)", n, n),
            make("len({})", s | li | d | t),
            make("sum([len(str(v)) for v in {}])", li | t),
            make("({} // (1 + abs({} % 50)))", n, n),
            make("int('1' + ''.join([v for v in {} if v.isdigit()])[:30])", s),
        ),
        "s": (
            make("({} + {})", s, s),
            make("short({})", anything),
            make("'|'.join([short(v) for v in {}])", li | t),
            make("{}.replace('a', {}[:4])", s, s),
            make("'%s-%s' % (short({}), {})", anything, s),
            make("str(B({}) + {})[:50]", s, n),
            make("''.join(sorted({}, key=lambda v: v + v))", s),
        ),
        "l": (
            make("({} + {})", li, li),
            make("[short(v) + {} for v in {}]", s, li | t),
            make("[{}, {}]", anything, anything),
            make("sorted([str(v) for v in {}], key=lambda v: [v, c(v) + 'k'])", li | t),
            make("list(map(lambda v: (short(v), {}), {}))", anything, li | t),
            make("{}.split({}[:1] or 'a')", s, s),
            make("[v for v in {} if len(str(v)) % 2]", li | t),
            make("list(zip({}, {}))", li, s),
        ),
        "d": (
            make("{{short(v): {} for v in {}}}", anything, li | t),
            make("dict(zip([str(v) for v in {}], {}))", li, s),
            make("{{{}: {}, {}: {}}}", s, anything, s, anything),
        ),
        "t": (
            make("({}, {})", anything, anything),
            make("tuple({})", li),
            make("({} + ({},))", t, anything),
        ),
    }[kind]
    return leaves | st.one_of(*deeper) | make("c({})", _expression(kind, depth - 1))


_EXPRESSIONS = {kind: _expression(kind, 2) for kind in KINDS}


def _statement(depth: int) -> st.SearchStrategy[str]:
    kind = st.sampled_from(KINDS)

    def assign(k: str) -> st.SearchStrategy[str]:
        return st.tuples(_variable[k], _EXPRESSIONS[k]).map(
            lambda pair: f"{pair[0]} = {_bounded(k, pair[1])}"
        )

    simple = st.one_of(
        kind.flatmap(assign),
        kind.flatmap(lambda k: _EXPRESSIONS[k].map(lambda e: f"print(short({e}))")),
        _EXPRESSIONS["s"].map(lambda e: f"d1[{e}] = [short(v) for v in l2[:3]]"),
        st.just("gc.collect()"),
    )
    if depth == 0:
        return simple
    block = st.lists(_statement(depth - 1), min_size=1, max_size=3).map(_indented)
    return st.one_of(
        simple,
        st.tuples(st.integers(1, 4), block).map(
            lambda p: f"for i{depth} in range({p[0]}):\n{p[1]}"
        ),
        st.tuples(_EXPRESSIONS["n"], block, block).map(
            lambda p: f"if {p[0]} % 2:\n{p[1]}\nelse:\n{p[2]}"
        ),
        st.tuples(block, _EXPRESSIONS["s"], block).map(
            lambda p: (
                f"try:\n{p[0]}\n    raise ValueError({p[1]})\n"
                f"except ValueError as e:\n    print(short(e))\n{p[2]}"
            )
        ),
    )


def _indented(lines: list[str]) -> str:
    return "\n".join("    " + line for text in lines for line in text.split("\n"))


def _guarded(statement: str) -> str:
    return (
        f"try:\n{_indented([statement])}\n"
        "except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as e:\n"
        "    print(type(e).__name__, short(e))"
    )


random_programs = st.lists(_statement(2), min_size=2, max_size=10).map(
    lambda found: (
        START
        + "\n".join(_guarded(s) for s in found)
        + "\nprint(short(n1), short(s1), short(l1), short(t1), len(d1))\n"
    )
)
"""Programs as text."""
