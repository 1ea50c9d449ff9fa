"""What every test has: a home of its own to fall back on, and one compiled interpreter for all."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from kibako import paths

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that starts pytest in the background ignores Ctrl-C for it and all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test measures time, those of hypothesis neither; and each run tries the same examples.
settings.register_profile(
    "kibako", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kibako")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take what only the tester can have."""
    parser.addoption(
        "--pico-uf2",
        metavar="PATH",
        help="a MicroPython UF2 for the Pico, to be run in an emulator",
    )


def pytest_xdist_auto_num_workers() -> int:
    """Have one worker more than processors: a third of the time they wait for one another's like.

    What they wait for are commands, boards that keep to the clock, and threads.
    """
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _places_of_the_session(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Keep the learner's own folders out of the tests, and compile the interpreter once.

    The boards of all tests load the same compiled module, also those of other workers and of the
    commands that tests start; a test of the cache itself takes ``KIBAKO_CACHE`` away.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if hasattr(request.config, "workerinput") else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(base / "home"))
        patch.setenv(paths.CACHE_VARIABLE, str(shared / "cache"))
        patch.setenv("KIBAKO_SOUND", "off")  # a test that is heard says so itself
        yield
