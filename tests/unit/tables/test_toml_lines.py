"""In which line a key stands, however TOML lets people write it."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako.toml_lines import TomlFile

TEXT = '''# a file
id = "x" # ] not the end
"quoted key" = 1
title = { ja = "[", en = "}" }
long = """
[[steps]]
no = "key"
"""
list = [
  "a",  # "
  "b",
]
[firmware]
pico = "1"
[[steps]]
id = "one"
wrong.bad = "x"
[[steps]]
id = 'two'
[steps.wrong]
other = "x"
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("id", 2),
        ("quoted key", 3),
        ("title.ja", 4),
        ("list[2]", 9),
        ("firmware", 13),
        ("firmware.pico", 14),
        ("steps", 15),
        ("steps[1].id", 16),
        ("steps[1].wrong.bad", 17),
        ("steps[2]", 18),
        ("steps[2].title.ja", 18),
        ("steps[2].wrong.other", 21),
        ("no", 0),
        ("", 0),
    ],
)
def test_a_key_is_found(key, line):
    tomllib.loads(TEXT)
    assert TomlFile("pack.toml", TEXT).line(key) == line
    assert TomlFile("pack.toml", TEXT).at(key) == (f"pack.toml:{line}" if line else "pack.toml")


names = st.text(st.sampled_from("ab-_1"), min_size=1, max_size=3)
texts = st.text(st.sampled_from("a[]{}#='\\ \n"), max_size=9)


@given(st.lists(st.tuples(names, texts, st.sampled_from("ilm")), unique_by=lambda each: each[0]))
def test_every_key_of_any_file_is_found_in_its_line(entries):
    lines: list[str] = []
    wanted: dict[str, int] = {}
    for name, text, form in entries:
        wanted[name] = len(lines) + 1
        quoted = '"' + text.replace("\\", "\\\\").replace("\n", "\\n") + '"'
        if form == "l":
            lines += [f"{name} = [", f"  {quoted}, # [{text.splitlines()[:1]}", "]"]
        elif form == "m":
            inner = text.replace("\\", "").split("\n")
            lines += [f'{name} = """', *inner, '"""']
        else:
            lines.append(f"{name} = {quoted} # }}")
    raw = "\n".join(lines)
    assert tomllib.loads(raw).keys() == wanted.keys()
    assert {name: TomlFile("x", raw).line(name) for name in wanted} == wanted


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_has_some_line(text, key):
    assert 0 <= TomlFile("x", text).line(key) <= text.count("\n") + 1
