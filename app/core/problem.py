"""What can go wrong that a person can act on: a code and the facts, never a sentence.

The words for each code stand in `app.ui.words`, one sentence on what happened and one on what to do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, unique


@unique
class Code(StrEnum):
    """Every fault a person can act on. The value is stable: it is what `--json` prints and help pages are named by."""

    # amounts
    AMOUNT_MISSING = "amount-missing"
    AMOUNT_UNREADABLE = "amount-unreadable"
    AMOUNT_ZERO = "amount-zero"
    AMOUNT_NEGATIVE = "amount-negative"
    AMOUNT_TOO_PRECISE = "amount-too-precise"
    AMOUNT_TOO_LARGE = "amount-too-large"
    CURRENCY_NOT_OFFERED = "currency-not-offered"
    # scans and cards
    SCAN_EMPTY = "scan-empty"
    SCAN_TOO_LONG = "scan-too-long"
    SCAN_UNREADABLE = "scan-unreadable"
    SCAN_WRONG_LAYOUT = "scan-wrong-layout"
    SCAN_NOT_A_CARD = "scan-not-a-card"
    CARD_CODE_BAD = "card-code-bad"
    CARD_MISSING = "card-missing"
    CARD_UNKNOWN = "card-unknown"
    CARD_ALREADY_ACTIVE = "card-already-active"
    CARD_NOT_SELLABLE = "card-not-sellable"
    CARD_IN_THIS_SALE = "card-in-this-sale"
    CARD_OPEN_HERE = "card-open-here"
    CARD_SOLD_HERE = "card-sold-here"
    TOKEN_NEEDS_LINE = "token-needs-line"  # noqa: S105 - a fault's name, not a secret
    # customer and dates
    CUSTOMER_ID_TOO_LONG = "customer-id-too-long"
    CUSTOMER_NAME_TOO_LONG = "customer-name-too-long"
    SALE_REFERENCE_TOO_LONG = "sale-reference-too-long"
    TOKEN_IN_TEXT = "token-in-text"  # noqa: S105 - a fault's name, not a secret
    TRANSACTION_ID_BAD = "transaction-id-bad"
    DATE_UNREADABLE = "date-unreadable"
    EXPIRY_PAST = "expiry-past"
    EXPIRY_BEFORE_START = "expiry-before-start"
    START_PAST = "start-past"
    TOO_MANY_CARDS = "too-many-cards"
    SALE_IN_PROGRESS = "sale-in-progress"
    # the issuer and the line
    LINE_DOWN = "line-down"
    NO_ANSWER = "no-answer"
    ANSWER_UNCLEAR = "answer-unclear"
    LOGIN_REFUSED = "login-refused"
    ACCOUNT_UNKNOWN = "account-unknown"
    NOT_ALLOWED = "not-allowed"
    REFUSED = "refused"
    TOO_MANY_CALLS = "too-many-calls"
    CERTIFICATE_REFUSED = "certificate-refused"
    SENDS_EXHAUSTED = "sends-exhausted"
    RESTORED_UNSENT = "restored-unsent"
    WRONG_AMOUNT_LOADED = "wrong-amount-loaded"
    CANCEL_FAILED = "cancel-failed"
    CARD_WITHOUT_ID = "card-without-id"
    CASE_UNSIGNED = "case-unsigned"
    PROBE_IN_PRODUCTION = "probe-in-production"
    FACTS_CHANGED = "facts-changed"
    FACTS_UNREADABLE = "facts-unreadable"
    # selling while the line is down
    OFFLINE_NOT_ALLOWED = "offline-not-allowed"
    OFFLINE_CARD_LIMIT = "offline-card-limit"
    OFFLINE_SUM_LIMIT = "offline-sum-limit"
    OFFLINE_COUNT_LIMIT = "offline-count-limit"
    OFFLINE_TIME_LIMIT = "offline-time-limit"
    OFFLINE_CASHIER_LIMIT = "offline-cashier-limit"
    POLICY_UNREADABLE = "policy-unreadable"
    POLICY_UNKNOWN_KEY = "policy-unknown-key"
    POLICY_SIGNATURE = "policy-signature"
    POLICY_OTHER_ACCOUNT = "policy-other-account"
    POLICY_NOT_YET = "policy-not-yet"
    POLICY_ENDED = "policy-ended"
    POLICY_KEY_MISSING = "policy-key-missing"
    POLICY_KEY_BAD = "policy-key-bad"
    APPROVAL_WRONG = "approval-wrong"
    APPROVAL_EMPTY = "approval-empty"
    APPROVAL_LOCKED = "approval-locked"
    APPROVAL_NOT_SET = "approval-not-set"
    APPROVAL_PIN_BAD = "approval-pin-bad"
    APPROVAL_NOBODY = "approval-nobody"
    APPROVAL_UNCOUNTED = "approval-uncounted"
    # the journal
    JOURNAL_FULL = "journal-full"
    JOURNAL_READ_ONLY = "journal-read-only"
    JOURNAL_BUSY = "journal-busy"
    JOURNAL_DAMAGED = "journal-damaged"
    JOURNAL_MISSING = "journal-missing"
    JOURNAL_FAULT = "journal-fault"
    JOURNAL_IN_USE = "journal-in-use"
    JOURNAL_NEWER = "journal-newer"
    JOURNAL_RESTORED = "journal-restored"
    JOURNAL_RESCUED = "journal-rescued"
    RESCUE_DUE = "rescue-due"
    NOTHING_TO_RESCUE = "nothing-to-rescue"
    NOTHING_SUCH = "nothing-such"
    STEP_NOT_ALLOWED = "step-not-allowed"
    # slips
    SLIP_UNREADABLE = "slip-unreadable"
    SLIP_NOT_SIGNED = "slip-not-signed"
    SLIP_TOO_NEW = "slip-too-new"
    SLIP_OUT = "slip-out"
    TAKEN_OVER = "taken-over"
    SLIP_UNSIGNED = "slip-unsigned"
    # printing
    PRINTER_UNREACHABLE = "printer-unreachable"
    PRINTER_OFFLINE = "printer-offline"
    PRINTER_NO_PAPER = "printer-no-paper"
    PRINTER_COVER_OPEN = "printer-cover-open"
    PRINTER_SILENT = "printer-silent"
    PRINTER_BUSY = "printer-busy"
    PRINTER_FELL_SILENT = "printer-fell-silent"
    PRINTER_DENIED = "printer-denied"
    PRINTER_PAPER_LOW = "printer-paper-low"
    PRINTER_HANDED_OVER = "printer-handed-over"
    PRINTER_QUEUE_STOPPED = "printer-queue-stopped"
    PRINTER_QUEUE_UNKNOWN = "printer-queue-unknown"
    PRINTER_FILE = "printer-file"
    PRINTER_ADDRESS_BAD = "printer-address-bad"
    NOTHING_TO_PRINT = "nothing-to-print"
    PAPER_IN_PRINT = "paper-in-print"
    PAPER_OVERTAKEN = "paper-overtaken"
    PAPER_NOT_OPEN = "paper-not-open"
    DRAWER_NOT_SET = "drawer-not-set"
    # scanners
    DISPLAY_AWAY = "display-away"
    SCANNER_AWAY = "scanner-away"
    SCANNER_BUSY = "scanner-busy"
    SCANNER_DENIED = "scanner-denied"
    SCANNER_GARBLED = "scanner-garbled"
    # settings and secrets
    SETTINGS_UNREADABLE = "settings-unreadable"
    SETTINGS_UNWRITABLE = "settings-unwritable"
    SETTINGS_UNKNOWN_KEY = "settings-unknown-key"
    SETTINGS_BAD_VALUE = "settings-bad-value"
    ACCOUNT_MISSING = "account-missing"
    ACCOUNT_BAD = "account-bad"
    ADDRESS_NOT_HTTPS = "address-not-https"
    SECRET_MISSING = "secret-missing"  # noqa: S105 - a fault's name, not a secret
    SECRET_EMPTY = "secret-empty"  # noqa: S105 - a fault's name, not a secret
    KEYRING_ABSENT = "keyring-absent"
    KEYRING_REFUSED = "keyring-refused"
    KEYRING_LOCKED = "keyring-locked"
    SANDBOX_NOT_LOOPBACK = "sandbox-not-loopback"
    SANDBOX_NOT_STARTED = "sandbox-not-started"
    # ordered cards: their secrets, and what is made of them for the manufacturer
    RECIPIENT_MISSING = "recipient-missing"
    RECIPIENT_NOT_NAMED = "recipient-not-named"
    RECIPIENT_BAD = "recipient-bad"
    VAULT_FULL = "vault-full"
    VAULT_UNWRITABLE = "vault-unwritable"
    VAULT_KEY_MISSING = "vault-key-missing"
    VAULT_TRIAL_FAILED = "vault-trial-failed"
    ANSWER_NOT_KEPT = "answer-not-kept"
    SEALER_LOST = "sealer-lost"
    SEALED_FILE_MISSING = "sealed-file-missing"
    SEALED_FILE_CHANGED = "sealed-file-changed"
    SEALED_FILE_SHUT = "sealed-file-shut"
    NOT_SHREDDED = "not-shredded"
    EXPORT_UNWRITABLE = "export-unwritable"
    EXPORT_EXISTS = "export-exists"
    EXPORT_INCOMPLETE = "export-incomplete"
    EXPORT_MISSING = "export-missing"
    EXPORT_CHANGED = "export-changed"
    MANIFEST_UNREADABLE = "manifest-unreadable"
    MANIFEST_BAD = "manifest-bad"
    MANIFEST_SIGNATURE = "manifest-signature"
    OFFICE_KEY_BAD = "office-key-bad"
    PUBLIC_KEY_BAD = "public-key-bad"
    OFFICE_KEY_MISSING = "office-key-missing"
    BATCH_NOT_RELEASED = "batch-not-released"
    BATCH_SHREDDED = "batch-shredded"
    RECEIPT_UNKNOWN = "receipt-unknown"
    RECEIPT_PARTIAL = "receipt-partial"
    RECEIPT_MISSING = "receipt-missing"
    CLOCK_OFF = "clock-off"
    DISK_LOW = "disk-low"
    # a plan of cards, and whether it works as cards
    PLAN_BAR_FITS = "plan-bar-fits"
    PLAN_BAR_TIGHT = "plan-bar-tight"
    PLAN_BAR_TOO_WIDE = "plan-bar-too-wide"
    PLAN_SCAN_LONG = "plan-scan-long"
    PLAN_WINDOW_SMALL = "plan-window-small"
    PLAN_SIGNS_GARBLED = "plan-signs-garbled"
    PLAN_EAN_CLASH = "plan-ean-clash"
    PLAN_TILL_READING = "plan-till-reading"
    PLAN_GUESSING = "plan-guessing"
    PLAN_PIN_SHORT = "plan-pin-short"
    PLAN_IDS_FEW = "plan-ids-few"
    PLAN_EXCEL_NUMBER = "plan-excel-number"
    PLAN_EXCEL_FORMULA = "plan-excel-formula"
    PLAN_CHUNK_LARGE = "plan-chunk-large"
    PLAN_PICTURES = "plan-pictures"
    PLAN_CREDIT_NOTE = "plan-credit-note"
    PLAN_USES_UNKNOWN = "plan-uses-unknown"
    # a list of card ids
    IDS_NONE = "ids-none"
    IDS_BOM = "ids-bom"
    IDS_NUMBER = "ids-number"
    IDS_FORMULA = "ids-formula"
    IDS_SPACES = "ids-spaces"
    IDS_TOO_LONG = "ids-too-long"
    IDS_BAD_SIGN = "ids-bad-sign"
    IDS_DOUBLED = "ids-doubled"
    IDS_UNREADABLE = "ids-unreadable"
    # a batch under way
    BATCH_UNKNOWN = "batch-unknown"
    BATCH_PLAN_REFUSED = "batch-plan-refused"
    BATCH_IDS_SHORT = "batch-ids-short"
    BATCH_ANSWER_ODD = "batch-answer-odd"
    BATCH_IDS_REFUSED = "batch-ids-refused"
    BATCH_CARDS_LOST = "batch-cards-lost"
    BATCH_LOST_KEPT = "batch-lost-kept"
    BATCH_NOT_COMPLETE = "batch-not-complete"
    BATCH_SAME_PERSON = "batch-same-person"
    BATCH_RELEASED = "batch-released"
    BATCH_EXPORTED = "batch-exported"
    BATCH_NOT_WHOLE = "batch-not-whole"
    BATCH_VAULT_AWAY = "batch-vault-away"
    REKEY_NOT_LOST = "rekey-not-lost"
    REKEY_NOT_INACTIVE = "rekey-not-inactive"
    REKEY_LOST = "rekey-lost"
    REKEY_ODD = "rekey-odd"


Fact = str | int


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault that a person can act on.

    `facts` are the values its sentence needs (already masked where a card is meant), as text or whole numbers;
    never a secret.
    """

    code: Code
    facts: Mapping[str, Fact] = field(default_factory=dict[str, Fact])


class Refusal(Exception):
    """Carries a Problem out of a place that cannot go on. Caught where a person can be told."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code.value)
        self.problem = problem


def refuse(code: Code, /, **facts: Fact) -> Refusal:
    """The exception to raise for `code`; a short form of `Refusal(Problem(code, facts))`."""
    return Refusal(Problem(code, facts))
