"""The program made wrong, each time in one place: what to change, and the tests that have to notice."""

from dataclasses import dataclass

RULES, CASE, CATCH_UP = "app/core/rules.py", "app/core/case.py", "app/till/catch_up.py"
ROAD, SETTLE, SLIPS = "app/till/activate.py", "app/till/settle.py", "app/till/slips.py"
STEPS, RESTORING, CONNECTION = "app/ledger/second_schema.py", "app/ledger/restoring.py", "app/ledger/connection.py"

STORIES = "tests/till/test_mutants.py::test_with_the_right_rules_every_story_and_walk_ends_well"
WALKS = "tests/simulation/test_walks.py"
SIMULATOR = "tests/simulation/test_simulator.py"
SEARCH = "tests/simulation/test_search.py"
JOURNAL = "tests/ledger/test_journal_rules.py"


@dataclass(frozen=True)
class WrongCode:
    """One change of one file of `app`: `right` stands there exactly once."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...] = (STORIES, WALKS)
    also: tuple[str, str] | None = None
    """What stands guard a second time in the same file, and what it is made."""

    def made_wrong(self, code: str) -> str | None:
        """The file's code with the change in it; None where the change no longer finds its place."""
        for right, wrong in filter(None, ((self.right, self.wrong), self.also)):
            if code.count(right) != 1:
                return None
            code = code.replace(right, wrong)
        return code


