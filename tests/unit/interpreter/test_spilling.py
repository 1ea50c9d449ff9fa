"""The pass on small modules made by hand: what must be on the stack is; nothing else changes."""

import pytest
import wasmtime
from kibako.virtual.interpreter.binary import read_module
from kibako.virtual.interpreter.body import decode
from kibako.virtual.interpreter.opcodes import Op

from .watching import FLOOR, PRELUDE, STACK_TOP, Host, spilled

KEPT = {
    "a parameter": """(func (export "f") (param i32)
        call $collect
        local.get 0  call $use)""",
    "a local": """(func (export "f") (param i32) (local i32)
        call $fresh  local.set 1
        call $collect
        local.get 1  call $use)""",
    "an operand under a call": """(func (export "f") (param i32)
        call $fresh
        call $collect
        call $use)""",
    "many operands": """(func (export "f") (param i32)
        call $fresh  call $fresh  local.get 0  call $fresh
        call $collect
        call $use  call $use  call $collect  call $use  call $use)""",
    "the old value of a local that waits": """(func (export "f") (param i32)
        local.get 0
        call $fresh  local.set 0
        call $collect
        call $use
        call $collect
        local.get 0  call $use)""",
    "a value from memory": """(func (export "f") (param i32) (local i32)
        (i32.store (i32.const 16) (local.get 0))
        (local.set 0 (i32.const 0))
        (local.set 1 (i32.load (i32.const 16)))
        call $collect
        local.get 1  call $use)""",
    "the result of a block": """(func (export "f") (param i32)
        block (result i32)
          call $fresh
          call $coin  br_if 0
          drop
          call $fresh
        end
        call $collect
        call $use)""",
    "the result of if and else": """(func (export "f") (param i32)
        call $coin
        if (result i32)
          call $fresh
        else
          local.get 0
        end
        call $collect
        call $use)""",
    "one of two by select": """(func (export "f") (param i32)
        call $fresh  local.get 0  call $coin  select
        call $collect
        call $use)""",
    "a value that goes round a loop": """(func (export "f") (param i32) (local i32)
        local.get 0  local.set 1
        loop
          call $collect
          local.get 1  call $use
          call $fresh  local.set 1
          call $collect
          call $coin  br_if 0
        end
        local.get 1  call $use)""",
    "a value that waits while a loop writes its local": """(func (export "f") (param i32)
        local.get 0
        loop
          call $collect
          call $fresh  local.set 0
          call $coin  br_if 0
        end
        call $use)""",
    "a value that waits while one branch writes its local": """(func (export "f") (param i32)
        local.get 0
        call $coin
        if
          call $fresh  local.set 0
        else
          call $collect
        end
        call $collect
        call $use)""",
    "a value needed on one way only": """(func (export "f") (param i32) (local i32)
        call $fresh  local.set 1
        call $collect
        block
          call $coin  br_if 0
          local.get 1  call $use
          return
        end
        local.get 0  call $use)""",
    "ways by a table": """(func (export "f") (param i32) (local i32)
        call $fresh  local.set 1
        block block block
          call $collect
          call $coin  br_table 0 1 2
        end
          local.get 0  call $use
        end
          local.get 1  call $use
        end
        local.get 1  call $use)""",
    "what a callee keeps for itself": """(func $g (param i32) (result i32)
        call $collect
        local.get 0)
      (func (export "f") (param i32)
        local.get 0  call $g
        call $collect
        call $use)""",
    "a call through a table": """(table 1 funcref) (elem (i32.const 0) func $collect)
      (func (export "f") (param i32)
        i32.const 0  call_indirect
        local.get 0  call $use)""",
    "a handler's value": """(func $bad (param i32)
        call $collect
        local.get 0  throw $oops)
      (func (export "f") (param i32) (local i32 i32)
        global.get $sp  local.set 2
        call $fresh  local.set 1
        block (result i32)
          try_table (catch $oops 0)
            call $fresh  call $bad
          end
          unreachable
        end
        local.get 2  global.set $sp
        call $collect
        call $use
        local.get 1  call $use
        local.get 0  call $use)""",
    "the base of a derived pointer": """(func $g (param i32)
        call $collect)
      (func (export "f") (param i32) (local i32)
        (local.set 1 (i32.add (local.get 0) (i32.const 8)))
        call $collect
        (local.get 1)  (call $g (i32.add (local.get 0) (i32.const 4)))
        (i32.sub (i32.const 8))
        call $use)""",
}


