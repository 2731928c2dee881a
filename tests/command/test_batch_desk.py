"""Head office behind the window, at a sandbox over HTTP: the same batches as the commands make."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from app.command.window import desk_for
from app.compose import office as office_of
from app.compose.batch_desk import BatchDesk
from app.compose.options import Options
from app.core.card_ids import IdScheme
from app.core.card_print import Weight, may_run
from app.core.problem import Code, Problem
from app.office import pace
from app.office.book import BatchNote, BatchStanding, BatchState, RekeyOutcome
from app.office.pace import WaitsFor
from app.office.rekey import Choice
from app.office.status import Checked, Found
from app.press.card_row import COLUMNS
from app.ui.desk import Desk
from app.ui.office_desk import BatchDraft, ExportWish, GivenIds, Rekeying, SignedFile, UnsoundAnswers
from app.vault.seal import new_identity
from tests.command.at_the_counter import Till
from tests.command.head_office import MANUFACTURER
from tests.sandbox.running import Running, until

SHORT = timedelta(seconds=0.1)
YEARS = timedelta(days=3_650)


@pytest.fixture
def desk(till: Till) -> Iterator[Desk]:
    till.settings("[office]\nbatches = true\n")
    made = desk_for(Options(till.home, till.url))
    yield made
    made.close()


@pytest.fixture
def office(desk: Desk) -> BatchDesk:
    assert isinstance(desk.office, BatchDesk)
    return desk.office


def thirty(office: BatchDesk) -> BatchDraft:
    usual = office.usual()
    return BatchDraft("Spring", 30, IdScheme("GC", 12), usual.token, usual.pin, (MANUFACTURER,), chunk_size=10)


def ordered(office: BatchDesk) -> str:
    came = office.order(thirty(office))
    assert isinstance(came, BatchStanding)
    return came.order.batch_id


def test_a_till_has_no_batches_unless_it_is_a_head_office(till: Till) -> None:
    for options, has_batches in (
        (Options(till.home, till.url), False),
        (Options(till.home, till.url, is_office=True), True),
    ):
        desk = desk_for(options)
        desk.close()
        assert (desk.office is not None) is has_batches


def test_a_batch_goes_from_its_plan_to_its_release(office: BatchDesk, till: Till, issuer: Running) -> None:
    assert may_run(office.findings(thirty(office)))
    batch_id = ordered(office)
    assert office.usual().recipients == (MANUFACTURER,), "the next one is for the same"
    told: list[int] = []
    assert office.run(batch_id, lambda making: told.append(making.standing.good)) is None
    assert (told[0], told[-1]) == (0, 30)
    (standing,) = office.batches()
    assert (standing.state, standing.good) == (BatchState.COMPLETE, 30)
    assert len([card for card in issuer.cards() if card.startswith("GC")]) == 30
    assert code(office.release(batch_id, "271828")) is Code.APPROVAL_NOT_SET
    for name, pin in (("Kari", "271828"), ("Ola", "314159")):
        assert till.real("approval", "set", name, stdin=pin + "\n").code == 0
    assert office.export(batch_id, ExportWish(("csv",), str(till.home))) == Problem(Code.BATCH_NOT_RELEASED)
    assert [office.release(batch_id, pin) for pin in ("271828", "314159")] == [None, None]
    files = office.export(batch_id, ExportWish(("csv", "pdf"), str(till.home)))
    assert not isinstance(files, Problem)
    assert [(file.cards, (till.home / file.name).is_file()) for file in files] == [(30, True), (30, True)]
    nowhere = str(till.home / files[0].name / "in it")
    assert code(office.export(batch_id, ExportWish(("csv",), nowhere))) is Code.EXPORT_UNWRITABLE


def test_the_window_hears_what_a_batch_waits_for(office: BatchDesk, issuer: Running) -> None:
    batch_id = ordered(office)
    issuer.lay({"on": "batch", "fault": "429", "retry_after": 2})
    told: list[WaitsFor] = []
    assert office.run(batch_id, lambda making: told.extend([making.waits.what] if making.waits else ())) is None
    assert set(told) == {WaitsFor.PAUSE}


def test_the_window_asks_checks_and_destroys_as_the_commands_do(office: BatchDesk, till: Till) -> None:
    batch_id = ordered(office)
    sheet = till.home / "sheet.pdf"
    assert office.proof(office.usual().token, str(sheet), batch_id) is None
    assert sheet.read_bytes().startswith(b"%PDF")
    assert code(office.proof(office.usual().token, str(sheet))) is Code.EXPORT_EXISTS
    assert office.run(batch_id, lambda _making: None) is None
    assert office.check(batch_id, lambda _checked: None) == Checked(30, {Found.INACTIVE: 30})
    assert code(office.check("nobody", lambda _checked: None)) is Code.BATCH_UNKNOWN
    for name, pin in (("Kari", "271828"), ("Ola", "314159")):
        assert till.real("approval", "set", name, stdin=pin + "\n").code == 0
        assert office.release(batch_id, pin) is None
    files = office.export(batch_id, ExportWish(("csv",), str(till.home)))
    assert not isinstance(files, Problem)
    key = office.public_key()
    assert isinstance(key, str)
    signed = office.verify(str(till.home / files[0].name), key)
    assert isinstance(signed, SignedFile)
    assert (signed.cards, signed.sha256) == (30, files[0].sha256)
    assert code(office.verify(str(sheet), key)) is Code.MANIFEST_UNREADABLE
    assert [code(each) for each in office.shred(batch_id, "271828", "0" * 64)] == [Code.RECEIPT_UNKNOWN]
    assert [code(each) for each in office.shred(batch_id, "161803", files[0].sha256)] == [Code.APPROVAL_WRONG]
    assert office.shred(batch_id, "271828", files[0].sha256) == ()
    assert office.batches()[0].state is BatchState.SHREDDED


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quarantine and pauses are a tenth of a second."""
    road = office_of.Office.road.fget
    assert road is not None
    monkeypatch.setattr(office_of.Office, "road", property(lambda self: replace(road(self), quarantine=SHORT)))
    monkeypatch.setattr(pace, "GAPS", (SHORT,) * len(pace.GAPS))


