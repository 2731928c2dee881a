"""What head office is told where a cashier would hear of cards in the hand, of sales and of payments."""

from collections.abc import Callable, Mapping
from typing import Final

from app.core.problem import Code
from app.ui.saying import Saying, says
from app.ui.translation import translate

OFFICE_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.JOURNAL_FULL: lambda: says(
        translate("Problems", "The batch cannot go on: the disk with the journal of batches is full."),
        todo=translate("Problems", "Free some space, then do it again. What is sealed stays sealed."),
    ),
    Code.JOURNAL_READ_ONLY: lambda: says(
        translate("Problems", "The journal of batches cannot be written: its folder does not let this user write."),
        todo=translate("Problems", "Make the folder writable, then do it again. Nothing was changed."),
    ),
    Code.JOURNAL_BUSY: lambda: says(
        translate("Problems", "The journal of batches cannot be written: another program holds it."),
        todo=translate("Problems", "Close the other program, then do it again."),
    ),
    Code.JOURNAL_DAMAGED: lambda: says(
        translate("Problems", "The journal of batches is damaged and cannot be trusted."),
        todo=translate("Problems", "Order, release and print nothing. Have the journal put back from its backup."),
    ),
    Code.JOURNAL_MISSING: lambda: says(
        translate("Problems", "The journal of batches is gone, or another lies in its place."),
        todo=translate("Problems", "Order, release and print nothing. Have the file put back from its backup."),
    ),
    Code.JOURNAL_FAULT: lambda: says(
        translate(
            "Problems", "The journal of batches could not be written. Nobody can say whether the last step counts."
        ),
        todo=translate("Problems", "Have the disk looked at, then do it again: what is in doubt is read first."),
    ),
    Code.JOURNAL_IN_USE: lambda: says(
        translate("Problems", "Another program holds the journal of batches."),
        todo=translate("Problems", "Close the window or end the other command, then do it again."),
    ),
    Code.DISK_LOW: lambda: says(
        translate("Problems", "The disk is nearly full: {free} left, and a batch needs {least} to go on safely."),
        translate("Problems", "The disk is nearly full."),
        todo=translate("Problems", "Free some space, then do it again. Nothing was sent."),
    ),
    Code.APPROVAL_WRONG: lambda: says(
        translate("Problems", "This is nobody's PIN. Tries left before a pause: {left}."),
        translate("Problems", "This is nobody's PIN."),
        todo=translate("Problems", "Type it again. Nothing of the batch was changed."),
    ),
    Code.APPROVAL_NOT_SET: lambda: says(
        translate("Problems", "Nobody has a PIN here yet."),
        todo=translate("Problems", "Set one with “giftcard-till approval set NAME”. Nothing of the batch was changed."),
    ),
    Code.APPROVAL_UNCOUNTED: lambda: says(
        translate("Problems", "It cannot be written down that a PIN was tried, so none is taken: {reason}."),
        translate("Problems", "It cannot be written down that a PIN was tried, so none is taken."),
        todo=translate("Problems", "Have the disk and its folders looked at. Nothing of the batch was changed."),
    ),
    Code.LINE_DOWN: lambda: says(
        translate("Problems", "The gift-card service cannot be reached."),
        todo=translate("Problems", "Have the network looked at, then do it again: it goes on where it was."),
    ),
    Code.NO_ANSWER: lambda: says(
        translate("Problems", "No answer came from the gift-card service."),
        todo=translate("Problems", "Do it again: the cards in doubt are read before anything else is sent."),
    ),
    Code.ANSWER_UNCLEAR: lambda: says(
        translate("Problems", "The gift-card service gave an answer that decides nothing (number {status})."),
        translate("Problems", "The gift-card service gave an answer that decides nothing."),
        todo=translate("Problems", "Do it again: the cards in doubt are read before anything else is sent."),
    ),
    Code.TOO_MANY_CALLS: lambda: says(
        translate("Problems", "The gift-card service asks for a pause of {seconds} seconds."),
        translate("Problems", "The gift-card service asks for a pause."),
        todo=translate("Problems", "Wait a little, then do it again: it goes on where it was."),
    ),
    Code.LOGIN_REFUSED: lambda: says(
        translate("Problems", "The gift-card service does not accept this computer's login."),
        todo=translate("Problems", "Have the client id or the client secret put right, then do it again."),
    ),
    Code.NOT_ALLOWED: lambda: says(
        translate("Problems", "The gift-card service does not allow this API client to do that: “{message}”."),
        translate("Problems", "The gift-card service does not allow this API client to do that."),
        todo=translate("Problems", "Have the rights of the API client put right, then do it again."),
    ),
    Code.REFUSED: lambda: says(
        translate("Problems", "The gift-card service refused: “{message}”."),
        translate("Problems", "The gift-card service refused."),
        todo=translate("Problems", "Read what it says, and ask the gift-card service before you do it again."),
    ),
}
