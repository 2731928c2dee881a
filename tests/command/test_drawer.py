"""`giftcard-till drawer open`: by a supervisor's PIN, with a name and a reason, where the settings name a drawer."""

import pytest

from tests.command.at_the_counter import Till, Told
from tests.printer.sink import Sink

PIN = "482913"
DRAWER = '[printer]\ndrawer = "pin-5"\n'


@pytest.fixture
def manned(till: Till) -> Till:
    """A till with a drawer, at which one person may approve."""
    till.settings(DRAWER)
    assert till.here("approval", "set", "Berit", stdin=f"{PIN}\n").code == 0
    return till


def opens(till: Till, sink: Sink, *more: str, pin: str = PIN) -> Told:
    words = ("drawer", "open", "--person", "Kari", "--reason", "change for a fifty")
    return till.here(*words, "--printer", f"tcp://127.0.0.1:{sink.port}", *more, stdin=f"{pin}\n")


def notes(till: Till) -> list[dict[str, object]]:
    every = till.here("journal", "--notes", "--json").value["notes"]
    return [note["facts"] for note in every if note["kind"] == "drawer"]


def test_the_drawer_opens_and_the_journal_keeps_who_and_why(manned: Till) -> None:
    with Sink() as sink:
        told = opens(manned, sink)
        (job,) = [job.paper for job in sink.jobs]
    assert (told.code, told.err) == (0, "")
    assert "told to open the drawer at pin-5" in told.out
    assert [event.facts["pin"] for event in job.events if event.what == "drawer"] == [1]
    assert not [event for event in job.events if event.what in {"line", "picture", "cut"}], "no paper is spent"
    assert notes(manned) == [{"person": "Kari", "reason": "change for a fifty", "supervisor": "Berit"}]


def test_a_wrong_pin_opens_nothing(manned: Till) -> None:
    with Sink() as sink:
        told = opens(manned, sink, "--json", pin="000111")
        assert sink.jobs == []
    assert (told.code, told.refused) == (4, "approval-wrong")
    assert notes(manned) == []


def test_a_printer_that_does_not_open_it_is_told(manned: Till) -> None:
    with Sink(cover_open=True) as sink:
        told = opens(manned, sink, "--json")
    assert (told.code, told.value["opened"], told.problem) == (5, "no", "printer-cover-open")
    assert "cover is open. The drawer may be shut." in told.err
    assert notes(manned)[0]["stayed_shut"] == "printer-cover-open"
    (opening,) = manned.here("report", "--json").value["drawer"]
    assert (opening["person"], opening["supervisor"], opening["stayed_shut"]) == ("Kari", "Berit", "printer-cover-open")
    told = manned.here("report").out
    assert "Drawer opened without a sale: 0" in told
    assert "Kari: change for a fifty (leave of Berit), but it stayed shut" in told


def test_without_a_drawer_in_the_settings_nobody_is_asked_for_a_pin(till: Till) -> None:
    with Sink() as sink:
        assert opens(till, sink, "--json").refused == "drawer-not-set"
    till.settings(DRAWER)
    told = till.here("drawer", "open", "--person", "Kari", "--reason", "change", "--json")
    assert told.refused == "drawer-not-set", "a drawer hangs on a printer"


@pytest.mark.parametrize("blank", ["", "   "])
def test_who_opens_it_gives_a_name_and_a_reason(manned: Till, blank: str) -> None:
    with Sink() as sink:
        address = ("--printer", f"tcp://127.0.0.1:{sink.port}")
        told = manned.here("drawer", "open", "--person", blank, "--reason", "change", "--json", *address)
    assert (told.code, told.refused) == (2, "case-unsigned")