@pytest.mark.usefixtures("hasty")
def test_lost_cards_keep_their_places_until_they_get_new_secrets(office: BatchDesk, issuer: Running) -> None:
    came = office.order(replace(thirty(office), count=6, chunk_size=2))
    assert isinstance(came, BatchStanding)
    batch_id = came.order.batch_id
    issuer.lay({"on": "batch", "fault": "answer-lost-after"})
    assert office.run(batch_id, lambda _making: None, keeps_lost=True) is None
    look = office.look(batch_id)
    assert look is not None
    assert (look.standing.good, look.standing.under_way, look.standing.may_be_rekeyed) == (4, 0, 2)
    one, _ = (told.card_id for told in look.fates)
    assert code(office.rekey("nobody", Choice(None, YEARS), print)) is Code.BATCH_UNKNOWN
    assert code(office.rekey(batch_id, Choice(("strange",), YEARS), print)) is Code.REKEY_NOT_LOST
    issuer.lay({"on": "tokens", "fault": "answer-lost-after"})
    told: list[Rekeying] = []
    lost = office.rekey(batch_id, Choice((one,), YEARS), told.append)
    assert isinstance(lost, Rekeying)
    assert [(each.card_id, code(each.problem)) for each in lost.came] == [(one, Code.REKEY_LOST)]

    def stop(rekeying: Rekeying) -> None:
        told.append(rekeying)
        if rekeying.waits is not None:
            office.stop_rekey(batch_id)

    stopped = office.rekey(batch_id, Choice((one,), YEARS), stop)
    assert isinstance(stopped, Rekeying)
    assert not stopped.came
    assert [each.waits.what for each in told if each.waits is not None] == [WaitsFor.REKEY]
    done = office.rekey(batch_id, Choice(None, YEARS), lambda _rekeying: None)
    assert isinstance(done, Rekeying)
    assert (done.most, [each.outcome for each in done.came]) == (2, [RekeyOutcome.DONE] * 2)
    (standing,) = office.batches()
    assert (standing.state, standing.good, standing.rekeyed) == (BatchState.COMPLETE, 6, 2)
    assert [note.kind for note in (office.look(batch_id) or look).notes].count(BatchNote.REKEYED) == 2
    office.stop_rekey(batch_id)


