"""What is said of faults of the till itself: its journal, printer, scanner, settings and secrets."""

from collections.abc import Callable, Mapping
from typing import Final

from app.core.problem import Code
from app.ui.saying import Saying, Words, says
from app.ui.translation import translate

JOURNAL_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.JOURNAL_FULL: lambda: says(
        translate("Problems", "The till cannot save: its disk is full."),
        todo=translate("Problems", "Put the card aside, sell no gift cards, and call your manager."),
    ),
    Code.JOURNAL_READ_ONLY: lambda: says(
        translate("Problems", "The till cannot save: its folder does not let it write."),
        todo=translate("Problems", "Put the card aside, sell no gift cards, and call your manager."),
    ),
    Code.JOURNAL_BUSY: lambda: says(
        translate("Problems", "The till cannot save: another program holds its journal."),
        todo=translate("Problems", "Put the card aside. Close the other program, then try again."),
    ),
    Code.JOURNAL_DAMAGED: lambda: says(
        translate("Problems", "The till's journal is damaged and cannot be trusted."),
        todo=translate("Problems", "Put the card aside, sell no gift cards, and call your manager."),
    ),
    Code.JOURNAL_MISSING: lambda: says(
        translate("Problems", "The journal of this till is gone, or another lies in its place: {path}."),
        translate("Problems", "The journal of this till is gone, or another lies in its place."),
        todo=translate(
            "Problems",
            "Sell no gift cards, and call your manager to restore the file. If that cannot be, remove the file beside"
            " it that ends in “.made” to begin a new journal: sales that waited are then only on their slips.",
        ),
    ),
    Code.JOURNAL_FAULT: lambda: says(
        translate("Problems", "The till could not save. It cannot say whether the last step counts."),
        todo=translate("Problems", "Put the card aside, sell no gift cards, and call your manager."),
    ),
    Code.JOURNAL_IN_USE: lambda: says(
        translate("Problems", "The till is already running with this journal."),
        todo=translate("Problems", "Use the window that is open, or close it and try again."),
    ),
    Code.JOURNAL_NEWER: lambda: says(
        translate("Problems", "The journal was written by a newer version of this program."),
        todo=translate("Problems", "Start the newer version. Nothing in the journal was changed."),
    ),
    Code.JOURNAL_RESTORED: lambda: says(
        translate("Problems", "The journal was put back from an older copy. Sales that stood open in it: {doubtful}."),
        translate("Problems", "The journal was put back from an older copy."),
        todo=translate(
            "Problems",
            "The till reads each of their cards; what is not loaded becomes a case. Sales made since that copy stand on"
            " their slips and receipts alone: scan the slips that wait.",
        ),
    ),
    Code.JOURNAL_RESCUED: lambda: says(
        translate(
            "Problems",
            "A new journal was begun. Taken over from the damaged one: {taken_over}. Not to be read or clashing:"
            " {missing}.",
        ),
        translate("Problems", "A new journal was begun. Taken over from the damaged one: {taken_over}."),
        translate("Problems", "A new journal was begun."),
        todo=translate("Problems", "Gather the slips of the last days, and scan those that this till does not know."),
    ),
    Code.RESCUE_DUE: lambda: says(
        translate("Problems", "A damaged journal lies aside, and its sales are not taken over yet."),
        todo=translate("Problems", "Close the till, call “giftcard-till rescue”, and open it again."),
    ),
    Code.NOTHING_TO_RESCUE: lambda: says(
        translate("Problems", "There is no damaged journal of this till in {folder}."),
        translate("Problems", "There is nothing to rescue: the till's journal is whole."),
        todo=translate("Problems", "If another folder holds one, name that."),
    ),
    Code.NOTHING_SUCH: lambda: says(
        translate("Problems", "The journal has no entry “{reference}”."),
        translate("Problems", "The journal has no such entry."),
        todo=translate("Problems", "Check the reference, and that this is the till it was made at."),
    ),
    Code.STEP_NOT_ALLOWED: lambda: says(
        translate("Problems", "This cannot be done as things stand now."),
        todo=translate("Problems", "Look at the entry again: it may have moved on in the meantime."),
    ),
}

