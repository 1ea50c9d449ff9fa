"""The reader and writer: exact on what is whole, a typed error on what is broken, never a hang."""

import itertools

import pytest
import wasmtime
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako.errors import BoardError
from kibako.virtual.interpreter import artifact, binary, collector, repair
from kibako.virtual.interpreter.binary import CODE, Reader, WasmError
from kibako.virtual.interpreter.body import decode

from .test_spilling import KEPT
from .watching import COLLECTOR, FLOOR, PRELUDE


def section_ends() -> list[int]:
    """Return where the artifact's header and its sections end: cut there, it is a module still."""
    module = binary.read_module(artifact.read_artifact())
    lengths = [1 + len(binary.unsigned(len(data))) + len(data) for _, data in module.sections]
    return list(itertools.accumulate(lengths, initial=len(binary.MAGIC)))


SECTION_ENDS = section_ends()
CODE_AT = next(end for end in SECTION_ENDS if artifact.read_artifact()[end] == CODE)


def compiled(name: str) -> bytes:
    return bytes(wasmtime.wat2wasm(PRELUDE + KEPT[name] + ")"))


def test_the_artifact_comes_back_to_the_byte() -> None:
    data = artifact.read_artifact()
    module = binary.read_module(data)
    assert binary.write_module(module) == data
    assert binary.write_code(module.bodies) == module.section(CODE)


def test_every_function_of_the_artifact_is_decoded_to_its_end() -> None:
    for raw in binary.read_module(artifact.read_artifact()).bodies:
        body = decode(raw)
        assert body.ops[-1] == 0x0B
        assert body.starts[-1] == len(raw)


@given(st.integers(0, 2**32 - 1))
def test_unsigned_numbers(value: int) -> None:
    assert Reader(binary.unsigned(value)).unsigned() == value


@given(st.integers(-(2**31), 2**31 - 1))
def test_signed_numbers(value: int) -> None:
    assert Reader(binary.signed(value)).signed() == value


@pytest.mark.parametrize("data", [b"\x80" * 9, b"\xff\xff\xff\xff\x7f", b"\x80", b""])
def test_bad_numbers(data: bytes) -> None:
    with pytest.raises(WasmError):
        Reader(data).unsigned()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no WebAssembly header"),
        (b"\x7fELF" * 4, "no WebAssembly header"),
        (binary.MAGIC + b"\x01\x7f", "unexpected end"),
        (binary.MAGIC + b"\x03\x02\x01\x00", "function and code section disagree"),
        (binary.MAGIC + b"\x01\x01\x00\x01\x01\x00", "section 1 twice"),
        (binary.MAGIC + b"\x01\x02\x00\x00", "section 1 is longer than its contents"),
        (binary.MAGIC + b"\x03\x05\xff\xff\xff\xff\x0f", "length out of bounds"),
    ],
)
def test_broken_modules_are_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(WasmError) as caught:
        binary.read_module(data)
    assert caught.value.fields["reason"] == reason
    assert reason in caught.value.what
    assert caught.value.next_step


@pytest.mark.parametrize(
    "raw",
    [
        b"\x01\xff\xff\xff\xff\x0f\x7f\x0b",  # four thousand million locals
        b"\x01\x01\x55\x0b",  # of no known type
        b"\x00\xff\x0b",  # no such instruction
        b"\x00\x06\x40\x0b",  # the old form of try
        b"\x00\x10",  # cut short
        b"\x00\xfc\x7f\x0b",
    ],
)
def test_broken_bodies_are_refused(raw: bytes) -> None:
    with pytest.raises(WasmError):
        decode(raw)


def test_only_the_pinned_artifact_is_repaired() -> None:
    data = artifact.read_artifact()
    for other in (data[:-1], data + b"\0", data[:5000] + b"\x55" + data[5001:], b""):
        with pytest.raises(BoardError) as caught:
            artifact.check_artifact(other, "other.wasm")
        assert caught.value.code == "interpreter_other"
        assert "other.wasm" in caught.value.what


@settings(max_examples=300)
@given(st.integers(0, SECTION_ENDS[-1]).filter(lambda cut: cut not in SECTION_ENDS))
def test_cut_artifacts_are_refused(cut: int) -> None:
    """The hash is checked before; the pass still never does anything but refuse or finish."""
    with pytest.raises(WasmError):
        repair.repair(artifact.read_artifact()[:cut])


@pytest.mark.parametrize("cut", [end for end in SECTION_ENDS if end <= CODE_AT])
def test_artifacts_without_their_code_are_refused(cut: int) -> None:
    """What is left is a whole module, only without the functions that the pass looks for."""
    with pytest.raises(WasmError):
        repair.repair(artifact.read_artifact()[:cut])


def test_a_second_section_is_refused() -> None:
    with pytest.raises(WasmError):
        repair.repair(artifact.read_artifact() + b"\x0d\x01\x00")


@pytest.mark.parametrize("body", [b"\x00", b"\x00\x0b"])
def test_a_main_without_its_limit_is_refused(body: bytes) -> None:
    with pytest.raises(WasmError):
        collector.raise_recursion_limit(decode(body), collector.PINNED)


@pytest.mark.parametrize("function", [0, COLLECTOR - 1, 1_000])
def test_only_functions_with_a_body_can_be_the_collector(function: int) -> None:
    module = binary.read_module(compiled(next(iter(KEPT))))
    with pytest.raises(WasmError):
        repair.spill(module, [decode(raw) for raw in module.bodies], function, FLOOR)


@settings(max_examples=600)
@given(
    name=st.sampled_from(sorted(KEPT)),
    edits=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_mutated_modules(
    engine: wasmtime.Engine, name: str, edits: list[tuple[float, int]]
) -> None:
    """A typed error, or a module; and what was valid before the pass is valid after it."""
    data = bytearray(compiled(name))
    for place, value in edits:
        data[int(place * len(data))] = value
    try:
        module = binary.read_module(bytes(data))
        assert binary.write_module(module) == data
        bodies = [decode(raw) for raw in module.bodies]
        new = repair.spill(module, bodies, COLLECTOR, FLOOR)
        module.replace(CODE, binary.write_code(new))
    except WasmError:
        return
    if _valid(engine, bytes(data)):
        wasmtime.Module.validate(engine, binary.write_module(module))


def _valid(engine: wasmtime.Engine, data: bytes) -> bool:
    try:
        wasmtime.Module.validate(engine, data)
    except wasmtime.WasmtimeError:
        return False
    return True


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_random_bytes(data: bytes) -> None:
    for candidate in (data, binary.MAGIC + data):
        try:
            module = binary.read_module(candidate)
        except WasmError:
            continue
        assert binary.write_module(module) == candidate