def test_cards_without_a_sealed_answer_are_written_off_and_others_are_exported_as_is_wished(
    office: BatchDesk, till: Till
) -> None:
    _, other = new_identity()
    came = office.order(replace(thirty(office), count=6, chunk_size=2, recipients=(MANUFACTURER, other)))
    assert isinstance(came, BatchStanding)
    batch_id = came.order.batch_id
    assert office.run(batch_id, lambda _making: None) is None
    assert office.unsound(batch_id) == UnsoundAnswers()
    assert code(office.unsound("nobody")) is Code.BATCH_UNKNOWN
    for name, pin in (("Kari", "271828"), ("Ola", "314159")):
        assert till.here("approval", "set", name, stdin=pin + "\n").code == 0
    answers = sorted((till.home / "vault").rglob("*.age"))
    answers[0].unlink()
    assert code(office.release(batch_id, "271828")) is Code.BATCH_NOT_WHOLE, "as the command says it"
    bad = office.unsound(batch_id)
    assert isinstance(bad, UnsoundAnswers)
    assert bad.away is None
    assert (bad.files, bad.cards, bad.why_not) == ((f"{batch_id}/{answers[0].name}",), 2, None)
    assert [code(each) for each in bad.problems] == [Code.SEALED_FILE_MISSING]
    assert code(office.write_off(batch_id, "161803", bad.files)) is Code.APPROVAL_WRONG
    assert office.write_off(batch_id, "271828", ("another.age",)) == 0, "what nobody was told of is not written off"
    assert office.write_off(batch_id, "271828", bad.files) == 2
    assert code(office.write_off("nobody", "271828", bad.files)) is Code.BATCH_UNKNOWN
    assert office.batches()[0].owed == 2
    folder = answers[0].parent
    away = folder.rename(folder.with_name("away"))
    unplugged = office.unsound(batch_id)
    assert isinstance(unplugged, UnsoundAnswers)
    assert (unplugged.cards, code(unplugged.away), unplugged.why_not) == (4, Code.BATCH_VAULT_AWAY, None)
    assert code(office.write_off(batch_id, "271828", unplugged.files[:1])) is Code.BATCH_VAULT_AWAY
    away.rename(folder)
    assert office.write_off(batch_id, "271828", unplugged.files) == 0, "the disk is there again"
    assert office.run(batch_id, lambda _making: None) is None
    assert [office.release(batch_id, pin) for pin in ("271828", "314159")] == [None, None]
    assert code(office.rekey(batch_id, Choice(None, YEARS), print)) is Code.BATCH_RELEASED
    assert office.columns().every == COLUMNS
    wish = ExportWish(("csv",), str(till.home), (other,), ("token", "card_id"))
    files = office.export(batch_id, wish)
    assert not isinstance(files, Problem)
    assert [(file.cards, file.recipient) for file in files] == [(6, other)]
    key = office.public_key()
    assert isinstance(key, str)
    signed = office.verify(str(till.home / files[0].name), key)
    assert isinstance(signed, SignedFile)
    assert signed.columns == ("token", "card_id")
    for file in sorted((till.home / "vault").rglob("*.age"))[:1]:
        file.write_bytes(b"changed")
    late = office.unsound(batch_id)
    assert isinstance(late, UnsoundAnswers)
    assert code(late.why_not) is Code.BATCH_EXPORTED


