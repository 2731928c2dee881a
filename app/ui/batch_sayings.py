"""What is said of plans, lists of ids and batches: to head office, in its own words."""

from collections.abc import Callable, Mapping
from typing import Final

from app.core.problem import Code
from app.ui.saying import Saying, says
from app.ui.translation import translate

PLAN_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.PLAN_BAR_FITS: lambda: says(
        translate(
            "Problems",
            "The bar code of the {what} is {fine}, {usual} and {wide} mm wide with narrow, usual and wide bars,"
            " and the card has 85.6 mm.",
        ),
        translate("Problems", "The bar code fits a card of 85.6 mm."),
        todo=translate("Problems", "Print the proof sheet, and scan it in a real shop before you order."),
    ),
    Code.PLAN_BAR_TIGHT: lambda: says(
        translate(
            "Problems",
            "The bar code of the {what} fits the card with the narrowest bars alone: {fine} mm, and {usual} mm"
            " with usual ones. Up to {figures} figures without a prefix fit with usual bars.",
        ),
        translate("Problems", "The bar code fits the card with the narrowest bars alone."),
        todo=translate("Problems", "Choose a shorter code or a QR code, or have a sample printed and scanned first."),
    ),
    Code.PLAN_BAR_TOO_WIDE: lambda: says(
        translate(
            "Problems",
            "A Code 128 of this {what} ({length} signs) is {fine} mm wide even with the narrowest bars, and the"
            " card has 85.6 mm. Up to {figures} figures without a prefix fit.",
        ),
        translate("Problems", "This code is too long for a Code 128 on a card of 85.6 mm."),
        todo=translate("Problems", "Choose figures alone and sixteen of them, or print a QR code."),
    ),
    Code.PLAN_SCAN_LONG: lambda: says(
        translate(
            "Problems",
            "The {what} has {length} signs, and a till takes a scan of {most} at most, as a bar code or as a QR code.",
        ),
        translate("Problems", "This code is longer than a till takes of one scan."),
        todo=translate("Problems", "Choose a shorter code: sixteen figures are enough."),
    ),
    Code.PLAN_WINDOW_SMALL: lambda: says(
        translate(
            "Problems",
            "The bar code of the {what} has {length} symbols, and the window of a hand-held scanner takes in {most} at"
            " any size of the print. This limit is one of bar codes alone.",
        ),
        translate("Problems", "The bar code has more symbols than the window of a hand-held scanner takes in."),
        todo=translate("Problems", "Choose a shorter code, or print a QR code."),
    ),
    Code.PLAN_SIGNS_GARBLED: lambda: says(
        translate(
            "Problems",
            "The {what} may hold signs that a scanner set to a US keyboard types wrongly on a Nordic computer:"
            " “{signs}”.",
        ),
        translate("Problems", "This code may hold signs that a scanner types wrongly on a Nordic computer."),
        todo=translate(
            "Problems",
            "Choose figures and letters alone, or make sure that every scanner has the computer's layout.",
        ),
    ),
    Code.PLAN_EAN_CLASH: lambda: says(
        translate("Problems", "The {what} is {length} figures long, as the numbers of goods are."),
        translate("Problems", "This code is as long as the numbers of goods are."),
        todo=translate("Problems", "Choose another length: sixteen figures are no number of goods."),
    ),
    Code.PLAN_TILL_READING: lambda: says(
        translate("Problems", "With the settings of this till a scan of the {what} would not be read as what it is."),
        translate("Problems", "With the settings of this till a scan would not be read as what it is."),
        todo=translate(
            "Problems",
            "Choose another form, or have the patterns in the tills' settings changed before the cards are sold.",
        ),
    ),
    Code.PLAN_GUESSING: lambda: says(
        translate("Problems", "Of {chance} guesses about one would be a {what}."),
        translate("Problems", "Somebody could guess one of these codes."),
        todo=translate("Problems", "Choose more signs where you want guessing to be harder."),
    ),
    Code.PLAN_PIN_SHORT: lambda: says(
        translate(
            "Problems",
            "A PIN of {length} signs is shorter than the gift-card service makes them: {least} at least.",
        ),
        translate("Problems", "This PIN is shorter than the gift-card service makes them."),
        todo=translate("Problems", "Choose a PIN of four signs or more."),
    ),
    Code.PLAN_IDS_FEW: lambda: says(
        translate(
            "Problems",
            "{count} cards are ordered, and the ids have room for {room}. At most half of it may be used.",
        ),
        translate("Problems", "The ids have too little room for the number of cards."),
        todo=translate("Problems", "Choose more random figures."),
    ),
    Code.PLAN_EXCEL_NUMBER: lambda: says(
        translate(
            "Problems",
            "A spreadsheet would turn these into numbers: {what}. It drops leading zeros, and every figure behind"
            " the first {most}.",
        ),
        translate("Problems", "A spreadsheet would turn these codes into numbers."),
        todo=translate("Problems", "Have the manufacturer take the XLSX file, or import the columns as text."),
    ),
    Code.PLAN_EXCEL_FORMULA: lambda: says(
        translate("Problems", "A spreadsheet could take these for formulas: {what}."),
        translate("Problems", "A spreadsheet could take these codes for formulas."),
        todo=translate("Problems", "Choose a prefix or a name that begins with a letter, or leave symbols out."),
    ),
    Code.PLAN_CHUNK_LARGE: lambda: says(
        translate(
            "Problems",
            "{count} cards are made in one call. An answer that is lost costs all of them: usual is {most}.",
        ),
        translate("Problems", "Many cards are made in one call, and an answer that is lost costs all of them."),
        todo=translate("Problems", "Choose a smaller chunk unless the line is very good."),
    ),
    Code.PLAN_PICTURES: lambda: says(
        translate(
            "Problems",
            "The gift-card service is asked for a picture with each code, which makes its answers twenty times as"
            " large.",
        ),
        translate("Problems", "The gift-card service is asked for a picture with each code."),
        todo=translate("Problems", "Leave them out: none of the pictures is kept, and the till draws its own codes."),
    ),
    Code.PLAN_CREDIT_NOTE: lambda: says(
        translate(
            "Problems",
            "Credit notes are ordered, and nothing says that the gift-card service makes them in batches.",
        ),
        translate("Problems", "Credit notes are ordered, which may not be made in batches."),
        todo=translate("Problems", "Order a single one first, and look at it."),
    ),
    Code.PLAN_USES_UNKNOWN: lambda: says(
        translate(
            "Problems",
            "Nothing says for how long the token of a printed card is good, nor whether for more than one purchase.",
        ),
        todo=translate(
            "Problems", "Ask the gift-card service in writing, or pay twice with one card of a small batch first."
        ),
    ),
}

