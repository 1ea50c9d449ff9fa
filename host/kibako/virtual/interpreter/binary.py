"""Reading and writing WebAssembly binaries: numbers, sections, and the few sections we look into.

A WebAssembly module is a header and a row of *sections* (types, imports, functions, code, ...),
each with an id and a length. We need to understand five of them and to replace three; all others
are carried as the bytes they were, so that a module that is read and written again is the same
to the byte, odd encodings of numbers included.

The reader trusts nothing: every number is bounded by the bytes that are left, so a broken file
gives a :class:`WasmError` in time proportional to its size.
"""

from dataclasses import dataclass, field

from kibako.errors import BoardError

MAGIC = b"\0asm\1\0\0\0"
CUSTOM, TYPE, IMPORT, FUNCTION, TABLE, MEMORY, GLOBAL, EXPORT = range(8)
ELEMENT, CODE = 9, 10
I32, I64, F32, F64 = 0x7F, 0x7E, 0x7D, 0x7C
VALUE_TYPES = frozenset((I32, I64, F32, F64, 0x70, 0x6F, 0x69))
"""i32, i64, f32, f64, funcref, externref, exnref."""


class WasmError(BoardError):
    """The bytes are no WebAssembly module, or one that uses what we do not know."""


def invalid(reason: str, offset: int = 0) -> WasmError:
    """Return the error to raise.

    Args:
        reason: What is wrong, in the specification's words.
        offset: Where, counted in bytes from the start of the part that was read.
    """
    return WasmError("interpreter_unreadable", reason=reason, offset=offset)


class Reader:
    """A cursor over bytes.

    Args:
        data: The bytes.
        at: Where to start.
        end: Where to stop; the end of the bytes when left out.
    """

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self.data = data
        self.at = at
        self.end = len(data) if end is None else end

    def byte(self) -> int:
        """Return the next byte."""
        if self.at >= self.end:
            raise invalid("unexpected end", self.at)
        self.at += 1
        return self.data[self.at - 1]

    def bytes(self, count: int) -> bytes:
        """Return the next ``count`` bytes."""
        if count > self.end - self.at:
            raise invalid("unexpected end", self.at)
        self.at += count
        return self.data[self.at - count : self.at]

    def unsigned(self) -> int:
        """Return an unsigned 32-bit number in LEB128: seven bits a byte, lowest first."""
        value, _, _ = self._leb128(35)
        if value >> 32:
            raise invalid("integer too large", self.at)
        return value

    def signed(self, bits: int = 32) -> int:
        """Return a signed number in LEB128; bit 6 of the last byte is the sign."""
        value, shift, byte = self._leb128(bits + 6)
        return value - (1 << shift) if byte & 0x40 else value

    def _leb128(self, limit_bits: int) -> tuple[int, int, int]:
        """Return a number without its sign, how many bits were read, and the last byte."""
        value, shift = 0, 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value, shift, byte
            if shift >= limit_bits:
                raise invalid("integer representation too long", self.at)

    def count(self) -> int:
        """Return the length of a vector; each element takes at least one byte."""
        value = self.unsigned()
        if value > self.end - self.at:
            raise invalid("length out of bounds", self.at)
        return value


