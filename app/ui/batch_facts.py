"""What is known of a batch: the order, how its cards stand, what happened to it, and what must not be printed."""

from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.batch import ChunkState
from app.core.code_format import CodeFormat
from app.office.book import BatchStanding
from app.ui.batch_check_panel import BatchCheckPanel
from app.ui.batch_words import counted, fate_words, moment_of, note_words, rekeyed_words, short_key
from app.ui.controls import CardFrame, isolated, label, row, show_words
from app.ui.fact_list import FactList
from app.ui.office_desk import BatchLook
from app.ui.sealed_panel import SealedPanel
from app.ui.translation import translate

NOTES_SHOWN: Final = 8


class BatchFacts(QWidget):
    """Cards to look things up in, in two columns: nothing here has to be done."""

    def __init__(self, check: BatchCheckPanel, sealed: SealedPanel) -> None:
        super().__init__()
        self.order = FactList()
        self.check, self.sealed = check, sealed
        self.happened = FactList()
        self.happened_card = _captioned(translate("Batches", "WHAT HAPPENED"), self.happened)
        self.lost = FactList()
        self.lost_more = label("", "small", wraps=True)
        self.lost_card = _captioned(translate("Batches", "DO NOT PRINT"), self.lost, self.lost_more)
        beside, ordered = QVBoxLayout(), QVBoxLayout()
        columns = (
            (ordered, (_captioned(translate("Batches", "THE ORDER"), self.order), self.check)),
            (beside, (self.happened_card, self.sealed, self.lost_card)),
        )
        for column, parts in columns:
            column.setSpacing(14)
            for part in parts:
                column.addWidget(part)
            column.addStretch(1)
        line = row(ordered, beside, spacing=14)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.setLayout(line)
        self.check.hide()
        self.sealed.hide()
        self.lost_card.hide()

    def show_standing(self, standing: BatchStanding) -> None:
        """How far it is."""
        self.order.show_facts(facts_of(standing))
        self.check.show_batch(standing)
        self.sealed.show_batch(standing)

    def show_look(self, look: BatchLook) -> None:
        """What happened, the newest first, and cards not to be printed."""
        order = look.standing.order
        ordered = translate("Batches", "{count} cards were ordered.").replace("{count}", counted(order.count))
        newest = list(reversed(look.notes))[:NOTES_SHOWN]
        told = [(note.at, note_words(note)) for note in newest] + [(order.ordered_at, ordered)]
        self.happened.show_facts([(moment_of(at), words) for at, words in told])
        self.lost.show_facts([(told.card_id, fate_words(told.fate)) for told in look.fates])
        self.lost_card.setVisible(bool(look.fates))
        more = look.standing.do_not_print - len(look.fates)
        text = translate("Batches", "{count} more: “giftcard-till batch status {batch}” lists every one.")
        text = text.replace("{count}", counted(more)).replace("{batch}", str(look.standing.number))
        show_words(self.lost_more, text if more > 0 else "")


def facts_of(standing: BatchStanding) -> list[tuple[str, str]]:
    """What was ordered, and how its cards are spread now."""
    order = standing.order
    doubtful = standing.cards.get(ChunkState.UNKNOWN, 0)
    left = standing.under_way - doubtful
    persons = translate("Batches", " and ").join(isolated(person) for person in standing.released_by)
    return [
        (translate("Batches", "Ordered"), counted(order.count)),
        (translate("Batches", "Sealed and checked"), counted(standing.good)),
        (translate("Batches", "Still to be made"), counted(left) if left else ""),
        (translate("Batches", "In doubt"), counted(doubtful) if doubtful else ""),
        (translate("Batches", "Not to be printed"), counted(standing.do_not_print) if standing.do_not_print else ""),
        (translate("Batches", "New secrets"), rekeyed_words(standing)),
        (translate("Batches", "Card ids"), _ids(standing)),
        (translate("Batches", "Token"), _code(order.token)),
        (translate("Batches", "PIN"), _code(order.pin) if order.pin else translate("Batches", "none")),
        (translate("Batches", "Cards in a chunk"), counted(standing.size_most)),
        (translate("Batches", "Can be opened by"), "\n".join(map(short_key, order.recipients))),
        (translate("Batches", "Released by"), persons),
    ]


def _ids(standing: BatchStanding) -> str:
    scheme = standing.order.scheme
    if scheme is None:
        return translate("Batches", "from a list")
    return translate("Batches", "as {sample}").replace("{sample}", scheme.sample)


def _code(form: CodeFormat) -> str:
    """`16 figures`, `12 signs behind DIN`."""
    is_figures = form.numbers and not (form.characters or form.symbols)
    text = translate("Batches", "{count} figures") if is_figures else translate("Batches", "{count} signs")
    told = text.replace("{count}", str(form.length))
    if not form.prefix:
        return told
    behind = translate("Batches", "{code} behind {prefix}").replace("{code}", told)
    return behind.replace("{prefix}", isolated(form.prefix))


def _captioned(caption: str, *inside: QWidget) -> CardFrame:
    made = CardFrame(spacing=10)
    made.body.addWidget(label(caption, "caption"))
    for part in inside:
        made.body.addWidget(part)
    return made
