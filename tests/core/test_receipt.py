"""What receipts and slips say of each state: the truth and nothing more."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.activation import State
from app.core.money import Currency, Money
from app.core.paper import Align, BarCode, Blank, Pair, Paper, PaperKind, QrCode, Text, clean, columns_of, lay_out
from app.core.receipt import (
    WORD_KEYS,
    ReceiptWords,
    copy_of,
    day_text,
    moment_text,
    paper_kind,
    preview,
    receipt,
)
from app.core.shop import DateForm
from app.core.slip_code import looks_like_slip
from tests.printer import shop_papers
from tests.printer.shop_papers import AT, SHOP, activation, letterhead, words

NOT_ACTIVE = [state for state in State if state is not State.ACTIVE]
PROMISES = re.compile(
    r"activ|aktiv|valid|gyldig|giltig|gültig|voima|balance|saldo|guthaben|löst ut|innløs|einlös|lunast"
    r"|ready to use|klar til bruk|klar att använ|klar til brug|einsatzbereit|käyttövalmi|käytettävi|käytössä",
    re.IGNORECASE,
)
"""Words by which paper would say, in one of the shops' languages, that there is money on a card."""
DENIALS = (
    *("NOT ACTIVE YET", "Becomes valid when the shop is online again"),
    *("IKKE AKTIVT ENNÅ", "Blir gyldig når butikken er på nett igjen"),
    *("INTE AKTIVT ÄN", "Blir giltigt när butiken är online igen"),
    *("IKKE AKTIVT ENDNU", "Bliver gyldigt, når butikken er online igen"),
    *("EI VIELÄ VOIMASSA", "Tulee voimaan, kun myymälä on taas verkossa"),
    *("NOCH NICHT AKTIV", "Wird gültig, sobald das Geschäft wieder online ist"),
)
"""The only phrases with such a word that a card without money may carry: they deny it, or say when it comes true."""
LANGUAGES = sorted(path.stem for path in shop_papers.RESOURCES.glob("*.toml"))


def said(paper: Paper) -> list[str]:
    """Every word on the paper as it was written, before it is broken into lines."""
    texts: list[str] = []
    for line in paper.lines:
        match line:
            case Text():
                texts.append(line.text)
            case Pair():
                texts += [line.left, line.right]
            case BarCode() | QrCode():
                texts.append(line.data)
    return texts


def slip_code(paper: Paper) -> QrCode | None:
    return next((line for line in paper.lines if isinstance(line, QrCode)), None)


def as_printed(paper: Paper, columns: int) -> str:
    """The words as they stand on the paper, its lines one after another."""
    laid = lay_out(paper, columns)
    assert all(columns_of(line.text) * line.size <= columns for line in laid)
    return " ".join(line.text for line in laid if line.text)


def pairs(paper: Paper) -> dict[str, str]:
    return {line.left: line.right for line in paper.lines if isinstance(line, Pair)}


def promises(text: str) -> list[str]:
    for denial in DENIALS:
        text = text.replace(denial, "")
    return PROMISES.findall(text)