DEVICE_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.PRINTER_UNREACHABLE: lambda: says(
        translate("Problems", "The printer at {address} cannot be reached."),
        translate("Problems", "The printer cannot be reached."),
        todo=translate("Problems", "Check that it is on and connected. The paper waits meanwhile."),
    ),
    Code.PRINTER_OFFLINE: lambda: says(
        translate("Problems", "The printer is not ready."),
        todo=translate("Problems", "Look at its lamps and buttons. The paper waits meanwhile."),
    ),
    Code.PRINTER_NO_PAPER: lambda: says(
        translate("Problems", "The printer is out of paper."),
        todo=translate("Problems", "Put in a new roll. The paper waits meanwhile."),
    ),
    Code.PRINTER_COVER_OPEN: lambda: says(
        translate("Problems", "The printer's cover is open."),
        todo=translate("Problems", "Close it. The paper waits meanwhile."),
    ),
    Code.PRINTER_SILENT: lambda: says(
        translate("Problems", "The printer does not say whether the paper came out."),
        todo=translate(
            "Problems",
            "Look at the printer, and say on the page Papers whether it came out. “giftcard-till papers not-come-out”"
            " with its number says that it did not: then it comes out again, as a copy.",
        ),
    ),
    Code.PRINTER_BUSY: lambda: says(
        translate("Problems", "The printer at {address} does not listen: something else is printing, or it hangs."),
        translate("Problems", "The printer does not listen: something else is printing, or it hangs."),
        todo=translate("Problems", "Wait a moment, or switch it off and on. The paper waits meanwhile."),
    ),
    Code.PRINTER_FELL_SILENT: lambda: says(
        translate("Problems", "The printer at {address} answered before, and says nothing any more."),
        translate("Problems", "The printer answered before, and says nothing any more."),
        todo=translate(
            "Problems",
            "Look at it, and switch it off and on: what waits comes out by itself then, once. If it stays silent, put"
            " another printer to use on the page Devices, or have one paper sent all the same: on the page Papers, or"
            " by “giftcard-till papers print --all-the-same”.",
        ),
    ),
    Code.PRINTER_DENIED: lambda: says(
        translate("Problems", "This user may not use the printer at {address}."),
        translate("Problems", "This user may not use the printer."),
        todo=translate("Problems", "Whoever looks after the till has to allow it. The paper is kept meanwhile."),
    ),
    Code.PRINTER_PAPER_LOW: lambda: says(
        translate("Problems", "The printer's paper is nearly used up."),
        todo=translate("Problems", "Have a new roll at hand."),
    ),
    Code.PRINTER_HANDED_OVER: lambda: says(
        translate("Problems", "The print queue passed the paper on, and cannot tell whether it came out."),
        todo=translate(
            "Problems",
            "Look at the printer, and say on the page Papers whether it came out. “giftcard-till papers not-come-out”"
            " with its number says that it did not: then it comes out again, as a copy.",
        ),
    ),
    Code.PRINTER_QUEUE_STOPPED: lambda: says(
        translate("Problems", "The print queue {address} is stopped and passes nothing on."),
        translate("Problems", "The print queue is stopped and passes nothing on."),
        todo=translate("Problems", "Resume it in the system's printer settings. The paper waits meanwhile."),
    ),
    Code.PRINTER_QUEUE_UNKNOWN: lambda: says(
        translate("Problems", "There is no print queue {address}."),
        translate("Problems", "There is no such print queue."),
        todo=translate("Problems", "Compare its name with the system's printer settings."),
    ),
    Code.PRINTER_FILE: lambda: says(
        translate("Problems", "The paper could not be written to {path}."),
        translate("Problems", "The paper could not be written to its file."),
        todo=translate("Problems", "Check the folder and its free space. The paper waits meanwhile."),
    ),
    Code.PRINTER_ADDRESS_BAD: lambda: says(
        translate("Problems", "“{address}” is not the address of a printer."),
        translate("Problems", "The printer's address cannot be used."),
        todo=translate("Problems", "Write it as the settings file explains, or choose another one there."),
    ),
    Code.NOTHING_TO_PRINT: lambda: says(
        translate("Problems", "There is no paper to print for this entry."),
        todo=translate("Problems", "Use Print slip in the queue to make one."),
    ),
    Code.DISPLAY_AWAY: lambda: says(
        translate("Problems", "The customer display at {port} is not there."),
        translate("Problems", "The customer display is not there."),
        todo=translate("Problems", "Plug it in; it shows the sale again by itself. You can go on selling."),
    ),
    Code.PAPER_IN_PRINT: lambda: says(
        translate("Problems", "A paper of this sale is being printed, or waits to be."),
        todo=translate("Problems", "Take it from the printer, or drop it from the papers that wait. Then try again."),
    ),
    Code.PAPER_OVERTAKEN: lambda: says(
        translate("Problems", "Slip {number} was not printed: its card moved on while it waited."),
        translate("Problems", "The slip was not printed: its card moved on while it waited."),
        todo=translate("Problems", "What is true now comes out instead. Where nothing does, look at the card's state."),
    ),
    Code.PAPER_NOT_OPEN: lambda: says(
        translate("Problems", "Paper {number} does not wait for that any more."),
        translate("Problems", "This paper does not wait for that any more."),
        todo=translate("Problems", "Look at the papers again: it was printed, answered or dropped meanwhile."),
    ),
    Code.DRAWER_NOT_SET: lambda: says(
        translate("Problems", "This till has no cash drawer by its settings."),
        todo=translate("Problems", "Set drawer under [printer] to its pin, or use the drawer's key."),
    ),
    Code.SCANNER_AWAY: lambda: says(
        translate("Problems", "The scanner at {port} is not there."),
        translate("Problems", "The scanner is not there."),
        todo=translate("Problems", "Plug it in; the till finds it by itself. You can type the card's code meanwhile."),
    ),
    Code.SCANNER_BUSY: lambda: says(
        translate("Problems", "Another program uses the scanner at {port}."),
        translate("Problems", "Another program uses the scanner."),
        todo=translate("Problems", "Close the other program. You can type the card's code meanwhile."),
    ),
    Code.SCANNER_DENIED: lambda: says(
        translate("Problems", "This user may not open the scanner at {port}."),
        translate("Problems", "This user may not open the scanner."),
        todo=translate(
            "Problems",
            "Have the user added to the group dialout, and log in anew. You can type the card's code meanwhile.",
        ),
    ),
    Code.SCANNER_GARBLED: lambda: says(
        translate(
            "Problems", "What comes from the scanner at {port} is no text: it does not send at {speed} {framing}."
        ),
        translate("Problems", "What comes from the scanner is no text: it does not send at {speed} {framing}."),
        translate("Problems", "What comes from the scanner is no text: its speed or framing is wrong."),
        todo=translate("Problems", "Set both to the same speed. You can type the card's code meanwhile."),
    ),
}

