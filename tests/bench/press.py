"""Bars 9 and 10: a batch's answer over reading its bytes, the manufacturer's file over a plain one, their memory."""

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw

from app.compose.export import ExportOrder, Form, export_cards
from app.core.code_format import CodeFormat
from app.dintero.card_stream import AnsweredCard, CardStream
from app.office.ports import CardSecret, ChunkOrder, SealedFile
from app.press.card_row import COLUMNS
from app.vault.answer_lines import AnswerLines
from app.vault.batch_keys import BatchKeys
from app.vault.manifest import beside, signing_key
from app.vault.seal import sealed
from app.vault.sealed_answers import SealedAnswers
from app.vault.sealed_folder import SealedFolder
from tests.bench.bar import Bar, compared
from tests.fake_clock import MONDAY
from tests.fakes import FakeClock
from tests.vault.shelf import PUBLIC, Shelf

ROUNDS = 7
CARDS = 100_000
CHUNK = 1_000
ANSWER_CARDS = 10_000
PICTURE = "data:image/png;base64," + "iVBORw0KGgo" * 370
PIECE = 65_536


def bars(folder: Path) -> list[Bar]:
    """Time and memory of reading an answer and of writing an export."""
    return [*_of_answers(folder), *_of_exports(folder)]


# ------------------------------------------------------------ an answer with pictures


def answer_file(folder: Path, count: int) -> Path:
    """An answer with a picture for each token, as the API tells it."""
    path = folder / f"answer-{count}.json"
    with path.open("w") as file:
        file.write('{"cards":[')
        for number in range(count):
            token = {"token": {"value": f"{number:016}", "barcode_128": PICTURE}}
            card = {"card_id": f"7001{number:08}", "status": "inactive", "pin": {"pin": {"value": "0815"}}}
            file.write(("," if number else "") + json.dumps({**card, "card_token": token}))
        file.write("]}")
    return path


def read_whole(path: Path) -> None:
    """The floor of the bar: all of the bytes in the memory."""
    path.read_bytes()


def read_bytes(path: Path) -> None:
    """A floor that nothing in Python comes near: piece after piece into the same few pages, and none looked at."""
    with path.open("rb") as file:
        while file.read(PIECE):
            pass


def read_cards(path: Path) -> None:
    """As a chunk's process does: every card into the lines that are sealed."""
    lines = AnswerLines("batch-1", "chunk-1")

    def take(card: AnsweredCard) -> None:
        lines.add(CardSecret(card.card_id, card.token, card.pin), card.fields)

    stream = CardStream(take, 10**10)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            stream.feed(piece)
    stream.end()
    sealed(lines.content, [PUBLIC])


def _of_answers(folder: Path) -> list[Bar]:
    large, small = answer_file(folder, ANSWER_CARDS), answer_file(folder, 100)
    whole, over_whole = _paired(lambda: read_whole(large), lambda: read_cards(large))
    pieces, over_pieces = _paired(lambda: read_bytes(large), lambda: read_cards(large))
    memory = [[_peak_mb("read_cards", path)] for path in (small, large)]
    return [
        compared("9 an answer of 10,000 cards with pictures, over reading it whole", "ms", whole, over_whole, 3.0),
        compared("9 the same over reading it in pieces, none of them kept", "ms", pieces, over_pieces, 3.0),
        compared("9 the same, peak memory over that of 100 cards", "MB", *memory, 1.3),
    ]


# ------------------------------------------------------------ the manufacturer's file


class Office:
    """A vault with so many cards, sealed a thousand a file."""

    def __init__(self, folder: Path, count: int) -> None:
        self.files = SealedFolder(folder / f"vault-{count}")
        self.vault = SealedAnswers(self.files, BatchKeys(Shelf()), FakeClock().running)
        self.folder = folder
        self.count = count
        self.kept = [self._kept(start) for start in range(0, count, CHUNK)]

    def answers(self) -> Iterator[tuple[SealedFile, tuple[str, ...]]]:
        """In turn, as the journal tells them: the ids of a million cards are never there at once."""
        return ((file, self._ids(place * CHUNK)) for place, file in enumerate(self.kept))

    def _ids(self, start: int) -> tuple[str, ...]:
        return tuple(f"7001{number:08}" for number in range(start, min(start + CHUNK, self.count)))

    def _kept(self, start: int) -> SealedFile:
        ids = self._ids(start)
        order = ChunkOrder("batch-1", f"chunk-{start}", "gift_card", ids, CodeFormat(16), CodeFormat(4), (PUBLIC,))
        lines = AnswerLines(order.batch_id, order.chunk_id)
        for card_id in ids:
            lines.add(CardSecret(card_id, f"{card_id}4711", "0815"), {"status": "inactive"})
        self.files.set_aside(order.batch_id, order.chunk_id, 1)
        cipher = sealed(lines.content, self.vault.recipients(order))
        return self.files.keep(order.batch_id, order.chunk_id, cipher)

    def exported(self, form: Form = Form.CSV) -> None:
        """The whole of it: each answer read, checked and opened, each card sealed anew, file and manifest synced."""
        order = ExportOrder("batch-1", "Spring", self.count, PUBLIC, form, COLUMNS, MONDAY)
        made = export_cards(order, self.answers(), self.vault, self.folder, signing_key(Shelf())[0])
        (self.folder / made.file).unlink()
        beside(self.folder / made.file).unlink()


def plain_rows(folder: Path, count: int) -> apsw.Connection:
    """The same cards in a table, as somebody would keep them who has no secrets."""
    table = apsw.Connection(str(folder / "rows.db"))
    table.execute("CREATE TABLE card (card_id, token, pin, check_digit, series, picture)")
    rows = ((f"7001{number:08}", f"7001{number:08}4711", "0815", "", "Spring", "") for number in range(count))
    with table:
        table.executemany("INSERT INTO card VALUES (?, ?, ?, ?, ?, ?)", rows)
    return table


def plain_file(table: apsw.Connection, path: Path) -> None:
    """The floor: streamed, in clear."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table.execute("SELECT * FROM card"))


def _of_exports(folder: Path) -> list[Bar]:
    office, table = Office(folder, CARDS), plain_rows(folder, CARDS)
    floors, figures = _paired(lambda: plain_file(table, folder / "plain.csv"), office.exported)
    table.close()
    memory = [[_peak_mb("export_of", folder / str(count))] for count in (10_000, CARDS)]
    return [
        compared("10 100,000 cards opened and sealed anew as CSV, time over a plain one", "ms", floors, figures, 2.0),
        compared("10 the same, peak memory over that of 10,000 cards", "MB", *memory, 1.1),
    ]


def export_of(path: Path) -> None:
    """An export of as many cards as the folder is called."""
    path.mkdir()
    Office(path, int(path.name)).exported()


# ------------------------------------------------------------ both


def _paired(floor: Callable[[], object], figure: Callable[[], object]) -> tuple[list[float], list[float]]:
    floors: list[float] = []
    figures: list[float] = []
    for turn in range(ROUNDS + 1):
        pair = _ms(floor), _ms(figure)
        if turn:
            floors.append(pair[0])
            figures.append(pair[1])
    return floors, figures


def _ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _peak_mb(work: str, path: Path) -> float:
    """In a process of its own, whose highest peak it is. What getrusage tells may still be its parent's."""
    program = f"""
from pathlib import Path
from tests.bench.press import {work}
from tests.office.sized import peak_kb
{work}(Path({str(path)!r}))
print(peak_kb() / 1024)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout)
