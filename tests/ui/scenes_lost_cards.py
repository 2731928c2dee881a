"""Head office's pages where cards lost their secrets, and where an export is made anew or otherwise than usual."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from app.core.batch import ChunkState
from app.core.problem import Code, Problem
from app.office.book import BatchNote, NotedBatch, RekeyOutcome
from app.office.pace import Waiting, WaitsFor
from app.office.rekey import RekeyCame
from app.ui.office_desk import ExportWish, UnsoundAnswers
from tests.ui.fake_office import KEYS, NOON, FakeOffice
from tests.ui.scene import Scene
from tests.ui.scenes_office import exported, office_of, one, opened, shown

LOST = tuple(f"700148820{number:09d}" for number in (4471, 4489, 4497, 4505, 4513, 4521, 4539, 4547))


def kept(office: FakeOffice) -> None:
    """A run that planned no others for eight lost cards."""
    made = office.has(3, 9_992, count=10_000, series="Spring 2027, own numbers")
    office.standings["batch-3"] = replace(made, cards={ChunkState.CHECKED: 9_992})
    office.lost("batch-3", *LOST)
    office.notes["batch-3"] += [NotedBatch(BatchNote.SIZE_LOWERED, NOON, facts={"size": 50})]


def replaced(office: FakeOffice) -> None:
    """Others are in the places of the lost cards."""
    office.lost("batch-2", *LOST)


def picked(scene: Scene) -> None:
    one("batch-3", kept)(scene)
    panel = shown(scene).rekey
    panel.which.choose(False)
    panel.days.show_text("3650")
    panel.picks.list.setFocus()
    for place in (0, 2):
        panel.picks.list.item(place).setCheckState(Qt.CheckState.Checked)


def rekeying(prepare: Callable[[FakeOffice], None], tries: int, *, waits: bool = False) -> Callable[[Scene], None]:
    """So many of the lost cards are tried: one is in doubt, the others get new secrets."""

    def act(scene: Scene) -> None:
        one("batch-3" if prepare is kept else "batch-2", prepare)(scene)
        office, panel = office_of(scene), shown(scene).rekey
        office.rekeys_on = threading.Semaphore(tries)
        office.rekey_waits = Waiting(WaitsFor.REKEY, timedelta(seconds=97), 1) if waits else None
        doubt = Problem(Code.REKEY_LOST, {"card": LOST[1]})
        office.rekey_came[LOST[1]] = RekeyCame(LOST[1], RekeyOutcome.IN_DOUBT, doubt)
        if not panel.open.isHidden():
            panel.open.click()
        panel.days.show_text("3650")
        panel.begin.click()
        scene.until(
            lambda: len(panel.came.facts) == min(tries, len(LOST)) and (tries < len(LOST) or panel.way.isHidden())
        )

    return act


def unsound(office: FakeOffice, why_not: Problem | None = None) -> None:
    files = tuple(f"batch-2/batch-2-0000000{place}.age" for place in (2, 4))
    problems = (
        Problem(Code.SEALED_FILE_MISSING, {"file": files[0]}),
        Problem(Code.SEALED_FILE_CHANGED, {"file": files[1]}),
    )
    office.bad_files["batch-2"] = UnsoundAnswers(files, 200, problems, why_not)


def write_off(scene: Scene) -> None:
    one("batch-2", unsound)(scene)
    shown(scene).sealed.look()
    scene.until(shown(scene).write_off.isVisible)


def exported_and_unsound(office: FakeOffice) -> None:
    exported(office)
    unsound(office, Problem(Code.BATCH_EXPORTED))
    office.bad_files["batch-1"] = office.bad_files.pop("batch-2")


def vault_away(scene: Scene) -> None:
    one("batch-2", unsound)(scene)
    office = office_of(scene)
    away = Problem(Code.BATCH_VAULT_AWAY, {"folder": "/srv/cards/vault/01a2281f9184770b90ba2fc414edda51"})
    office.bad_files["batch-2"] = replace(office.bad_files["batch-2"], cards=500, away=away)
    shown(scene).sealed.look()
    scene.until(shown(scene).write_off.isVisible)


def no_write_off(scene: Scene) -> None:
    one("batch-1", exported_and_unsound)(scene)
    shown(scene).sealed.look()
    scene.until(shown(scene).write_off.isVisible)


def written_off(scene: Scene) -> None:
    write_off(scene)
    panel = shown(scene).write_off
    panel.pin.edit.setText("2580")
    panel.write_off.click()
    scene.until(lambda: panel.isHidden() and shown(scene).start.isVisible())


def sound(scene: Scene) -> None:
    office_of(scene).bad_files.clear()
    one("batch-2")(scene)
    panel = shown(scene).sealed
    panel.look()
    scene.until(lambda: "Every" in panel.told.text())
    shown(scene).scrolled.ensureWidgetVisible(panel)


def export_choices(scene: Scene) -> None:
    one("batch-1")(scene)
    choices = shown(scene).export.choices
    choices.change.click()
    for name in ("card_id", "series", "card_id"):
        choices.chips[name].click()
    choices.keys[KEYS[1]].click()


def exported_again(office: FakeOffice) -> None:
    exported(office)
    office.export("batch-1", ExportWish(("csv",), "/srv/cards/anew", KEYS[1:]))


LOST_CARDS: dict[str, Callable[[Scene], object]] = {
    "batch-kept": one("batch-3", kept),
    "batch-replaced": one("batch-2", replaced),
    "batch-rekey-picked": picked,
    "batch-rekeying": rekeying(kept, 3),
    "batch-rekey-waits": rekeying(kept, 0, waits=True),
    "batch-rekeyed": rekeying(kept, 8),
    "batch-rekeyed-beyond": rekeying(replaced, 8),
    "batch-write-off": write_off,
    "batch-vault-away": vault_away,
    "batch-no-write-off": no_write_off,
    "batch-written-off": written_off,
    "batch-sound": sound,
    "batch-export-choices": export_choices,
    "batch-exported-again": one("batch-1", exported_again),
    "batches-rekeyed": lambda scene: (rekeying(replaced, 8)(scene), opened(scene)),
}
