"""How a batch stands, in words: its state, how far it is, how fast, and what happened to it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from app.core.batch import ChunkState, Fate
from app.core.problem import Code, Problem
from app.office.book import BatchNote, BatchStanding, BatchState, NotedBatch, RekeyOutcome
from app.office.pace import Waiting, WaitsFor
from app.ui.controls import isolated
from app.ui.theme import Tone
from app.ui.translation import translate
from app.ui.words import Words, at_the_office, sentence

SIGNS: Final = {
    BatchState.PLANNED: ("clock", Tone.WAIT),
    BatchState.RUNNING: ("pause", Tone.WAIT),
    BatchState.COMPLETE: ("tick", Tone.ACTIVE),
    BatchState.RELEASED: ("lock", Tone.ACTIVE),
    BatchState.SHREDDED: ("trash", Tone.MUTED),
}
"""Icon and tone of each state."""

PACE_KNOWN_AFTER: Final = timedelta(seconds=2)


def counted(number: int) -> str:
    """A number of cards as people read it: groups of three behind a narrow space that does not break."""
    return f"{number:,}".replace(",", "\u202f")


def short_key(key: str) -> str:
    """A public key by its ends: enough to tell two apart."""
    return f"{key[:8]}…{key[-6:]}" if len(key) > 16 else key


def moment_of(at: datetime) -> str:
    """A moment in this computer's zone, as the list of what happened has it."""
    return f"{at.astimezone():%d.%m. %H:%M}"


def state_word(state: BatchState) -> str:
    """One word, or two."""
    match state:
        case BatchState.PLANNED:
            return translate("Batches", "Planned")
        case BatchState.RUNNING:
            return translate("Batches", "Not complete")
        case BatchState.COMPLETE:
            return translate("Batches", "Complete")
        case BatchState.RELEASED:
            return translate("Batches", "Released for printing")
        case BatchState.SHREDDED:
            return translate("Batches", "Secrets destroyed")


def batch_name(standing: BatchStanding) -> str:
    """What people call it by."""
    text = translate("Batches", "Batch {number} · {series}")
    return text.replace("{number}", str(standing.number)).replace("{series}", isolated(standing.order.series))


def progress_words(standing: BatchStanding) -> str:
    """How many of the cards ordered are there."""
    text = translate("Batches", "{good} of {count} cards sealed and checked")
    if standing.state is BatchState.SHREDDED:
        text = translate("Batches", "{count} cards were made and handed over")
    return text.replace("{good}", counted(standing.good)).replace("{count}", counted(standing.order.count))


def rekeyed_words(standing: BatchStanding) -> str:
    """How many lost cards have new secrets, and how many of those are more than was ordered; nothing for none."""
    if not standing.rekeyed:
        return ""
    text = translate("Batches", "{count} re-keyed")
    if standing.surplus:
        text = translate("Batches", "{count} re-keyed, {beyond} of them beyond the order")
    return text.replace("{count}", counted(standing.rekeyed)).replace("{beyond}", counted(standing.surplus))


def fraction_of(standing: BatchStanding) -> float:
    """How much of it is done, from 0 to 1."""
    return standing.good / standing.order.count


def pace_words(done: int, took: timedelta, left: int) -> str:
    """How fast, and how long it may still take; nothing before that can be told from what was done."""
    if done <= 0 or took < PACE_KNOWN_AFTER:
        return ""
    rate = done / took.total_seconds()
    text = translate("Batches", "{rate} cards a minute · about {time} left")
    told = text.replace("{rate}", counted(round(rate * 60)))
    return told.replace("{time}", duration_words(timedelta(seconds=left / rate)))


def duration_words(duration: timedelta) -> str:
    """Roughly: seconds, minutes, or hours and minutes."""
    seconds = round(duration.total_seconds())
    if seconds < 90:
        return translate("Batches", "{count} s").replace("{count}", str(max(1, seconds)))
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate("Batches", "{count} min").replace("{count}", str(minutes))
    hours, rest = divmod(minutes, 60)
    text = translate("Batches", "{hours} h {minutes} min")
    return text.replace("{hours}", str(hours)).replace("{minutes}", str(rest))