SCANNER_STATES: Final[Mapping[Code, Callable[[], str]]] = {
    Code.SCANNER_AWAY: lambda: translate("Devices", "Scanner: not there"),
    Code.SCANNER_BUSY: lambda: translate("Devices", "Scanner: in use"),
    Code.SCANNER_DENIED: lambda: translate("Devices", "Scanner: not allowed"),
    Code.SCANNER_GARBLED: lambda: translate("Devices", "Scanner: garbled"),
}
"""How a scanner is, in two words or three for the foot line."""

PRINTER_STATES: Final[Mapping[Code, Callable[[], Words]]] = {
    Code.PRINTER_UNREACHABLE: lambda: Words(
        translate("Devices", "Printer not reached"),
        translate("Devices", "Check that it is on and connected."),
    ),
    Code.PRINTER_OFFLINE: lambda: Words(
        translate("Devices", "Printer not ready"),
        translate("Devices", "Look at its lamps and buttons."),
    ),
    Code.PRINTER_NO_PAPER: lambda: Words(
        translate("Devices", "Printer: no paper"),
        translate("Devices", "Put in a new roll."),
    ),
    Code.PRINTER_COVER_OPEN: lambda: Words(
        translate("Devices", "Printer: cover open"),
        translate("Devices", "Close it."),
    ),
    Code.PRINTER_BUSY: lambda: Words(
        translate("Devices", "Printer: busy"),
        translate("Devices", "Something else is printing, or it hangs. Wait, or switch it off and on."),
    ),
    Code.PRINTER_FELL_SILENT: lambda: Words(
        translate("Devices", "Printer: silent"),
        translate("Devices", "It answered before, and says nothing any more. Switch it off and on."),
    ),
    Code.PRINTER_DENIED: lambda: Words(
        translate("Devices", "Printer: not allowed"),
        translate("Devices", "Whoever looks after the till has to allow it."),
    ),
    Code.PRINTER_PAPER_LOW: lambda: Words(
        translate("Devices", "Printer: paper low"),
        translate("Devices", "The roll is nearly used up. Have a new one at hand."),
    ),
    Code.PRINTER_QUEUE_STOPPED: lambda: Words(
        translate("Devices", "Print queue stopped"),
        translate("Devices", "Resume it in the system's printer settings."),
    ),
    Code.PRINTER_QUEUE_UNKNOWN: lambda: Words(
        translate("Devices", "No such print queue"),
        translate("Devices", "Compare its name with the system's printer settings."),
    ),
    Code.PRINTER_FILE: lambda: Words(
        translate("Devices", "Printer: cannot write"),
        translate("Devices", "Check the folder and its free space."),
    ),
    Code.PRINTER_SILENT: lambda: Words(
        translate("Devices", "Printer: no answer"),
        translate(
            "Devices",
            "It is connected, but does not say how it is. Look after each sale whether the receipt came out.",
        ),
    ),
}
"""How a printer is when nothing is being printed: in two words or three for the foot line, and what to do."""

