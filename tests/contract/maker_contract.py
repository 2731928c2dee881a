"""What every maker of cards promises with the issuer behind it, whatever it is made of. Subclasses give `issuing`."""

from dataclasses import replace
from typing import Protocol

import pytest

from app.core.answer import Kind
from app.core.card import Card, CardCode, Standing
from app.core.code_format import CodeFormat
from app.core.problem import Code
from app.office.ports import CallFate, CardMaker, CardReader, ChunkAnswer, ChunkOrder


class Issuing(Protocol):
    """A maker of cards, a reader, and an issuer whose ways can be turned."""

    maker: CardMaker
    reader: CardReader
    recipients: tuple[str, ...]

    def turn(self, *, duplicate: str = "refuse-all", limit: int = 1000) -> None:
        """What becomes of taken ids, and how large a chunk may be."""
        ...

    def next_call(self, fault: str) -> None:
        """What the next call for cards meets: lost-before, lost-after, pause."""
        ...

    def cut_off(self) -> None:
        """From now on nobody answers."""
        ...


class MakerContract:
    """The sentences. Each order has ids of its own, so that one issuer may serve them all."""

    number = 0

    def order(self, count: int = 3, *, also: tuple[str, ...] = ()) -> ChunkOrder:
        MakerContract.number += 1
        own = tuple(f"C{MakerContract.number}-{place}" for place in range(count))
        token, pin = CodeFormat(16, prefix="DINCARD:"), CodeFormat(4)
        chunk_id = f"contract-{MakerContract.number:08d}"
        return ChunkOrder("contract", chunk_id, "gift_card", own + also, token, pin, self.recipients)

    recipients: tuple[str, ...] = ()

    def made(self, issuing: Issuing, order: ChunkOrder) -> ChunkAnswer:
        assert issuing.maker.ready(order) is None
        return issuing.maker.make(order)

    @pytest.fixture(autouse=True)
    def _recipients(self, issuing: Issuing) -> None:
        self.recipients = issuing.recipients

    @staticmethod
    def existing(issuing: Issuing, order: ChunkOrder) -> set[str]:
        answers = {card_id: issuing.reader.read(CardCode(card_id)) for card_id in order.card_ids}
        for answer in answers.values():
            assert answer.kind is Kind.CARD or (answer.kind, answer.status) == (Kind.REFUSED, 404)
        return {card_id for card_id, answer in answers.items() if answer.kind is Kind.CARD}

    def test_new_cards_are_made_sealed_and_named(self, issuing: Issuing) -> None:
        order = self.order()
        answer = self.made(issuing, order)
        assert (answer.fate, answer.status) == (CallFate.SEALED, 200)
        assert answer.file is not None
        assert order.chunk_id in answer.file.name
        assert {card.card_id for card in answer.made} == set(order.card_ids)
        for card in answer.made:
            assert card.is_whole
            assert Card(card.card_id, card.status).standing is Standing.INACTIVE
        assert self.existing(issuing, order) == set(order.card_ids)

    def test_a_taken_id_is_a_definite_no_and_nothing_is_made(self, issuing: Issuing) -> None:
        first = self.order(1)
        self.made(issuing, first)
        order = self.order(2, also=first.card_ids)
        answer = self.made(issuing, order)
        assert (answer.fate, answer.status, answer.made) == (CallFate.REFUSED, 400, ())
        assert answer.message
        assert self.existing(issuing, order) == set(first.card_ids)

    def test_a_taken_id_that_is_passed_over_is_not_in_the_answer(self, issuing: Issuing) -> None:
        first = self.order(1)
        self.made(issuing, first)
        issuing.turn(duplicate="skip")
        order = self.order(2, also=first.card_ids)
        answer = self.made(issuing, order)
        assert answer.fate is CallFate.SEALED
        assert {card.card_id for card in answer.made} == set(order.card_ids) - set(first.card_ids)

    def test_a_refusal_may_have_made_the_cards_before_the_taken_one(self, issuing: Issuing) -> None:
        first = self.order(1)
        self.made(issuing, first)
        issuing.turn(duplicate="400-partial")
        order = self.order(2, also=first.card_ids)
        assert self.made(issuing, order).fate is CallFate.REFUSED
        assert self.existing(issuing, order) == set(order.card_ids)

    def test_a_chunk_that_is_too_large_is_a_definite_no(self, issuing: Issuing) -> None:
        issuing.turn(limit=2)
        order = self.order(3)
        answer = self.made(issuing, order)
        assert (answer.fate, answer.status) == (CallFate.REFUSED, 400)
        assert not self.existing(issuing, order)

    @pytest.mark.parametrize(("fault", "exist"), [("lost-before", 0), ("lost-after", 3)])
    def test_of_a_lost_answer_nobody_knows_more(self, issuing: Issuing, fault: str, exist: int) -> None:
        issuing.next_call(fault)
        order = self.order(3)
        answer = self.made(issuing, order)
        assert (answer.fate, answer.made, answer.file) == (CallFate.UNKNOWN, (), None)
        assert len(self.existing(issuing, order)) == exist

    def test_a_pause_that_is_asked_for_is_told_and_nothing_was_made(self, issuing: Issuing) -> None:
        issuing.next_call("pause")
        order = self.order()
        answer = self.made(issuing, order)
        assert (answer.fate, answer.status, answer.retry_after_s) == (CallFate.NOT_SENT, 429, 7)
        assert answer.problem is not None
        assert answer.problem.code is Code.TOO_MANY_CALLS
        assert not self.existing(issuing, order)

    def test_where_nobody_answers_it_is_proven_that_nothing_was_sent(self, issuing: Issuing) -> None:
        order = self.order()
        issuing.cut_off()
        answer = self.made(issuing, order)
        assert answer.fate is CallFate.NOT_SENT
        assert answer.problem is not None
        assert answer.problem.code is Code.LINE_DOWN

    # ------------------------------------------------------------ a word that was lost, and new secrets for one card

    def test_an_answer_of_which_nobody_heard_is_found_again_with_what_it_named(self, issuing: Issuing) -> None:
        order = self.order()
        assert issuing.maker.found(order) is None
        answer = self.made(issuing, order)
        found = issuing.maker.found(order)
        assert isinstance(found, ChunkAnswer)
        assert (found.file, found.made) == (answer.file, answer.made)
        assert issuing.maker.found(replace(order, card_ids=order.card_ids[1:])) is None
        assert issuing.maker.found(replace(order, card_ids=(*order.card_ids, "another"))) is None

    def test_a_card_that_exists_gets_new_secrets_which_are_sealed_as_a_chunks_are(self, issuing: Issuing) -> None:
        first = self.order(1)
        self.made(issuing, first)
        order = replace(self.order(1), card_ids=first.card_ids, token_life_s=86400)
        answer = self.made(issuing, order)
        assert answer.fate is CallFate.SEALED
        assert answer.file is not None
        assert order.chunk_id in answer.file.name
        assert [(card.card_id, card.is_whole) for card in answer.made] == [(first.card_ids[0], True)]
        found = issuing.maker.found(order)
        assert isinstance(found, ChunkAnswer)
        assert found.file == answer.file

    def test_of_new_secrets_whose_answer_was_lost_nobody_knows_more(self, issuing: Issuing) -> None:
        first = self.order(1)
        self.made(issuing, first)
        issuing.next_call("lost-after")
        order = replace(self.order(1), card_ids=first.card_ids, token_life_s=86400)
        answer = self.made(issuing, order)
        assert (answer.fate, answer.made, answer.file) == (CallFate.UNKNOWN, (), None)
        assert issuing.maker.found(order) is None