IDS_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.IDS_NONE: lambda: says(
        translate("Problems", "There is no card id in this list."),
        translate("Problems", "There is not one card id in this list."),
        todo=translate("Problems", "Put one id into each row of the first column."),
    ),
    Code.IDS_BOM: lambda: says(
        translate("Problems", "The list begins with a byte order mark, which was passed over."),
        translate("Problems", "The list begins with an invisible mark, which was passed over."),
        todo=translate("Problems", "You need not do anything."),
    ),
    Code.IDS_NUMBER: lambda: says(
        translate("Problems", "Row {row} holds a number ({id}) and no text: a spreadsheet may have changed it."),
        translate("Problems", "A row holds a number and no text: a spreadsheet may have changed it."),
        todo=translate("Problems", "Mark the column as text, put the ids in anew, and give the list again."),
    ),
    Code.IDS_FORMULA: lambda: says(
        translate("Problems", "Row {row} begins like a formula: “{id}”."),
        translate("Problems", "A row begins like a formula."),
        todo=translate("Problems", "Take the row out, and find out how it came there."),
    ),
    Code.IDS_SPACES: lambda: says(
        translate("Problems", "Row {row} has a space in its id: “{id}”."),
        translate("Problems", "A row has a space in its id."),
        todo=translate("Problems", "Take the spaces out, and give the list again."),
    ),
    Code.IDS_TOO_LONG: lambda: says(
        translate(
            "Problems", "The id in row {row} has {length} signs, and the gift-card service takes {most} at most."
        ),
        translate("Problems", "A row has an id that is too long."),
        todo=translate("Problems", "Shorten the id, and give the list again."),
    ),
    Code.IDS_BAD_SIGN: lambda: says(
        translate("Problems", "Row {row} is no id: “{id}”."),
        translate("Problems", "A row is no id."),
        todo=translate(
            "Problems", "Use letters, figures, and colon, underscore, point and hyphen inside, and give the list again."
        ),
    ),
    Code.IDS_DOUBLED: lambda: says(
        translate("Problems", "Row {row} repeats the id of row {first}: “{id}”."),
        translate("Problems", "A row repeats an id of the list."),
        todo=translate("Problems", "Take one of the two out, and give the list again."),
    ),
    Code.IDS_UNREADABLE: lambda: says(
        translate("Problems", "The list {file} cannot be read: {reason}."),
        translate("Problems", "The list cannot be read."),
        todo=translate(
            "Problems", "Give the whole name of a CSV file in UTF-8 or an XLSX file that this user may read."
        ),
    ),
}

