"""What works, what does not, and what to mend."""

import json
import os
import shutil
import socket
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from app.command import doctor
from app.config.clock import SystemClock
from app.config.folders import Home
from app.config.secret import Secret
from app.config.settings_file import load_settings
from app.core.problem import Code, Problem
from app.ledger.journal import SqliteLedger
from app.till.ports import LedgerFault
from tests.command.at_the_counter import Till, Told
from tests.printer.sink import Sink
from tests.sandbox.running import Running

ACCOUNT = '[account]\nid = "T11223344"\nclient_id = "till-7"\nbase_url = "{url}"\n'


class Usage(NamedTuple):
    """As `shutil.disk_usage` answers, in bytes."""

    total: int
    used: int
    free: int


def findings(told: Told) -> dict[str, Any]:
    """Each finding by its name. Exit code 5 exactly where something is wrong."""
    found = {finding["name"]: finding for finding in told.value["findings"]}
    assert len(found) == len(told.value["findings"])
    is_well = all(finding["is_well"] for finding in found.values())
    assert told.value["is_well"] is is_well
    assert told.code == (0 if is_well else 5)
    assert all(finding["sentence"] for finding in found.values() if not finding["is_well"])
    return found


def wrong(told: Told) -> dict[str, str]:
    """What is wrong: names and codes."""
    return {name: finding["code"] for name, finding in findings(told).items() if finding["code"]}


def unchecked(told: Told) -> dict[str, str]:
    """What could not be looked at, and why. None of it is called well."""
    not_known = {name: f for name, f in findings(told).items() if not f["is_well"] and not f["code"]}
    return {name: f["sentence"] for name, f in not_known.items()}


def test_a_till_in_order_is_called_so_name_by_name(till: Till) -> None:
    told = till.here("doctor", "--json")
    assert wrong(told) == {}
    expected = {"disk", "settings", "journal", "account", "facts", "network", "token", "clock", "printer", "scanner"}
    assert set(findings(told)) == expected
    assert findings(told)["account"]["note"] == "T00000000 (sandbox)"
    words = till.here("doctor").out.splitlines()
    assert len(words) == len(expected)
    assert all(line.startswith("ok ") for line in words)


def test_a_till_without_an_account_hears_so_and_the_rest_is_looked_at(till: Till) -> None:
    told = till.real("doctor", "--json")
    assert wrong(told) == {"account": "account-missing", "keyring": "keyring-absent"}
    assert {"disk", "printer", "scanner"} <= set(findings(told))
    words = till.real("doctor").out
    assert "NOT WELL account: This till does not know its account yet." in words
    reason = "not checked, because the account is not filled in"
    assert [line for line in words.splitlines() if reason in line] == [
        f"-        {name}: {reason}" for name in ("journal", "facts", "network", "token", "clock", "slips")
    ]


def test_a_real_account_without_a_keyring_is_not_called_to(till: Till, issuer: Running) -> None:
    till.settings(ACCOUNT.format(url=issuer.url))
    told = till.real("doctor", "--json")
    assert wrong(told) == {"keyring": "keyring-absent", "token": "keyring-absent"}
    assert unchecked(told) == {
        "network": "Not checked, because there is no client secret to call with.",
        "clock": "Not checked, because the gift-card service did not name its time.",
        "slips": "Not checked, because the keyring cannot be read.",
    }


def test_a_line_that_is_down_is_the_networks_fault(till: Till) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    told = till.run("doctor", "--json", "--home", str(till.home), "--sandbox", f"http://127.0.0.1:{port}")
    assert wrong(told) == {"network": "line-down"}
    assert unchecked(told)["token"] == "Not checked, because the gift-card service did not answer."
    assert "clock" in unchecked(told)


def test_a_refused_login_is_the_tokens_fault_on_a_line_that_works(till: Till, issuer: Running) -> None:
    issuer.lay({"on": "token", "fault": "401", "times": None})
    told = till.here("doctor", "--json")
    assert wrong(told) == {"token": "login-refused"}
    assert findings(told)["network"]["is_well"]


def test_a_clock_that_is_off_is_told_in_hours(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    truly = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda clock: truly(clock) + timedelta(hours=3))
    told = till.here("doctor", "--json")
    assert wrong(told) == {"clock": "clock-off"}
    assert "3 hours off" in findings(told)["clock"]["sentence"]


@pytest.mark.parametrize(("key", "told"), [(Secret("k" * 32), "slip key"), (None, "client secret")])
def test_the_key_that_slips_are_sealed_with_is_named(
    till: Till, monkeypatch: pytest.MonkeyPatch, key: Secret | None, told: str
) -> None:
    till.settings(ACCOUNT.format(url="https://api.example.com"))
    monkeypatch.setattr(doctor, "read_slip_key", lambda *_given: key)
    assert told in doctor.slip_key(load_settings(Home.found(till.home).settings)).note


def test_a_damaged_journal_that_is_not_rescued_yet_is_told(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SqliteLedger, "rescues_due", lambda _ledger: ("damaged-2026-11-23-1",))
    assert wrong(till.here("doctor", "--json")) == {"journal": "rescue-due"}