WRONG_CODE = (
    WrongCode(
        "a time-out is taken as a failure",
        RULES,
        "case Kind.REFUSED if not activation.ambiguous:",
        "case Kind.REFUSED | Kind.UNCLEAR if not activation.ambiguous:",
    ),
    WrongCode(
        "doubt is sent again without reading",
        ROAD,
        "    own = road.send_times.since(activation.id)  #",
        "    if activation.ambiguous:\n        return send(road, activation, tell)\n"
        "    own = road.send_times.since(activation.id)  #",
    ),
    WrongCode(
        "no quarantine",
        RULES,
        "return self.since_send is not None and self.since_send >= quarantine",
        "return True",
    ),
    WrongCode(
        "a 200 is believed by its status",
        RULES,
        "            return _after_card(activation, answer, answer.card, now)",
        '            return _step(activation, State.ACTIVE, "T06", send_ended_at=now, evidence=answer.card)',
    ),
    WrongCode(
        "SENDING is written after the call",
        ROAD,
        """    leaving = road.ledger.step(activation, sending(activation), road.clock.now())
    tell(leaving)
    try:
        answer = road.issuer.activate(leaving.order)
""",
        """    leaving = activation
    try:
        answer = road.issuer.activate(leaving.order)
        leaving = road.ledger.step(activation, sending(activation), road.clock.now())
        tell(leaving)
""",
    ),
    WrongCode(
        "the claim is dropped: a step need not follow the last one",
        STEPS,
        "     WHERE NEW.seq <> coalesce(",
        "     WHERE 0 AND NEW.seq <> coalesce(",
        (JOURNAL, SIMULATOR),
    ),
    WrongCode(
        "the claim is dropped: two open activations for one card",
        "app/ledger/first_schema.py",
        "CREATE UNIQUE INDEX one_open ON standing (card_id) WHERE",
        "CREATE INDEX one_open ON standing (card_id) WHERE",
        (JOURNAL, "tests/contract/test_ledger_contract.py"),
        ("WHERE card_id = NEW.card_id AND state IN", "WHERE 0 AND state IN"),
    ),
    WrongCode(
        "the allowed steps are loosened",
        STEPS,
        "    SELECT RAISE(ABORT, 'this step is not allowed')\n",
        "    SELECT 1\n",
        (JOURNAL,),
    ),
    WrongCode(
        "a journal that was put back is trusted",
        RESTORING,
        "        return Sign.OLDER\n",
        "        return None\n",
        (SIMULATOR,),
    ),
    WrongCode(
        "what stood open in a journal that was put back is sent again by itself",
        RULES,
        "    return replace(step, note=PUT_BACK)\n",
        "    return step\n",
        ("tests/core/test_transitions.py", SEARCH),
    ),
    WrongCode(
        "a crash in mid-call leads back to the queue",
        RULES,
        'return _forgotten(activation, "T11")',
        'return _step(activation, State.QUEUED, "T11", problem=Problem(Code.LINE_DOWN))',
    ),
    WrongCode(
        "a send that never left clears the doubt of an earlier one",
        RULES,
        "    to = State.UNKNOWN if activation.ambiguous else State.QUEUED\n",
        "    to = State.QUEUED\n",
        ("tests/core/test_transitions.py",),
    ),
    WrongCode(
        "a cancel in doubt is done at once",
        RULES,
        "    if activation.ambiguous:\n        return _step(activation, State.CANCEL_WAIT",
        "    if False:\n        return _step(activation, State.CANCEL_WAIT",
        (STORIES, WALKS, "tests/core/test_transitions.py"),
    ),
    WrongCode(
        "a cancel waits for no quarantine",
        RULES,
        "    if not age.past(facts.quarantine):\n        return waiting\n",
        "",
    ),
    WrongCode(
        "a no is believed after a doubtful send",
        RULES,
        "case Kind.REFUSED if not activation.ambiguous:",
        "case Kind.REFUSED:",
    ),
    WrongCode(
        "a portal's clock ends a quarantine",
        RULES,
        "return answer.server_at if answer.kind in {Kind.CARD, Kind.REFUSED, Kind.ALIVE} else None",
        "return answer.server_at",
    ),
    WrongCode(
        "a restart ends a quarantine",
        ROAD,
        "return self.clock.running() - self.ended.get(activation_id, timedelta(0))",
        "return self.clock.running() - self.ended.get(activation_id, timedelta(days=-1))",
    ),
    WrongCode(
        "a read that was answered late counts as late",
        ROAD,
        "age_of(activation, own, answer.server_at), road.facts)",
        "age_of(activation, road.send_times.since(activation.id), answer.server_at), road.facts)",
        ("tests/till/test_settle.py", "tests/till/test_activate.py"),
    ),
    WrongCode(
        "anybody's money is ours",
        "app/core/attribution.py",
        "    if carried == order.activation_id:\n",
        "    if carried is not None:\n",
    ),
    WrongCode(
        "any sum is ours",
        "app/core/attribution.py",
        "        card.amount == order.money.minor\n        and",
        "        True\n        and",
    ),
    WrongCode(
        "a take-over begins no quarantine",
        SLIPS,
        "    road.send_times.note(request.activation_id)",
        "    road.send_times.since(request.activation_id)",
        ("tests/till/test_slips.py",),
    ),
    WrongCode(
        "a result is told before it is on disk",
        ROAD,
        """    answered = road.step(leaving, step)
    tell(answered)
""",
        """    tell(leaving.moved(step, road.clock.now()))
    answered = road.step(leaving, step)
""",
    ),
    WrongCode(
        "the body is made anew for each send",
        ROAD,
        "answer = road.issuer.activate(leaving.order)",
        'answer = road.issuer.activate(replace(leaving.order, body=leaving.order.body + b" " * leaving.sends))',
        (SIMULATOR,),
    ),
    WrongCode(
        "two workers may have one activation in hand",
        "app/till/claims.py",
        "return self.held.setdefault(activation_id, mine) is mine",
        "return self.held.setdefault(activation_id, mine) is not None",
        ("tests/till/test_claims.py", "tests/till/test_catch_up.py"),
    ),
    WrongCode(
        "a row that cannot be settled holds up those behind it",
        CATCH_UP,
        "        row.tries += 1\n        row.due = now + gap\n",
        "        row.tries += 1\n        row.due = now\n",
        ("tests/till/test_catch_up.py",),
    ),
    WrongCode(
        "rights that are wrong do not stop the queue",
        CATCH_UP,
        "            self.stopped = problem\n",
        "            self.stopped = None\n",
        ("tests/till/test_catch_up.py",),
    ),
    WrongCode(
        "money leaves a refused card while it is in doubt",
        CASE,
        "        case State.HELD if activation.ambiguous:\n",
        "        case State.HELD if False:\n",
        ("tests/core/test_case.py",),
    ),
    WrongCode(
        "a case that no read can end is closed, and its row waits for ever",
        "app/till/cases.py",
        "        case State.CANCELLED | State.ACTIVE:\n",
        "        case State.CANCELLED | State.ACTIVE | State.UNKNOWN | State.QUEUED | State.CANCEL_WAIT:\n",
        ("tests/till/test_cases.py", SIMULATOR),
    ),
    WrongCode(
        "a commit that failed is taken for a no",
        CONNECTION,
        "        except (apsw.FullError, apsw.BusyError):  # refused",
        "        except (apsw.FullError, apsw.BusyError, apsw.IOError):  # refused",
        ("tests/ledger/test_failing_disk.py",),
    ),
    WrongCode(
        "a commit is not synced",
        "app/ledger/opening.py",
        '    ("synchronous", "FULL", 2),',
        '    ("synchronous", "NORMAL", 1),',
        ("tests/ledger/test_power_loss.py", "tests/ledger/test_opening.py"),
    ),
)
