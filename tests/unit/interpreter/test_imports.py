"""Functions of ours that a module calls: numbers, exceptions, several threads at once."""

import threading

import pytest
import wasmtime
from kibako.virtual.interpreter.imports import Imports

MODULE = """
(module
  (import "" "f" (func $f (param i32 i64) (result i64)))
  (import "" "g" (func $g))
  (func (export "f") (param i32 i64) (result i64) local.get 0 local.get 1 call $f)
  (func (export "g") call $g))
"""


class Instance:
    def __init__(self, f, g=lambda: None) -> None:
        engine = wasmtime.Engine()
        self.store = wasmtime.Store(engine)
        module = wasmtime.Module(engine, MODULE)
        self.imports = Imports(self.store)
        kinds = [found.type for found in module.imports]
        made = [self.imports.function(kinds[0], f), self.imports.function(kinds[1], g)]
        self.exports = wasmtime.Instance(self.store, module, made).exports(self.store)

    def call(self, name: str, *arguments: int) -> int:
        return self.exports[name](self.store, *arguments)


@pytest.mark.parametrize("value", [0, 1, -1, 2**31 - 1, -(2**31)])
def test_numbers_go_both_ways(value: int) -> None:
    seen: list[tuple[int, int]] = []

    def f(a: int, b: int) -> int:
        seen.append((a, b))
        return b - a

    assert Instance(f).call("f", value, 2**40) == 2**40 - value
    assert seen == [(value, 2**40)]


def test_an_exception_ends_the_call_and_is_kept() -> None:
    fault = KeyError("x")

    def g() -> None:
        raise fault

    instance = Instance(lambda a, b: 0, g)
    with pytest.raises((wasmtime.Trap, wasmtime.WasmtimeError)):
        instance.call("g")
    assert instance.imports.failure is fault


def test_threads_do_not_take_each_others_exceptions() -> None:
    wrong: list[object] = []
    together = threading.Barrier(8, timeout=30)

    def work(number: int) -> None:
        fault = ValueError(number)

        def g() -> None:
            together.wait(60)
            raise fault

        for _ in range(20):
            instance = Instance(lambda a, b: 0, g)
            with pytest.raises((wasmtime.Trap, wasmtime.WasmtimeError)):
                instance.call("g")
            if instance.imports.failure is not fault:
                wrong.append(instance.imports.failure)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