def test_a_disk_that_is_nearly_full_is_told(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9 - 12 * 2**20, 12 * 2**20))
    told = till.here("doctor", "--json")
    assert wrong(told) == {"disk": "disk-low"}
    assert "12 MB" in findings(told)["disk"]["sentence"]


def test_a_printer_that_answers_is_ready(till: Till) -> None:
    with Sink() as sink:
        told = till.here("doctor", "--json", "--printer", f"tcp://127.0.0.1:{sink.port}")
    assert wrong(told) == {}
    assert findings(told)["printer"]["note"].endswith("is ready")


def test_a_logo_that_cannot_be_read_is_told(till: Till) -> None:
    logo = till.home / "logo.png"
    till.settings(f'[printer]\naddress = "file:{till.home / "paper.bin"}"\nlogo = "{logo}"\n')
    assert findings(till.here("doctor", "--json"))["printer"]["note"].endswith(
        "its logo cannot be read and is left out"
    )


def test_a_printer_without_paper_or_out_of_reach_is_told(till: Till) -> None:
    with Sink(paper="out") as sink:
        address = f"tcp://127.0.0.1:{sink.port}"
        told = till.here("doctor", "--json", "--printer", address)
    assert wrong(told) == {"printer": "printer-no-paper"}
    told = till.here("doctor", "--json", "--printer", address)
    assert wrong(told) == {"printer": "printer-unreachable"}


def test_a_printer_address_that_is_none_hides_nothing_else(till: Till) -> None:
    told = till.here("doctor", "--json", "--printer", "lpt1")
    assert wrong(told) == {"printer": "printer-address-bad"}
    assert findings(told)["token"]["is_well"]


def test_a_serial_scanner_is_looked_for(till: Till) -> None:
    till.settings('[scanner]\nserial_port = "/dev/ttyNOTHERE"\n')
    assert wrong(till.here("doctor", "--json")) == {"scanner": "scanner-away"}
    cable, other_end = os.openpty()
    try:
        till.settings(f'[scanner]\nserial_port = "{os.ttyname(other_end)}"\n')
        assert wrong(till.here("doctor", "--json")) == {}
    finally:
        os.close(cable)
        os.close(other_end)


def test_a_port_of_windows_is_only_known_by_opening_it() -> None:
    assert doctor.serial_problem("COM3", is_there=lambda: False) is None


def test_settings_at_fault_are_named(till: Till) -> None:
    till.settings("[shop]\nnmae = 'x'\n")
    told = till.here("doctor", "--json")
    assert wrong(told) == {"settings": "settings-unknown-key", "keyring": "keyring-absent"}
    assert set(unchecked(told)) == {"journal", "account", "facts", "network", "token", "clock", "printer", "scanner"}
    assert set(unchecked(told).values()) == {"Not checked, because the settings cannot be read."}


def test_a_damaged_journal_is_named_and_the_rest_is_looked_at(till: Till) -> None:
    till.journal()
    (till.home / "journal" / "T00000000.db").write_bytes(b"not a journal" * 500)
    told = till.here("doctor", "--json")
    assert wrong(told) == {"journal": "journal-damaged"}
    assert "printer" in findings(told)


def test_what_waits_is_counted(till: Till, issuer: Running) -> None:
    issuer.lay({"on": "any", "fault": "502-html", "times": None})
    till.sell(issuer.cards()[0])
    issuer.lay()
    assert findings(till.here("doctor", "--json"))["journal"]["note"] == "1 waiting, 0 with a person"


def test_a_sandbox_elsewhere_is_never_called(till: Till) -> None:
    told = till.run("doctor", "--json", "--home", str(till.home), "--sandbox", "http://10.0.0.1")
    assert wrong(told) == {"account": "sandbox-not-loopback"}
    assert json.dumps(findings(told)).count("10.0.0.1") == 1


@pytest.mark.parametrize(("account", "kind"), [("T11223344", "test account"), ("P11223344", "PRODUCTION")])
def test_whose_money_it_is_stands_there_loudly(till: Till, account: str, kind: str) -> None:
    till.settings(f'[account]\nid = "{account}"\nclient_id = "till-7"\n')
    assert findings(till.real("doctor", "--json"))["account"]["note"] == f"{account} ({kind})"


def test_a_journal_whose_rows_cannot_be_read_is_named(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_ledger: object) -> None:
        raise LedgerFault(Problem(Code.JOURNAL_DAMAGED), is_certain=True)

    monkeypatch.setattr(SqliteLedger, "queue", damaged)
    assert wrong(till.here("doctor", "--json")) == {"journal": "journal-damaged"}


def test_what_a_probe_found_out_is_told_and_so_is_why_nothing_is_known(till: Till, issuer: Running) -> None:
    never = findings(till.here("doctor", "--json"))["facts"]
    assert (never["is_well"], never["note"]) == (
        True,
        "the worst is assumed of the gift-card service: the issuer was never probed",
    )
    till.here("probe")
    known = findings(till.here("doctor", "--json"))["facts"]
    assert known["note"] == "a second activation is refused: yes, metadata comes back: yes"
    (till.home / "facts.json").write_text("{")
    damaged = findings(till.here("doctor", "--json"))["facts"]
    assert "the facts file cannot be believed" in damaged["note"]