def wait_words(waits: Waiting | None) -> str:
    """What is waited for, and how long still."""
    if waits is None:
        return ""
    match waits.what:
        case WaitsFor.LINE:
            text = translate("Batches", "The gift-card service cannot be reached. The next try is in {left}.")
        case WaitsFor.PAUSE:
            text = translate("Batches", "The gift-card service asks for a pause. The next try is in {left}.")
        case WaitsFor.DOUBT:
            text = translate(
                "Batches",
                "An answer was lost, and a late call may still make its cards. Cards in doubt: {cards}. They are looked"
                " at again in {left}; nothing is made twice.",
            )
        case _:
            text = translate(
                "Batches",
                "An earlier answer was lost, and a late call may still change the PIN. Cards in doubt: {cards}. They"
                " are tried in {left}.",
            )
    return text.replace("{cards}", counted(waits.cards)).replace("{left}", duration_words(waits.left))


def fate_words(fate: Fate) -> str:
    """Why a card is not one of the good ones."""
    match fate:
        case Fate.LOST:
            return translate("Batches", "Made, and the answer with its secrets was lost")
        case Fate.TAKEN:
            return translate("Batches", "Was there already, or was made when the chunk was refused")
        case Fate.DOUBLED:
            return translate("Batches", "Came twice in one answer")
        case Fate.FOREIGN:
            return translate("Batches", "Came in an answer, and nobody had asked for it")
        case Fate.ODD:
            return translate("Batches", "Its token or PIN is not as it was asked for")
        case Fate.REFUSED:
            return translate("Batches", "The issuer refused this id; it was never made")
        case Fate.MOVED:
            return translate("Batches", "Was left out of an answer, and was read after that")


def note_words(note: NotedBatch) -> str:
    """One thing that happened."""
    match note.kind:
        case BatchNote.SIZE_LOWERED:
            text = translate("Batches", "The issuer takes {size} cards at once and no more; chunks are smaller now.")
            return text.replace("{size}", str(note.facts.get("size", "")))
        case BatchNote.STOPPED:
            return _stopped(note)
        case BatchNote.RELEASE:
            text = translate("Batches", "{person} released it for printing.")
            return text.replace("{person}", isolated(note.person))
        case BatchNote.EXPORTED:
            text = translate("Batches", "Exported: {file}")
            return text.replace("{file}", isolated(str(note.facts.get("file", ""))))
        case BatchNote.RECEIPT:
            text = translate("Batches", "{person} had the manufacturer's receipt for {file}.")
            told = text.replace("{file}", isolated(str(note.facts.get("file", ""))))
            return told.replace("{person}", isolated(note.person))
        case BatchNote.SHREDDED:
            text = translate("Batches", "{person} destroyed its key and its sealed answers.")
            return text.replace("{person}", isolated(note.person))
        case BatchNote.REKEYED:
            return _rekeyed(note)
        case BatchNote.WRITTEN_OFF:
            text = translate("Batches", "{person} wrote off {count} cards whose sealed answers were gone or changed.")
            told = text.replace("{count}", str(note.facts.get("cards", "")))
            return told.replace("{person}", isolated(note.person))
        case BatchNote.RESTORED:
            return translate("Batches", "The journal was put back. Cards that it held as planned are read first.")


def _rekeyed(note: NotedBatch) -> str:
    tried = {name: int(str(count)) for name, count in note.facts.items()}
    if not tried:
        return translate("Batches", "Lost cards were to get a new token and PIN.")
    good = sum(tried.get(kind.value, 0) for kind in (RekeyOutcome.DONE, RekeyOutcome.SURPLUS))
    text = translate("Batches", "Lost cards that were to get a new token and PIN: {most}. Those that did: {good}.")
    return text.replace("{most}", counted(sum(tried.values()))).replace("{good}", counted(good))


