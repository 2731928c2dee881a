"""Head office behind the window, at a sandbox over HTTP: the same batches as the commands make."""

from collections.abc import Iterator

import pytest

from app.command.window import desk_for
from app.compose.batch_desk import BatchDesk
from app.compose.options import Options
from app.core.card_ids import IdScheme
from app.core.card_print import Weight, may_run
from app.core.problem import Code, Problem
from app.office.book import BatchStanding, BatchState
from app.office.status import Found
from app.ui.desk import Desk
from app.ui.office_desk import BatchDraft, Checked, GivenIds, SignedFile
from tests.command.at_the_counter import Till
from tests.command.head_office import MANUFACTURER
from tests.sandbox.running import Running


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
    assert office.run(batch_id, lambda standing: told.append(standing.good)) is None
    assert (told[0], told[-1]) == (0, 30)
    (standing,) = office.batches()
    assert (standing.state, standing.good) == (BatchState.COMPLETE, 30)
    assert len([card for card in issuer.cards() if card.startswith("GC")]) == 30
    assert code(office.release(batch_id, "271828")) is Code.APPROVAL_NOT_SET
    for name, pin in (("Kari", "271828"), ("Ola", "314159")):
        assert till.real("approval", "set", name, stdin=pin + "\n").code == 0
    assert office.export(batch_id, ("csv",), str(till.home)) == Problem(Code.BATCH_NOT_RELEASED)
    assert [office.release(batch_id, pin) for pin in ("271828", "314159")] == [None, None]
    files = office.export(batch_id, ("csv", "pdf"), str(till.home))
    assert not isinstance(files, Problem)
    assert [(file.cards, (till.home / file.name).is_file()) for file in files] == [(30, True), (30, True)]
    assert code(office.export(batch_id, ("csv",), str(till.home / files[0].name / "in it"))) is Code.EXPORT_UNWRITABLE


def test_the_window_asks_checks_and_destroys_as_the_commands_do(office: BatchDesk, till: Till) -> None:
    batch_id = ordered(office)
    sheet = till.home / "sheet.pdf"
    assert office.proof(office.usual().token, str(sheet), batch_id) is None
    assert sheet.read_bytes().startswith(b"%PDF")
    assert code(office.proof(office.usual().token, str(sheet))) is Code.EXPORT_EXISTS
    assert office.run(batch_id, lambda _standing: None) is None
    assert office.check(batch_id, lambda _checked: None) == Checked(30, {Found.INACTIVE: 30})
    assert code(office.check("nobody", lambda _checked: None)) is Code.BATCH_UNKNOWN
    for name, pin in (("Kari", "271828"), ("Ola", "314159")):
        assert till.real("approval", "set", name, stdin=pin + "\n").code == 0
        assert office.release(batch_id, pin) is None
    files = office.export(batch_id, ("csv",), str(till.home))
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
    assert code(office.run(batch_id, lambda _standing: None)) is Code.NOT_ALLOWED
    look = office.look(batch_id)
    assert look is not None
    assert look.notes[-1].facts["problem"] == Code.NOT_ALLOWED.value
    issuer.lay()
    assert office.run(batch_id, lambda _standing: None) is None
    assert office.batches()[0].is_complete


def test_a_key_that_is_none_refuses_the_plan(office: BatchDesk) -> None:
    bad = thirty(office).addressed(MANUFACTURER, "age1nobody")
    found = office.findings(bad)
    assert [finding.problem.code for finding in found if finding.weight is Weight.REFUSAL] == [Code.RECIPIENT_BAD]


def test_nothing_is_known_of_a_batch_that_never_was(office: BatchDesk) -> None:
    assert office.look("0" * 32) is None
    assert code(office.run("nobody", lambda _standing: None)) is Code.BATCH_UNKNOWN
    office.stop("nobody")


def code(came: object) -> Code | None:
    return came.code if isinstance(came, Problem) else None
