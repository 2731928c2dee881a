"""The limits of selling offline in words: how much of each is used, and which is the tightest."""

from collections.abc import Iterable
from typing import Final

from app.core.limits import Gauge, LimitName, Unit
from app.core.money import Money, NumberForm
from app.ui.theme import Tone
from app.ui.translation import translate

NEARLY: Final = 0.75
"""From this share on a limit is worth a colour."""


def gauge_tone(gauge: Gauge) -> Tone:
    """Calm, nearly reached, or reached."""
    if gauge.is_reached:
        return Tone.BAD
    return Tone.WAIT if gauge.fraction >= NEARLY else Tone.PLAIN


def gauge_title(gauge: Gauge) -> str:
    """What is limited."""
    match gauge.name:
        case LimitName.CARD:
            return translate("Limits", "One card offline")
        case LimitName.SUM:
            return translate("Limits", "Waiting in all")
        case LimitName.COUNT:
            return translate("Limits", "Cards waiting")
        case LimitName.TIME:
            return translate("Limits", "Since the last answer")
        case LimitName.CASHIER:
            return translate("Limits", "Your cards this hour")


def gauge_words(gauge: Gauge, form: NumberForm) -> str:
    """`2 000 of 10 000 kr`, `4 of 50`, `2 h 10 min of 24 h`."""
    if gauge.unit is Unit.MINOR and gauge.currency is not None:
        most = Money(gauge.most, gauge.currency)
        whole = f"{form.short(most)}\u00a0{form.symbol(gauge.currency)}"
        if gauge.name is LimitName.CARD and not gauge.used:
            return translate("Limits", "{most} at most").replace("{most}", whole)
        used = form.short(Money(gauge.used, gauge.currency))
    elif gauge.unit is Unit.MINUTES:
        used, whole = _time(gauge.used), _time(gauge.most)
    else:
        used, whole = str(gauge.used), str(gauge.most)
    return translate("Limits", "{used} of {most}").replace("{used}", used).replace("{most}", whole)


def tightest(gauges: Iterable[Gauge]) -> Gauge | None:
    """The limit that will be reached first, as far as their shares tell; of equal ones the sum."""
    ranked = [gauge for gauge in gauges if gauge.name is not LimitName.CARD]
    return max(ranked, key=lambda gauge: (gauge.fraction, gauge.name is LimitName.SUM), default=None)


def tightest_words(gauges: Iterable[Gauge], form: NumberForm) -> str:
    """`4 waiting · 2 000 of 10 000 kr`: how many wait, and the tightest limit; empty where there are no limits."""
    known = tuple(gauges)
    gauge = tightest(known)
    if gauge is None:
        return ""
    if gauge.name is LimitName.COUNT:
        return translate("Limits", "{words} waiting").replace("{words}", gauge_words(gauge, form))
    words = gauge_words(gauge, form)
    count = next((known.used for known in known if known.name is LimitName.COUNT), 0)
    if gauge.name is not LimitName.SUM or not count:
        words = f"{gauge_title(gauge)}: {words}"
    if not count:
        return words
    return f"{translate('Limits', '{count} waiting').replace('{count}', str(count))} · {words}"


def _time(minutes: int) -> str:
    hours, left = divmod(minutes, 60)
    if not hours:
        return translate("Limits", "{minutes} min").replace("{minutes}", str(left))
    told = translate("Limits", "{hours} h {minutes} min") if left else translate("Limits", "{hours} h")
    return told.replace("{hours}", str(hours)).replace("{minutes}", str(left))
