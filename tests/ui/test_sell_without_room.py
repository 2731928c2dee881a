"""A disk without room: the sale never began, so its form stays and nothing is left open."""

from app.core.problem import Code, Problem
from app.till.ports import LedgerFault
from app.ui.sell_model import Phase, SellModel
from tests.ui.stage import CARDS, HeldWorker, Stage


def test_a_sale_without_room_on_the_disk_goes_back_to_the_form(stage: Stage) -> None:
    worker = HeldWorker()
    model = SellModel(stage.counter(), worker)
    model.scanned(CARDS[0])
    worker.work()
    model.type_amount("500")
    low = Problem(Code.DISK_LOW, {"free": "12 MB", "least": "50 MB"})
    stage.ledger.faults.append(LedgerFault(low, is_certain=True))
    model.confirm()
    worker.work()
    assert (model.phase, model.notice, model.activations) == (Phase.FORM, low, ())
    model.confirm()
    worker.work()
    assert model.phase is Phase.RESULT
    assert stage.issuer.truth(CARDS[0]).loads == 1
