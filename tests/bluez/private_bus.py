"""A D-Bus system bus of the tests' own, with the policy that is asked for."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from ..reference.reference_board import missing

# As /etc/dbus-1/system.d/bluetooth.conf of Debian: who is not in the group may not send to it.
_DENY = '<policy context="default"><deny send_destination="org.bluez"/></policy>'
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="false"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
    <allow user="*"/>
  </policy>
  {deny}
</busconfig>
"""


def need_dbus() -> None:
    """Leave a test out where there is no D-Bus; on CI that is a failure."""
    if sys.platform != "linux":
        missing("BlueZ is the Bluetooth of Linux")
    if shutil.which("dbus-daemon") is None:
        missing("the fake BlueZ needs: apt-get install dbus")


class PrivateBus:
    """A running ``dbus-daemon``.

    Args:
        denies: Whether it lets nobody send to ``org.bluez``.
    """

    def __init__(self, *, denies: bool = False) -> None:
        # Not in the folder of a test: the path of a socket has 107 letters at most.
        self._folder = tempfile.TemporaryDirectory(prefix="kibako-bus-")
        folder = Path(self._folder.name)
        socket = folder / "bus"
        self.address = f"unix:path={socket}"
        self._config = folder / "bus.conf"
        self._config.write_text(
            _CONFIG.format(socket=socket, deny=_DENY if denies else ""), encoding="utf-8"
        )
        self._daemon: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={self._config}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._daemon.stdout is not None
        assert self._daemon.stdout.readline(), "dbus-daemon did not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._folder.cleanup()

    def stop(self) -> None:
        """End it, and all connections to it; stopping twice is no error."""
        daemon, self._daemon = self._daemon, None
        if daemon is not None:
            daemon.kill()
            daemon.communicate(timeout=10)
