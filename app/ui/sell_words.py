"""What the selling screen says: what will happen, how each card stands, and how a sale ended."""

import re
from dataclasses import dataclass
from typing import Final

from app.core.activation import Activation, State
from app.core.card import CardCode
from app.core.money import Money
from app.core.problem import Code, Problem
from app.core.shop import Shop
from app.till.ports import PrintOutcome
from app.ui.paper_words import asked_words, waits_words
from app.ui.sale_form import Blank, CardEntry, Checked, SaleForm
from app.ui.sale_papers import sum_of
from app.ui.sell_model import Phase, SellModel
from app.ui.state_sign import SIGNS
from app.ui.theme import Tone
from app.ui.translation import translate
from app.ui.words import paper_fault_words, sentence, state_words

_FIGURES: Final = re.compile(r"[0-9·]{8,}")
QUIET: Final = frozenset({Code.AMOUNT_MISSING, Code.CARD_MISSING})
"""Problems that an empty form has: said only once somebody tried to go on."""

SECONDS_SHOWN_FROM: Final = 3
"""A shorter wait needs no figures."""

_WORST_FIRST: Final = (Tone.BAD, Tone.ASK, Tone.WAIT, Tone.PLAIN, Tone.MUTED, Tone.ACTIVE)


@dataclass(frozen=True, slots=True)
class Action:
    """The words of the one big button: what it will do, and under it what is worth knowing."""

    title: str
    detail: str = ""

    @property
    def spoken(self) -> str:
        """Both as one sentence."""
        return f"{self.title}. {self.detail}" if self.detail else self.title


@dataclass(frozen=True, slots=True)
class Ending:
    """A result as the screen shows it: read from far off (`giant`), from near (`heading`), and what to do (`lead`)."""

    tone: Tone
    sign: str
    giant: str
    heading: str
    lead: str

    @property
    def sentence(self) -> str:
        """How it stands, as it is announced: the word *active* is said, not only shown as a colour."""
        if self.tone is not Tone.ACTIVE:
            return ". ".join(part.rstrip(".") for part in (self.giant, self.heading) if part) + "."
        text = translate("Sell", "Active: {amount} {heading}.")
        return _filled(text, amount=self.giant, heading=self.heading)

    @property
    def spoken(self) -> str:
        """Everything as it is announced."""
        return f"{self.sentence} {self.lead}".strip()


@dataclass(frozen=True, slots=True)
class CardSign:
    """A state beside a card."""

    icon: str
    tone: Tone
    words: str
    detail: str = ""


def grouped(card: CardCode, shop: Shop) -> str:
    """A card's code as settings let it be seen, figures in groups of four: `7001 4482 ···· 4711`."""
    shown = card.masked(shop.mask_first)
    if not _FIGURES.fullmatch(shown):
        return shown
    return " ".join(shown[place : place + 4] for place in range(0, len(shown), 4))


def both(problem: Problem, shop: Shop) -> str:
    """What happened and what to do, in one line."""
    words = sentence(problem, shop.number_form)
    return f"{words.what} {words.todo}"


def cards_words(count: int) -> str:
    """`1 card`, `3 cards`."""
    if count == 1:
        return translate("Sell", "1 card")
    return translate("Sell", "{count} cards").replace("{count}", str(count))


def entry_sign(entry: CardEntry) -> CardSign:
    """How a scanned card stands."""
    look = entry.look
    if look is None:
        return CardSign("search", Tone.MUTED, translate("Sell", "Reading the card …"))
    if look.was_read:
        return CardSign("ready", Tone.ACTIVE, translate("Sell", "Inactive"), translate("Sell", "ready to load"))
    if look.is_sellable:
        return CardSign("clock", Tone.WAIT, translate("Sell", "Not read"), translate("Sell", "it will wait"))
    if look.problem is not None and look.problem.code is Code.CARD_ALREADY_ACTIVE:
        return CardSign("stop", Tone.BAD, translate("Sell", "Already sold"), translate("Sell", "put it aside"))
    return CardSign("stop", Tone.BAD, translate("Sell", "Cannot be sold"), translate("Sell", "put it aside"))


def activation_sign(activation: Activation) -> CardSign:
    """How a card of a confirmed sale stands."""
    sign = SIGNS[activation.state]
    return CardSign(sign.small, sign.tone, state_words(activation.state).label)


