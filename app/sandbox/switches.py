"""Every point of the API that is not documented, as a switch that can be turned at start and while running.

None of the defaults is a claim about the real service (API fact sheet, section 7).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SCOPES = (
    "admin:wallets",
    "write:wallets",
    "read:wallets",
    "user:wallets",
    "write:wallets:/info",
    "write:wallets:/transactions",
)
_WORD = re.compile(r"[a-z][a-z_-]{0,39}")


class BadSwitch(ValueError):
    """A switch that does not exist, or a value it does not have; the text says which."""


class Kind(StrEnum):
    """How a switch is read."""

    CHOICE = "choice"  # exactly one of the values
    INTEGER = "integer"  # any whole number between the bounds; the values are samples
    WORD = "word"  # any lower-case word; the values are samples
    SCOPES = "scopes"  # a comma-separated choice of scopes; the values are samples


@dataclass(frozen=True, slots=True)
class Switch:
    """One undocumented point: its name, what it can be set to, and what that changes."""

    name: str
    sentence: str
    values: tuple[str, ...]
    default: str
    kind: Kind = Kind.CHOICE
    bounds: tuple[int, int] = (0, 0)

    def read(self, value: object) -> str:
        """The value as it is kept. Raises BadSwitch in words."""
        text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
        if text is None or not self._accepts(text):
            raise BadSwitch(f"switch {self.name} cannot be {value!r}; {self.allowed()}")
        return ",".join(_scopes(text)) if self.kind is Kind.SCOPES else text

    def allowed(self) -> str:
        """What the switch can be set to, in words."""
        match self.kind:
            case Kind.CHOICE:
                return "it is one of " + ", ".join(self.values)
            case Kind.INTEGER:
                return f"it is a whole number from {self.bounds[0]} to {self.bounds[1]}"
            case Kind.WORD:
                return "it is a lower-case word such as " + ", ".join(self.values)
            case Kind.SCOPES:
                return "it is a comma-separated list of " + ", ".join(SCOPES)

    def _accepts(self, text: str) -> bool:
        match self.kind:
            case Kind.CHOICE:
                return text in self.values
            case Kind.INTEGER:
                return re.fullmatch(r"\d{1,9}", text, re.ASCII) is not None and (
                    self.bounds[0] <= int(text) <= self.bounds[1]
                )
            case Kind.WORD:
                return _WORD.fullmatch(text) is not None
            case Kind.SCOPES:
                return all(scope in SCOPES for scope in _scopes(text))


def _scopes(text: str) -> list[str]:
    return text.replace(",", " ").split()


def _choice(name: str, values: str, sentence: str) -> Switch:
    """A switch whose first value is its default."""
    choices = tuple(values.split())
    return Switch(name, sentence, choices, choices[0])


def _integer(name: str, values: str, bounds: tuple[int, int], sentence: str) -> Switch:
    samples = tuple(values.split())
    return Switch(name, sentence, samples, samples[0], Kind.INTEGER, bounds)


def _word(name: str, values: str, sentence: str) -> Switch:
    samples = tuple(values.split())
    return Switch(name, sentence, samples, samples[0], Kind.WORD)


ALL: tuple[Switch, ...] = (
    _choice(
        "activate_not_inactive",
        "400 403 404 409 200-unchanged 200-reset 200-added",
        "What activate answers for a card that is not inactive: a refusal; 200 and nothing done; "
        "200 with the balance set again; 200 with the amount put on top.",
    ),
    _choice("activate_zero", "accepted 400", "Whether activate takes the amount 0."),
    _choice(
        "activate_metadata",
        "replace merge drop",
        "What activate does with metadata: replaces what the card had, merges into it, or forgets what was sent.",
    ),
    _choice("activate_transaction", "absent fund", "Whether an activation shows up as a fund transaction."),
    _choice(
        "batch_duplicate",
        "refuse-all skip partial 400-partial",
        "A batch with an id that is taken: all refused; the taken one left out of the answer; the cards before it "
        "made and answered; the cards before it made and 400 answered.",
    ),
    _integer("batch_limit", "1000 100 10 1", (1, 100_000), "How many cards one batch may hold; more is a 400."),
    _choice("batch_order", "same reversed shuffled", "The order of the cards in the answer to a batch."),
    _choice("ref_id_repeat", "first-result 400", "What a repeated ref_id gets: the first result again, or a refusal."),
    _word("inactive_word", "inactive created dormant", "The status word of a card that was never activated."),
    _word("active_word", "unused awakened", "The status word of an activated card with nothing drawn yet."),
    _word("used_word", "used unused exhausted", "The status word of a card that money was drawn from."),
    _choice("inactive_currency", "absent NOK", "The currency a card shows before it is activated."),
    _choice("info_inactive", "found 404", "Whether an inactive card can be looked up by its token."),
    _choice("wrong_pin", "403 400 401 404", "What a wrong PIN gets."),
    _choice("tokens_on_inactive", "allowed 400", "Whether a token can be made for an inactive card."),
    _choice("pin_on_inactive", "allowed 400", "Whether the PIN of an inactive card can be rotated."),
    _choice(
        "batch_code_use",
        "single many",
        "Whether a token from a batch or a new card ends with its first transaction when nothing is said.",
    ),
    _choice("delete_with_balance", "deleted 400", "Whether a card with money on it can be deleted."),
    _choice("deleted_id", "taken free", "Whether the id of a deleted card can be used for a new one."),
    _choice(
        "reads",
        "fresh stale",
        "Whether a read straight after an activate sees it, or still the card as it was before.",
    ),
    _integer("stale_reads", "2 1 5", (1, 1000), "How many reads of a card stay stale after an activate."),
    _integer("token_expires_in", "86400 14400 2", (1, 31_536_000), "Seconds an access token lives (expires_in)."),
    _choice("error_code", "present absent spaced", "The code in an error body: not_found, none, or NOT FOUND."),
    _choice("error_list", "absent present", "Whether an error body has the list errors."),
    _integer("latency_ms", "0 50 400", (0, 600_000), "Milliseconds the line takes before each call is worked on."),
    Switch(
        "scopes",
        "The scopes that the demonstration client has.",
        ("read:wallets,write:wallets", "read:wallets", "write:wallets", "write:wallets:/info", "admin:wallets", ""),
        "read:wallets,write:wallets",
        Kind.SCOPES,
    ),
)
_BY_NAME = {switch.name: switch for switch in ALL}


def list_switches() -> list[dict[str, object]]:
    """Every switch with its values, default and sentence; each of the values can be set as it stands."""
    return [
        {
            "name": switch.name,
            "kind": switch.kind.value,
            "values": list(switch.values),
            "default": switch.default,
            "sentence": switch.sentence,
            **({"minimum": switch.bounds[0], "maximum": switch.bounds[1]} if switch.kind is Kind.INTEGER else {}),
        }
        for switch in ALL
    ]


class Switches:
    """Where every switch stands now."""

    __slots__ = ("_at_start", "_values")

    def __init__(self, settings: Mapping[str, object] | None = None) -> None:
        """Defaults, with `settings` on top. Raises BadSwitch in words."""
        self._values = {switch.name: switch.default for switch in ALL}
        self.turn(settings or {})
        self._at_start = dict(self._values)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def number(self, name: str) -> int:
        """The value of an integer switch."""
        return int(self._values[name])

    def scopes(self) -> frozenset[str]:
        """The scopes the demonstration client has now."""
        return frozenset(_scopes(self._values["scopes"]))

    def turn(self, settings: Mapping[str, object]) -> None:
        """Turns several switches, all or none. Raises BadSwitch in words."""
        unknown = [name for name in settings if name not in _BY_NAME]
        if unknown:
            raise BadSwitch(f"no switch is called {unknown[0]!r}; there are " + ", ".join(_BY_NAME))
        self._values |= {name: _BY_NAME[name].read(value) for name, value in settings.items()}

    def back_to_start(self) -> None:
        """Every switch as it was when the server was started."""
        self._values = dict(self._at_start)

    def now(self) -> dict[str, str | int]:
        """Every switch with its present value; whole numbers as such."""
        return {
            name: int(value) if _BY_NAME[name].kind is Kind.INTEGER else value for name, value in self._values.items()
        }
