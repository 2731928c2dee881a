"""What is said of ordered cards' secrets: sealing them, keeping them, handing them over and destroying them."""

from collections.abc import Callable, Mapping
from typing import Final

from app.core.problem import Code
from app.ui.saying import Saying, says
from app.ui.translation import translate

VAULT_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.RECIPIENT_MISSING: lambda: says(
        translate("Problems", "Nobody is named who may open the cards' codes."),
        todo=translate("Problems", "Name at least one public key: the manufacturer's, and one that head office keeps."),
    ),
    Code.RECIPIENT_NOT_NAMED: lambda: says(
        translate("Problems", "“{key}” is none of the keys that this batch was ordered and released for."),
        translate("Problems", "This is none of the keys that the batch was ordered and released for."),
        todo=translate("Problems", "Give one of the batch's own keys, or leave it out: then each gets a file."),
    ),
    Code.RECIPIENT_BAD: lambda: says(
        translate("Problems", "“{key}” is no public key that codes can be encrypted to: {reason}."),
        translate("Problems", "This is no public key that codes can be encrypted to."),
        todo=translate("Problems", "Ask its owner for the line that begins with age1, and copy it whole."),
    ),
    Code.VAULT_FULL: lambda: says(
        translate("Problems", "The disk has no room for the next answer in {folder}: {least} are needed."),
        translate("Problems", "The disk has no room for the next answer."),
        todo=translate("Problems", "Free some space, then go on with the batch. Nothing was sent."),
    ),
    Code.VAULT_UNWRITABLE: lambda: says(
        translate("Problems", "Answers cannot be kept in {folder}: {reason}."),
        translate("Problems", "Answers cannot be kept where they belong."),
        todo=translate("Problems", "Make the folder writable for this user, then go on. Nothing was sent."),
    ),
    Code.VAULT_KEY_MISSING: lambda: says(
        translate("Problems", "The keyring has no key for batch {batch}, and its sealed answers need it."),
        translate("Problems", "The keyring has no key for this batch, and its sealed answers need it."),
        todo=translate(
            "Problems",
            "Go on as the user and on the computer that began the batch, or open the answers with a recipient's key.",
        ),
    ),
    Code.VAULT_TRIAL_FAILED: lambda: says(
        translate("Problems", "What was sealed as a trial could not be opened again: {reason}."),
        translate("Problems", "What was sealed as a trial could not be opened again."),
        todo=translate("Problems", "Have the keyring and the keys of the batch looked at. Nothing was sent."),
    ),
    Code.ANSWER_NOT_KEPT: lambda: says(
        translate("Problems", "An answer came and could not be kept: {reason}. The codes in it are lost."),
        translate("Problems", "An answer came and could not be kept. The codes in it are lost."),
        todo=translate("Problems", "Have the disk looked at, then go on: the cards are replaced by others."),
    ),
    Code.SEALER_LOST: lambda: says(
        translate("Problems", "The process that makes a chunk's cards ended in the middle of its work."),
        todo=translate("Problems", "Go on with the batch: each of the cards is looked for, and replaced where needed."),
    ),
    Code.SEALED_FILE_MISSING: lambda: says(
        translate("Problems", "The sealed answer {file} is gone."),
        translate("Problems", "A sealed answer is gone."),
        todo=translate(
            "Problems",
            "Put the file back from a copy. Without one, and before a first export, write its cards off with"
            " “giftcard-till batch write-off”: others take their places.",
        ),
    ),
    Code.SEALED_FILE_CHANGED: lambda: says(
        translate("Problems", "The sealed answer {file} is not as it was written."),
        translate("Problems", "A sealed answer is not as it was written."),
        todo=translate(
            "Problems",
            "Trust nothing of it. Put the file back from a copy. Without one, and before a first export, write its"
            " cards off with “giftcard-till batch write-off”: others take their places.",
        ),
    ),
    Code.SEALED_FILE_SHUT: lambda: says(
        translate("Problems", "The sealed answer {file} cannot be opened: {reason}."),
        translate("Problems", "A sealed answer cannot be opened."),
        todo=translate("Problems", "Have the batch's key in the keyring looked at, or open it with a recipient's key."),
    ),
    Code.NOT_SHREDDED: lambda: says(
        translate("Problems", "The sealed answer {file} could not be removed: {reason}."),
        translate("Problems", "A sealed answer could not be removed."),
        todo=translate("Problems", "Remove it by hand, or mend what is in the way and destroy the batch again."),
    ),
}