def tables(language: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(shop_papers.RESOURCES, f"{language}.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_words_of_a_receipt_may_promise_anything(language) -> None:
    for name, table in tables(language).items():
        promising = [key for key, text in table.items() if promises(text)]
        assert not promising or name == "receipt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_once_and_no_other(language) -> None:
    keys = [key for table in tables(language).values() for key in table]
    assert sorted(keys) == sorted(WORD_KEYS)
    assert words(language)["loaded"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", NOT_ACTIVE)
def test_no_slip_says_that_a_card_is_active(language, state) -> None:
    head = replace(letterhead(), words=words(language))
    paper = receipt(head, [activation(state)], 1, AT)
    assert paper.kind is PaperKind.SLIP
    assert not [text for text in said(paper) if promises(text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [32, 42, 48])
def test_no_paper_of_any_language_is_wider_than_its_roll_or_promises_what_is_not_so(language, columns) -> None:
    head = letterhead(is_test=True, language=language)
    for state in NOT_ACTIVE:
        order = replace(activation().order, replaces="0" * 24 + "01925d21", sale_reference="PO-118", customer_id="C-1")
        waiting = replace(activation(state), order=order, at=AT)
        paper = receipt(head, [waiting], 1, AT + timedelta(hours=2))
        assert not promises(as_printed(paper, columns))
        assert not promises(as_printed(copy_of(paper, head.words), columns))
    assert not promises(as_printed(preview(head, [activation().order], 1, AT), columns))
    both = receipt(head, [activation(), activation(State.QUEUED)], 1, AT)
    assert promises(as_printed(both, columns))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_written_with_the_letters_of_a_usual_printer(language) -> None:
    for text in words(language).table.values():
        assert clean(text) == text
        assert text.encode("cp858")
        assert text.encode("cp1252")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_waiting_slip_says_in_large_type_that_it_waits_and_when_it_comes_true(language) -> None:
    head = letterhead(language=language)
    paper = receipt(head, [activation(State.QUEUED)], 1, AT)
    large = [line.text for line in paper.lines if isinstance(line, Text) and line.size == 2]
    assert large == [head.words["queued_head"]]
    assert {large[0]} <= set(DENIALS)
    assert [denial for denial in DENIALS if denial in head.words["queued_text"]]


@pytest.mark.parametrize("state", State)
def test_only_what_another_till_may_settle_carries_the_code(state) -> None:
    paper = receipt(letterhead(), [activation(state)], 1, AT)
    waits = state in {State.QUEUED, State.SENDING, State.UNKNOWN}
    assert (slip_code(paper) is not None) == waits
    assert (words()["slip_code"] in said(paper)) == waits
    if waits:
        assert looks_like_slip(slip_code(paper).data)


def test_each_waiting_card_of_a_sale_has_a_code_of_its_own() -> None:
    cards = [
        activation(State.QUEUED, number=1),
        activation(State.UNKNOWN, card="7001448200004712", number=2),
        activation(card="7001448200004713", number=3),
    ]
    codes = [line.data for line in receipt(letterhead(), cards, 1, AT).lines if isinstance(line, QrCode)]
    assert codes == [shop_papers.slip_text(card.order) for card in cards[:2]]


@pytest.mark.parametrize("slip_text", [None, lambda _order: None])
def test_a_slip_without_a_code_is_a_slip_all_the_same(slip_text) -> None:
    paper = receipt(replace(letterhead(), slip_text=slip_text), [activation(State.QUEUED)], 1, AT)
    assert slip_code(paper) is None
    assert words()["slip_code"] not in said(paper)
    assert {"NOT ACTIVE YET", words()["queued_text"]} <= set(said(paper))


@pytest.mark.parametrize("state", [State.ACTIVE, State.QUEUED, State.HELD])
def test_paper_of_a_card_that_carries_on_the_money_of_another_names_the_earlier_one(state) -> None:
    moved = activation(state, replaces="0197a2c45d6e7f8091a2b3c400025d21")
    assert pairs(receipt(letterhead(), [moved], 1, AT))["Replaces"] == "0002-5D21"
    assert "Replaces" not in pairs(receipt(letterhead(), [activation(state)], 1, AT))


@given(states=st.lists(st.sampled_from(NOT_ACTIVE), min_size=1, max_size=6))
def test_no_sale_without_an_active_card_gets_a_receipt(states) -> None:
    cards = [activation(state, card=f"70014482000047{place:02d}") for place, state in enumerate(states)]
    paper = receipt(letterhead(), cards, 1, AT)
    assert paper.kind is paper_kind(cards) is PaperKind.SLIP
    assert not [text for text in said(paper) if promises(text)]
    assert not {"Sum", "This is not a receipt for a purchase"} & set(said(paper))


def test_the_grep_would_find_a_lie() -> None:
    assert promises("This card is active.")
    assert promises("Kortet er gyldig")
    assert not promises("NOT ACTIVE YET")


def test_a_receipt_says_what_was_loaded_on_which_card_for_whom_and_until_when() -> None:
    card = activation(sale_reference="PO-118", customer_id="C-1")
    card = replace(card, order=replace(card.order, active_from=datetime(2026, 12, 24, tzinfo=UTC)))
    paper = receipt(letterhead(), [card], 184, AT)
    assert paper.kind is PaperKind.RECEIPT
    assert pairs(paper) == {
        "Date": "23.11.2026 14:03",
        "Receipt": "000184",
        "Till / cashier": "2 / Kari N.",
        "Sale": "PO-118",
        "Customer": shop_papers.NORDIC,
        "Customer no.": "C-1",
        "Card": "····4711",
        "Valid from": "24.12.2026",
        "Valid until": "23.11.2029",
        "Reference": "0001-7F3A",
    }
    assert Text("500,00\u00a0kr", Align.CENTRE, bold=True, size=2) in paper.lines
    assert paper.lines[-1] == BarCode("000184")
    assert set(SHOP.terms) <= set(said(paper))


def test_what_was_not_given_is_not_on_the_paper() -> None:
    paper = receipt(letterhead(), [activation(customer=None, expires=None)], 184, AT)
    assert not {"Sale", "Customer", "Customer no.", "Valid from", "Valid until"} & set(pairs(paper))


def test_a_slip_promises_no_terms() -> None:
    assert not set(SHOP.terms) & set(said(receipt(letterhead(), [activation(State.QUEUED)], 1, AT)))


def test_several_cards_are_summed_by_currency_and_only_where_they_were_loaded() -> None:
    paper = receipt(
        letterhead(),
        [
            activation(card="7001448200004711"),
            activation(card="7001448200004712", money=Money(125_050, Currency.NOK)),
            activation(card="7001448200004713", money=Money(2_500, Currency.EUR)),
            activation(State.QUEUED, card="7001448200004714", money=Money(99_900, Currency.NOK)),
        ],
        185,
        AT,
    )
    sums = [line.right for line in paper.lines if isinstance(line, Pair) and line.left == "Sum"]
    assert sums == ["1\u00a0750,50\u00a0kr", "€\u00a025,00"]
    loaded = [line for line in paper.lines if isinstance(line, Pair) and line.left == "Active"]
    assert [line.right for line in loaded] == ["500,00\u00a0kr", "1\u00a0250,50\u00a0kr", "€\u00a025,00"]
    assert all(line.bold for line in loaded)
    assert "NOT ACTIVE YET" in said(paper)


def test_one_card_has_no_sum() -> None:
    assert "Sum" not in pairs(receipt(letterhead(), [activation()], 1, AT))


def test_a_test_account_is_shouted() -> None:
    paper = receipt(letterhead(is_test=True), [activation()], 1, AT)
    assert Text("TEST - NO VALUE", Align.CENTRE, bold=True, size=2) in paper.lines
    assert "TEST - NO VALUE" not in said(receipt(letterhead(), [activation()], 1, AT))
    for columns in (32, 42, 48):
        assert "TEST - NO VALUE" in [line.text for line in lay_out(paper, columns)]


def test_a_copy_says_so_above_everything_else_and_is_the_same_below() -> None:
    paper = receipt(letterhead(), [activation()], 1, AT)
    copy = copy_of(paper, words())
    assert copy.lines == (Text("COPY", Align.CENTRE, bold=True, size=2), *paper.lines)
    assert (copy.kind, copy.number) == (paper.kind, paper.number)


def test_the_preview_is_the_slip_that_would_be_true_now() -> None:
    order = activation().order
    shown = preview(letterhead(), [order], 186, AT)
    slip = receipt(letterhead(), [activation(State.QUEUED)], 186, AT)
    reference = Pair(words()["reference"], activation().short_id)
    code = [Blank(), Text(words()["slip_code"], Align.CENTRE), slip_code(slip)]
    lines = list(slip.lines)
    start = lines.index(reference)
    assert lines[start + 1 : start + 4] == code
    assert shown.lines == tuple(lines[:start] + lines[start + 4 :])
    assert shown.kind is PaperKind.SLIP


def test_paper_speaks_of_at_least_one_card() -> None:
    with pytest.raises(ValueError, match="at least one card"):
        receipt(letterhead(), [], 1, AT)


def test_a_language_that_lacks_a_word_is_named_with_it() -> None:
    table = dict(words().table)
    del table["held_text"]
    with pytest.raises(ValueError, match="the receipt words lack 'held_text'"):
        ReceiptWords(table)
    with pytest.raises(ValueError, match="'title'"):
        ReceiptWords({**words().table, "title": ""})


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (DateForm(), "2026-11-23 14:03"),
        (DateForm("dd.MM.yyyy", "HH.mm"), "23.11.2026 14.03"),
        (DateForm("MM/dd/yyyy", "HH:mm"), "11/23/2026 14:03"),
    ],
)
def test_days_and_times_are_written_as_the_place_writes_them(form, shown) -> None:
    assert moment_text(AT, form) == shown
    assert day_text(AT, form) == shown.split()[0]


def test_a_receipt_that_comes_later_says_when_the_sale_was() -> None:
    later = receipt(letterhead(), [activation()], 1, AT + timedelta(hours=2))
    assert Pair("Sold", "23.11.2026 14:03") in later.lines
    assert Pair("Date", "23.11.2026 16:03") in later.lines
    assert all(
        line.left != "Sold" for line in receipt(letterhead(), [activation()], 1, AT).lines if isinstance(line, Pair)
    )
