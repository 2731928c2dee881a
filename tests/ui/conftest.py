"""As in the window: Python's cycle collector ends widgets on the UI thread, and on no other."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.ui.cashier import Cashier
from tests.ui.fake_office import FakeOffice
from tests.ui.stage import PrinterOnAFullDisk, Stage


@pytest.fixture(autouse=True, scope="module")
def garbage_ends_here():
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def windows_end_here():
    """Each window ends with its test, and takes its style sheet along: the next is built bare, as a process builds its
    first one."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.styleSheet():
        application.setStyleSheet("")


@pytest.fixture
def stage():
    return Stage(printer=PrinterOnAFullDisk())


@pytest.fixture
def till(qtbot, stage):
    made = Cashier(qtbot, stage)
    yield made
    made.end()


@pytest.fixture
def office():
    return FakeOffice()


@pytest.fixture
def desk(qtbot, stage, office):
    """The window of head office."""
    made = Cashier(qtbot, stage, office=office)
    yield made
    office.goes_on.release(1_000_000)
    office.orders_on.release(1_000_000)
    office.exports_on.release(1_000_000)
    office.rekeys_on.release(1_000_000)
    made.end()
