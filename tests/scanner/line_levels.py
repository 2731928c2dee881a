"""A serial line as its levels in time, read at whatever speed and framing: what a port set up wrongly makes of it."""

SPEEDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
STEPS = 16


def levels(data, parity="N", bits=8):
    """The line's levels, one for each bit of the sender: start, data from the lowest bit on, parity, stop."""
    line = []
    for byte in data:
        signs = [(byte >> place) & 1 for place in range(bits)]
        line += [0, *signs, *_parity(signs, parity), 1]
    return line


def sampled(line, ratio, parity="N", bits=8):
    """The bytes that a port reads which runs `ratio` times as fast as the sender.

    A byte with a wrong stop bit or a wrong parity is handed on as NUL, as Linux does.
    """
    step, at, got = 1 / ratio, 0.0, []
    fine = min(1, step) / STEPS

    def level(moment):
        return line[int(moment)] if moment < len(line) else 1

    while at < len(line):
        while at < len(line) and level(at):
            at += fine
        if at >= len(line):
            break
        middle = at + step / 2
        if level(middle):  # no start bit, only a spike
            at = middle
            continue
        signs = [level(middle + step * place) for place in range(1, bits + 1)]
        has_parity = parity != "N"
        is_whole = not has_parity or [level(middle + step * (bits + 1))] == _parity(signs, parity)
        at = middle + step * (bits + 1 + has_parity)
        stop = level(at)
        got.append(sum(sign << place for place, sign in enumerate(signs)) if stop and is_whole else 0)
        while not stop and at < len(line) and not level(at):
            at += fine
    return bytes(got)


def _parity(signs, parity):
    if parity == "N":
        return []
    return [sum(signs) % 2 if parity == "E" else 1 - sum(signs) % 2]
