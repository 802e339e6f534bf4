"""Handwriting and Digital Touch: balloons whose payload is a small protobuf message."""

import struct
from functools import partial

from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.people import Chat
from owntexts.testing.apple.scene import Scene
from owntexts.testing.apple.typedstream import OBJECT, PART, Run, attributed

kind = Collector("payload_data")

TOUCH = "com.apple.DigitalTouchBalloonProvider"
HANDWRITING = "com.apple.Handwriting.HandwritingProvider"
DRAWING_ID = "E3F4E72A-A863-43C3-8277-E1768025AB06"

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def varint(value: int) -> bytes:
    rest, low = divmod(value, 0x80)
    return bytes([low | 0x80]) + varint(rest) if rest else bytes([low])


def whole(number: int, value: int) -> bytes:
    return varint(number << 3 | _VARINT) + varint(value)


def single(number: int, value: float) -> bytes:
    return varint(number << 3 | _FIXED32) + struct.pack("<f", value)


def fixed64(number: int, value: int) -> bytes:
    return varint(number << 3 | _FIXED64) + struct.pack("<q", value)


def packed(number: int, value: bytes) -> bytes:
    return varint(number << 3 | _BYTES) + varint(len(value)) + value


_POINTS = struct.pack("<8H", 100, 200, 300, 400, 500, 600, 700, 800)
_DELAYS = struct.pack("<4H", 0, 120, 260, 410)
_COLOUR = bytes((255, 0, 252, 255))

GESTURES = {
    "tap": (1, packed(2, _DELAYS) + packed(3, _POINTS) + packed(4, _COLOUR * 4)),
    "heartbeat": (3, single(1, 84.0) + whole(2, 2)),
    "heartbreak": (3, single(1, 84.0) + whole(2, 2) + single(6, 1.7)),
    "sketch": (4, whole(1, 1) + packed(2, struct.pack("<H", 4) + _POINTS) + packed(3, _COLOUR)),
    "photo": (6, packed(2, b"archive") + whole(4, 2)),
    "video": (6, packed(2, b"archive") + whole(4, 1)),
    "kiss": (7, packed(1, _DELAYS[:4]) + packed(2, _POINTS[:8]) + packed(3, _DELAYS[:4])),
    "fireball": (8, single(1, 2.07) + single(2, 0.5) + single(3, 0.5) + packed(4, _DELAYS) + packed(5, _POINTS)),
}


def _gesture(number: int, payload: bytes, scene: Scene, chat: Chat) -> None:
    _balloon(scene, chat, TOUCH, whole(1, number) + packed(3, payload) + packed(5, DRAWING_ID.encode()))


for _name, (_number, _payload) in GESTURES.items():
    kind(f"touch.{_name}", 0.6)(partial(_gesture, _number, _payload))


@kind("handwriting", 2)
def handwriting(scene: Scene, chat: Chat) -> None:
    """One uncompressed stroke."""
    stroke = struct.pack("<H", 4) + _POINTS
    frame = struct.pack("<4H", 0, 0, 1000, 400)
    drawing = packed(3, frame) + whole(4, 1) + whole(5, 1) + whole(6, len(stroke)) + packed(8, stroke)
    _balloon(scene, chat, HANDWRITING, fixed64(2, 1_700_000_000) + packed(3, DRAWING_ID.encode()) + packed(4, drawing))


def _balloon(scene: Scene, chat: Chat, bundle: str, payload: bytes) -> None:
    body = attributed([Run(OBJECT, {PART: 0})])
    scene.expect(scene.post(chat, OBJECT, body=body, balloon_bundle_id=bundle, payload_data=payload), None)


KINDS = kind.kinds