def unsigned(value: int) -> bytes:
    """Return a number as unsigned LEB128."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def signed(value: int) -> bytes:
    """Return a number as signed LEB128."""
    out = bytearray()
    while not -64 <= value < 64:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value & 0x7F)
    return bytes(out)


@dataclass(frozen=True)
class FunctionType:
    """What a function takes and gives, one value type a byte."""

    params: bytes
    results: bytes


@dataclass
class Module:
    """A module as its sections, and what the repair needs to know of them.

    Attributes:
        sections: Every section in order, as its id and its bytes.
        types: The function types.
        imported: Type index of each imported function; these come first in the index space.
        declared: Type index of each function that has a body here.
        elements: Functions that stand in a table: what an indirect call can reach.
        bodies: The body of each declared function: local declarations and instructions.
    """

    sections: list[tuple[int, bytes]]
    types: list[FunctionType] = field(default_factory=list[FunctionType])
    imported: list[int] = field(default_factory=list[int])
    declared: list[int] = field(default_factory=list[int])
    elements: frozenset[int] = frozenset()
    bodies: list[bytes] = field(default_factory=list[bytes])

    def function_type(self, index: int) -> FunctionType:
        """Return the type of a function by its index, imported ones included."""
        first = len(self.imported)
        try:
            number = self.imported[index] if index < first else self.declared[index - first]
            return self.types[number]
        except IndexError:
            raise invalid(f"unknown function {index}") from None

    def body_number(self, index: int) -> int:
        """Return which body is that of a function, by its index; imported ones have none."""
        number = index - len(self.imported)
        if not 0 <= number < len(self.bodies):
            raise invalid(f"unknown function {index}")
        return number

    def section(self, number: int) -> bytes:
        """Return the bytes of the section with that id."""
        for found, data in self.sections:
            if found == number:
                return data
        raise invalid(f"no section {number}")

    def replace(self, number: int, data: bytes) -> None:
        """Put other bytes into the section with that id."""
        self.section(number)
        self.sections = [(i, data if i == number else old) for i, old in self.sections]


def read_module(data: bytes) -> Module:
    """Read a module.

    Args:
        data: The bytes of a ``.wasm`` file.

    Returns:
        The module.

    Raises:
        WasmError: It is no module, or one with parts that we do not know.
    """
    reader = Reader(data)
    if reader.bytes(min(len(data), 8)) != MAGIC:
        raise invalid("no WebAssembly header")
    module = Module([])
    while reader.at < reader.end:
        number = reader.byte()
        content = reader.bytes(reader.unsigned())
        if number != CUSTOM and any(number == seen for seen, _ in module.sections):
            raise invalid(f"section {number} twice", reader.at)
        module.sections.append((number, content))
        read = _READERS.get(number)
        if read:
            inner = Reader(content)
            read(module, inner)
            if inner.at != inner.end:
                raise invalid(f"section {number} is longer than its contents", reader.at)
    if len(module.bodies) != len(module.declared):
        raise invalid("function and code section disagree")
    return module


def write_module(module: Module) -> bytes:
    """Return the bytes of a module, its code section made from its bodies if they changed."""
    out = bytearray(MAGIC)
    for number, data in module.sections:
        out.append(number)
        out += unsigned(len(data)) + data
    return bytes(out)


def write_code(bodies: list[bytes]) -> bytes:
    """Return a code section made of function bodies."""
    return unsigned(len(bodies)) + b"".join(unsigned(len(body)) + body for body in bodies)


def _value_types(reader: Reader) -> bytes:
    types = reader.bytes(reader.count())
    if not VALUE_TYPES.issuperset(types):
        raise invalid("unknown value type", reader.at)
    return types


def _read_types(module: Module, reader: Reader) -> None:
    for _ in range(reader.count()):
        if reader.byte() != 0x60:
            raise invalid("only function types are known", reader.at)
        params = _value_types(reader)
        module.types.append(FunctionType(params, _value_types(reader)))


def _skip_limits(reader: Reader) -> None:
    flags = reader.byte()
    if flags > 3:
        raise invalid("unknown limits", reader.at)
    reader.unsigned()
    if flags & 1:
        reader.unsigned()


def _read_imports(module: Module, reader: Reader) -> None:
    for _ in range(reader.count()):
        reader.bytes(reader.count())
        reader.bytes(reader.count())
        kind = reader.byte()
        if kind == 0:
            module.imported.append(reader.unsigned())
        elif kind == 1:
            reader.byte()
            _skip_limits(reader)
        elif kind == 2:
            _skip_limits(reader)
        elif kind == 3:
            reader.bytes(2)
        elif kind == 4:
            reader.byte()
            reader.unsigned()
        else:
            raise invalid("unknown import", reader.at)


def _read_functions(module: Module, reader: Reader) -> None:
    module.declared = [reader.unsigned() for _ in range(reader.count())]


def _read_elements(module: Module, reader: Reader) -> None:
    found: set[int] = set()
    for _ in range(reader.count()):
        if reader.unsigned() != 0 or reader.byte() != 0x41:
            raise invalid("only active element segments of functions are known", reader.at)
        reader.signed()
        if reader.byte() != 0x0B:
            raise invalid("constant expression expected", reader.at)
        found.update(reader.unsigned() for _ in range(reader.count()))
    module.elements = frozenset(found)


def _read_code(module: Module, reader: Reader) -> None:
    module.bodies = [reader.bytes(reader.unsigned()) for _ in range(reader.count())]


_READERS = {
    TYPE: _read_types,
    IMPORT: _read_imports,
    FUNCTION: _read_functions,
    ELEMENT: _read_elements,
    CODE: _read_code,
}
