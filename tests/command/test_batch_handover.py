"""From a released batch to the end of its secrets, by the program's own commands. HANDOVER_CARDS: how many cards."""

import base64
import csv
import io
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import zxingcpp

from app.vault.seal import DoesNotOpen, new_identity, opened
from tests.command.at_the_counter import Till
from tests.command.head_office import HeadOffice
from tests.press.test_printed_codes import drawn
from tests.sandbox.running import Running

CARDS = int(os.environ.get("HANDOVER_CARDS", "40"))
CHUNK = max(10, min(1000, CARDS // 10))
PRIVATE, PUBLIC = new_identity()
OTHER, OTHERS = new_identity()


@pytest.fixture
def office(till: Till, issuer: Running) -> HeadOffice:
    till.settings("[queue]\nquarantine_s = 1\n")
    return HeadOffice(till, issuer)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where exports go: it is made with the first one."""
    return tmp_path / "out"


@pytest.fixture
def released(office: HeadOffice) -> HeadOffice:
    """A batch for two recipients, with PINs so long that none is found by chance, which two persons released."""
    words = ("--recipient", PUBLIC, "--recipient", OTHERS, "--pin-length", "16", "--series", "Høst 2027")
    counted = ("--count", str(CARDS), "--prefix", "GC", "--chunk", str(CHUNK), "--token-prefix", "DINCARD:")
    planned = office.batch("plan", *words, *counted, "--json")
    assert planned.code == 0, planned.err
    assert office.run().code == 0
    for name, pin in (("Kari", "271828"), ("Ola", "314159")):
        assert office.till.real("approval", "set", name, stdin=pin + "\n").code == 0
        assert office.batch("release", "1", stdin=pin + "\n").code == 0
    return office


def rows_of(file: Path) -> list[dict[str, str]]:
    text = opened(file.read_bytes(), PRIVATE).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def cores(secret: str) -> Iterator[bytes]:
    """What a secret looks like in base64 wherever it begins, without the signs that its neighbours have a part in."""
    for shift in range(3):
        whole = base64.b64encode(b"?" * shift + secret.encode())
        yield whole[4 if shift else 0 : (len(secret) + shift) // 3 * 4]


def needles_of(secrets: Iterable[str]) -> dict[bytes, str]:
    """Every form in which a secret could be read."""
    return {bytes(needle): secret for secret in secrets for needle in (secret.encode(), *cores(secret))}


def seen_in(content: bytes, needles: dict[bytes, str]) -> list[str]:
    """The secrets that can be read there, in clear or in base64."""
    found: list[str] = []
    for length in sorted({len(needle) for needle in needles}):
        for run in re.findall(rb"[A-Za-z0-9+/:]{%d,}" % length, content):
            windows = (run[place : place + length] for place in range(len(run) - length + 1))
            found += [needles[window] for window in windows if window in needles]
    return found


def test_a_search_for_secrets_finds_one_wherever_it_lies() -> None:
    needles = needles_of(["4711471147114711"])
    for around in ("", "x", "xy", "xyz"):
        hidden = base64.b64encode(f"{around}4711471147114711{around}".encode())
        assert seen_in(b"\0" + hidden + b"\0", needles)
    assert seen_in(b"card 4711471147114711.", needles)
    assert not seen_in(base64.b64encode(b"4711471147124711"), needles)


def test_a_batch_is_exported_for_its_recipient_alone_and_its_secrets_lie_nowhere(
    released: HeadOffice, out: Path
) -> None:
    columns = ("--columns", "token,card_id,pin,check_digit,series,picture")
    forms = ("--format", "csv", "--format", "svg.zip", "--for", PUBLIC)
    told = released.batch("export", "1", *forms, *columns, "--out", str(out), "--json")
    assert told.code == 0, told.err
    table, pictures = (out / each["file"] for each in told.value["files"])
    with pytest.raises(DoesNotOpen):
        opened(table.read_bytes(), OTHER)
    rows = rows_of(table)
    sealed = released.sealed()
    assert {row["card_id"]: (row["token"], row["pin"]) for row in rows} == sealed
    assert len(rows) == CARDS == len({row["token"] for row in rows})
    assert all(row["check_digit"] == row["card_id"][-1] and row["series"] == "Høst 2027" for row in rows)
    for row in rows[:: max(1, CARDS // 20)]:
        answer = released.issuer.post("/info", {"token": row["token"], "pin": row["pin"]})
        assert answer.json()["card_id"] == row["card_id"]
    archive = zipfile.ZipFile(io.BytesIO(opened(pictures.read_bytes(), PRIVATE)))
    parts = {name: zipfile.ZipFile(io.BytesIO(archive.read(name))) for name in archive.namelist()}
    for row in rows:
        part, name = row["picture"].split("/")
        (read,) = zxingcpp.read_barcodes(drawn(parts[part].read(name).decode(), dots=3))
        assert read.text == row["token"]
    codes = [row["token"].removeprefix("DINCARD:") for row in rows] + [row["pin"] for row in rows]
    secrets = needles_of(codes)
    for path in (*released.till.home.rglob("*"), *out.rglob("*")):
        assert path.is_dir() or not seen_in(path.read_bytes(), secrets), path
    assert not seen_in((told.out + told.err).encode(), secrets)


def test_what_was_changed_is_said_and_after_the_receipt_the_secrets_end(released: HeadOffice, out: Path) -> None:
    demand_words_for_changed_answers(released, out)
    told = released.batch("export", "1", "--out", str(out))
    assert told.code == 0, told.err
    assert told.out.count(f"{CARDS} cards for age1") == 2
    assert len([line for line in released.batch("status", "1").out.splitlines() if "exported" in line]) == 2
    both = ("--format", "jsonl", "--format", "csv", "--out", str(out), "--json")
    assert released.batch("export", "1", *both).refused == "export-exists"
    assert not list(out.glob("*.jsonl.age")), "nothing is written where not all can be"
    demand_that_the_newest_export_counts(released, out)
    (file,) = (path for path in out.iterdir() if path.name.endswith(f"{PUBLIC[-8:]}.csv.age"))
    demand_words_for_a_changed_export(released, file)
    key = released.batch("key").out.strip()
    checked = released.till.run("batch", "verify", str(file), "--key", key, "--json")
    assert (checked.code, checked.value["cards"], checked.value["recipient"]) == (0, CARDS, PUBLIC)
    elsewhere = out.parent / "manufacturer"
    alone = released.till.run("batch", "verify", str(file), "--home", str(elsewhere), "--json")
    assert (alone.refused, elsewhere.exists()) == ("office-key-missing", False)
    manifest = released.batch("verify", f"{file}.manifest.json")
    assert f"The receipt for head office: {checked.value['sha256']}" in manifest.out, "either of the two may be named"
    unknown = released.batch("shred", "1", "--receipt", "0" * 64, "--json")
    assert unknown.refused == "receipt-unknown", "nobody is asked for a PIN"
    receipt = ("shred", "1", "--receipt", checked.value["sha256"], "--json")
    assert released.batch(*receipt, stdin="1\n").refused == "approval-wrong"
    assert released.sealed()
    ended = released.batch(*receipt, stdin="271828\n")
    assert (ended.code, ended.value) == (0, {"is_shredded": True, "left": {}})
    again = released.batch(*receipt[:-1])
    assert (again.code, "Kari destroyed the key of batch 1 and its sealed answers already, on " in again.out) == (
        0,
        True,
    )
    assert released.batch(*receipt).value["person"] == "Kari"
    assert not list((released.till.home / "vault").rglob("*.age"))
    assert not list((released.till.home / "sandbox" / "keys").glob("batch-*"))
    assert "the sealed answers were destroyed by Kari" in released.batch("status", "1").out
    assert released.batch("export", "1", "--out", str(out), "--json").refused == "batch-shredded"
    assert len(rows_of(file)) == CARDS, "what the manufacturer has is his"


def demand_that_the_newest_export_counts(office: HeadOffice, out: Path) -> None:
    """Once more for the same recipient, elsewhere and without PINs: the first one is told as an old one.

    The receipt for a file without PINs is not the end of the PINs.
    """
    again = ("--for", OTHERS, "--columns", "card_id,token", "--out", str(out / "again"), "--json")
    [file] = office.batch("export", "1", *again).value["files"]
    exports = office.status()["exports"]
    told = [(each["is_superseded"], each["lacks"]) for each in exports]
    assert told == [(False, []), (True, []), (False, ["pin"])]
    told = office.batch("status", "1").out
    assert (told.count("a later export took its place"), "has confirmed the export" in told) == (1, True)
    shutil.rmtree(out / "again")
    old = office.batch("shred", "1", "--receipt", exports[1]["sha256"], "--json", stdin="999999\n")
    assert (old.refused, "A later export took the place of this file" in old.err) == ("approval-wrong", True)
    told = office.batch("shred", "1", "--receipt", file["sha256"], "--json", stdin="271828\n")
    assert (told.refused, "Its file lacks what would be lost then of the cards: pin." in told.err) == (
        "receipt-partial",
        True,
    )
    assert office.sealed()


def demand_words_for_changed_answers(office: HeadOffice, out: Path) -> None:
    """A sealed answer that was changed or is gone, and a key that is gone: each is said, and no file is left."""
    export = ("export", "1", "--for", PUBLIC, "--out", str(out), "--json")
    stranger = (*export[:3], new_identity()[1], *export[4:])
    assert office.batch(*stranger).refused == "recipient-not-named", "two released it, and not for this one"
    answer = min((office.till.home / "vault").rglob("*.age"))
    content = answer.read_bytes()
    answer.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert office.batch(*export).stopped == (4, "sealed-file-changed")
    answer.unlink()
    assert office.batch(*export).refused == "sealed-file-missing"
    answer.write_bytes(content)
    (key,) = (office.till.home / "sandbox" / "keys").glob("batch-*")
    kept = key.read_text()
    key.unlink()
    assert office.batch(*export).refused == "vault-key-missing"
    key.write_text(kept)
    assert not list(out.iterdir())
    assert out.stat().st_mode & 0o777 == 0o700, "made for this user alone"
    assert office.batch(*export[:-2], str(answer / "in a file"), "--json").refused == "export-unwritable"


def demand_words_for_a_changed_export(office: HeadOffice, file: Path) -> None:
    """A manifest and a file that were changed on their way; both are as they were afterwards."""
    manifest = file.with_name(file.name + ".manifest.json")
    good, content = manifest.read_text(), file.read_bytes()
    manifest.write_text(good.replace(rf"\"cards\": {CARDS}", rf"\"cards\": {CARDS + 1}"))
    verify = ("verify", str(file), "--json")
    assert office.batch(*verify).stopped == (4, "manifest-signature")
    manifest.write_text(good[:-9])
    assert office.batch(*verify).stopped == (4, "manifest-bad")
    manifest.unlink()
    assert office.batch(*verify).stopped == (2, "manifest-unreadable")
    manifest.write_text(good)
    assert office.batch("verify", f"{file}e", "--json").stopped == (2, "export-missing")
    told = office.batch(*verify, "--key", "nonsense")
    assert (told.stopped, "keyring" in told.err) == ((2, "public-key-bad"), False)
    file.write_bytes(content + b"\0")
    assert office.batch(*verify).stopped == (4, "export-changed")
    file.write_bytes(content)


def test_a_batch_with_a_lost_answer_is_not_released_and_its_cards_are_written_off(office: HeadOffice) -> None:
    office.plan()
    office.run()
    assert office.till.real("approval", "set", "Kari", stdin="271828\n").code == 0
    answers = sorted((office.till.home / "vault").rglob("*.age"))
    kept = [answer.read_bytes() for answer in answers]
    assert "Every sealed answer is there" in office.batch("write-off", "1").out
    assert office.status()["sealed_answers"] == {"files": 3, "unsound": []}
    for answer in answers:
        answer.unlink()
    told = office.batch("write-off", "1", "--json")
    assert (told.code, told.refused, "write-off --all" in told.err) == (4, "batch-vault-away", True)
    assert office.batch("write-off", "1", "--all", "--json", stdin="\n").refused == "approval-empty"
    for answer, content in list(zip(answers, kept, strict=True))[1:]:
        answer.write_bytes(content)
    told = office.batch("status", "1")
    assert (told.code, f"1 of 3 sealed answers of this batch, in {answers[0].parent}, is gone" in told.err) == (4, True)
    assert f"{answers[0].name}  the sealed answer is gone: 10 cards\n" in told.out
    answers[1].write_bytes(kept[1][:-1])
    told = office.batch("status", "1", "--json")
    found = [(each["problem"]["code"], each["cards"]) for each in told.value["sealed_answers"]["unsound"]]
    assert (told.code, told.problem) == (4, "batch-not-whole")
    assert found == [("sealed-file-missing", 10), ("sealed-file-changed", 10)]
    answers[1].write_bytes(kept[1])
    assert office.batch("release", "1", "--json").stopped == (4, "batch-not-whole"), "nobody is asked for a PIN"
    told = office.batch("write-off", "1", "--json", stdin="271828\n")
    assert (told.value["written_off"], told.value["good"], told.value["do_not_print"]) == (10, 20, 10)
    assert "cards without a sealed answer were written off by Kari" in office.batch("status", "1").out
    assert office.run().code == 0
    office.demand_nothing_lost()


def test_a_batch_that_nobody_released_is_not_exported(office: HeadOffice, tmp_path: Path) -> None:
    office.plan()
    office.run()
    assert office.batch("export", "1", "--out", str(tmp_path), "--json").refused == "batch-not-released"
    told = office.batch("export", "1", "--out", str(tmp_path), "--columns", "token,cvv")
    assert (told.code, "columns are each once one of" in told.err) == (2, True)


def test_a_plan_has_a_proof_sheet_before_anything_is_sent(office: HeadOffice, tmp_path: Path) -> None:
    office.plan()
    sheet = tmp_path / "proof.pdf"
    assert office.batch("proof", "1", "--out", str(sheet)).code == 0
    assert sheet.read_bytes().startswith(b"%PDF-1.4")
    words = re.sub(rb"\s+", b" ", zlib.decompress(sheet.read_bytes().split(b"stream\n")[1]))
    assert b"Batch 1, series Spring, planned on 20" in words
    assert office.batch("proof", "1", "--out", str(sheet), "--json").refused == "export-exists"
    assert not [card for card in office.issuer.cards() if card.startswith("GC")]
