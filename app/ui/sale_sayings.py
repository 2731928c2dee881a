"""What is said of faults in a sale: amounts, scans, cards, customers, dates, and the issuer's answers."""

from collections.abc import Callable, Mapping
from typing import Final

from app.core.problem import Code
from app.ui.saying import Saying, says
from app.ui.translation import translate

AMOUNT_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.AMOUNT_MISSING: lambda: says(
        translate("Problems", "There is no amount yet."),
        todo=translate("Problems", "Type the amount, or tap one of the amounts shown."),
    ),
    Code.AMOUNT_UNREADABLE: lambda: says(
        translate("Problems", "“{typed}” is not an amount."),
        translate("Problems", "This is not an amount."),
        todo=translate("Problems", "Type figures only, such as 500."),
    ),
    Code.AMOUNT_ZERO: lambda: says(
        translate("Problems", "The amount is zero."),
        todo=translate("Problems", "Type how much goes onto the card."),
    ),
    Code.AMOUNT_NEGATIVE: lambda: says(
        translate("Problems", "The amount is below zero."),
        todo=translate("Problems", "Type it without the minus sign."),
    ),
    Code.AMOUNT_TOO_PRECISE: lambda: says(
        translate("Problems", "{currency} has {decimals} decimals. This amount has more."),
        translate("Problems", "This amount has too many decimals."),
        todo=translate("Problems", "Type it again with fewer decimals."),
    ),
    Code.AMOUNT_TOO_LARGE: lambda: says(
        translate("Problems", "One card may hold {maximum} at most."),
        translate("Problems", "This is more than one card may hold."),
        todo=translate("Problems", "Type a smaller amount, or use several cards."),
    ),
    Code.CURRENCY_NOT_OFFERED: lambda: says(
        translate("Problems", "This till does not load cards in {currency}."),
        translate("Problems", "This till does not load cards in that currency."),
        todo=translate("Problems", "Choose one of the currencies shown."),
    ),
}

CARD_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.SCAN_EMPTY: lambda: says(
        translate("Problems", "The scan was empty."),
        todo=translate("Problems", "Scan the card again."),
    ),
    Code.SCAN_TOO_LONG: lambda: says(
        translate("Problems", "This code is too long for a gift card."),
        todo=translate("Problems", "Scan the card's own code, one code at a time."),
    ),
    Code.SCAN_UNREADABLE: lambda: says(
        translate("Problems", "This code has signs that no gift card has."),
        todo=translate(
            "Problems", "Scan it again. If each card does this, have the scanner's keyboard setting checked."
        ),
    ),
    Code.SCAN_WRONG_LAYOUT: lambda: says(
        translate("Problems", "The scanner has the wrong keyboard layout."),
        todo=translate("Problems", "Set up the scanner on the page Devices. Type the card's code meanwhile."),
    ),
    Code.SCAN_NOT_A_CARD: lambda: says(
        translate("Problems", "{code} is not the code of a gift card."),
        translate("Problems", "This is not the code of a gift card."),
        todo=translate("Problems", "Scan the code on the gift card, not that of a product."),
    ),
    Code.SLIP_UNREADABLE: lambda: says(
        translate("Problems", "This is not the code of a slip, or it was misread."),
        todo=translate("Problems", "Scan the square code on the slip again, flat and in good light."),
    ),
    Code.SLIP_NOT_SIGNED: lambda: says(
        translate("Problems", "This slip does not bear the seal of this chain."),
        todo=translate(
            "Problems",
            "Do not pay anything out for it. Keep the slip and call your manager: it may be forged, or another shop's.",
        ),
    ),
    Code.SLIP_TOO_NEW: lambda: says(
        translate("Problems", "This slip was printed by a newer program than this till's."),
        todo=translate("Problems", "Settle it on a till with the newer program, or have this one brought up to date."),
    ),
    Code.SLIP_OUT: lambda: says(
        translate("Problems", "The customer holds paper {number} of this sale: any till of the chain could settle it."),
        translate("Problems", "The customer holds a slip of this sale: any till of the chain could settle it."),
        todo=translate("Problems", "Take the slip back first, then say so with “--slip-returned”."),
    ),
    Code.TAKEN_OVER: lambda: says(
        translate("Problems", "This sale was taken over: another till or journal may have sent it."),
        todo=translate("Problems", "Keep the slip. The card is read, and loaded after two minutes at the earliest."),
    ),
    Code.SLIP_UNSIGNED: lambda: says(
        translate("Problems", "The slip has no square code, because the till could not read its key."),
        todo=translate(
            "Problems", "The slip is good for this till. Unlock the keyring, then print the slip again for the others."
        ),
    ),
    Code.CARD_CODE_BAD: lambda: says(
        translate("Problems", "“{code}” cannot be the code of a card."),
        translate("Problems", "This cannot be the code of a card."),
        todo=translate("Problems", "Scan the card again, or type its code as it is printed."),
    ),
    Code.CARD_MISSING: lambda: says(
        translate("Problems", "There is no card yet."),
        todo=translate("Problems", "Scan a card."),
    ),
    Code.CARD_UNKNOWN: lambda: says(
        translate("Problems", "The gift-card service does not know card …{card}."),
        translate("Problems", "The gift-card service does not know this card."),
        todo=translate("Problems", "Put it aside and take another card. If no card is known, call your manager."),
    ),
    Code.CARD_ALREADY_ACTIVE: lambda: says(
        translate("Problems", "This card was already activated at {where} for {amount}."),
        translate("Problems", "This card was already activated at {where}."),
        translate("Problems", "This card was already activated for {amount}."),
        translate("Problems", "This card was already activated."),
        todo=translate("Problems", "Put it aside and take another card."),
    ),
    Code.CARD_NOT_SELLABLE: lambda: says(
        translate("Problems", "This card cannot be sold. The gift-card service calls it “{word}”."),
        translate("Problems", "This card cannot be sold."),
        todo=translate("Problems", "Put it aside and take another card."),
    ),
    Code.CARD_IN_THIS_SALE: lambda: says(
        translate("Problems", "Card …{card} is already in this sale."),
        translate("Problems", "This card is already in this sale."),
        todo=translate("Problems", "Scan the next card."),
    ),
    Code.CARD_OPEN_HERE: lambda: says(
        translate("Problems", "Card …{card} is already in a sale at this till: {state}. Reference {reference}."),
        translate("Problems", "Card …{card} is already in a sale at this till."),
        translate("Problems", "This card is already in a sale at this till."),
        todo=translate("Problems", "Do not sell it again. Open the queue to see how it stands."),
    ),
    Code.CARD_SOLD_HERE: lambda: says(
        translate("Problems", "Card …{card} was already sold at this till. Reference {reference}."),
        translate("Problems", "Card …{card} was already sold at this till."),
        translate("Problems", "This card was already sold at this till."),
        todo=translate("Problems", "Take another card. The journal shows the first sale."),
    ),
    Code.TOKEN_NEEDS_LINE: lambda: says(
        translate("Problems", "A card of this kind can only be read while the till is online."),
        todo=translate("Problems", "Wait until the till is online, or take a card with a printed number."),
    ),
}

