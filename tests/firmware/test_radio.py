"""The micro:bit's radio: what is sent, who hears it, what is lost."""

import pytest
from kibako.virtual.air import Packet, Tuning

USUAL = Tuning(channel=7, address=0x75626974, group=0, data_rate=0)


def packet(data, **other):
    return Packet(0, Tuning(**{**vars_of(USUAL), **other}), 0, data)


def vars_of(tuning):
    return {name: getattr(tuning, name) for name in Tuning.__slots__}


@pytest.mark.parametrize("profile", ["microbit", "microbit-v1"])
def test_what_is_sent_goes_into_the_air(run, profile):
    sent = []

    def prepare(world):
        world.radio.on_send = sent.append

    ran = run(
        profile,
        """
        import radio
        radio.on()
        radio.send("hello")
        radio.config(group=3, power=7, channel=20, data_rate=radio.RATE_2MBIT, address=-1)
        radio.send_bytes(b"\\x00\\xff")
        radio.send("x" * 100)
        radio.config(length=251)
        radio.send_bytes(bytes(300))
        """,
        prepare,
    )
    assert [each.data for each in sent] == [
        b"\x01\x00\x01hello",
        b"\x00\xff",
        b"\x01\x00\x01" + b"x" * 29,
        bytes(251),
    ]
    assert sent[0].tuning == USUAL
    assert sent[0].power_dbm == 0
    assert vars_of(sent[1].tuning) == {
        "channel": 20, "address": 0xFFFFFFFF, "group": 3, "data_rate": 1
    }  # fmt: skip
    assert sent[1].power_dbm == 4
    # 140 us until it sends, then nine bytes around 251, at two bits a microsecond.
    assert sent[3].t_us - sent[2].t_us >= 140 + 260 * 4
    told = [value for _, value in ran.of("radio", "sent")]
    assert told[0] == {"message": "hello", "group": 0, "channel": 7}
    assert told[1] == {"bytes": "\\x00\\xff", "group": 3, "channel": 20}


def test_only_what_it_is_tuned_to_is_heard(run):
    def prepare(world):
        def speak():
            for other in ({"channel": 8}, {"group": 1}, {"address": 5}, {"data_rate": 1}):
                world.radio.receive(packet(b"\x01\x00\x01no", **other), -50)
            world.radio.receive(packet(b"\x01\x00\x01yes"), -50)
            world.radio.receive(packet(b"\x01\x02"), -300)

        world.at(500, speak)

    ran = run(
        "microbit",
        """
        import radio
        from microbit import *
        sleep(1000)
        room = bytearray(5)
        print(radio.receive(), radio.receive_bytes_into(room), room, radio.receive())
        """,
        prepare,
    )
    assert ran.lines == ["yes 2 bytearray(b'\\x01\\x02\\x00\\x00\\x00') None"]
    assert [value["rssi_dbm"] for _, value in ran.of("radio", "received")] == [-50, -127]


def test_strength_and_time_of_a_message_and_one_that_is_no_text(run):
    def prepare(world):
        world.at(1234, lambda: world.set("radio.rssi_dbm", -77))
        world.at(1234, lambda: world.set("radio.message", "はい"))
        world.at(1300, lambda: world.radio.receive(packet(b"raw"), -40))

    ran = run(
        "microbit-v1",
        """
        import radio
        from microbit import *
        radio.on()
        sleep(2000)
        data, rssi, t_us = radio.receive_full()
        print(data, rssi, t_us // 1000)
        try:
            radio.receive()
        except ValueError as error:
            print(error)
        print(radio.receive_full())
        """,
        prepare,
    )
    assert ran.lines == [
        "b'\\x01\\x00\\x01\\xe3\\x81\\xaf\\xe3\\x81\\x84' -77 1234",
        "received packet is not a string",
        "None",
    ]


def test_the_queue_holds_what_has_room_in_it(run):
    # Three of the longest; shorter ones take less room, as in the real driver.
    def prepare(world):
        def speak():
            for number in range(4):
                world.radio.receive(packet(b"%d" % number + bytes(31)), -60)

        world.at(500, speak)
        world.at(1500, lambda: [world.radio.receive(packet(b"x"), -60) for _ in range(20)])

    ran = run(
        "microbit",
        """
        import radio
        from microbit import *
        def all_of_it():
            got = []
            while (data := radio.receive_bytes()) is not None:
                got.append(data[0] - 48)
            return got
        sleep(1000)
        print(all_of_it())
        sleep(1000)
        print(len(all_of_it()))
        """,
        prepare,
    )
    assert ran.lines == ["[0, 1, 2]", "16"]
    assert len(ran.of("radio", "lost")) == 1 + 4


def test_on_at_import_or_not_and_wrong_uses(run, each_line):
    wrong = {
        "radio.send('a')": "ValueError radio is not enabled",
        "radio.send(3)": "TypeError can't convert 'int' object to str implicitly",
        "radio.send_bytes(3)": "TypeError object with buffer protocol required",
        "radio.receive()": "ValueError radio is not enabled",
        "radio.receive_full()": "ValueError radio is not enabled",
        "radio.receive_bytes_into(3)": "TypeError object with buffer protocol required",
        "radio.config(3)": "TypeError arguments must be keywords",
        "radio.config(foo=3)": "ValueError unknown argument 'foo'",
        "radio.config(group=5, length=252)": "ValueError value out of range for argument 'length'",
        "radio.config(channel=84)": "ValueError value out of range for argument 'channel'",
        "radio.config(power=8)": "ValueError value out of range for argument 'power'",
        "radio.config(group='a')": "TypeError can't convert str to int",
        "radio.config(group=1.5)": "TypeError can't convert float to int",
        "radio.config(data_rate=3)": "ValueError value out of range for argument 'data_rate'",
        "radio.config(address=0x1ffffffff)": "None",
        "radio.RATE_250KBIT": "2",
    }
    ran = run("microbit-v1", "import radio\n" + each_line(list(wrong)))
    assert ran.lines == list(wrong.values())
    ran = run(
        "microbit",
        "import radio\nprint(radio.receive(), hasattr(radio, 'RATE_250KBIT'))\nradio.off()\n"
        + each_line(["radio.receive()"]),
    )
    assert ran.lines == ["None False", "ValueError radio is not enabled"]


def test_the_queue_takes_its_part_of_the_heap(run):
    ran = run(
        "microbit-v1",
        """
        import gc, radio
        gc.collect()
        before = gc.mem_free()
        radio.config(length=251, queue=10)
        radio.on()
        gc.collect()
        print(2500 < before - gc.mem_free() < 3200)
        try:
            radio.config(queue=200)
        except MemoryError:
            print("no room")
        """,
    )
    assert ran.lines == ["True", "no room"]
