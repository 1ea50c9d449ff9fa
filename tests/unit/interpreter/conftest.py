"""One engine and one compiled module for all of these tests: a boot is then a few milliseconds."""

from collections.abc import Callable

import pytest
import wasmtime
from kibako.virtual import interpreter

from . import harness


@pytest.fixture(scope="session")
def engine() -> wasmtime.Engine:
    return interpreter.new_engine()


@pytest.fixture(scope="session")
def repaired(engine: wasmtime.Engine) -> wasmtime.Module:
    return interpreter.load_module(engine)


@pytest.fixture(scope="session")
def run(engine: wasmtime.Engine, repaired: wasmtime.Module) -> Callable[..., harness.Outcome]:
    """Run a program on the repaired module."""

    def run(program: str, **options: object) -> harness.Outcome:
        return harness.run(engine, repaired, program, **options)

    return run
