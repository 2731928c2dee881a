"""What is said of papers that wait for the printer, and of those that nobody knows to have come out."""

from app.core.paper import Paper, PaperKind
from app.core.problem import Code, Problem
from app.till.ports import PrintJob, PrintOutcome
from app.ui.translation import translate
from app.ui.words import Words, sentence


def asked_words(paper: Paper, *, is_copy: bool = False) -> Words:
    """The one question about a paper, or about a copy of it, and what comes of the answers."""
    if paper.kind is PaperKind.RECEIPT:
        first = translate("Papers", "Did receipt {number} come out whole?")
        told = translate("Papers", "Did the copy of receipt {number} come out whole?") if is_copy else first
    else:
        first = translate("Papers", "Did slip {number} come out whole?")
        told = translate("Papers", "Did the copy of slip {number} come out whole?") if is_copy else first
    todo = translate("Papers", "Look at the printer. What did not come out is printed again, marked as a copy.")
    return Words(told.replace("{number}", paper.number_text), todo)


def job_words(job: PrintJob) -> Words:
    """One paper that is not over, and what happens to it."""
    paper = job.record.paper
    if job.outcome is PrintOutcome.UNKNOWN:
        return asked_words(paper, is_copy=job.record.copies > 0)
    is_receipt = paper.kind is PaperKind.RECEIPT
    if job.outcome is PrintOutcome.WAITING:
        receipt, slip = translate("Papers", "Receipt {number}"), translate("Papers", "Slip {number}")
        todo = translate("Papers", "It is being printed.")
    else:
        receipt, slip = translate("Papers", "Receipt {number}"), translate("Papers", "Slip {number}")
        todo = translate("Papers", "It waits for the printer, and comes out by itself.")
    return Words((receipt if is_receipt else slip).replace("{number}", paper.number_text), todo)


def count_words(waiting: int, asked: int) -> str:
    """How many wait and how many are asked about, for the line at the foot; empty for none."""
    if asked and waiting:
        told = translate("Papers", "{waiting} waiting, {asked} to look at")
        return told.replace("{waiting}", str(waiting)).replace("{asked}", str(asked))
    if asked == 1:
        return translate("Papers", "1 paper: did it come out?")
    if asked:
        return translate("Papers", "{count} papers: did they come out?").replace("{count}", str(asked))
    if waiting == 1:
        return translate("Papers", "1 paper waits")
    return translate("Papers", "{count} papers wait").replace("{count}", str(waiting)) if waiting else ""


def waits_words(trouble: Problem) -> str:
    """Why papers wait, and that nobody has to print them again."""
    if trouble.code is Code.PRINTER_FELL_SILENT:  # its words name the ways out
        return " ".join(
            (
                sentence(trouble).what,
                translate("Papers", "Look at it, and switch it off and on: what waits comes out by itself then, once."),
                translate("Papers", "If it stays silent, put another printer to use on the page Devices."),
                translate("Papers", "If it prints and only says nothing, press Send one all the same."),
            )
        )
    from app.ui.till_sayings import PRINTER_STATES  # an empty form needs no sentence of a fault

    told = PRINTER_STATES.get(trouble.code)
    words = sentence(trouble)
    todo = told().todo if told else words.todo
    if trouble.code is Code.PRINTER_BUSY:  # its cause is told before: what to do is all that is wanted after it
        todo = translate("Papers", "Wait a moment, or switch it off and on.")
    then = translate("Papers", "What waits comes out by itself then.")
    return f"{words.what} {todo} {then}"


def papers_summary(waiting: int, trouble: Problem | None, *, printing: int = 0, asked: int = 0) -> str:
    """What the page of papers says at its head: of those that wait, of what is being printed, of what is asked."""
    if trouble is not None and waiting:
        return waits_words(trouble)
    if waiting:
        return translate("Papers", "They come out one after another.")
    told: list[str] = []
    if printing == 1:
        told.append(translate("Papers", "1 paper is being printed."))
    elif printing:
        told.append(translate("Papers", "{count} papers are being printed.").replace("{count}", str(printing)))
    if asked:
        told.append(count_words(0, asked))
    return " ".join(told) or translate("Papers", "No paper waits for the printer.")
