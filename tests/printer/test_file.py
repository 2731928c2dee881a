"""Receipts into a file: all of one or nothing of it."""

import errno
import os

import pytest

from app.core.problem import Code
from app.printer import file as file_printer
from app.printer.escpos_bytes import receipt_bytes
from app.printer.file import FilePrinter
from app.printer.profile import PRESETS
from app.printer.screen_only import ScreenOnly
from app.till.ports import PrintOutcome, PrintReport
from tests.printer import shop_papers

PROFILE = PRESETS["58mm"]


def test_each_receipt_is_added_to_the_end(tmp_path) -> None:
    printer = FilePrinter(tmp_path / "receipts.bin", PROFILE)
    assert printer.print(shop_papers.one_card()) == PrintReport(PrintOutcome.YES)
    assert printer.print(shop_papers.slip()) == PrintReport(PrintOutcome.YES)
    jobs = [receipt_bytes(paper, PROFILE) for paper in (shop_papers.one_card(), shop_papers.slip())]
    assert printer.path.read_bytes() == b"".join(jobs)
    assert printer.columns == 32


def test_yes_means_on_the_disk(tmp_path, monkeypatch) -> None:
    synced = []
    monkeypatch.setattr(file_printer.os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    printer = FilePrinter(tmp_path / "receipts.bin", PROFILE)
    printer.print(shop_papers.one_card())
    assert synced == [printer.path.stat().st_size]


def test_a_full_disk_leaves_no_half_receipt(tmp_path, monkeypatch) -> None:
    printer = FilePrinter(tmp_path / "receipts.bin", PROFILE)
    printer.print(shop_papers.one_card())
    before = printer.path.read_bytes()
    write = os.write

    def half(descriptor: int, data: memoryview) -> int:
        if len(data) < 500:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[:400])

    monkeypatch.setattr(file_printer.os, "write", half)
    report = printer.print(shop_papers.several_cards())
    assert (report.outcome, report.problem.code) == (PrintOutcome.NO, Code.PRINTER_FILE)
    assert report.problem.facts == {"path": str(printer.path)}
    assert printer.path.read_bytes() == before


@pytest.mark.parametrize("name", ["", "absent/receipts.bin"])
def test_what_is_no_file_takes_no_receipt(tmp_path, name) -> None:
    printer = FilePrinter(tmp_path / name, PROFILE)
    for report in (printer.print(shop_papers.one_card()), printer.check()):
        assert (report.outcome, report.problem.code) == (PrintOutcome.NO, Code.PRINTER_FILE)


def test_a_pipe_that_nobody_reads_keeps_nobody_waiting(tmp_path) -> None:
    os.mkfifo(tmp_path / "pipe")
    report = FilePrinter(tmp_path / "pipe", PROFILE).print(shop_papers.one_card())
    assert (report.outcome, report.problem.code) == (PrintOutcome.NO, Code.PRINTER_FILE)


def test_a_check_makes_no_file(tmp_path) -> None:
    printer = FilePrinter(tmp_path / "receipts.bin", PROFILE)
    assert printer.check() == PrintReport(PrintOutcome.YES)
    assert not printer.path.exists()
    printer.print(shop_papers.one_card())
    assert printer.check() == PrintReport(PrintOutcome.YES)


def test_the_screen_alone_prints_nothing_and_that_is_no_fault() -> None:
    screen = ScreenOnly(42)
    nothing = PrintReport(PrintOutcome.NO)
    assert (screen.print(shop_papers.one_card()), screen.check(), screen.columns) == (nothing, nothing, 42)