def amount_problem(model: SellModel, checked: Checked) -> str:
    """What is wrong with the amount, once it is worth saying: one thing at a time, and the card comes first."""
    problem, form = checked.problems.get(Blank.AMOUNT), model.form
    is_card_refused = model.notice is not None or any(entry.look and not entry.is_sellable for entry in form.entries)
    if problem is None or is_card_refused or (problem.code in QUIET and not model.was_tried):
        return ""
    elsewhere = _wrong_elsewhere(model, checked)
    if elsewhere is not None:
        text = translate("Sell", "Look at the amount of card {card}.")
        return _filled(text, card=ended(elsewhere.card))
    meant = form.meant if problem.code is Code.AMOUNT_UNREADABLE else None
    if meant is None:
        return both(problem, model.counter.shop)
    number_form = model.counter.shop.number_form
    comma, point = translate("Sell", "Use a comma: {amount}"), translate("Sell", "Use a point: {amount}")
    return _filled(comma if number_form.decimal_sign == "," else point, amount=number_form.number(meant))


def _wrong_elsewhere(model: SellModel, checked: Checked) -> CardEntry | None:
    """The card whose amount is wrong while that of another, a right one, is being typed."""
    form = model.form
    if len(form.entries) < 2 or not isinstance(form.money(form.typed_amount), Money):
        return None
    wrong = (entry for entry, money in zip(form.entries, checked.moneys, strict=False) if money is None)
    return next(wrong, None)


def amount_caption(form: SaleForm) -> str:
    """Whose amount is being typed; empty where there is only one card."""
    if len(form.entries) < 2:
        return ""
    if form.chosen is not None:
        return _filled(translate("Sell", "Amount for card {card}"), card=ended(form.chosen.card))
    if form.has_own_amounts:
        return translate("Sell", "Amount for the other cards")
    return translate("Sell", "Amount for each card")


def action(model: SellModel, checked: Checked) -> Action:
    """What the big button will do when it is pressed, or what is still missing."""
    if model.phase is Phase.SELLING:
        return Action(translate("Sell", "Loading …"), translate("Sell", "Wait for the answer. Keep the card here."))
    entries = model.form.entries
    if not entries:
        return Action(translate("Sell", "Scan a card to begin"))
    if any(entry.look is None for entry in entries):
        return Action(translate("Sell", "Reading the card …"))
    if not all(entry.is_sellable for entry in entries):
        return Action(translate("Sell", "Scan another card"))
    if Blank.AMOUNT in checked.problems:
        return Action(translate("Sell", "Choose how much to load"))
    if checked.sale is None:
        return Action(translate("Sell", "Look at the marked field"))
    waits = model.offline.line.is_down or any(not entry.look.was_read for entry in entries if entry.look)
    return _will_wait(model, checked) if waits else _will_load(model, checked)


def _will_load(model: SellModel, checked: Checked) -> Action:
    entries, sums = model.form.entries, _sum_text(model, checked)
    if len(entries) == 1:
        text = translate("Sell", "Load {amount} onto card {card}")
        return Action(_filled(text, amount=sums, card=ended(entries[0].card)))
    each = {money.minor for money in checked.moneys if money}
    detail = translate("Sell", "{amount} in all") if len(each) == 1 else translate("Sell", "Each card its own amount")
    title = translate("Sell", "Load {amount} onto each of {cards}")
    if len(each) > 1:
        title = translate("Sell", "Load {amount} onto {cards}")
        return Action(_filled(title, amount=sums, cards=cards_words(len(entries))), detail)
    one = model.counter.shop.number_form.amount(next(money for money in checked.moneys if money))
    return Action(_filled(title, amount=one, cards=cards_words(len(entries))), _filled(detail, amount=sums))


def _will_wait(model: SellModel, checked: Checked) -> Action:
    entries, sums = model.form.entries, _sum_text(model, checked)
    detail = translate("Sell", "Loads when the shop is online")
    if len(entries) == 1:
        text = translate("Sell", "Save {amount} for card {card}")
        return Action(_filled(text, amount=sums, card=ended(entries[0].card)), detail)
    text = translate("Sell", "Save {amount} for {cards}")
    return Action(_filled(text, amount=sums, cards=cards_words(len(entries))), detail)


def ended(card: CardCode | None) -> str:
    """A card in a sentence: `…4711`."""
    return f"…{card.last}" if card else "…"


