"""Reads a window from outside, as a screen reader does: through AT-SPI, and never through the program's own code."""

import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PATIENCE_S = 30.0
LOOKS_APART_S = 0.03
ACCESSIBLE = "org.a11y.atspi.Accessible"
REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
# The numbers of AtspiStateType, from at-spi2-core's atspi-constants.h.
STATES = {4: "checked", 7: "editable", 8: "enabled", 11: "focusable", 12: "focused", 25: "showing"}
# A screen reader says these as nothing; U+00A0 keeps a sum in one line.
AS_SPOKEN = str.maketrans({"\u2068": None, "\u2069": None, "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Control:
    """One thing on the screen: what it is called, what it is, how it stands, what is written in it, where it is."""

    name: str
    role: str
    states: frozenset[str]
    description: str
    written: str
    place: tuple[int, int, int, int]

    @property
    def middle(self) -> tuple[int, int]:
        """Where to tap it."""
        x, y, wide, high = self.place
        return x + wide // 2, y + high // 2


@dataclass(frozen=True, slots=True)
class Screen:
    """All that shows at one moment, from the top left."""

    controls: tuple[Control, ...]

    @property
    def words(self) -> str:
        """Everything that can be read, a line for each thing."""
        parts = ((control.name, control.description, control.written) for control in self.controls)
        return "\n".join(part for each in parts for part in each if part)

    def says(self, *texts: str) -> bool:
        """Each of the texts stands somewhere on the screen."""
        return all(text in self.words for text in texts)

    def all_named(self, name: str) -> list[Control]:
        """Every control of this name that is not mere text."""
        return [control for control in self.controls if control.name == name and control.role != "label"]

    def named(self, name: str) -> Control:
        """The one control of this name that is not mere text."""
        found = self.all_named(name)
        assert len(found) == 1, f"{len(found)} controls are named {name!r} among:\n{self.words}"
        return found[0]

    def has(self, name: str) -> bool:
        """A control of this name shows, beside mere text."""
        return any(control.name == name and control.role != "label" for control in self.controls)

    @property
    def focused(self) -> str:
        """The name of what has the focus; empty for nothing."""
        return next((control.name for control in self.controls if "focused" in control.states), "")


class ScreenReader:
    """A listener at the accessibility bus. `announced` has everything the program said aloud, in its order."""

    def __init__(self, address: str) -> None:
        self.announced: list[str] = []
        self._focused: list[str] = []
        self._program = ""
        self._bus: DBusConnection = open_dbus_connection(address)
        try:
            self._listen("Announcement", "object:announcement")
            self._listen("StateChanged", "object:state-changed:focused")
        except BaseException:
            self._bus.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._bus.close()

    def find_program(self, child: subprocess.Popen[bytes]) -> None:
        """Waits until the program lets itself be read, and reads that one from now on."""
        self._program = ""
        end = time.monotonic() + PATIENCE_S
        while not self._program:
            assert child.poll() is None, f"the program ended with {child.returncode}"
            assert time.monotonic() < end, "the window does not let itself be read"
            for name, _path in self._children(REGISTRY, ROOT):
                if self._process_of(name) == child.pid:
                    self._program = name
            self._pause()

    def screen(self) -> Screen:
        """What shows now."""
        return Screen(tuple(self._shown(ROOT)))

    def until(self, holds: Callable[[Screen], bool]) -> Screen:
        """Looks again until it is so, and gives what showed then. Fails with what shows instead."""
        end = time.monotonic() + PATIENCE_S
        while not holds(seen := self.screen()):
            assert time.monotonic() < end, f"the screen never came to that, but says:\n{seen.words}"
            self._pause()
        return seen

    def until_says(self, *texts: str) -> Screen:
        """Waits until each of the texts stands on the screen."""
        end = time.monotonic() + PATIENCE_S
        while not (seen := self.screen()).says(*texts):
            missing = [text for text in texts if not seen.says(text)]
            assert time.monotonic() < end, f"the screen never said {missing}, but:\n{seen.words}"
            self._pause()
        return seen

    def until_heard(self, text: str) -> str:
        """Waits until an announcement has this text in it, and gives the announcement."""
        end = time.monotonic() + PATIENCE_S
        while not (heard := [said for said in self.announced if text in said]):
            assert time.monotonic() < end, f"{text!r} was never said, but: {self.announced}"
            self._pause()
        return heard[-1]

    def until_focus_moves(self, move: Callable[[], None]) -> str:
        """Does what moves the focus, waits until it has moved, and gives the name of where it went."""
        self._focused.clear()
        move()
        end = time.monotonic() + PATIENCE_S
        while not self._focused:
            assert time.monotonic() < end, "the focus never moved"
            self._pause()
        return self._property(self._focused[-1], "Name").translate(AS_SPOKEN)

    # ------------------------------------------------------------ the wire

    def _listen(self, member: str, event: str) -> None:
        registry = DBusAddress("/org/a11y/atspi/registry", REGISTRY, REGISTRY)
        rule = MatchRule(type="signal", interface="org.a11y.atspi.Event.Object", member=member)
        self._bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=PATIENCE_S)
        wish = new_method_call(registry, "RegisterEvent", "sass", (event, [], ""))
        answer = self._bus.send_and_get_reply(wish, timeout=PATIENCE_S)
        assert answer.header.message_type is MessageType.method_return, answer.body

    def _pause(self) -> None:
        """Waits a little for news, and takes down what is announced meanwhile."""
        end = time.monotonic() + LOOKS_APART_S
        while (left := end - time.monotonic()) > 0:
            try:
                self._note(self._bus.receive(timeout=left))
            except TimeoutError:
                return

    def _note(self, message: Message) -> None:
        fields = message.header.fields
        if fields.get(HeaderFields.member) == "Announcement":
            self.announced.append(message.body[3][1].translate(AS_SPOKEN))
        elif fields.get(HeaderFields.member) == "StateChanged" and message.body[:2] == ("focused", 1):
            self._focused.append(fields[HeaderFields.path])

    def _ask(self, bus_name: str, path: str, interface: str, method: str, signature: str = "", *body: object) -> Any:
        """The answer, or None from something that is not there any more."""
        call = new_method_call(DBusAddress(path, bus_name, interface), method, signature or None, body)
        serial = next(self._bus.outgoing_serial)
        self._bus.send(call, serial=serial)
        end = time.monotonic() + PATIENCE_S
        while True:
            message = self._bus.receive(timeout=max(0.0, end - time.monotonic()))
            if message.header.fields.get(HeaderFields.reply_serial) == serial:
                is_answer = message.header.message_type is MessageType.method_return
                return message.body[0] if is_answer and message.body else None
            self._note(message)

    def _property(self, path: str, name: str) -> str:
        place = ("org.freedesktop.DBus.Properties", "Get", "ss", ACCESSIBLE, name)
        answer = self._ask(self._program, path, *place)
        return str(answer[1]) if answer else ""

    def _children(self, bus_name: str, path: str) -> list[tuple[str, str]]:
        return self._ask(bus_name, path, ACCESSIBLE, "GetChildren") or []

    def _process_of(self, bus_name: str) -> int:
        bus = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
        return self._ask(*bus, "GetConnectionUnixProcessID", "s", bus_name) or 0

    def _shown(self, path: str) -> Iterator[Control]:
        """What shows from here down. A part that is hidden, or went while it was read, is left out with all in it."""
        words = self._ask(self._program, path, ACCESSIBLE, "GetState")
        if words is None:
            return
        states = frozenset(name for bit, name in STATES.items() if words[bit // 32] >> bit % 32 & 1)
        if "showing" not in states:
            return
        yield self._control(path, states)
        for _name, child in self._children(self._program, path):
            yield from self._shown(child)

    def _control(self, path: str, states: frozenset[str]) -> Control:
        written = ""
        if "editable" in states:
            written = self._ask(self._program, path, "org.a11y.atspi.Text", "GetText", "ii", 0, -1) or ""
        place = self._ask(self._program, path, "org.a11y.atspi.Component", "GetExtents", "u", 0)
        return Control(
            name=self._property(path, "Name").translate(AS_SPOKEN),
            role=self._ask(self._program, path, ACCESSIBLE, "GetRoleName") or "",
            states=states,
            description=self._property(path, "Description").translate(AS_SPOKEN),
            written=written.translate(AS_SPOKEN),
            place=tuple(place or (0, 0, 0, 0)),
        )
