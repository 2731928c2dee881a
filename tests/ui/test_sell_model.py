"""What the selling screen does, without its widgets."""

import pytest

from app.core.activation import State
from app.core.money import Currency, Money
from app.core.paper import PaperKind
from app.core.problem import Code, Problem
from app.core.scan import Token
from app.till.ports import LedgerFault, PrintOutcome, PrintReport
from app.ui.sale_form import Blank
from app.ui.sell_model import Phase, SellModel
from tests.fakes import Fate
from tests.ui.stage import CARDS, HeldWorker, PrinterOnAFullDisk, Stage

TOKEN = "DINCARD:6ccfec5d-3a53-47de-910a-97d6dda22e5f"


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def worker():
    return HeldWorker()


@pytest.fixture
def model(stage, worker):
    return SellModel(stage.counter(), worker)


def filled(model, worker, *cards, amount="500"):
    for card in cards or CARDS[:1]:
        model.scanned(card)
        worker.work()
    model.type_amount(amount)


def test_a_card_and_an_amount_make_a_sale(model, worker, stage):
    filled(model, worker)
    model.confirm()
    assert model.phase is Phase.SELLING
    worker.work()
    assert model.phase is Phase.RESULT
    assert [activation.state for activation in model.activations] == [State.ACTIVE]
    assert stage.issuer.truth(CARDS[0]).loads == 1
    assert model.printed.paper == stage.printer.papers[-1]


def test_a_double_press_loads_the_card_once(model, worker, stage):
    filled(model, worker)
    model.confirm()
    model.confirm()
    worker.work()
    model.confirm()
    worker.work()
    assert stage.issuer.truth(CARDS[0]).loads == 1
    assert len(stage.ledger.standing) == 1


def test_a_card_that_is_still_being_read_cannot_be_sold(model, worker):
    model.scanned(CARDS[0])
    model.type_amount("500")
    model.confirm()
    assert model.phase is Phase.FORM
    worker.work()
    model.confirm()
    assert model.phase is Phase.SELLING


def test_a_scan_in_mid_call_is_refused_and_not_kept_for_later(model, worker):
    filled(model, worker)
    model.confirm()
    model.scanned(CARDS[1])
    assert model.notice.code is Code.SALE_IN_PROGRESS
    worker.work()
    assert [activation.order.card.text for activation in model.activations] == [CARDS[0]]
    assert len(model.form.entries) == 1


def test_the_next_scan_starts_the_next_sale(model, worker):
    filled(model, worker)
    model.set_details(customer_name="Ærlig Øystein Åsen")
    model.confirm()
    worker.work()
    model.scanned(CARDS[1])
    worker.work()
    assert model.phase is Phase.FORM
    assert [entry.card.text for entry in model.form.entries] == [CARDS[1]]
    assert (model.form.amount, model.form.details.customer_name) == ("", "")


def test_scans_one_after_another_make_a_list_with_one_amount_for_all(model, worker):
    filled(model, worker, *CARDS[:3])
    checked = model.checked()
    assert [line.money.minor for line in checked.sale.lines] == [50_000] * 3
    assert checked.total == Money(150_000, Currency.NOK)


def test_a_card_may_have_an_amount_of_its_own_and_give_it_back(model, worker):
    filled(model, worker, *CARDS[:2])
    second = model.form.entries[1]
    model.choose(second)
    model.type_amount("750")
    assert [money.minor for money in model.checked().moneys] == [50_000, 75_000]
    model.same_for_all(second)
    assert [money.minor for money in model.checked().moneys] == [50_000, 50_000]


def test_a_card_taken_off_the_list_is_not_sold(model, worker, stage):
    filled(model, worker, *CARDS[:2])
    model.choose(model.form.entries[1])
    model.type_amount("750")
    model.remove(model.form.entries[0])
    assert model.form.chosen is None
    assert model.form.typed_amount == "750"
    model.confirm()
    worker.work()
    assert stage.issuer.truth(CARDS[0]).loads == 0
    assert stage.issuer.truth(CARDS[1]).amount == 75_000


def test_the_same_card_twice_is_refused_by_code_and_by_token(model, worker, stage):
    stage.issuer.tokens[TOKEN] = CARDS[0]
    filled(model, worker)
    model.scanned(CARDS[0])
    assert model.notice.code is Code.CARD_IN_THIS_SALE
    model.scanned(TOKEN)
    worker.work()
    assert model.notice.code is Code.CARD_IN_THIS_SALE
    assert len(model.form.entries) == 1


def test_a_token_becomes_its_card(model, worker, stage):
    stage.issuer.tokens[TOKEN] = CARDS[2]
    filled(model, worker, TOKEN)
    assert isinstance(model.form.entries[0].meaning, Token)
    assert model.checked().sale.lines[0].card.text == CARDS[2]


def test_more_cards_than_the_shop_allows_are_refused(worker):
    model = SellModel(Stage(shop_changes={"cards_max": 2}).counter(), worker)
    filled(model, worker, *CARDS[:3])
    assert model.notice == Problem(Code.TOO_MANY_CARDS, {"most": 2})
    assert len(model.form.entries) == 2


