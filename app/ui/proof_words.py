"""How far a printer's word goes, in words; and of which printers this machine knows nothing by itself."""

from collections.abc import Callable, Mapping
from typing import Final

from app.core.proof import Proof
from app.ui.translation import translate

_PROOFS: Final[Mapping[Proof, Callable[[], str]]] = {
    Proof.JOB_NUMBER: lambda: translate(
        "Devices", "The printer itself tells of each paper, by its number, that it is out."
    ),
    Proof.IN_TURN: lambda: translate("Devices", "The printer itself tells of each paper that it is out."),
    Proof.ON_DISK: lambda: translate(
        "Devices", "Papers go into a file, and are safe on the disk when the till says so."
    ),
    Proof.HANDED_OVER: lambda: translate(
        "Devices", "A print queue takes the papers, and cannot tell whether they come out."
    ),
    Proof.NO_ANSWER: lambda: translate("Devices", "The printer did not answer when it was asked about a paper."),
    Proof.NOT_ASKED: lambda: translate("Devices", "What the printer tells of papers is found out when it can print."),
    Proof.NO_PRINTER: lambda: translate("Devices", "There is no printer: papers are shown on the screen."),
}


def proof_words(proof: Proof) -> str:
    """One sentence on what the till learns of a paper from this printer."""
    return _PROOFS[proof]()


def network_printer_words() -> str:
    """What no search of this machine finds, and how it is named."""
    return translate(
        "Devices",
        'A printer on the network cannot be found by looking: write address = "tcp://HOST:9100" under [printer] in the'
        " settings. Its test page names HOST.",
    )
