"""What python-escpos does besides laying out bytes, and what is left of it: nothing."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRINTS_ONCE = """
import logging, os, sys
from pathlib import Path
from app.printer.escpos_bytes import receipt_bytes
from app.printer.profile import PRESETS
from tests.printer import shop_papers
heavy = {"escpos", "PIL", "barcode", "yaml", "serial", "usb"} & set(sys.modules)
assert not heavy, heavy
for name in ("80mm", "58mm-plain"):
    assert receipt_bytes(shop_papers.of_customer("\\u738b"), PRESETS[name])
assert logging.getLogger().handlers == []
assert logging.getLogger().level == logging.WARNING
assert os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] == sys.argv[1], "the environment is as it was"
assert list(Path(sys.argv[1]).iterdir()) == []
"""


def test_an_import_leaves_no_folder_no_handler_and_no_word(tmp_path) -> None:
    temporary, steering = tmp_path / "temporary", tmp_path / "steering"
    temporary.mkdir()
    steering.mkdir()
    environment = {
        "PATH": "/usr/bin:/bin",
        "TMPDIR": str(temporary),
        "ESCPOS_CAPABILITIES_PICKLE_DIR": str(steering),
        "ESCPOS_CAPABILITIES_FILE": str(tmp_path / "absent.json"),
    }
    child = subprocess.run(
        [sys.executable, "-W", "error", "-c", PRINTS_ONCE, str(steering)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (child.returncode, child.stdout, child.stderr) == (0, "", "")
    assert list(temporary.iterdir()) == []


def test_a_receipt_prints_nothing_on_standard_output(capfd) -> None:
    from app.printer.escpos_bytes import receipt_bytes
    from app.printer.profile import PRESETS
    from tests.printer import shop_papers

    for profile in PRESETS.values():
        receipt_bytes(shop_papers.one_card(), profile)
    assert capfd.readouterr() == ("", "")
    assert tempfile.gettempdir()
