"""The Internet Printing Protocol (RFC 8010, RFC 8011), as far as a till asks a CUPS scheduler for it.

Written here because nothing that exists fits: pycups has to be built from source on each machine and is GPL, and the
pure-Python clients there are want an asynchronous HTTP library for six operations. No fault but ValueError and OSError.
"""

import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, unique
from http.client import HTTPConnection, HTTPException
from typing import Final

Value = int | bool | str | bytes | None

VERSION: Final = b"\x01\x01"
ANSWER_MAX: Final = 1_000_000
"""Bytes. A thousand queues fit; what is longer is no answer."""
END: Final = 0x03
OPERATION_GROUP: Final = 0x01
JOB_GROUP: Final = 0x02
PRINTER_GROUP: Final = 0x04
DELIMITER_MAX: Final = 0x0F

INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
TEXT, NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME_TYPE = 0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
OUT_OF_BAND: Final = range(0x10, 0x20)
STRINGS: Final = range(0x40, 0x60)


@unique
class Operation(IntEnum):
    """What is asked for."""

    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B
    GET_PRINTERS = 0x4002
    """CUPS's own: every queue there is."""


SUCCESS_MAX: Final = 0x00FF
NOT_FOUND: Final = 0x0406


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name, the tag of its type (RFC 8010, 3.5.2), and one value or several."""

    name: str
    tag: int
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a scheduler says: a status code (RFC 8011, appendix B) and groups of attributes, each under its tag."""

    status: int
    groups: tuple[tuple[int, Mapping[str, tuple[Value, ...]]], ...]

    @property
    def is_success(self) -> bool:
        """Whether it did what was asked."""
        return self.status <= SUCCESS_MAX

    def of(self, group: int) -> Mapping[str, tuple[Value, ...]]:
        """The first group of this tag; empty where there is none."""
        nothing: Mapping[str, tuple[Value, ...]] = {}
        return next((attributes for tag, attributes in self.groups if tag == group), nothing)


def request_bytes(operation: Operation, attributes: Sequence[Attribute], number: int = 1) -> bytes:
    """A request whose attributes are all of the operation's group. Charset and language come first, as they must."""
    head = VERSION + operation.to_bytes(2, "big") + number.to_bytes(4, "big")
    first = (
        Attribute("attributes-charset", CHARSET, ["utf-8"]),
        Attribute("attributes-natural-language", LANGUAGE, ["en"]),
    )
    return head + bytes([OPERATION_GROUP]) + b"".join(map(_encoded, (*first, *attributes))) + bytes([END])


def answer_of(message: bytes) -> Answer:
    """An answer, read. Raises ValueError for what is none."""
    if len(message) < 9:
        raise ValueError("an IPP answer has nine bytes at least")
    return Answer(int.from_bytes(message[2:4], "big"), tuple(_groups(message, 8)))


def ask(host: str, port: int, path: str, request: bytes, wait_s: float, unix: str = "") -> Answer:
    """Sends a request and reads its answer; by the local socket `unix` where one is named.

    Raises OSError where nothing can be reached or the line is lost, ValueError for what is no answer.
    """
    connection = _UnixConnection(unix, wait_s) if unix else HTTPConnection(host, port, timeout=wait_s)
    try:
        connection.request("POST", path, request, {"Content-Type": "application/ipp"})
        response = connection.getresponse()
        message = response.read(ANSWER_MAX + 1)
    except HTTPException as fault:
        raise ValueError("what answered speaks no HTTP") from fault
    finally:
        connection.close()
    if response.status != 200 or len(message) > ANSWER_MAX:
        raise ValueError(f"the scheduler answered with HTTP status {response.status}")
    return answer_of(message)


class _UnixConnection(HTTPConnection):
    """HTTP over a socket of this machine."""

    def __init__(self, path: str, wait_s: float) -> None:
        super().__init__("localhost", timeout=wait_s)
        self._path = path
        self._wait_s = wait_s

    def connect(self) -> None:
        """Connects to the socket's path."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self._wait_s)
        self.sock.connect(self._path)


def _encoded(attribute: Attribute) -> bytes:
    """The first value carries the name, the others an empty one."""
    encoded = b""
    for place, value in enumerate(attribute.values):
        name = attribute.name.encode() if place == 0 else b""
        content = _value_bytes(attribute.tag, value)
        encoded += (
            bytes([attribute.tag]) + len(name).to_bytes(2, "big") + name + len(content).to_bytes(2, "big") + content
        )
    return encoded


def _value_bytes(tag: int, value: Value) -> bytes:
    if tag in {INTEGER, ENUM}:
        return int(value or 0).to_bytes(4, "big", signed=True)
    return str(value).encode()


def _groups(message: bytes, place: int) -> Iterator[tuple[int, Mapping[str, tuple[Value, ...]]]]:
    group, attributes, name = 0, dict[str, tuple[Value, ...]](), ""
    while place < len(message):
        tag = message[place]
        place += 1
        if tag <= DELIMITER_MAX:
            if group:
                yield group, attributes
            if tag == END:
                return
            group, attributes, name = tag, {}, ""
            continue
        name_bytes, place = _sized(message, place)
        content, place = _sized(message, place)
        name = name_bytes.decode("utf-8", "replace") or name
        attributes[name] = (*attributes.get(name, ()), _value(tag, content))
    raise ValueError("an IPP answer ends with its end tag")


def _sized(message: bytes, place: int) -> tuple[bytes, int]:
    begin = place + 2
    end = begin + int.from_bytes(message[place:begin], "big")
    if begin > len(message) or end > len(message):
        raise ValueError("an IPP answer ends inside an attribute")
    return message[begin:end], end


def _value(tag: int, content: bytes) -> Value:
    if tag in {INTEGER, ENUM}:
        return int.from_bytes(content, "big", signed=True)
    if tag == BOOLEAN:
        return content != b"\x00"
    if tag in OUT_OF_BAND:
        return None
    return content.decode("utf-8", "replace") if tag in STRINGS else content
