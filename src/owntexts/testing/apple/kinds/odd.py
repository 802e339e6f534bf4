"""States a row can be in: deleted, recovered, orphaned, in two chats, scheduled, by satellite, spam, unknown."""

from owntexts.testing.apple import typedstream
from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.people import Chat
from owntexts.testing.apple.scene import SECOND, Scene
from owntexts.testing.apple.typedstream import OBJECT

kind = Collector()

SCHEDULED = 2


@kind("deleted", 10, needs="date_recovered")
def deleted(scene: Scene, chat: Chat) -> None:
    """In Recently Deleted: out of its chat, recoverable."""
    text = scene.say(chat)
    posted = scene.post(chat, text, chats=())
    _recoverable(scene, chat, posted.row, posted.at)
    scene.expect(posted, text, deleted=True)


@kind("deleted.one_part", 2, needs="date_recovered")
def deleted_part(scene: Scene, chat: Chat) -> None:
    """Only one part was deleted; the message is still in its chat."""
    text, gone = scene.say(chat), "the part that was deleted"
    posted = scene.post(chat, text)
    part = {"chat_id": chat.row, "message_id": posted.row, "part_index": 1, "ck_sync_state": 0}
    when = scene.stamp(posted.at + 3600 * SECOND)
    scene.rows["recoverable_message_part"].append({**part, "delete_date": when, "part_text": typedstream.plain(gone)})
    scene.expect(posted, text, earlier=(gone,))


@kind("recovered", 3, needs="date_recovered")
def recovered(scene: Scene, chat: Chat) -> None:
    text = scene.say(chat)
    at = scene.stamp(scene.clock.at(scene.next_row, 0.5) + 7200 * SECOND)
    scene.expect(scene.post(chat, text, date_recovered=at), text)


@kind("orphan", 12)
def orphan(scene: Scene, chat: Chat) -> None:
    """In no chat at all."""
    text = scene.say(chat)
    scene.expect(scene.post(chat, text, chats=(), cache_roomnames=None), text)


@kind("in_two_chats", 3)
def in_two_chats(scene: Scene, chat: Chat) -> None:
    text, other = scene.say(chat), scene.pick(scene.cast.chats)
    chats = (chat,) if other is chat else (chat, other)
    scene.expect(scene.post(chat, text, chats=chats), text)


@kind("send_later", 3, needs="schedule_type")
def send_later(scene: Scene, chat: Chat) -> None:
    text = "Happy birthday!! Many happy returns from all of us"
    posted = scene.post(chat, text, mine=True, schedule_type=SCHEDULED, schedule_state=SCHEDULED, is_sent=0)
    scene.expect(posted, text)


@kind("satellite", 2, needs="is_stewie")
def satellite(scene: Scene, chat: Chat) -> None:
    text = "On the ridge, no signal. All is well."
    scene.expect(scene.post(chat, text, service="iMessageLite", sent_or_received_off_grid=1), text)


@kind("satellite.sms", 1, needs="is_stewie", where="SMS")
def satellite_sms(scene: Scene, chat: Chat) -> None:
    text = "Weather turning, coming down early."
    scene.expect(scene.post(chat, text, service="SatelliteSMS", is_pending_satellite_send=0), text)


@kind("sos", 0.5, needs="is_sos")
def sos(scene: Scene, chat: Chat) -> None:
    text = "Emergency report sent to the mountain rescue"
    scene.expect(scene.post(chat, text, mine=True, is_sos=1, is_stewie=1), text)


@kind("spam", 8, needs="is_spam", where="SMS")
def spam(scene: Scene, chat: Chat) -> None:
    text = "Your parcel is waiting! Pay the customs fee at https://parcels.example.net/now"
    scene.expect(scene.post(chat, text, mine=False, is_spam=1), text)


@kind("rcs.lower_case", 3, needs="date_edited", where="RCS")
def rcs_lower_case(scene: Scene, chat: Chat) -> None:
    text = scene.say(chat)
    scene.expect(scene.post(chat, text, service="rcs"), text)


@kind("service.none", 2)
def service_none(scene: Scene, chat: Chat) -> None:
    text = scene.say(chat)
    scene.expect(scene.post(chat, text, service=None), text)


@kind("not_delivered", 3)
def not_delivered(scene: Scene, chat: Chat) -> None:
    text = scene.say(chat)
    posted = scene.post(chat, text, mine=True, error=22, is_sent=0, is_delivered=0, date_delivered=0)
    scene.expect(posted, text)


@kind("empty", 2)
def empty(scene: Scene, chat: Chat) -> None:
    """No text, no body, nothing."""
    scene.expect(scene.post(chat, None), None)


@kind("empty.blank_body", 1)
def blank_body(scene: Scene, chat: Chat) -> None:
    scene.expect(scene.post(chat, "", body=typedstream.attributed([], mutable=False)), None)


@kind("placeholder_only", 1)
def placeholder_only(scene: Scene, chat: Chat) -> None:
    """A body that promises a file of which there is no trace."""
    scene.expect(scene.post(chat, OBJECT), None)


@kind("undated", 0.5)
def undated(scene: Scene, chat: Chat) -> None:
    text = "A message without a time"
    scene.expect(scene.post(chat, text, date=0, date_read=0, date_delivered=0), text)


@kind("association.unknown", 0.5, needs="associated_message_type")
def unknown_association(scene: Scene, chat: Chat) -> None:
    """A number no version has used so far; it is shown, not dropped."""
    text = scene.say(chat)
    scene.expect(scene.post(chat, text, associated_message_type=9999), text)


def _recoverable(scene: Scene, chat: Chat, row: int, at: int) -> None:
    when = scene.stamp(at + 3600 * SECOND)
    scene.rows["chat_recoverable_message_join"].append(
        {"chat_id": chat.row, "message_id": row, "delete_date": when, "ck_sync_state": 0}
    )


KINDS = kind.kinds
