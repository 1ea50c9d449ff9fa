"""Random functions for hypothesis: structured code over values that must survive."""

from hypothesis import strategies as st

LOCALS = 4
_FETCH = "call $fresh", *(f"local.get {n}" for n in range(LOCALS))
_value = st.sampled_from(_FETCH)
_local = st.integers(0, LOCALS - 1)


def _statements(labels: tuple[bool, ...], depth: int) -> st.SearchStrategy[str]:
    """Return code that leaves the stack as it was.

    Args:
        labels: The labels around it, innermost first: whether a branch to it needs no value.
        depth: How deep blocks may still be nested.
    """
    return st.lists(_statement(labels, depth), min_size=1, max_size=4).map("\n".join)


def _statement(labels: tuple[bool, ...], depth: int) -> st.SearchStrategy[str]:
    free = [number for number, plain in enumerate(labels) if plain]
    simple = [
        st.just("call $collect"),
        st.tuples(_value, _local).map(lambda p: f"{p[0]} local.set {p[1]}"),
        st.tuples(_value, _local).map(lambda p: f"{p[0]} local.tee {p[1]} call $use"),
        _local.map(lambda n: f"local.get {n} call $use"),
        st.tuples(_value, _value).map(lambda p: f"{p[0]} {p[1]} call $g call $use"),
        st.sampled_from(free).map(lambda n: f"call $coin br_if {n}"),
        st.tuples(st.sampled_from(free), st.sampled_from(free)).map(
            lambda p: f"block call $coin br_table 0 {p[0] + 1} {p[1] + 1} end"
        ),
        st.just("call $coin if return end"),
    ]
    if depth == 0:
        return st.one_of(*simple)
    inner = _statements(labels, depth - 1)
    block = _statements((True, *labels), depth - 1)
    valued = _statements((False, *labels), depth - 1)
    guarded = _statements((True, False, True, *labels), depth - 1)
    return st.one_of(
        *simple,
        st.tuples(_value, inner).map(lambda p: f"{p[0]}\n{p[1]}\ncall $use"),
        st.tuples(_value, _value, inner).map(
            lambda p: f"{p[0]} {p[1]} call $coin select\n{p[2]}\ncall $use"
        ),
        block.map(lambda b: f"block\n{b}\nend"),
        block.map(lambda b: f"loop\n{b}\ncall $coin br_if 0\nend"),
        st.tuples(block, block).map(lambda p: f"call $coin if\n{p[0]}\nelse\n{p[1]}\nend"),
        st.tuples(valued, _value, inner).map(
            lambda p: f"block (result i32)\n{p[0]}\n{p[1]}\nend\n{p[2]}\ncall $use"
        ),
        st.tuples(guarded, _value, block).map(
            lambda p: (
                f"block block (result i32) try_table (catch $oops 0)\n{p[0]}\n"
                f"call $coin if {p[1]} throw $oops end\nend br 1 end\n"
                f"local.get {LOCALS} global.set $sp\n{p[2]}\ncall $use end"
            )
        ),
    )


def _function(head: str, body: str, last: str) -> str:
    """Return a function that keeps its stack pointer in its last local, for its handlers."""
    return f"{head} (local i32 i32 i32)\nglobal.get $sp local.set {LOCALS}\n{body}\n{last})"


_body = _statements((True,), 3)
_THROWING = "call $coin if local.get 1 throw $oops end\ncall $collect\nlocal.get 0"


@st.composite
def random_functions(draw: st.DrawFn) -> str:
    """Return the functions ``f`` and ``g`` as text; ``g`` may throw what ``f`` catches, or not."""
    callee = draw(_statements((True,), 1).filter(lambda b: "return" not in b and "$g" not in b))
    g = _function("(func $g (param i32 i32) (result i32)", f"block\n{callee}\nend", _THROWING)
    f = _function('(func (export "f") (param i32 i32)', draw(_body), "")
    return g + "\n" + f