FORM_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.CUSTOMER_ID_TOO_LONG: lambda: says(
        translate("Problems", "The customer number has {length} characters. At most {most} are allowed."),
        translate("Problems", "The customer number is too long."),
        todo=translate("Problems", "Shorten it, or leave it out."),
    ),
    Code.CUSTOMER_NAME_TOO_LONG: lambda: says(
        translate("Problems", "The name has {length} characters. At most {most} are allowed."),
        translate("Problems", "The name is too long."),
        todo=translate("Problems", "Shorten it, or leave it out."),
    ),
    Code.SALE_REFERENCE_TOO_LONG: lambda: says(
        translate("Problems", "The sale reference has {length} characters. At most {most} are allowed."),
        translate("Problems", "The sale reference is too long."),
        todo=translate("Problems", "Shorten it, or leave it out."),
    ),
    Code.TOKEN_IN_TEXT: lambda: says(
        translate("Problems", "This field holds the secret of a gift card."),
        todo=translate("Problems", "Clear the field, then scan the card again."),
    ),
    Code.TRANSACTION_ID_BAD: lambda: says(
        translate("Problems", "This is not the id of a Dintero payment."),
        todo=translate("Problems", "Copy it from the payment as it stands, or leave it out."),
    ),
    Code.DATE_UNREADABLE: lambda: says(
        translate("Problems", "“{typed}” is not a date."),
        translate("Problems", "This is not a date."),
        todo=translate("Problems", "Type day, month and year, or leave it out."),
    ),
    Code.EXPIRY_PAST: lambda: says(
        translate("Problems", "The last day of the card has already passed."),
        todo=translate("Problems", "Choose today or a later day."),
    ),
    Code.EXPIRY_BEFORE_START: lambda: says(
        translate("Problems", "The card would end before it begins."),
        todo=translate("Problems", "Choose a last day after the first day."),
    ),
    Code.START_PAST: lambda: says(
        translate("Problems", "The first day of the card has already passed."),
        todo=translate("Problems", "Choose today or a later day, or leave it out."),
    ),
    Code.TOO_MANY_CARDS: lambda: says(
        translate("Problems", "One sale takes {most} cards at most."),
        translate("Problems", "These are too many cards for one sale."),
        todo=translate("Problems", "Finish this sale, then begin another one."),
    ),
    Code.SALE_IN_PROGRESS: lambda: says(
        translate("Problems", "A sale is being made right now."),
        todo=translate("Problems", "Wait for its result, then scan again."),
    ),
}

