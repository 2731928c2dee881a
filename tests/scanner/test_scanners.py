"""Several scanners at once: each is read, and how they are is told as one."""

import pytest

from app.compose.scanners import Scanners, together
from app.config.settings_file import read_settings
from app.core.trial_scan import ScanSource
from app.ui.desk import DeviceState, DeviceStatus
from tests.scanner.pty_scanner import PtyScanner, until


@pytest.fixture
def two(tmp_path):
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        made.append(PtyScanner(folder))
        made[-1].plug()
    yield made
    for scanner in made:
        scanner.unplug()


def test_two_serial_scanners_are_both_heard_and_one_in_trouble_is_told(two):
    one, other = two
    settings = read_settings(
        f"[scanner]\nserial_port = '{one.port}'\n[[scanner.serial]]\nport = '{other.port}'\n", "settings.toml"
    )
    heard, states = [], []
    scanners = Scanners(settings, lambda text, source: heard.append((text, source)), states.append)
    scanners.start()
    try:
        until(lambda: states and states[-1].state is DeviceState.READY)
        one.scan("GIFT-4711")
        until(lambda: len(heard) == 1)
        other.scan("GIFT-4712")
        until(lambda: len(heard) == 2)
        assert heard == [("GIFT-4711", ScanSource.SERIAL), ("GIFT-4712", ScanSource.SERIAL)]
        other.unplug()
        until(lambda: states[-1].state is DeviceState.TROUBLE, seconds=2, what="the light to tell the truth")
        assert states[-1].name == other.port
    finally:
        scanners.stop()


def test_a_till_without_such_scanners_says_so():
    states = []
    Scanners(read_settings("", "settings.toml"), lambda *_: None, states.append).start()
    assert states == [DeviceStatus(DeviceState.NONE)]


def test_trouble_comes_before_what_is_not_known_and_that_before_ready():
    ready, looking = DeviceStatus(DeviceState.READY, "a"), DeviceStatus(DeviceState.LOOKING, "b")
    trouble = DeviceStatus(DeviceState.TROUBLE, "c")
    assert together((ready, looking, trouble)) is trouble
    assert together((ready, looking)) is looking
    assert together((ready, DeviceStatus(DeviceState.READY, "d"))).name == "a, d"