def stop_words(notes: Sequence[NotedBatch], standing: BatchStanding) -> str:
    """Why a batch does not go on, where that is the last thing that happened to it; else nothing."""
    is_stopped = bool(notes) and notes[-1].kind is BatchNote.STOPPED and not standing.is_complete
    if not is_stopped or notes[-1].facts.get("problem") == Code.BATCH_IDS_SHORT.value:  # the ids' own card says it
        return ""
    return note_words(notes[-1])


def _stopped(note: NotedBatch) -> str:
    code = str(note.facts.get("problem", ""))
    known = {each.value: each for each in Code}
    told = sentence(at_the_office(Problem(known[code]))) if code in known else Words("", "")
    return translate("Batches", "It stopped. {reason}").replace("{reason}", f"{told.what} {told.todo}".strip()).strip()


def is_for_rekeying(standing: BatchStanding) -> bool:
    """Whether lost cards alone keep a batch from being complete: nothing is planned in their places."""
    return bool(standing.may_be_rekeyed) and standing.owed > 0 and not standing.under_way


def start_words(standing: BatchStanding) -> str:
    """What a press of the button does."""
    if standing.state is BatchState.PLANNED:
        return translate("Batches", "Make {count} cards").replace("{count}", counted(standing.order.count))
    if is_for_rekeying(standing):
        return translate("Batches", "Make others instead")
    left = counted(standing.order.count - standing.good)
    return translate("Batches", "Go on, {count} cards left").replace("{count}", left)


def next_words(standing: BatchStanding, notes: Sequence[NotedBatch] = ()) -> str:
    """What is to be done next."""
    match standing.state:
        case BatchState.PLANNED:
            return translate("Batches", "Nothing was sent yet. Start it when you are ready.")
        case BatchState.RUNNING:
            return _running_words(standing)
        case BatchState.COMPLETE if standing.released_by:
            text = translate("Batches", "{person} released it. One more person has to.")
            return text.replace("{person}", isolated(standing.released_by[0]))
        case BatchState.COMPLETE:
            return translate("Batches", "Two persons release it for printing, each with a PIN of their own.")
        case BatchState.RELEASED if any(note.kind is BatchNote.EXPORTED for note in notes):
            return translate("Batches", "It was exported. Send the files, and destroy the secrets after the receipt.")
        case BatchState.RELEASED:
            return translate("Batches", "Export it for the manufacturer.")
        case BatchState.SHREDDED:
            return _destroyed(notes)


def _running_words(standing: BatchStanding) -> str:
    """Begun, and not complete: what keeps it."""
    if doubtful := standing.cards.get(ChunkState.UNKNOWN):
        text = translate(
            "Batches",
            "No answer came for {count} cards. Each is looked for first, which may take some minutes; nothing is"
            " made twice.",
        )
        return text.replace("{count}", counted(doubtful))
    if standing.under_way:
        return translate("Batches", "It can be paused and gone on with at any time; nothing is made twice.")
    if standing.may_be_rekeyed:
        text = translate(
            "Batches",
            "Lost cards whose places are kept: {count}. Give them new secrets below, or have others made.",
        )
        return text.replace("{count}", counted(standing.may_be_rekeyed))
    if standing.order.scheme is None:
        return translate("Batches", "It goes on once it has more card ids.")
    return translate("Batches", "It can be paused and gone on with at any time; nothing is made twice.")


def _destroyed(notes: Sequence[NotedBatch]) -> str:
    """By whom and when, and what that means."""
    means = translate("Batches", "Nobody can read the secrets of these cards here any more.")
    note = next((note for note in reversed(notes) if note.kind is BatchNote.SHREDDED), None)
    if note is None:
        return means
    text = translate("Batches", "{person} destroyed the secrets on {day} at {time}.")
    local = note.at.astimezone()
    told = text.replace("{person}", isolated(note.person)).replace("{day}", f"{local:%d.%m.%Y}")
    return f"{told.replace('{time}', f'{local:%H:%M}')} {means}"
