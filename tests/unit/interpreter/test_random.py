"""Random programs give the same under pressure as without."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import harness
from .programs import random_programs


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.data_too_large],
)
@given(program=random_programs, threshold=st.sampled_from((16, 64, 300)))
def test_same_output_under_pressure(
    run: Callable[..., harness.Outcome], program: str, threshold: int
) -> None:
    expected = run(program)
    assert not expected.ended, expected.output
    assert run(program, heap="128k", threshold=threshold) == expected