def test_a_refused_card_stays_to_be_seen_until_the_next_scan_takes_its_place(model, worker, stage):
    stage.issuer.sell_elsewhere(CARDS[0])
    filled(model, worker)
    assert model.form.entries[0].look.problem.code is Code.CARD_ALREADY_ACTIVE
    assert model.checked().sale is None
    model.scanned(CARDS[1])
    worker.work()
    assert [entry.card.text for entry in model.form.entries] == [CARDS[1]]


def test_a_bad_card_among_several_never_joins_the_list(model, worker, stage):
    stage.issuer.sell_elsewhere(CARDS[1])
    filled(model, worker, *CARDS[:3])
    assert [entry.card.text for entry in model.form.entries] == [CARDS[0], CARDS[2]]


def test_what_is_no_card_is_said_and_changes_nothing(model, worker):
    filled(model, worker)
    model.scanned("5000112637922")
    assert model.notice.code is Code.SCAN_NOT_A_CARD
    assert len(model.form.entries) == 1
    model.drop_notice()
    assert model.notice is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", Code.AMOUNT_MISSING),
        ("0", Code.AMOUNT_ZERO),
        ("-5", Code.AMOUNT_NEGATIVE),
        ("5,001", Code.AMOUNT_TOO_PRECISE),
        ("20 000", Code.AMOUNT_TOO_LARGE),
        ("five", Code.AMOUNT_UNREADABLE),
    ],
)
def test_an_amount_that_is_none_sells_nothing(model, worker, stage, typed, code):
    filled(model, worker, amount=typed)
    assert model.checked().problems[Blank.AMOUNT].code is code
    model.confirm()
    worker.work()
    assert model.phase is Phase.FORM
    assert not stage.ledger.standing


@pytest.mark.parametrize(
    ("name", "text", "blank", "code"),
    [
        ("customer_name", "Å" * 256, Blank.CUSTOMER_NAME, Code.CUSTOMER_NAME_TOO_LONG),
        ("customer_id", "K" * 256, Blank.CUSTOMER_ID, Code.CUSTOMER_ID_TOO_LONG),
        ("reference", "R" * 65, Blank.REFERENCE, Code.SALE_REFERENCE_TOO_LONG),
        ("transaction_id", "#", Blank.TRANSACTION, Code.TRANSACTION_ID_BAD),
        ("expires_on", "tomorrow", Blank.EXPIRES, Code.DATE_UNREADABLE),
        ("expires_on", "22.11.2026", Blank.EXPIRES, Code.EXPIRY_PAST),
        ("starts_on", "22.11.2026", Blank.STARTS, Code.START_PAST),
    ],
)
def test_each_other_field_is_refused_by_its_own_name(model, worker, name, text, blank, code):
    filled(model, worker)
    model.set_details(**{name: text})
    assert {blank: code} == {key: problem.code for key, problem in model.checked().problems.items()}
    assert model.checked().sale is None


def test_what_was_typed_beside_reaches_the_sale(model, worker):
    filled(model, worker)
    model.set_details(customer_name=" Ærlig  Åsen ", customer_id="K-1", reference="S-9", expires_on="31.12.2029")
    sale = model.checked().sale
    assert (sale.customer_name, sale.customer_id, sale.reference) == ("Ærlig Åsen", "K-1", "S-9")
    assert sale.expires_at.isoformat() == "2029-12-31T23:59:59+01:00"


def test_the_currencies_go_round(model):
    seen = [model.form.currency]
    for _press in Currency:
        model.next_currency()
        seen.append(model.form.currency)
    assert seen == [*Currency, Currency.NOK]


def test_a_sale_with_the_line_down_is_saved_and_can_be_settled_later(model, worker, stage):
    stage.issuer.read_fates.append(Fate.NOT_SENT)
    filled(model, worker)
    model.confirm()
    worker.work()
    assert model.activations[0].state is State.QUEUED
    for settled in stage.counter().settle_all(model.moved):
        model.settled(settled)
    assert model.activations[0].state is State.ACTIVE
    assert model.printed.paper.kind is PaperKind.RECEIPT
    assert stage.issuer.truth(CARDS[0]).loads == 1


def test_a_slip_that_is_not_true_any_more_is_taken_off_the_screen(model, worker, stage):
    filled(model, worker)
    stage.issuer.fates.append(Fate.LOST_BEFORE)
    model.confirm()
    worker.work()
    assert model.printed is not None
    stage.issuer.sell_elsewhere(CARDS[0])
    for settled in stage.counter().settle_all(model.moved):
        model.settled(settled)
    worker.work()
    assert model.activations[0].state is State.TAKEN
    assert model.printed is None


