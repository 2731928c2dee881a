"""What devices tell on their threads, brought over to the window's."""

from PySide6.QtCore import QObject, Signal

from app.core.trial_scan import ScanSource
from app.till.line import Line
from app.ui.desk import DeviceStatus


class DeviceEars(QObject):
    """A Listener. Each call becomes a signal; a receiver on the UI thread gets it queued."""

    scanned_text = Signal(str, object)
    line_told = Signal(object)
    printer_told = Signal(object)
    scanner_told = Signal(object)

    def scanned(self, text: str, source: ScanSource = ScanSource.SERIAL) -> None:
        """As Listener.scanned."""
        self.scanned_text.emit(text, source)

    def line_changed(self, line: Line) -> None:
        """As Listener.line_changed."""
        self.line_told.emit(line)

    def printer_changed(self, status: DeviceStatus) -> None:
        """As Listener.printer_changed."""
        self.printer_told.emit(status)

    def scanner_changed(self, status: DeviceStatus) -> None:
        """As Listener.scanner_changed."""
        self.scanner_told.emit(status)
