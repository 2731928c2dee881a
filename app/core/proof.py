"""How far a printer's word goes: what it can tell of a paper that it was given."""

from enum import StrEnum, unique


@unique
class Proof(StrEnum):
    """The best word that a printer gives for a paper. Only the first three ever make a print's outcome a yes."""

    JOB_NUMBER = "job-number"
    """It names the job's own number when that job is printed (GS ( H, function 48)."""
    IN_TURN = "in-turn"
    """It answers a question that lies behind the job in its buffer (GS r)."""
    ON_DISK = "on-disk"
    """There is no printer but a file, and the bytes are on the disk."""
    HANDED_OVER = "handed-over"
    """A spooler took the job and passed it on: nobody asks the printer."""
    NO_ANSWER = "no-answer"
    """It was asked, and says nothing."""
    NOT_ASKED = "not-asked"
    """It has not been reached yet."""
    NO_PRINTER = "no-printer"
    """Paper is shown on the screen alone."""

    @property
    def is_the_printers_word(self) -> bool:
        """Whether the printer itself tells of each paper that it is out."""
        return self in {Proof.JOB_NUMBER, Proof.IN_TURN}
