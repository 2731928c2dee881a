"""When a card in doubt may be sent again: a late call could still arrive before that."""

from datetime import timedelta

from app.core.activation import Activation, State
from app.core.rules import ONE_MORE, PUT_BACK, SENDS_MAX, Facts
from app.ui.translation import translate


def resend_words(activation: Activation, since_send: timedelta, facts: Facts) -> str:
    """A sentence for a card whose answer was lost, empty for any other.

    `since_send` is how long ago its last send ended. Whether it is sent at all is decided by looking at the card; after
    the last send that the rules allow, and in a journal that was put back, there is nothing to promise.
    """
    sends_max = SENDS_MAX + (activation.note == ONE_MORE)
    if activation.state is not State.UNKNOWN or activation.sends >= sends_max or activation.note == PUT_BACK:
        return ""
    left = timedelta(0) if facts.server_cas else facts.quarantine - since_send
    if left <= timedelta(0):
        return translate("Queue", "If it is not loaded, it can be sent again now.")
    told = translate("Queue", "If it is not loaded, it can be sent again in {wait}.")
    return told.replace("{wait}", _wait_words(left))


def _wait_words(left: timedelta) -> str:
    """Rounded up, so that nobody comes back too early."""
    minutes = -int(-left.total_seconds() // 60)
    if minutes == 1:
        return translate("Queue", "about a minute")
    return translate("Queue", "about {count} minutes").replace("{count}", str(minutes))
