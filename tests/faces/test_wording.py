"""Pictures of the display in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kibako import strings
from kibako.line.wording import code_lines, step_lines
from kibako.virtual.microbit_rom import IMAGES
from kibako.visible import printable, visible
from kibako.workbench.picture_words import picture


def frame(bits: int, level: str = "9") -> str:
    digits = f"{bits:025b}".replace("1", level)
    return ":".join(digits[start : start + 5] for start in range(0, 25, 5))


@pytest.mark.parametrize("lang", strings.LANGUAGES)
@pytest.mark.parametrize("name", IMAGES)
def test_every_built_in_picture_has_a_name(name: str, lang: str) -> None:
    strings.set_language(lang)
    said = picture(frame(IMAGES[name]))
    same = [other for other, bits in IMAGES.items() if bits == IMAGES[name]]
    names = [strings.text(f"picture.{other.lower()}") for other in same]
    assert said in [strings.text("announce.picture", what=one) for one in names]


def test_a_heart() -> None:
    assert picture("09090:99999:99999:09990:00900") == "ひょうじ: ハート"
    assert picture("05050:55555:55555:05550:00500") == "ひょうじ: ハート（あかるさ 5）"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("display.show(0)", "すうじ 0"),
        ("display.scroll('0')", "すうじ 0"),
        ("display.show('NO')", "すうじ 0か もじ O"),
        ("display.show('O'", "すうじ 0か もじ O"),
        ("# O\ndisplay.show(count)", "すうじ 0"),
    ],
)
def test_a_nought_is_a_digit_unless_the_program_writes_the_letter(code: str, said: str) -> None:
    nought = "09900:90090:90090:90090:09900"
    assert picture(nought, code) == f"ひょうじ: {said}"


def test_a_digit_is_named_as_one() -> None:
    assert picture("00900:09900:00900:00900:09990") == "ひょうじ: すうじ 1"


def test_nothing_is_lit() -> None:
    assert picture("00000:00000:00000:00000:00000") == "ひょうじ: まっくら"


def test_a_picture_of_ones_own_is_told_lamp_by_lamp() -> None:
    assert picture("90000:00000:00000:00000:00099") == "ひょうじ: 1だんめ 1、5だんめ 4 5"
    assert picture("90000:00000:00000:00000:00003") == "ひょうじ: 1だんめ 1(9)、5だんめ 5(3)"


@given(st.text(max_size=40))
def test_any_frame_is_one_harmless_line(text: str) -> None:
    said = picture(text)
    assert said
    assert said.isprintable()


@given(st.text(max_size=40))
def test_printable_lets_no_control_character_through(text: str) -> None:
    assert printable(text).isprintable()
    assert visible(text).isprintable()


def test_a_name_keeps_what_can_be_seen_and_a_line_its_places() -> None:
    assert visible("き\x1b[2Jつね\u202e 3") == "き[2Jつね 3"
    assert printable("a\tき\x1b[2J") == "a   き\ufffd[2J"


def test_lines_of_code_say_their_indentation() -> None:
    assert code_lines("while True:\n    a\n\n") == [
        "1: while True:",
        "2: (じさげ 1) a",
        "3: (から)",
    ]
    assert code_lines("") == ["プログラムは からです。"]


def test_the_indentation_of_code_in_a_step_is_said() -> None:
    text = "```python\nwhile True:\n    sleep(500)\n```\n"
    assert step_lines(text, "kana") == ["コード: while True:", "コード: (じさげ 1) sleep(500)"]
