"""The board goes away in the middle of something: a typed error at once, and nothing harmed."""

import threading
from collections.abc import Callable

import pytest
from kibako.errors import LinkError, LinkLost

from .conftest import KINDS, QEMU, V2, Rig


@pytest.mark.parametrize("kind", KINDS)
def test_lost_while_a_program_runs(new_rig: Callable[[str], Rig], kind: str) -> None:
    rig = new_rig(kind)
    board = rig.connect()
    threads: list[threading.Thread] = []

    def take(_data: bytes) -> None:
        if not threads:
            threads.append(threading.Thread(target=rig.kill))
            threads[0].start()

    with pytest.raises(LinkLost) as raised:
        board.run("print('go')\nwhile True:\n    pass\n", on_output=take)
    threads[0].join(20)
    assert raised.value.code in ("link_lost", "virtual_closed", "ble_lost")
    with pytest.raises(LinkLost):
        board.exec("print(1)")
    board.close()
    board.close()


@pytest.mark.parametrize(
    "kind",
    [
        "pty",
        "tcp",
        QEMU,
        V2,
    ],
)
def test_gone_is_gone(new_rig: Callable[[str], Rig], kind: str) -> None:
    rig = new_rig(kind)
    link = rig.new_link()
    rig.kill()
    with pytest.raises(LinkError) as raised:
        link.open()
    assert raised.value.code in ("link_refused", "link_missing")
