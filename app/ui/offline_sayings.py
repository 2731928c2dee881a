"""What is said of selling while the line is down: its limits, and a supervisor's approval."""

from collections.abc import Callable, Mapping
from typing import Final

from app.core.problem import Code
from app.ui.saying import Saying, says
from app.ui.translation import translate

OFFLINE_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.OFFLINE_NOT_ALLOWED: lambda: says(
        translate("Problems", "The shop is offline, and this till sells no gift cards then."),
        todo=translate("Problems", "Put the card aside and wait until the shop is online again. Nothing was sold."),
    ),
    Code.OFFLINE_CARD_LIMIT: lambda: says(
        translate(
            "Problems",
            "{used_minor} is too much for one card while the shop is offline, even with an approval: {beyond_minor} at"
            " most.",
        ),
        translate(
            "Problems",
            "{used_minor} is too much for one card while the shop is offline: {most_minor} at most, {approved_minor}"
            " with a supervisor's approval.",
        ),
        translate("Problems", "This is too much for one card while the shop is offline."),
        todo=translate("Problems", "Load less onto it, or wait until the shop is online again. Nothing was sold."),
    ),
    Code.OFFLINE_SUM_LIMIT: lambda: says(
        translate(
            "Problems",
            "With this sale {used_minor} would wait in the queue, more than even an approval allows: {beyond_minor}.",
        ),
        translate(
            "Problems",
            "With this sale {used_minor} would wait in the queue: {most_minor} may, {approved_minor} with a"
            " supervisor's approval.",
        ),
        translate("Problems", "With this sale too much money would wait in the queue."),
        todo=translate("Problems", "Load less, or wait until the shop is online again. Nothing was sold."),
    ),
    Code.OFFLINE_COUNT_LIMIT: lambda: says(
        translate(
            "Problems",
            "With this sale {used} cards would wait in the queue, more than even an approval allows: {beyond}.",
        ),
        translate(
            "Problems",
            "With this sale {used} cards would wait in the queue: {most} may, {approved} with a supervisor's approval.",
        ),
        translate("Problems", "With this sale too many cards would wait in the queue."),
        todo=translate("Problems", "Wait until the shop is online again. Nothing was sold."),
    ),
    Code.OFFLINE_TIME_LIMIT: lambda: says(
        translate(
            "Problems",
            "The gift-card service has been silent for more than {beyond} hours, longer than even an approval allows.",
        ),
        translate(
            "Problems",
            "The gift-card service has been silent for more than {most} hours. Up to {approved} hours a supervisor may"
            " approve a sale.",
        ),
        translate("Problems", "The gift-card service has been silent for too long."),
        todo=translate("Problems", "Have the network looked at, and wait until the shop is online. Nothing was sold."),
    ),
    Code.OFFLINE_CASHIER_LIMIT: lambda: says(
        translate(
            "Problems",
            "This would be card {used} of one cashier within an hour, more than even an approval allows: {beyond}.",
        ),
        translate(
            "Problems",
            "This would be card {used} of one cashier within an hour: {most} may be sold offline, {approved} with a"
            " supervisor's approval.",
        ),
        translate("Problems", "One cashier sold too many cards within an hour."),
        todo=translate("Problems", "Wait a while, or until the shop is online again. Nothing was sold."),
    ),
}

