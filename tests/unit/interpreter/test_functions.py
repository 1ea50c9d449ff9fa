"""Random functions: no value is lost, and the results are those of the function as it was."""

import wasmtime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .functions import random_functions
from .watching import STACK_TOP, Host


@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.data_too_large],
)
@given(text=random_functions(), coins=st.lists(st.integers(0, 2), max_size=30).map(tuple))
def test_no_value_is_lost(engine: wasmtime.Engine, text: str, coins: tuple[int, ...]) -> None:
    before, after = (Host(engine, text, coins, repaired=r) for r in (False, True))
    ends = []
    for host in (before, after):
        try:
            host.call(host.token(), host.token())
            ends.append("returned")
        except (wasmtime.Trap, wasmtime.WasmtimeError) as thrown:
            ends.append(str(thrown).splitlines()[-1])
    assert ends[0] == ends[1]
    assert before.used == after.used
    assert not after.lost
    if ends[1] == "returned":
        assert after.stack_pointer == STACK_TOP
