"""Whether a run plans others in the places of lost cards: a choice beside the button that begins it."""

from PySide6.QtWidgets import QPushButton

from app.office.book import BatchStanding
from app.ui.translation import translate


class KeepLost(QPushButton):
    """Chosen for one batch alone, and kept while the window is open: another one begins without it."""

    def __init__(self) -> None:
        super().__init__(translate("Batches", "Plan no others in the places of lost cards"))
        self.setProperty("kind", "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setAccessibleName(self.text())
        told = translate("Batches", "Their places are kept until you give them new secrets, or go on without this.")
        self.setToolTip(told)
        self.setAccessibleDescription(told)
        self._batch_id = ""
        self._chosen_for: set[str] = set()
        self.toggled.connect(self._keep)

    def show_batch(self, standing: BatchStanding, *, can_run: bool) -> None:
        """It is there while a run can lose cards: some are still to be made."""
        if standing.order.batch_id != self._batch_id:
            self._batch_id = standing.order.batch_id
            self.setChecked(self._batch_id in self._chosen_for)
        self.setVisible(can_run and bool(standing.under_way))

    def _keep(self) -> None:
        (self._chosen_for.add if self.isChecked() else self._chosen_for.discard)(self._batch_id)