ANSWER_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.LINE_DOWN: lambda: says(
        translate("Problems", "The gift-card service cannot be reached."),
        todo=translate("Problems", "What you confirm is saved, and goes out by itself when the line is back."),
    ),
    Code.NO_ANSWER: lambda: says(
        translate("Problems", "No answer came from the gift-card service."),
        todo=translate("Problems", "Keep the card here and try again. Do not sell another card for this payment."),
    ),
    Code.ANSWER_UNCLEAR: lambda: says(
        translate("Problems", "The gift-card service called the card “{word}”, which decides nothing."),
        translate("Problems", "The gift-card service gave an answer that decides nothing (number {status})."),
        translate("Problems", "The gift-card service gave an answer that decides nothing."),
        todo=translate("Problems", "Keep the card here and try again. Do not sell another card for this payment."),
    ),
    Code.LOGIN_REFUSED: lambda: says(
        translate("Problems", "The gift-card service does not accept this till's login."),
        todo=translate("Problems", "Call your manager: the client id or the client secret has to be put right."),
    ),
    Code.ACCOUNT_UNKNOWN: lambda: says(
        translate("Problems", "The gift-card service does not know this till's account."),
        todo=translate("Problems", "Call your manager: the account id in the settings has to be put right."),
    ),
    Code.NOT_ALLOWED: lambda: says(
        translate("Problems", "The gift-card service does not allow this till to do that: “{message}”."),
        translate("Problems", "The gift-card service does not allow this till to do that."),
        todo=translate("Problems", "Call your manager: the till's rights have to be put right."),
    ),
    Code.REFUSED: lambda: says(
        translate("Problems", "The gift-card service refused: “{message}”."),
        translate("Problems", "The gift-card service refused (number {status})."),
        translate("Problems", "The gift-card service refused."),
        todo=translate("Problems", "Put the card aside and call your manager."),
    ),
    Code.TOO_MANY_CALLS: lambda: says(
        translate("Problems", "The gift-card service asks the till to wait {seconds} seconds."),
        translate("Problems", "The gift-card service asks the till to wait."),
        todo=translate("Problems", "Wait a little, then try again."),
    ),
    Code.CERTIFICATE_REFUSED: lambda: says(
        translate("Problems", "The till cannot prove that it talks to the gift-card service, so it stopped."),
        todo=translate("Problems", "Call your manager: check the till's clock, and who answers on this network."),
    ),
    Code.SENDS_EXHAUSTED: lambda: says(
        translate("Problems", "The card was sent {sends} times and is still not loaded."),
        translate("Problems", "The card was sent several times and is still not loaded."),
        todo=translate("Problems", "Put the card aside and call your manager."),
    ),
    Code.RESTORED_UNSENT: lambda: says(
        translate(
            "Problems",
            "The journal was put back from a backup, and the card is not loaded."
            " Whether this sale was cancelled since then is not known.",
        ),
        todo=translate(
            "Problems",
            "Look for a cancel slip or a refund. Cancel the sale if there is one; otherwise choose Try again.",
        ),
    ),
    Code.WRONG_AMOUNT_LOADED: lambda: says(
        translate("Problems", "The card was loaded with {loaded}. Its amount or dates are not what you confirmed."),
        translate("Problems", "The card was loaded, but its amount or dates are not what you confirmed."),
        todo=translate("Problems", "Keep the card and call your manager."),
    ),
    Code.CARD_WITHOUT_ID: lambda: says(
        translate("Problems", "The card is active for {amount}, but it does not say which sale loaded it."),
        translate("Problems", "The card is active, but it does not say which sale loaded it."),
        todo=translate("Problems", "Keep the card and call your manager: a person has to decide, on the page Cases."),
    ),
    Code.CASE_UNSIGNED: lambda: says(
        translate("Problems", "Whoever decides this gives a name and a reason, 200 characters at most each."),
        todo=translate("Problems", "Type your name, and why, in a few words."),
    ),
    Code.PROBE_IN_PRODUCTION: lambda: says(
        translate("Problems", "{account} is a production account. It is never probed."),
        translate("Problems", "A production account is never probed."),
        todo=translate("Problems", "Use the test account with the same figures, or --sandbox."),
    ),
    Code.FACTS_CHANGED: lambda: says(
        translate("Problems", "ALARM: the gift-card service is not as an earlier probe found it. {reason}."),
        translate("Problems", "ALARM: the gift-card service is not as an earlier probe found it."),
        todo=translate("Problems", "Tell the administrator. The till goes by what was found now."),
    ),
    Code.FACTS_UNREADABLE: lambda: says(
        translate("Problems", "The file of what is known of the gift-card service cannot be believed: {reason}."),
        translate("Problems", "The file of what is known of the gift-card service cannot be believed."),
        todo=translate("Problems", "Run the probe again. Until then the till assumes the worst."),
    ),
    Code.CANCEL_FAILED: lambda: says(
        translate("Problems", "The cancel came too late. The money is on the card."),
        todo=translate("Problems", "Call your manager: hand the card over, or have the money taken off it."),
    ),
}