def test_asking_for_each_card_keeps_what_it_found_when_the_line_goes_down_or_a_person_stops_it(
    office: BatchDesk, till: Till, issuer: Running
) -> None:
    batch_id = ordered(office)
    assert office.run(batch_id, lambda _making: None) is None
    issuer.lay({"on": "get", "fault": "500-before", "skip": 5, "times": None})
    told = office.check(batch_id, lambda _checked: None)
    assert isinstance(told, Checked)
    assert code(told.problem) is Code.ANSWER_UNCLEAR
    assert told.found[Found.INACTIVE] == 5
    asked = till.here("batch", "status", batch_id, "--check")
    assert (asked.code, "0 of 30 cards were read" in asked.out, "begins with the first" in asked.err) == (3, True, True)
    issuer.lay({"on": "get", "fault": "429", "retry_after": 60, "skip": 3, "times": None})
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(office.check, batch_id, lambda _checked: None)
        until(lambda: issuer.client.get("/_sandbox/faults").json()["rules"][0]["fired"] > 0)
        office.stop_check(batch_id)
        told = asking.result()
    assert isinstance(told, Checked)
    assert (told.problem, told.is_whole) == (None, False), "the pause that was asked for ended with the asking"
    issuer.lay({"on": "get", "fault": "429", "retry_after": 1, "times": 1})
    assert office.check(batch_id, lambda _checked: None) == Checked(30, {Found.INACTIVE: 30})


def test_a_list_of_ids_is_read_ordered_and_added_to(office: BatchDesk, till: Till) -> None:
    file = till.home / "ids.csv"
    file.write_text("card_id\nNB-1001\nNB-1002\n", "utf-8")
    given = office.read_ids(str(file))
    assert isinstance(given, GivenIds)
    assert given.ids == ("NB-1001", "NB-1002")
    assert given.is_usable
    usual = office.usual()
    own = BatchDraft("Own", 2, None, usual.token, usual.pin, (MANUFACTURER,), given=given)
    assert may_run(office.findings(own))
    assert isinstance(office.order(own), BatchStanding)
    again = office.order(own)
    assert isinstance(again, BatchStanding)
    assert again.owed == 2, "another batch has these ids"
    assert code(office.add(again.order.batch_id, given)) is Code.BATCH_IDS_SHORT
    assert office.add(again.order.batch_id, GivenIds("more.csv", ("NB-1003", "NB-1004"))) is None
    assert code(office.add("nobody", given)) is Code.BATCH_UNKNOWN
    assert code(office.read_ids(str(till.home / "none.csv"))) is Code.IDS_UNREADABLE


def test_a_batch_that_stopped_says_why_when_it_is_looked_at(office: BatchDesk, issuer: Running) -> None:
    batch_id = ordered(office)
    issuer.lay({"on": "batch", "fault": "403", "times": None})
    assert code(office.run(batch_id, lambda _making: None)) is Code.NOT_ALLOWED
    look = office.look(batch_id)
    assert look is not None
    assert look.notes[-1].facts["problem"] == Code.NOT_ALLOWED.value
    issuer.lay()
    assert office.run(batch_id, lambda _making: None) is None
    assert office.batches()[0].is_complete


def test_a_key_that_is_none_refuses_the_plan(office: BatchDesk) -> None:
    bad = thirty(office).addressed(MANUFACTURER, "age1nobody")
    found = office.findings(bad)
    assert [finding.problem.code for finding in found if finding.weight is Weight.REFUSAL] == [Code.RECIPIENT_BAD]


def test_nothing_is_known_of_a_batch_that_never_was(office: BatchDesk) -> None:
    assert office.look("0" * 32) is None
    assert code(office.run("nobody", lambda _making: None)) is Code.BATCH_UNKNOWN
    office.stop("nobody")


def code(came: object) -> Code | None:
    return came.code if isinstance(came, Problem) else None