PRESS_SAYINGS: Final[Mapping[Code, Callable[[], Saying]]] = {
    Code.EXPORT_UNWRITABLE: lambda: says(
        translate("Problems", "{file} cannot be written: {reason}."),
        translate("Problems", "The export cannot be written."),
        todo=translate("Problems", "Choose another folder that is there, or free some space, and do it again."),
    ),
    Code.EXPORT_EXISTS: lambda: says(
        translate("Problems", "{file} is there already."),
        translate("Problems", "This export is there already."),
        todo=translate("Problems", "Choose another folder, or move the old file away. Nothing was overwritten."),
    ),
    Code.EXPORT_INCOMPLETE: lambda: says(
        translate("Problems", "The sealed answers lack {missing} of the cards that are to be exported."),
        translate("Problems", "The sealed answers lack cards that are to be exported."),
        todo=translate("Problems", "No file was left. Have the sealed answers put back from a copy, and export again."),
    ),
    Code.EXPORT_MISSING: lambda: says(
        translate("Problems", "{file} cannot be read: {reason}."),
        translate("Problems", "The export cannot be read."),
        todo=translate("Problems", "Give the export by its whole name, with its folder, as it was sent."),
    ),
    Code.EXPORT_CHANGED: lambda: says(
        translate("Problems", "{file} is not the file that its manifest speaks of: {reason}."),
        translate("Problems", "This is not the file that its manifest speaks of."),
        todo=translate("Problems", "Print nothing of it. Have it sent anew by another way."),
    ),
    Code.MANIFEST_UNREADABLE: lambda: says(
        translate("Problems", "The manifest {file} cannot be read: {reason}."),
        translate("Problems", "The manifest cannot be read."),
        todo=translate("Problems", "Lay the manifest beside the export as it was sent and under its own name."),
    ),
    Code.MANIFEST_BAD: lambda: says(
        translate("Problems", "{file} is no signed manifest."),
        translate("Problems", "What lies beside the export is no signed manifest."),
        todo=translate("Problems", "Print nothing. Have the export and its manifest sent anew by another way."),
    ),
    Code.MANIFEST_SIGNATURE: lambda: says(
        translate("Problems", "The signature of the manifest {file} is not head office's."),
        translate("Problems", "The signature of the manifest is not head office's."),
        todo=translate("Problems", "Print nothing. Compare the public key with head office by telephone."),
    ),
    Code.OFFICE_KEY_MISSING: lambda: says(
        translate("Problems", "There is no key of head office here to check the manifest with."),
        todo=translate(
            "Problems",
            "Ask head office, by telephone, for the line that its “giftcard-till batch key” shows, and give it with"
            " “--key”.",
        ),
    ),
    Code.PUBLIC_KEY_BAD: lambda: says(
        translate("Problems", "What was given as head office's public key is no public key."),
        todo=translate("Problems", "Give all 44 signs of the line that head office's “giftcard-till batch key” shows."),
    ),
    Code.OFFICE_KEY_BAD: lambda: says(
        translate("Problems", "The key that signs manifests is none: {reason}."),
        translate("Problems", "The key that signs manifests is none."),
        todo=translate("Problems", "Have the keyring looked at. Nothing was signed."),
    ),
    Code.BATCH_NOT_RELEASED: lambda: says(
        translate("Problems", "This batch is not released."),
        todo=translate("Problems", "Look at it with “giftcard-till batch status”, and have two persons release it."),
    ),
    Code.BATCH_SHREDDED: lambda: says(
        translate("Problems", "The secrets of this batch are destroyed: nobody can export its cards any more."),
        todo=translate("Problems", "Order more cards with a new plan, if some are needed."),
    ),
    Code.RECEIPT_PARTIAL: lambda: says(
        translate("Problems", "This receipt is kept. Its file lacks what would be lost then of the cards: {what}."),
        translate("Problems", "This receipt is kept. Its file lacks secrets that would be lost then."),
        todo=translate(
            "Problems",
            "Export them, too, and give the receipt of that file. Nothing was destroyed yet.",
        ),
    ),
    Code.RECEIPT_MISSING: lambda: says(
        translate("Problems", "This receipt is kept. The cards beyond the order are in a file of their own."),
        todo=translate("Problems", "Give the other file's receipt, too. Nothing was destroyed yet."),
    ),
    Code.RECEIPT_UNKNOWN: lambda: says(
        translate("Problems", "No export of this batch has the checksum of that receipt."),
        todo=translate("Problems", "Ask the manufacturer for the checksum of the file. Nothing was destroyed."),
    ),
}
