"""As in the window: Python's cycle collector ends widgets on the UI thread, and on no other."""

import gc

import pytest

from tests.ui.cashier import Cashier
from tests.ui.stage import PrinterOnAFullDisk, Stage


@pytest.fixture(autouse=True, scope="module")
def garbage_ends_here():
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def stage():
    return Stage(printer=PrinterOnAFullDisk())


@pytest.fixture
def till(qtbot, stage):
    made = Cashier(qtbot, stage)
    yield made
    made.end()
