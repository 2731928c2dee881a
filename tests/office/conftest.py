"""An office with its journal on the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.office.shop import Office, opened


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    book = opened(tmp_path / "batches.db")
    yield Office(book)
    book.close()
