"""As in the window: Python's cycle collector ends widgets on the UI thread, and on no other."""

import gc

import pytest


@pytest.fixture(autouse=True, scope="module")
def garbage_ends_here():
    gc.disable()
    yield
    gc.collect()
    gc.enable()
