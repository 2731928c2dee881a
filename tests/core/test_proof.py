"""How far a printer's word goes."""

from app.core.proof import Proof


def test_only_a_printer_that_was_asked_and_answered_gives_its_own_word() -> None:
    assert {proof for proof in Proof if proof.is_the_printers_word} == {Proof.JOB_NUMBER, Proof.IN_TURN}
