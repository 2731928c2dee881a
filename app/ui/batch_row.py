"""One batch in the list: its name, how it stands, and how far it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from app.office.book import BatchStanding
from app.ui.batch_words import SIGNS, batch_name, counted, fraction_of, progress_words, rekeyed_words, state_word
from app.ui.controls import CardFrame, StateSign, button, label, row, show_words
from app.ui.gauge_panel import GaugeBar
from app.ui.theme import Theme, Tone
from app.ui.translation import translate


class BatchRow(CardFrame):
    """`opened` carries the batch's id."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(margins=(20, 14, 16, 14), spacing=8)
        self._batch_id = ""
        self.name = label("", "subtitle")
        self.sign = StateSign(theme)
        self.progress = label("", "muted")
        self.lost = label("", "small")
        self.rekeyed = label("", "small")
        self.bar = GaugeBar(theme)
        self.open = button(translate("Batches", "Open"), clicked=lambda: self.opened.emit(self._batch_id))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(row(self.name, self.sign, 1, spacing=16))
        words.addLayout(row(self.progress, self.lost, self.rekeyed, 1, spacing=16))
        line = row(words, self.open, spacing=16)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.bar)

    def show_batch(self, standing: BatchStanding, *, is_running: bool = False) -> None:
        """Shows how it stands. `is_running` while it is being made."""
        self._batch_id = standing.order.batch_id
        icon, tone = ("sending", Tone.ASK) if is_running else SIGNS[standing.state]
        self.name.setText(batch_name(standing))
        word = translate("Batches", "Being made") if is_running else state_word(standing.state)
        self.sign.show_state(icon, tone, word)
        self.progress.setText(progress_words(standing))
        lost = translate("Batches", "{count} not to be printed").replace("{count}", counted(standing.do_not_print))
        show_words(self.lost, lost if standing.do_not_print else "")
        show_words(self.rekeyed, rekeyed_words(standing))
        self.bar.show_fraction(fraction_of(standing), Tone.ACTIVE)
        self.bar.setVisible(not standing.is_complete)  # a full bar says nothing
        self.open.setAccessibleName(translate("Batches", "Open {batch}").replace("{batch}", batch_name(standing)))
