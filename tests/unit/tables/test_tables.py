"""Files from outside: every problem at once, with file, key and suggestion; never a crash."""

from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kibako import strings
from kibako.errors import FileError
from kibako.tables import MAX_PROBLEMS, check_bytes, read_table


@pytest.fixture(autouse=True)
def english():
    before = strings.language()
    strings.set_language("en")
    yield
    strings.set_language(before)


class Lamp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pin: str
    colour: Literal["red", "green"] = "red"
    ohm: Annotated[float, msgspec.Meta(ge=0, le=1e6)] | None = None


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    lamps: list[Lamp] = []
    wires: dict[str, int] = {}
    count: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1


def test_all_problems_are_named_at_once_with_key_and_suggestion():
    raw = b"""
        nam = "x"
        count = 12
        [wires]
        a = "b"
        [[lamps]]
        pin = 3
        colour = "gren"
        [[lamps]]
        pin = "p"
        ohm = -1
    """
    found, problems = check_bytes(raw, Box, "box.toml")
    assert found is None
    assert problems == [
        'box.toml:2: there is no key "nam"; did you mean "name"?',
        'box.toml: "name" is missing.',
        'box.toml:7: the value of "lamps[1].pin" must be a text in quotation marks.',
        'box.toml:8: "lamps[1].colour" cannot be "gren"; did you mean "green"?',
        'box.toml:11: "lamps[2].ohm" is -1; it must be from 0 to 1000000.',
        'box.toml:5: the value of "wires.a" must be a whole number.',
        'box.toml:3: "count" is 12; it must be from 1 to 9.',
    ]


def test_a_right_file_is_read(tmp_path):
    path = tmp_path / "はこ🎁.toml"
    path.write_text('\ufeffname = "箱"\nwires = { a = 1 }\n', encoding="utf-8")
    assert read_table(path, Box) == Box("箱", [], {"a": 1})


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileError, match=r"There is no gone\.toml"):
        read_table(tmp_path / "gone.toml", Box)


def test_what_is_far_too_large_is_not_read():
    assert check_bytes(b"#" * 100, Box, "box.toml", 99)[1] == [
        "box.toml is too large; 0 KB is the most."
    ]
    many = b"name = 'x'\n" + b"".join(b"k%d = 1\n" % n for n in range(500))
    assert len(check_bytes(many, Box, "box.toml")[1]) == MAX_PROBLEMS


values = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(-9, 99), st.booleans(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "lamps", "pin", "ohm", "colour"]), inner, max_size=3
        ),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["name", "lamps", "wires", "count", "x"]), values))
def test_what_is_found_wrong_is_what_the_description_refuses(data):
    raw = "".join(f"{key} = {_toml(value)}\n" for key, value in data.items()).encode()
    found, problems = check_bytes(raw, Box, "box.toml")
    try:
        msgspec.convert(data, Box)
    except msgspec.ValidationError:
        assert found is None
        assert problems
    else:
        assert isinstance(found, Box)
        assert problems == []


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_answered(raw):
    found, problems = check_bytes(raw, Box, "box.toml")
    assert (found is None) == bool(problems)


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, str):
        escaped = "".join(f"\\U{ord(letter):08x}" for letter in value)
        return f'"{escaped}"'
    return repr(value)