def _sum_text(model: SellModel, checked: Checked) -> str:
    return _amount_text(model.counter.shop, checked.total)


def _amount_text(shop: Shop, money: Money | None) -> str:
    return shop.number_form.amount(money) if money else ""


def _filled(text: str, **facts: str) -> str:
    """Facts put into a translated sentence; braces inside a fact mean nothing."""
    return re.sub(r"\{([a-z]+)\}", lambda place: facts.get(place[1], ""), text)


# ---------------------------------------------------------------- how it ended


def worst_of(activations: tuple[Activation, ...]) -> Activation:
    """The card that a whole sale is judged by. It is ACTIVE only where every card is active."""
    return min(activations, key=lambda activation: _WORST_FIRST.index(SIGNS[activation.state].tone))


def ending(model: SellModel) -> Ending:
    """What the result screen says now."""
    shop = model.counter.shop
    if model.phase is Phase.FAULT:
        return _fault(model)
    is_under_way = model.phase is Phase.SELLING and not is_printing(model)
    if is_under_way or not model.activations:
        return _under_way(model)
    activation, *others = model.activations
    if others:
        return _ending_of_many(model)
    tone, sign = SIGNS[activation.state].tone, SIGNS[activation.state].large
    words = state_words(activation.state)
    amount, card = shop.number_form.amount(activation.order.money), ended(activation.order.card)
    if activation.state is State.ACTIVE:
        heading = _filled(translate("Sell", "is on card {card}"), card=card)
        return Ending(tone, sign, amount, heading, _paper_words(model))
    heading = _filled(translate("Sell", "Card {card} · {amount}"), card=card, amount=amount)
    why = sentence(activation.problem, shop.number_form).what if activation.problem else ""
    parts = (why, words.todo, goes_on(activation.state))
    return Ending(tone, sign, words.title, heading, " ".join(part for part in parts if part))


def goes_on(state: State) -> str:
    """That the till settles it by itself; empty where it does not."""
    if state is State.QUEUED:
        return translate("Sell", "The till does it by itself: there is nothing to press.")
    if state in {State.UNKNOWN, State.SENDING}:
        return translate("Sell", "The till goes on asking by itself: there is nothing to press.")
    return ""


def is_printing(model: SellModel) -> bool:
    """Every card of the sale is active already, and its receipt is on its way."""
    lines = model.sale.lines if model.sale else ()
    is_active = all(activation.state is State.ACTIVE for activation in model.activations)
    return model.phase is Phase.SELLING and is_active and len(model.activations) == len(lines) > 0


def waiting(model: SellModel, seconds: int) -> Action:
    """What the button of a sale under way says; how long it has been, once that is worth a word."""
    if is_printing(model):
        title = translate("Sell", "Wait for the receipt")
    else:
        title = translate("Sell", "Wait for the answer")
    if seconds < SECONDS_SHOWN_FROM:
        return Action(title)
    return Action(title, _filled(translate("Sell", "{count} seconds so far"), count=str(seconds)))


def _under_way(model: SellModel) -> Ending:
    lines = model.sale.lines if model.sale else ()
    shop = model.counter.shop
    saved = translate("Sell", "Saved on this till. Waiting for the answer.")
    lead = saved if model.activations else translate("Sell", "Saving on this till.")
    if len(lines) == 1:
        amount = shop.number_form.amount(lines[0].money)
        heading = _filled(translate("Sell", "{amount} · card {card}"), amount=amount, card=ended(lines[0].card))
    else:
        heading = cards_words(len(lines))
    return Ending(Tone.PLAIN, "sign-sending", translate("Sell", "Sending …"), heading, lead)


def _fault(model: SellModel) -> Ending:
    """Claims nothing: neither that a card was sold nor that it was not."""
    cards = [ended(line.card) for line in model.sale.lines] if model.sale else []
    one = translate("Sell", "Put card {card} aside. Do not sell gift cards on this till.")
    many = translate("Sell", "Put these cards aside. Do not sell gift cards on this till.")
    heading = _filled(one, card=cards[0]) if len(cards) == 1 else many
    why = both(model.notice, model.counter.shop) if model.notice else ""
    return Ending(Tone.BAD, "sign-fault", translate("Sell", "The till cannot save"), heading, why)


