"""The selling screen without its widgets: what is on the form, what is under way, and how it ended."""

from collections.abc import Callable
from concurrent.futures import Future
from enum import Enum, auto, unique
from functools import partial
from typing import TYPE_CHECKING

from app.core.activation import OPEN, Activation, State
from app.core.card import CardCode
from app.core.money import Currency
from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.core.scan import Token
from app.till.activate import Sold
from app.till.counter import Counter
from app.till.look_up import LookUp
from app.till.offline import Approval, OverLimit
from app.till.papers import Printed
from app.till.ports import LedgerFault, PrintOutcome, PrintReport, StepRefused
from app.till.settle import Settled
from app.ui.sale_form import CardEntry, Checked, Details, SaleForm, proposed_expiry
from app.ui.sale_papers import PrintsHeard, each_again, to_look_at, whole_again
from app.ui.sell_offline import SellOffline, Worker

if TYPE_CHECKING:
    from app.core.sale import Sale


@unique
class Phase(Enum):
    """Where the screen is. FAULT ends selling until the program is started again."""

    FORM = auto()
    SELLING = auto()
    RESULT = auto()
    FAULT = auto()


class SellModel:
    """One sale after another. Every method is for the UI thread; `on_change` is called after each change."""

    def __init__(self, counter: Counter, worker: Worker, on_change: Callable[[], None] = lambda: None) -> None:
        self.counter = counter
        self.on_change = on_change
        self._worker = worker
        self.offline = SellOffline(counter, worker, self._changed, self.confirm)
        self.phase = Phase.FORM
        self.form = self._new_form()
        self.notice: Problem | None = None
        self.was_tried = False
        self.sale: Sale | None = None
        self.activations: tuple[Activation, ...] = ()
        self.printed: Printed | None = None
        self.print_fault: Problem | None = None
        self.paper_fault: Problem | None = None
        """The journal failed about the paper: told beside the cards' true states."""
        self._paper_states: tuple[State, ...] = ()
        """How the cards stood when the sale's own paper was printed; none where there is none."""
        self._later: tuple[Printed, ...] = ()
        """What came out, or was kept, since the sale ended."""
        self._heard = PrintsHeard()
        self.is_busy = False
        self.number = 1
        self._turn = 0

    # ---------------------------------------------------------------- the form

    def checked(self) -> Checked:
        """The form as it reads now."""
        return self.form.checked(self.counter.road.clock.now())

    def scanned(self, text: str) -> None:
        """A code, scanned or typed. In mid-call it is refused; on a result it begins the next sale."""
        if self.phase is Phase.SELLING or self.offline.is_asking:
            self._notice(Problem(Code.SALE_IN_PROGRESS))
            return
        if self.phase is Phase.FAULT:
            self.on_change()
            return
        meaning = self.counter.decoded(text)
        if isinstance(meaning, Problem):
            self._notice(meaning)
            return
        if self.phase is Phase.RESULT:
            self._begin()
        self._add(meaning)

    def type_amount(self, text: str) -> None:
        """The amount as it stands in its field."""
        if self.phase is Phase.FORM:
            self.form.type_amount(text)
            self.on_change()

    def set_details(self, **changes: str) -> None:
        """What stands in the fields beside, by the names of Details."""
        if self.phase is Phase.FORM:
            self.form.set_details(**changes)
            self.on_change()

    def choose(self, entry: CardEntry | None) -> None:
        """Types the amount of one card from now on; None: of all."""
        if self.phase is Phase.FORM and (entry is None or entry in self.form.entries):
            self.form.choose(entry)
            self.on_change()

    def same_for_all(self, entry: CardEntry) -> None:
        """Takes back a card's own amount."""
        if self.phase is Phase.FORM:
            entry.own_amount = None
            self.form.choose(None)
            self.on_change()

    def write_out_amount(self) -> None:
        """Typing of the amount ended."""
        if self.phase is Phase.FORM:
            self.form.write_out()
            self.on_change()

    def remove(self, entry: CardEntry) -> None:
        """Takes a card off the form."""
        if self.phase is Phase.FORM and entry in self.form.entries:
            self.form.remove(entry)
            self.notice = None
            self.on_change()

    def next_currency(self) -> None:
        """Goes round the currencies that the shop offers."""
        if self.phase is Phase.FORM:
            self.form.currency = self.currency_after
            self.on_change()

    @property
    def currency_after(self) -> Currency:
        """The currency that `next_currency` goes to."""
        offered = self.counter.shop.currencies
        return offered[(offered.index(self.form.currency) + 1) % len(offered)]

    def clear(self) -> None:
        """An empty form. Does nothing in mid-call."""
        if self.phase in {Phase.FORM, Phase.RESULT}:
            self._begin()
            self.on_change()

    def change_sale(self) -> None:
        """Back to the form of a sale that passed a limit."""
        self.offline.drop()
        self.on_change()

    def drop_notice(self) -> None:
        """The line in place was read."""
        self.notice = None
        self.on_change()

    # ---------------------------------------------------------------- the sale

    def confirm(self, approval: Approval | None = None) -> None:
        """Sells what the form says, once. Where something is wrong it says so beside the field instead.

        A sale that passes a limit while the line is down comes back as `offline.over`; with an `approval` it goes on.
        """
        if self.phase is not Phase.FORM:
            return
        self.was_tried = True
        sale = self.checked().sale
        if sale is None:
            self.notice = None  # it was seen: what is missing now is said in its place
            self.on_change()
            return
        self.phase, self.sale, self.notice = Phase.SELLING, sale, None
        self.activations, self.printed, self.print_fault, self.paper_fault = (), None, None, None
        self.offline.drop()
        job = partial(self.counter.sell, sale, approval=approval)
        self._worker.run_telling(job, partial(self._told, self._turn), self._sold)
        self.on_change()

    def print_again(self) -> None:
        """The sale's paper once more. Where cards moved since, or none was issued, the paper of each card."""
        if self.phase is not Phase.RESULT or self.is_busy or not self.activations:
            return
        self.is_busy = True
        self._heard.forget()
        if self.printed is not None and self._paper_states == tuple(known.state for known in self.activations):
            job = partial(whole_again, self.counter, self.printed)
        else:
            job = partial(each_again, self.counter, self.activations)
        self._worker.run(job, partial(self._printed_again, self._turn))
        self.on_change()

    def heard(self, printed: Printed) -> None:
        """A paper is being printed, or what became of its print: the sale on screen follows."""
        self._heard.hear(printed)
        if self.printed is not None and self.printed.paper.number == printed.paper.number:
            self._take_printed(self.printed)
            self.on_change()

    def answer(self, *, came_out: bool) -> None:
        """The cashier looked whether the paper came out."""
        if self.phase is not Phase.RESULT or self.is_busy or self.printed is None:
            return
        self.is_busy = True
        number, outcome = self.printed.paper.number, PrintOutcome.YES if came_out else PrintOutcome.DUE
        answered = Printed(self.printed.paper, PrintReport(outcome))
        self._heard.forget(number)

        def job() -> tuple[Printed, ...]:
            self.counter.answer_print(number, came_out=came_out)
            return (answered,)

        self._worker.run(job, partial(self._printed_again, self._turn))
        self.on_change()

    def moved(self, activation: Activation) -> None:
        """The till went on by itself, and a card of the sale on screen took a step: the screen follows."""
        if self.phase is Phase.RESULT and any(known.id == activation.id for known in self.activations):
            self._take(activation)
            self._drop_old_slip(activation)
            self.on_change()

    def settled(self, settled: Settled) -> None:
        """As `moved`, with the paper that came of it: printed, or kept."""
        after = settled.activation
        if self.phase is not Phase.RESULT or all(known.id != after.id for known in self.activations):
            return
        self._take(after)
        self.paper_fault = settled.fault or self.paper_fault
        printed = settled.printed
        if printed is None and settled.kept is not None:
            printed = Printed(settled.kept, PrintReport(PrintOutcome.NO))
        if printed is not None:
            self._later = (*self._later, printed)
            self._take_printed(to_look_at(self._later))
        else:
            self._drop_old_slip(after)
        self.learn_number()
        self.on_change()

    def learn_number(self) -> None:
        """Asks the journal which number the next paper will get, for the preview."""
        self._worker.run(self.counter.next_number, self._numbered)

    def preview(self) -> Paper | None:
        """The slip that would be true now, once the form makes a sale."""
        sale = self.checked().sale
        return None if sale is None else self.counter.preview(sale, self.number)

    # ---------------------------------------------------------------- what comes back

    def _add(self, meaning: CardCode | Token) -> None:
        self.notice = None
        self.offline.drop()
        form = self.form
        for entry in [entry for entry in form.entries if entry.look and not entry.is_sellable]:
            form.remove(entry)  # a refused card was put aside: this one takes its place
        if any(entry.meaning == meaning for entry in form.entries):
            card = meaning.last if isinstance(meaning, CardCode) else ""
            self._notice(Problem(Code.CARD_IN_THIS_SALE, {"card": card}))
            return
        if len(form.entries) >= self.counter.shop.cards_max:
            self._notice(Problem(Code.TOO_MANY_CARDS, {"most": self.counter.shop.cards_max}))
            return
        if not form.entries:
            self.was_tried = False
            self._propose_again()
            self.learn_number()
        entry = CardEntry(meaning)
        form.add(entry)
        self._worker.run(partial(self.counter.look_up, meaning), partial(self._looked_up, entry))
        self.on_change()

    def _looked_up(self, entry: CardEntry, future: Future[LookUp]) -> None:
        try:
            look = future.result()
        except LedgerFault as fault:
            look = LookUp(entry.card, problem=fault.problem)
        if entry not in self.form.entries:
            return
        entry.look = look
        if look.card is not None and self.form.has(look.card, but=entry):
            self._refuse_entry(entry, Problem(Code.CARD_IN_THIS_SALE, {"card": look.card.last}))
            return
        if not look.is_sellable and look.problem and len(self.form.entries) > 1:
            self._refuse_entry(entry, look.problem)
            return
        self.on_change()

    def _refuse_entry(self, entry: CardEntry, problem: Problem) -> None:
        """One bad card among several never joins the list; what is wrong with it is said."""
        self.form.refuse(entry)
        self._notice(problem)

    def _told(self, turn: int, activation: Activation) -> None:
        if turn == self._turn:
            self._take(activation)
            self.on_change()

    def _take(self, activation: Activation) -> None:
        others = [known for known in self.activations if known.id != activation.id]
        self.activations = tuple(sorted([*others, activation], key=lambda known: known.order.place))

    def _sold(self, future: Future[Sold]) -> None:
        try:
            sold = future.result()
        except OverLimit as over:
            self.phase = Phase.FORM
            self.offline.refuse(over)
            self.on_change()
            return
        except StepRefused as refused:
            self.phase = Phase.FORM
            self._notice(refused.problem)
            return
        except LedgerFault as fault:
            self._fault(fault)
            return
        except Exception:  # a bug, told as one: the cards stand as they were told last, and can be checked again
            self.phase = Phase.RESULT if self.activations else Phase.FORM
            self.on_change()
            raise
        self.activations = sold.activations
        self.phase = Phase.RESULT
        self.paper_fault = sold.fault
        self._paper_states = tuple(known.state for known in sold.activations) if sold.printed else ()
        self._take_printed(sold.printed)
        self.learn_number()
        self.offline.learn_gauges()
        self.on_change()

    def _fault(self, fault: LedgerFault) -> None:
        """The journal failed in mid-sale: neither sold nor not sold may be claimed. One without room never began it."""
        if fault.problem.code is Code.DISK_LOW:
            self.phase = Phase.FORM
            self._notice(fault.problem)
            return
        self.phase, self.notice, self.is_busy = Phase.FAULT, fault.problem, False
        self.on_change()

    def _take_printed(self, printed: Printed | None) -> None:
        printed = self._heard.as_known(printed)
        if printed is not None:
            self.printed, self.print_fault = printed, printed.report.problem

    def _printed_again(self, turn: int, future: Future[tuple[Printed, ...]]) -> None:
        """A journal that fails about paper hides no card: how each stands was on disk before."""
        printed: Printed | None = None
        fault: Problem | None = None
        try:
            printed = to_look_at(future.result())
        except (LedgerFault, StepRefused) as failed:
            fault = failed.problem
        finally:  # a bug too leaves the buttons usable
            if turn == self._turn:
                self.is_busy, self.paper_fault = False, fault
                self._take_printed(printed)
            self.learn_number()
            self.on_change()

    def _drop_old_slip(self, after: Activation) -> None:
        """A slip that says how a card stood before is not true any more."""
        if after.state not in OPEN and self.printed and self.printed.paper.kind is PaperKind.SLIP:
            self.printed = None

    def _numbered(self, future: Future[int]) -> None:
        try:
            self.number = future.result()
        except LedgerFault as fault:
            if self.phase is Phase.FORM:  # beside a result it would hide how the cards stand
                self.notice = fault.problem
        self.on_change()

    def _begin(self) -> None:
        self._turn += 1
        self.phase, self.form = Phase.FORM, self._new_form()
        self.notice, self.was_tried, self.is_busy = None, False, False
        self.sale, self.activations = None, ()
        self.printed, self.print_fault, self.paper_fault = None, None, None
        self._paper_states, self._later = (), ()
        self._heard.forget()
        self.offline.drop()

    def _new_form(self) -> SaleForm:
        shop = self.counter.shop
        self._proposed = proposed_expiry(shop, self.counter.road.clock.now())
        return SaleForm(shop, shop.currencies[0], details=Details(expires_on=self._proposed))

    def _propose_again(self) -> None:
        """A form that stood open over midnight proposes from the day the sale begins."""
        if self.form.details.expires_on == self._proposed:
            self._proposed = proposed_expiry(self.counter.shop, self.counter.road.clock.now())
            self.form.set_details(expires_on=self._proposed)

    def _changed(self) -> None:
        self.on_change()

    def _notice(self, problem: Problem) -> None:
        self.notice = problem
        self.on_change()
