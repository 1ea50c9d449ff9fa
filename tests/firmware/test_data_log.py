"""The micro:bit V2's data log: rows as events, as a page, and on the serial side."""

from kibako.virtual.data_log_page import DataLogPage


def test_rows_with_times_are_logged_and_kept(run, tmp_path):
    code = """
        from microbit import *
        import log
        log.set_labels('temp', 'light', timestamp=log.SECONDS)
        sleep(1500)
        log.add({'temp': 21, 'light': 1.5})
        log.add(temp=22)
        log.add(new='a,b\\n-->', temp='<x>')
        sleep(120000)
        log.set_labels(timestamp=log.MINUTES)
        log.add(temp=True)
        log.set_labels(timestamp=None)
        log.add(temp=-3)
    """
    ran = run("microbit", code)
    page = DataLogPage(tmp_path / "flash")
    rows = page.rows().splitlines()
    assert rows[0] == "Time (seconds),temp,light"
    assert rows[1].startswith("1.5")
    assert rows[1].endswith(",21,1.5")
    assert rows[2].endswith(",22,")
    assert rows[3] == "Time (seconds),temp,light,new"
    assert rows[4].endswith(",<x>,,a_b____")
    assert rows[5] == "Time (minutes),Time (seconds),temp,light,new"
    assert rows[6] == "2.02,,True,,"
    assert rows[7] == ",,-3,,"
    assert "&lt;x&gt;" in page.path.read_text()
    told = [value for _, value in ran.of("log", "row")]
    assert told[1]["temp"] == "22"
    assert "light" not in told[1]
    run("microbit", "import log\nlog.add(x=1)")
    assert page.rows().splitlines()[: len(rows)] == rows
    run("microbit", "import log\nlog.delete(full=True)\nlog.set_labels('y')")
    assert page.rows() == "Time (seconds),y\n"


def test_rows_are_mirrored_to_the_serial_side(run):
    ran = run(
        "microbit",
        """
        import log
        log.set_mirroring(True)
        log.set_labels('word', timestamp=None)
        log.add(word='x' * 190, b='y' * 190)
        log.set_mirroring(False)
        log.add(word='quiet')
        """,
    )
    assert ran.lines == ["word", "word,b", "x" * 190 + "," + "y" * 190]


def test_a_full_log_is_an_error_until_it_is_deleted(run):
    ran = run(
        "microbit",
        """
        import log
        log.set_labels('a', timestamp=None)
        rows = 0
        try:
            while True:
                log.add(a='x' * 180)
                rows += 1
        except OSError as error:
            print(error.args, rows > 500)
        log.delete()
        log.add(a=1)
        """,
    )
    assert ran.lines == ["(28,) True"]
    assert len(ran.of("log", "full")) == 1


def test_wrong_uses(run, each_line):
    wrong = {
        "log.add(3)": "ValueError expecting a dict",
        "log.add({}, {})": "ValueError too many arguments",
        "log.add(a=[1])": "TypeError can't convert 'list' object to str implicitly",
        "log.add({1: 2})": "TypeError can't convert 'int' object to str implicitly",
        "log.set_labels(3)": "TypeError can't convert 'int' object to str implicitly",
        "log.set_labels('a', foo=3)": "TypeError extra keyword arguments given",
        "(log.MILLISECONDS, log.DAYS)": "(1, 864000)",
    }
    ran = run("microbit", "import log\n" + each_line(list(wrong)))
    assert ran.lines == list(wrong.values())
    assert run("microbit-v1", each_line(["__import__('log')"])).lines == [
        "ImportError no module named 'log'"
    ]