PRINTS_ALL_THE_SAME: Final = frozenset({Code.PRINTER_PAPER_LOW, Code.PRINTER_SILENT})
"""Of these nothing is kept from coming out."""

SETTINGS_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.SETTINGS_UNREADABLE: lambda: says(
        translate("Problems", "The settings in {file} cannot be read, line {line}: {reason}."),
        translate("Problems", "The settings in {file} cannot be read: {reason}."),
        translate("Problems", "The settings in {file} cannot be read."),
        translate("Problems", "The settings cannot be read."),
        todo=translate("Problems", "Mend the file, then start again."),
    ),
    Code.SETTINGS_UNWRITABLE: lambda: says(
        translate("Problems", "{file} cannot be written: {reason}. Nothing of it was changed."),
        translate("Problems", "The file cannot be written. Nothing of it was changed."),
        todo=translate("Problems", "Make room on the disk, or see who may write there, then do it again."),
    ),
    Code.SETTINGS_UNKNOWN_KEY: lambda: says(
        translate("Problems", "The settings in {file}, line {line}, have a key that does not exist: {key}."),
        translate("Problems", "The settings in {file} have a key that does not exist: {key}."),
        translate("Problems", "The settings have a key that does not exist: {key}."),
        translate("Problems", "The settings have a key that does not exist."),
        todo=translate("Problems", "Check its spelling, or take it out."),
    ),
    Code.SETTINGS_BAD_VALUE: lambda: says(
        translate("Problems", "In {file}, line {line}, “{value}” cannot stand for {key}: {reason}."),
        translate("Problems", "In {file}, line {line}, the value of {key} cannot be used: {reason}."),
        translate("Problems", "In {file}, “{value}” cannot stand for {key}: {reason}."),
        translate("Problems", "“{value}” cannot stand for {key}: {reason}."),
        translate("Problems", "The value of {key} cannot be used: {reason}."),
        translate("Problems", "The settings have a value that cannot be used."),
        todo=translate("Problems", "Put the value right, then try again."),
    ),
    Code.ACCOUNT_MISSING: lambda: says(
        translate("Problems", "This till does not know its account yet: fill in {keys} under [account] in {file}."),
        translate(
            "Problems",
            "This till does not know its account yet. What was sold on trial stands in {trial}: add --sandbox to the"
            " command to see it.",
        ),
        translate("Problems", "This till does not know its account yet."),
        todo=translate("Problems", "Fill in the account, or try the till with the sandbox: that needs none."),
    ),
    Code.ACCOUNT_BAD: lambda: says(
        translate("Problems", "“{account}” is not an account id."),
        translate("Problems", "This is not an account id."),
        todo=translate("Problems", "Write T or P and eight figures, such as T12345678."),
    ),
    Code.ADDRESS_NOT_HTTPS: lambda: says(
        translate("Problems", "{address} is not a safe address."),
        translate("Problems", "This is not a safe address."),
        todo=translate("Problems", "Use an address that begins with https://"),
    ),
    Code.SECRET_MISSING: lambda: says(
        translate("Problems", "The till has no client secret, so it cannot log in."),
        todo=translate("Problems", "Enter it with “giftcard-till secret set”, or on the setup screen."),
    ),
    Code.SECRET_EMPTY: lambda: says(
        translate("Problems", "The client secret is empty."),
        todo=translate("Problems", "Type or paste the secret of the API client."),
    ),
    Code.KEYRING_ABSENT: lambda: says(
        translate("Problems", "This computer has no safe place for the client secret."),
        todo=translate(
            "Problems",
            "The till keeps no secret in a file. On Debian or Ubuntu install the package gnome-keyring (or, under KDE,"
            " kwalletmanager for KWallet), log in to the desktop anew, then try again.",
        ),
    ),
    Code.KEYRING_REFUSED: lambda: says(
        translate("Problems", "The system's keyring did not do what was asked."),
        todo=translate("Problems", "Allow this program to use the keyring, then try again."),
    ),
    Code.KEYRING_LOCKED: lambda: says(
        translate("Problems", "The system's keyring is locked."),
        todo=translate(
            "Problems",
            "Log in to the desktop with the password of this computer's user, or unlock the keyring with it (in"
            " Passwords and Keys or KWallet Manager), then try again.",
        ),
    ),
    Code.SANDBOX_NOT_LOOPBACK: lambda: says(
        translate("Problems", "{address} is not on this computer. A sandbox has to be."),
        translate("Problems", "The sandbox has to run on this computer."),
        todo=translate("Problems", "Use an address such as http://127.0.0.1:8085."),
    ),
    Code.SANDBOX_NOT_STARTED: lambda: says(
        translate("Problems", "The sandbox did not start: {reason}."),
        translate("Problems", "The sandbox did not start."),
        todo=translate("Problems", "Try again. If it stays so, start “giftcard-till sandbox” and read what it says."),
    ),
    Code.CLOCK_OFF: lambda: says(
        translate("Problems", "This computer's clock is {days} days off."),
        translate("Problems", "This computer's clock is {hours} hours off."),
        translate("Problems", "This computer's clock is {minutes} minutes off."),
        translate("Problems", "This computer's clock is {seconds} seconds off."),
        translate("Problems", "This computer's clock is wrong."),
        todo=translate("Problems", "Set it to the right time and zone."),
    ),
    Code.DISK_LOW: lambda: says(
        translate("Problems", "This computer's disk is nearly full: {free} left, and a new sale needs {least}."),
        translate("Problems", "This computer's disk is nearly full: {free} left."),
        translate("Problems", "This computer's disk is nearly full."),
        todo=translate("Problems", "Free some space, then sell on. What was sold before is settled meanwhile."),
    ),
}