@pytest.mark.parametrize("coins", [(), (1,), (1, 1, 0, 1), (2,)], ids=str)
@pytest.mark.parametrize("name", KEPT)
def test_what_is_needed_is_on_the_stack(
    name: str, coins: tuple[int, ...], engine: wasmtime.Engine
) -> None:
    host = Host(engine, KEPT[name], coins)
    host.call(host.token())
    assert host.used
    assert not host.lost
    assert host.stack_pointer == STACK_TOP


@pytest.mark.parametrize("name", ["a parameter", "a local", "an operand under a call"])
def test_the_watcher_sees_the_fault_without_the_pass(name: str, engine: wasmtime.Engine) -> None:
    host = Host(engine, KEPT[name], repaired=False)
    host.call(host.token())
    assert host.lost


UNTOUCHED = {
    "no call": """(func (export "f") (param i32) (result i32)
        (i32.add (local.get 0) (i32.const 1)))""",
    "no collecting call": """(func (export "f") (param i32)
        call $fresh  drop  local.get 0  call $use)""",
    "nothing live across": """(func (export "f") (param i32)
        local.get 0  call $use  call $collect)""",
    "only numbers live across": """(func (export "f") (param i32) (local i32 f64 i64)
        (local.set 1 (i32.mul (local.get 0) (i32.const 3)))
        call $collect
        (call $use (i32.eqz (local.get 1))))""",
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_needs_nothing_stays_the_same(name: str) -> None:
    text = UNTOUCHED[name]
    assert spilled(text) == bytes(wasmtime.wat2wasm(PRELUDE + text + ")"))


@pytest.mark.parametrize(
    ("kind", "value"), [("i32", 7), ("i64", 1 << 40), ("f32", 0.5), ("f64", 0.1)]
)
@pytest.mark.parametrize("leave", ["return", "br 1", "br 2", ""])
def test_every_way_out_restores_the_stack_pointer(
    kind: str, value: float, leave: str, engine: wasmtime.Engine
) -> None:
    early = f"call $coin if  {kind}.const {value}  {leave or 'drop'} end" if leave else ""
    if leave == "br 1":
        early = f"{kind}.const {value}  call $coin  br_if 0  drop"
    if leave == "br 2":
        early = f"block  {kind}.const {value}  call $coin  br_table 1 1  end"
    text = f"""(func (export "f") (param i32) (result {kind})
        call $collect
        local.get 0  call $use
        {early}
        {kind}.const {value})"""
    for coins in ((), (1,)):
        host = Host(engine, text, coins)
        assert host.call(host.token()) == value
        assert host.stack_pointer == STACK_TOP
        assert not host.lost


def test_the_guard_stops_a_stack_that_would_overflow(engine: wasmtime.Engine) -> None:
    text = """(func $f (export "f") (param i32)
        call $collect
        call $fresh  call $f
        local.get 0  call $use)"""
    host = Host(engine, text)
    memory = host.exports["memory"]
    memory.write(host.store, b"static data" * 50, 0)
    with pytest.raises(wasmtime.Trap) as caught:
        host.call(host.token())
    assert caught.value.trap_code is wasmtime.TrapCode.UNREACHABLE
    assert memory.read(host.store, 0, 550) == b"static data" * 50
    assert host.stack_pointer < FLOOR


@pytest.mark.parametrize("name", KEPT)
def test_frames_are_counted_in_sixteens(name: str) -> None:
    """Compiled C code counts on a stack pointer that it can divide by sixteen."""
    bodies = [decode(raw) for raw in read_module(spilled(KEPT[name])).bodies]
    frames = [
        body.args[1] for body in bodies if body.ops[:3] == [Op.GLOBAL_GET, Op.I32_CONST, Op.I32_SUB]
    ]
    assert frames
    assert all(isinstance(size, int) and size > 0 and size % 16 == 0 for size in frames)