def test_a_printer_fault_is_told_and_print_again_is_one_touch_away(model, worker, stage):
    stage.printer.reports.append(PrintReport(PrintOutcome.NO, Problem(Code.PRINTER_NO_PAPER)))
    filled(model, worker)
    model.confirm()
    worker.work()
    assert model.activations[0].state is State.ACTIVE
    assert model.print_fault.code is Code.PRINTER_NO_PAPER
    model.print_again()
    model.print_again()
    worker.work()
    assert model.print_fault is None
    assert len(stage.printer.papers) == 2


def test_a_held_sale_prints_its_slip_only_when_asked(model, worker, stage):
    stage.issuer.fates.append(Fate.BAD_REQUEST)
    filled(model, worker)
    model.confirm()
    worker.work()
    assert (model.activations[0].state, model.printed) == (State.HELD, None)
    model.print_again()
    worker.work()
    assert model.printed.paper == stage.printer.papers[-1]


def test_a_journal_that_cannot_be_trusted_ends_selling_and_claims_nothing(model, worker, stage):
    filled(model, worker)
    stage.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False))
    model.confirm()
    worker.work()
    assert (model.phase, model.activations) == (Phase.FAULT, ())
    model.scanned(CARDS[1])
    model.clear()
    model.confirm()
    worker.work()
    assert model.phase is Phase.FAULT
    assert stage.issuer.truth(CARDS[0]).loads == 0


def test_a_card_sold_at_another_desk_a_moment_ago_goes_back_to_the_form(model, worker, stage):
    other = SellModel(model.counter, HeldWorker())
    filled(model, worker)
    filled(other, other._worker)
    stage.issuer.fates.append(Fate.LOST_BEFORE)
    other.confirm()
    other._worker.work()
    model.confirm()
    worker.work()
    assert model.phase is Phase.FORM
    assert model.notice.code is Code.CARD_OPEN_HERE


def test_the_preview_is_the_slip_that_would_be_true_now(model, worker):
    assert model.preview() is None
    filled(model, worker)
    model.learn_number()
    worker.work()
    assert model.preview().number == model.number


def test_clearing_in_mid_call_does_nothing(model, worker):
    filled(model, worker)
    model.confirm()
    model.clear()
    assert model.phase is Phase.SELLING
    worker.work()
    model.clear()
    assert (model.phase, model.form.entries) == (Phase.FORM, [])


def test_a_journal_that_fails_about_the_paper_is_told_beside_the_result(worker):
    stage = full_disk()
    model = SellModel(stage.counter(), worker)
    filled(model, worker)
    model.confirm()
    worker.work()
    assert (model.phase, model.activations[0].state) == (Phase.RESULT, State.ACTIVE)
    assert (model.paper_fault.code, model.printed) == (Code.JOURNAL_FULL, None)
    stage.printer.ledger = None
    model.print_again()
    worker.work()
    assert model.paper_fault is None
    assert [paper.number for paper in stage.printer.papers] == [model.printed.paper.number] * 2


def test_a_journal_that_fails_at_print_again_hides_no_card(model, worker, stage):
    filled(model, worker)
    model.confirm()
    worker.work()
    stage.ledger.faults.append(LedgerFault(Problem(Code.JOURNAL_FAULT), is_certain=False))
    model.print_again()
    worker.work()
    assert (model.phase, model.activations[0].state) == (Phase.RESULT, State.ACTIVE)
    assert model.paper_fault.code is Code.JOURNAL_FAULT
    assert not model.is_busy


def test_a_late_answer_whose_paper_the_journal_lost_is_still_active(worker):
    stage = full_disk()
    model = SellModel(stage.counter(), worker)
    filled(model, worker)
    stage.issuer.read_fates.append(Fate.NOT_SENT)
    stage.issuer.fates.append(Fate.NOT_SENT)
    stage.printer.ledger = None
    model.confirm()
    worker.work()
    stage.printer.ledger = stage.ledger
    for settled in stage.counter().settle_all(model.moved):
        model.settled(settled)
    worker.work()
    assert model.activations[0].state is State.ACTIVE
    assert model.paper_fault.code is Code.JOURNAL_FULL


def full_disk():
    stage = Stage(printer=PrinterOnAFullDisk())
    stage.printer.ledger = stage.ledger
    return stage


def test_the_form_proposes_the_last_day_that_settings_ask_for(worker):
    stage = Stage(shop_changes={"expiry_months": 36})
    model = SellModel(stage.counter(), worker)
    filled(model, worker)
    assert model.checked().sale.expires_at.date().isoformat() == "2029-11-23"
    model.set_details(expires_on="")
    assert model.checked().sale.expires_at is None
    model.clear()
    assert model.form.details.expires_on == "23.11.2029"


def test_a_form_that_stood_open_over_midnight_proposes_from_the_new_day(worker):
    stage = Stage(shop_changes={"expiry_months": 1})
    model = SellModel(stage.counter(), worker)
    stage.clock.move(24 * 3600)
    filled(model, worker)
    assert model.form.details.expires_on == "24.12.2026"


def test_no_last_day_is_proposed_where_settings_ask_for_none(model, worker):
    filled(model, worker)
    assert model.checked().sale.expires_at is None
