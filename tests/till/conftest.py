"""The till that the tests of its use cases stand around."""

import pytest

from tests.till.whole_till import WholeTill


@pytest.fixture
def till() -> WholeTill:
    """A till whose issuer refuses a second activation, which the till does not know."""
    return WholeTill()