BATCH_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.BATCH_UNKNOWN: lambda: says(
        translate("Problems", "There is no batch “{batch}” here."),
        translate("Problems", "There is no such batch here."),
        todo=translate("Problems", "Look at the batches with “giftcard-till batch list”."),
    ),
    Code.BATCH_PLAN_REFUSED: lambda: says(
        translate("Problems", "This plan would not work as cards, so nothing was ordered."),
        translate("Problems", "This plan would not work, so nothing was ordered."),
        todo=translate("Problems", "Change what is named above, and plan it again."),
    ),
    Code.BATCH_IDS_SHORT: lambda: says(
        translate("Problems", "{count} ids of your list cannot be used. Give as many more."),
        translate("Problems", "Some ids of your list cannot be used."),
        one=translate("Problems", "One id of your list cannot be used. Give one more."),
        todo=translate("Problems", "Give a list of new ids, and go on with the batch."),
    ),
    Code.BATCH_ANSWER_ODD: lambda: says(
        translate(
            "Problems",
            "The gift-card service answered otherwise than it was asked: {count} of {most} cards cannot be used"
            " ({reason}). The batch was stopped.",
        ),
        translate("Problems", "The gift-card service answered otherwise than it was asked. The batch was stopped."),
        todo=translate("Problems", "Ask the gift-card service before you run the batch again."),
    ),
    Code.BATCH_IDS_REFUSED: lambda: says(
        translate(
            "Problems",
            "The gift-card service refuses ids one by one, {count} so far: “{message}”. The batch was stopped.",
        ),
        translate("Problems", "The gift-card service refuses ids one by one. The batch was stopped."),
        todo=translate("Problems", "Read what it says, and have the form of the ids or the account put right."),
    ),
    Code.BATCH_CARDS_LOST: lambda: says(
        translate("Problems", "{count} cards of this batch must not be printed. The order is filled without them."),
        translate("Problems", "Some cards of this batch must not be printed."),
        one=translate("Problems", "One card of this batch must not be printed. The order is filled without it."),
        todo=translate("Problems", "Keep the list of them, which “giftcard-till batch status” shows."),
    ),
    Code.BATCH_LOST_KEPT: lambda: says(
        translate(
            "Problems", "{count} cards of this batch must not be printed. No others were planned for the lost ones."
        ),
        translate("Problems", "Some cards of this batch lost their secrets, and no others were planned for them."),
        one=translate("Problems", "One card of this batch must not be printed. No other was planned for a lost one."),
        todo=translate(
            "Problems",
            "Give them new secrets with “giftcard-till batch rekey”, or let others take their places with"
            " “giftcard-till batch run”.",
        ),
    ),
    Code.BATCH_NOT_COMPLETE: lambda: says(
        translate("Problems", "This batch is not complete. Cards that are ready: {count} of {most}."),
        translate("Problems", "This batch is not complete."),
        todo=translate("Problems", "Run it to its end first with “giftcard-till batch run”."),
    ),
    Code.BATCH_SAME_PERSON: lambda: says(
        translate("Problems", "{person} has released this batch already. A second person is needed."),
        translate("Problems", "The same person has released this batch already."),
        todo=translate("Problems", "Let somebody else release it, with a PIN of their own."),
    ),
    Code.BATCH_RELEASED: lambda: says(
        translate("Problems", "This batch was released already."),
        translate("Problems", "This batch has been released already."),
        todo=translate("Problems", "Nothing of it is changed any more. Released by two persons it can be exported."),
    ),
    Code.BATCH_EXPORTED: lambda: says(
        translate("Problems", "This batch was exported already, so nothing of it is written off."),
        todo=translate("Problems", "What its recipients have stays as it is. Order more cards with a new plan."),
    ),
    Code.BATCH_NOT_WHOLE: lambda: says(
        translate(
            "Problems",
            "{count} of {most} sealed answers of this batch, in {folder}, are gone or not as they were written: nobody"
            " can print their cards.",
        ),
        translate("Problems", "Some sealed answers of this batch are gone or not as they were written."),
        todo=translate(
            "Problems",
            "Put the files back from a copy, and look again. Without one, and before a first export, write their cards"
            " off with “giftcard-till batch write-off”: others take their places.",
        ),
        one=translate(
            "Problems",
            "1 of {most} sealed answers of this batch, in {folder}, is gone or not as it was written: nobody can print"
            " its cards.",
        ),
    ),
    Code.BATCH_VAULT_AWAY: lambda: says(
        translate("Problems", "Not one sealed answer of this batch is as it was written, in {folder}."),
        translate("Problems", "Not one sealed answer of this batch is there as it was written."),
        todo=translate(
            "Problems",
            "See whether the right disk is there, or put the folder back from a copy. If all are lost for good, and"
            " before a first export, “giftcard-till batch write-off --all” writes every card off. Nothing was changed.",
        ),
    ),
    Code.REKEY_NOT_LOST: lambda: says(
        translate("Problems", "Card {card} is no card of this batch that lost its secrets and may get new ones."),
        translate("Problems", "This is no card of the batch that lost its secrets and may get new ones."),
        todo=translate("Problems", "“giftcard-till batch status” names them. What may be another's is left alone."),
    ),
    Code.REKEY_NOT_INACTIVE: lambda: says(
        translate("Problems", "Card {card} is not inactive at the gift-card service, so it was left alone."),
        translate("Problems", "The card is not inactive at the gift-card service, so it was left alone."),
        todo=translate("Problems", "Do not print it. Ask the gift-card service what became of it."),
    ),
    Code.REKEY_LOST: lambda: says(
        translate("Problems", "The answer with the new secrets of card {card} was lost, so it stays lost."),
        translate("Problems", "The answer with the new secrets was lost, so the card stays lost."),
        todo=translate(
            "Problems",
            "Try it again: the last PIN counts. A token may be good at the gift-card service that nobody knows.",
        ),
    ),
    Code.REKEY_ODD: lambda: says(
        translate("Problems", "The new secrets of card {card} are not as they were asked for, so it stays lost."),
        translate("Problems", "The new secrets are not as they were asked for, so the card stays lost."),
        todo=translate("Problems", "Ask the gift-card service before you try it again."),
    ),
}
