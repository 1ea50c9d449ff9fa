"""TOML files from outside: one strict description of each kind, every problem said at once.

A pack's manifest, a circuit, a world and a script of inputs are all written by people. Each is
described by a msgspec structure; what does not fit is named by file, line and key, with the
nearest right word where there is one, and all together: nobody mends a file one error at a time.
"""

import difflib
import tomllib
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, cast, get_args, get_origin

import msgspec

from kibako import strings
from kibako.errors import FileError
from kibako.toml_faults import fault_of
from kibako.toml_lines import TomlFile

MAX_TABLE_BYTES = 64 * 1024
"""The largest such file, unless a room says otherwise."""
MAX_PROBLEMS = 40
"""How many problems of one file are named; more would not be read."""

_KINDS: dict[object, str] = {
    str: "text",
    int: "whole",
    float: "number",
    bool: "bool",
    list: "list",
    dict: "table",
}

Table = TypeVar("Table", bound=msgspec.Struct)


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in each language; the Japanese one carries ruby."""

    ja: str
    en: str

    def in_language(self, lang: str) -> str:
        """Return the text in a language."""
        return self.ja if lang == "ja" else self.en


def read_table(path: Path, kind: type[Table], max_bytes: int = MAX_TABLE_BYTES) -> Table:
    """Read a TOML file.

    Args:
        path: The file.
        kind: What it must be.
        max_bytes: The most it may hold.

    Returns:
        What it says.

    Raises:
        FileError: It is missing, too large, no TOML, or does not fit; all problems are named.
    """
    found, problems = check_file(path, kind, max_bytes)
    if found is None:
        raise broken(path.name, problems)
    return found


def check_file(
    path: Path, kind: type[Table], max_bytes: int = MAX_TABLE_BYTES
) -> tuple[Table | None, list[str]]:
    """Read a TOML file: what it says (None if it does not fit), and what is wrong with it."""
    try:
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except (OSError, ValueError):
        return None, [problem("missing", file=path.name)]
    return check_bytes(raw, kind, path.name, max_bytes)


def check_bytes(
    raw: bytes, kind: type[Table], file: str, max_bytes: int = MAX_TABLE_BYTES
) -> tuple[Table | None, list[str]]:
    """Check the bytes of a TOML file: :func:`check_file` without the file.

    Args:
        raw: The bytes.
        kind: What they must be.
        file: What the problems call the file.
        max_bytes: The most it may hold.

    Returns:
        What they say, None if they do not fit; and one sentence for each problem.
    """
    if len(raw) > max_bytes:
        return None, [problem("large", file=file, limit_kb=max_bytes // 1024)]
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return None, [fault_of(error, raw, file)]
    problems = _table_problems(data, kind, TomlFile(file, raw.decode("utf-8-sig")), "")
    if problems:
        return None, problems[:MAX_PROBLEMS]
    return msgspec.convert(data, kind), []


@dataclass(frozen=True, slots=True)
class Fitting(Generic[Table]):
    """What a file says as far as it fits, so that its other mistakes can be named too.

    Attributes:
        table: What fits; None when not even that makes a whole.
        numbers: For each list of tables the places in the file (from 1) of those that fit.
        problems: What did not fit.
    """

    table: Table | None
    numbers: Mapping[str, Sequence[int]]
    problems: list[str]


def read_fitting(path: Path, kind: type[Table], max_bytes: int = MAX_TABLE_BYTES) -> Fitting[Table]:
    """Read a TOML file as far as it fits.

    Args:
        path: The file.
        kind: What it must be.
        max_bytes: The most it may hold.

    Returns:
        What fits, and what is wrong with the rest.
    """
    whole, problems = check_file(path, kind, max_bytes)
    if whole is not None:
        lists = {
            field.name: cast("list[object]", value)
            for field in msgspec.structs.fields(kind)
            if isinstance(value := getattr(whole, field.name), list)
        }
        return Fitting(whole, {name: range(1, len(each) + 1) for name, each in lists.items()}, [])
    try:
        data = tomllib.loads(path.read_bytes()[: max_bytes + 1].decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return Fitting(None, {}, problems)
    fitting: dict[str, object] = {}
    numbers: dict[str, Sequence[int]] = {}
    for field in msgspec.structs.fields(kind):
        value = cast("object", data.get(field.encode_name))
        if isinstance(value, list) and get_origin(field.type) is list:
            each, items = get_args(field.type)[0], cast("list[object]", value)
            kept = [
                (number, item)
                for number, item in enumerate(items, 1)
                if not _value_problems(item, each, TomlFile(""), "")
            ]
            numbers[field.name] = [number for number, _ in kept]
            fitting[field.encode_name] = [item for _, item in kept]
        elif value is not None and _fits(data[field.encode_name], field.type):
            fitting[field.encode_name] = data[field.encode_name]
    if not _fits(fitting, kind):
        return Fitting(None, {}, problems)
    return Fitting(msgspec.convert(fitting, kind), numbers, problems)


def problem(name: str, /, **fields: object) -> str:
    """Return one sentence about a file, for the person who wrote it."""
    return strings.text(f"table_problem.{name}", None, **fields)


def near_problem(name: str, word: str, known: Sequence[str], **fields: object) -> str:
    """Return one sentence about a wrong word, with the nearest right one if one is near.

    Args:
        name: The message; ``<name>_near`` is the one with the suggestion.
        word: The word.
        known: The right words.
        **fields: What else the sentence names.
    """
    near = difflib.get_close_matches(word, known, 1)
    if near:
        return problem(f"{name}_near", word=word, nearest=near[0], **fields)
    return problem(name, word=word, known=", ".join(known), **fields)


def bounds_problem(value: float, span: tuple[float, float], **fields: object) -> str:
    """Return one sentence about a number that is too small or too large."""
    shown = [str(int(each)) if each == int(each) else f"{each:g}" for each in span]
    return problem("bounds", value=value, least=shown[0], most=shown[1], **fields)


def broken(file: str, problems: list[str]) -> FileError:
    """Return the error that names all problems of a file."""
    shown = problems[:MAX_PROBLEMS]
    said = "\n".join(shown)
    return FileError("table_broken", file=file, count=len(shown), problems=said, each=tuple(shown))


def _table_problems(
    data: object, kind: type[msgspec.Struct], file: TomlFile, where: str
) -> list[str]:
    """Every unknown key, missing key and wrong value of a table and the tables below it."""
    if not isinstance(data, dict):
        return [_wrong_type(file, where[:-1], "table")]
    table = cast("dict[str, object]", data)
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    problems = [
        near_problem("unknown_key", key, list(fields), file=file.at(where + key), key=where + key)
        for key in table
        if key not in fields
    ]
    for key, field in fields.items():
        if key in table:
            problems += _value_problems(table[key], field.type, file, where + key)
        elif field.required:
            problems.append(problem("missing_key", file=file.at(where), key=where + key))
    return problems


def _value_problems(value: object, kind: Any, file: TomlFile, where: str) -> list[str]:  # noqa: ANN401 - an annotation
    """Every problem of one value; ``kind`` is the annotation of its field."""
    origin, inside = get_origin(kind), get_args(kind)
    table_kind: object = kind
    if isinstance(table_kind, type) and issubclass(table_kind, msgspec.Struct):
        return _table_problems(value, table_kind, file, f"{where}.")
    if origin in (Union, types.UnionType) and type(None) in inside:
        rest = [each for each in inside if each is not type(None)]
        if len(rest) == 1:
            return _value_problems(value, rest[0], file, where)
    if origin is list and isinstance(value, list):
        items = enumerate(cast("list[object]", value), 1)
        return [
            said
            for number, item in items
            for said in _value_problems(item, inside[0], file, f"{where}[{number}]")
        ]
    if origin is dict and isinstance(value, dict):
        table = cast("dict[str, object]", value)
        return [
            said
            for key, item in table.items()
            for said in _value_problems(item, inside[1], file, f"{where}.{key}")
        ]
    if origin is Literal and isinstance(value, str):
        known = [str(word) for word in inside]
        if value in known:
            return []
        return [near_problem("unknown_word", value, known, file=file.at(where), key=where)]
    return [] if _fits(value, kind) else [_leaf_problem(value, kind, file, where)]


def _fits(value: object, kind: object) -> bool:
    try:
        msgspec.convert(value, cast("type[object]", kind))
    except msgspec.ValidationError:
        return False
    return True


def _leaf_problem(value: object, kind: Any, file: TomlFile, where: str) -> str:  # noqa: ANN401 - an annotation
    if get_origin(kind) is Annotated:
        arguments: tuple[Any, ...] = get_args(kind)
        bounds = next((each for each in arguments[1:] if isinstance(each, msgspec.Meta)), None)
        if not _fits(value, arguments[0]):
            return _leaf_problem(value, arguments[0], file, where)
        if bounds is not None and isinstance(value, int | float):
            least = bounds.ge if bounds.ge is not None else bounds.gt
            most = bounds.le if bounds.le is not None else bounds.lt
            if least is not None and most is not None:
                return bounds_problem(value, (least, most), file=file.at(where), key=where)
        return problem("bad_value", file=file.at(where), key=where, value=str(value)[:60])
    return _wrong_type(file, where, _KINDS.get(get_origin(kind) or kind, "other"))


def _wrong_type(file: TomlFile, key: str, expected: str) -> str:
    said = strings.text(f"table_kind.{expected}", None)
    return problem("wrong_type", file=file.at(key), key=key or file.name, expected=said)