POLICY_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.POLICY_UNREADABLE: lambda: says(
        translate("Problems", "The policy of head office in {file} cannot be read: {reason}."),
        translate("Problems", "The policy of head office cannot be read."),
        todo=translate("Problems", "Have the file put right. At a till the strictest limits hold until then."),
    ),
    Code.POLICY_UNKNOWN_KEY: lambda: says(
        translate(
            "Problems", "The policy of head office in {file} sets something that this till does not know: {key}."
        ),
        translate("Problems", "The policy of head office sets something that this till does not know."),
        todo=translate(
            "Problems",
            "Have the policy put right, or start a newer version of the till. Until then the strictest limits hold.",
        ),
    ),
    Code.POLICY_SIGNATURE: lambda: says(
        translate("Problems", "The policy in {file} was not signed by head office, or was changed afterwards."),
        translate("Problems", "The policy was not signed by head office, or was changed afterwards."),
        todo=translate(
            "Problems",
            "Call head office, and check policy_key in the settings. Until then the strictest limits hold.",
        ),
    ),
    Code.POLICY_OTHER_ACCOUNT: lambda: says(
        translate("Problems", "The policy of head office in {file} is for another account: {account}."),
        translate("Problems", "The policy of head office is for another account."),
        todo=translate("Problems", "Have the right file put there. Until then the strictest limits hold."),
    ),
    Code.POLICY_NOT_YET: lambda: says(
        translate("Problems", "The policy of head office begins on {day}, and this till's clock has not reached that."),
        translate("Problems", "The policy of head office has not begun yet."),
        todo=translate("Problems", "Check the till's clock. Until then the strictest limits hold."),
    ),
    Code.POLICY_ENDED: lambda: says(
        translate("Problems", "The policy of head office ended on {day}."),
        translate("Problems", "The policy of head office has ended."),
        todo=translate("Problems", "Have head office send a new one. Until then the strictest limits hold."),
    ),
    Code.POLICY_KEY_MISSING: lambda: says(
        translate("Problems", "There is no key here to sign policies of {account} with."),
        translate("Problems", "There is no key here to sign policies with."),
        todo=translate("Problems", "Make one with “giftcard-till policy new-key”, or sign where the key is kept."),
    ),
    Code.POLICY_KEY_BAD: lambda: says(
        translate("Problems", "This is not a key that can sign policies."),
        todo=translate("Problems", "Give the 44 signs of an Ed25519 private key in base64, and nothing else."),
    ),
}

APPROVAL_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.APPROVAL_WRONG: lambda: says(
        translate("Problems", "This is nobody's PIN. Tries left before a pause: {left}."),
        translate("Problems", "This is nobody's PIN."),
        todo=translate("Problems", "Let the supervisor type it again. Nothing was sold."),
    ),
    Code.APPROVAL_EMPTY: lambda: says(
        translate("Problems", "No PIN was typed."),
        todo=translate("Problems", "Type the PIN of one who may approve. Nothing was changed."),
    ),
    Code.APPROVAL_LOCKED: lambda: says(
        translate("Problems", "There were too many wrong PINs. Minutes until the next try: {minutes}."),
        translate("Problems", "There were too many wrong PINs."),
        todo=translate("Problems", "Wait, and leave this machine on: starting it anew begins the pause anew."),
    ),
    Code.APPROVAL_NOT_SET: lambda: says(
        translate("Problems", "Nobody may approve anything at this till yet."),
        todo=translate("Problems", "Have a PIN set with “giftcard-till approval set NAME”. Nothing was sold."),
    ),
    Code.APPROVAL_PIN_BAD: lambda: says(
        translate("Problems", "This PIN cannot be used: {reason}."),
        translate("Problems", "This PIN cannot be used."),
        todo=translate("Problems", "Choose six figures or more that nobody would guess."),
    ),
    Code.APPROVAL_NOBODY: lambda: says(
        translate("Problems", "There is nobody called “{person}” among those who may approve."),
        translate("Problems", "There is nobody of that name among those who may approve."),
        todo=translate("Problems", "Look at the names with “giftcard-till approval list”."),
    ),
    Code.APPROVAL_UNCOUNTED: lambda: says(
        translate("Problems", "The till cannot write down that a PIN was tried, so it takes none: {reason}."),
        translate("Problems", "The till cannot write down that a PIN was tried, so it takes none."),
        todo=translate("Problems", "Have the till's disk and its folders looked at. Nothing was sold."),
    ),
}