def _ending_of_many(model: SellModel) -> Ending:
    activations, shop = model.activations, model.counter.shop
    active = tuple(activation for activation in activations if activation.state is State.ACTIVE)
    sign = SIGNS[worst_of(activations).state]
    tone, large = sign.tone, sign.large
    if len(active) == len(activations):
        heading = _filled(translate("Sell", "is on {cards}"), cards=cards_words(len(active)))
        return Ending(tone, large, _amount_text(shop, sum_of(active)), heading, _paper_words(model))
    if not active and len({activation.state for activation in activations}) == 1:
        words = state_words(activations[0].state)
        heading = f"{cards_words(len(activations))} · {_amount_text(shop, sum_of(activations))}"
        return Ending(tone, large, words.title, heading, f"{words.todo} {goes_on(activations[0].state)}".strip())
    giant = _filled(
        translate("Sell", "{some} of {cards} loaded"), some=str(len(active)), cards=cards_words(len(activations))
    )
    loaded = _filled(translate("Sell", "{amount} in all"), amount=_amount_text(shop, sum_of(active))) if active else ""
    return Ending(tone, large, giant, loaded, translate("Sell", "Look at each card before you hand it over."))


def _paper_words(model: SellModel) -> str:
    """What became of the receipt, and what comes next."""
    printed = model.printed
    if is_printing(model):
        return translate("Sell", "The receipt is printing.")
    if model.paper_fault is not None:
        return translate("Sell", "What became of its paper is not known.")
    if printed is None:
        return translate("Sell", "Scan the next card.")
    number = printed.paper.number_text
    match printed.report.outcome:
        case PrintOutcome.NO if printed.report.problem is None:  # the screen is all the printer this till has
            text = translate("Sell", "Receipt {number} is kept. Scan the next card.")
        case PrintOutcome.YES:
            text = translate("Sell", "Receipt {number} printed. Scan the next card.")
        case PrintOutcome.WAITING if model.counter.print_queue is not None:
            text = translate("Sell", "Receipt {number} is being printed. Scan the next card.")
        case PrintOutcome.DUE:
            text = translate("Sell", "Receipt {number} waits for the printer. Scan the next card.")
        case PrintOutcome.DROPPED:
            wished = translate("Sell", "Receipt {number} is not printed, as you said. Scan the next card.")
            overtaken = translate("Sell", "Paper {number} was not printed. Scan the next card.")
            text = wished if printed.report.problem is None else overtaken
        case PrintOutcome.NO:
            text = translate("Sell", "Receipt {number} is kept, but it was not printed.")
        case _:
            text = translate("Sell", "Receipt {number} was sent. Did it come out?")
    return _filled(text, number=number)


def is_asked(model: SellModel) -> bool:
    """Whether the cashier can say that the paper came out, or did not."""
    printed = model.printed
    is_over = model.phase is Phase.RESULT and model.paper_fault is None and model.counter.print_queue is not None
    return is_over and printed is not None and printed.report.outcome is PrintOutcome.UNKNOWN


def print_trouble(model: SellModel) -> str:
    """What is wrong with the paper, for the line beside *Print again*; empty where it came out."""
    printed = model.printed
    if model.phase is Phase.RESULT and model.paper_fault is not None:
        return paper_fault_words(model.paper_fault)
    if model.phase is not Phase.RESULT or printed is None or printed.report.outcome is PrintOutcome.YES:
        return ""
    if is_asked(model):
        told = asked_words(printed.paper)
        return f"{told.what} {told.todo}"
    if printed.report.problem is not None:
        is_due = printed.report.outcome is PrintOutcome.DUE
        problem = printed.report.problem
        return waits_words(problem) if is_due else both(problem, model.counter.shop)
    queue = model.counter.print_queue
    if printed.report.outcome is PrintOutcome.DUE and queue is not None and queue.trouble is not None:
        return waits_words(queue.trouble)  # wanted once more while it waits: it still comes out once, by itself
    if printed.report.outcome is PrintOutcome.DROPPED:
        return translate("Sell", "Nothing came out, as somebody wished. Print it if it is wanted after all.")
    is_under_way = printed.report.outcome is PrintOutcome.WAITING and queue is not None
    if is_under_way or printed.report.outcome in {PrintOutcome.NO, PrintOutcome.DUE}:
        return ""
    return translate("Sell", "The printer did not say whether the paper came out. Look at it.")
