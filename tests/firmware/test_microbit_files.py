"""Files as the micro:bit has them; what is expected was read off the real firmwares."""

import pytest

BOTH = {
    "w('f', 'abc\\ndef\\n')": "8",
    "open('f').readline()": "'abc\\n'",
    "open('f').read(2)": "'ab'",
    "open('f', 'rb').read()": "b'abc\\ndef\\n'",
    "open('f').readinto(bytearray(3))": "3",
    "w('u', 'あい')": "6",
    "open('u', 'rb').read(1)": "b'\\xe3'",
    "open('f')": "<TextIO>",
    "open('a', 'x')": "ValueError illegal mode",
    "open('a', 'rw')": "ValueError illegal mode",
    "open('a', 'a')": "ValueError illegal mode",
    "open(3)": "TypeError can't convert 'int' object to str implicitly",
    "open('f').seek(0)": "AttributeError 'TextIO' object has no attribute 'seek'",
    "open('f').write('a')": "OSError 9",
    "open('z', 'w').read()": "OSError 9",
    "(open('f').name(), open('f').writable())": "('f', False)",
    "closed.read()": "ValueError I/O operation on closed file",
    "os.remove(3)": "TypeError can't convert 'int' object to str implicitly",
    "open('n' * 120, 'w').close()": "None",
    "(w('a/b', 'x'), w('../f', 'y'))": "(1, 1)",
    "open('../f').read()": "'y'",
    "sorted(os.listdir())": repr(["../f", "a/b", "closed", "f", "n" * 120, "u", "z"]),
    "os.size('f')": "8",
}
MISSING = ["open('nope')", "os.remove('nope')", "os.size('nope')", "open('n' * 121, 'w')"]
START = """import os
def w(name, text):
    with open(name, 'w') as file:
        return file.write(text)
w('closed', 'x')
with open('closed') as closed:
    pass
"""


@pytest.mark.parametrize(
    ("profile", "missing"), [("microbit", "OSError 2"), ("microbit-v1", "OSError file not found")]
)
def test_files_are_read_or_written_anew(run, each_line, profile, missing):
    ran = run(profile, START + each_line([*BOTH, *MISSING]))
    said = [line.replace("[Errno 9] EBADF", "9") for line in ran.lines]
    said = [line.replace("[Errno 2] ENOENT", "2") for line in said]
    assert said[: len(BOTH)] == list(BOTH.values())
    assert said[len(BOTH) :] == [missing] * len(MISSING)


@pytest.mark.parametrize(
    ("profile", "full"), [("microbit", "28"), ("microbit-v1", "No more storage space")]
)
def test_a_full_board_loses_the_file_that_does_not_fit(run, profile, full):
    ran = run(
        profile,
        """
        import os
        try:
            with open('big', 'w') as file:
                for _ in range(400):
                    file.write('x' * 100)
        except OSError as error:
            print(error.args, os.listdir())
        number = 0
        try:
            while True:
                open('f%d' % number, 'w').close()
                number += 1
        except OSError as error:
            print(error.args[0], number > 150)
        """,
    )
    assert ran.lines == ["(28,) []", f"{full} True"]
