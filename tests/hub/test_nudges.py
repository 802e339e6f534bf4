import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from os import urandom

import httpx2
import pytest
from tests.hub.conftest import WAIT_S, Person, RunningHub, said

from owntexts.hub.service.nudges import PER_DEVICE, Listener, Nudges
from owntexts.hub.service.refusals import Refused
from owntexts.transport.http import HttpHub

ENDED = -1


@contextmanager
def listening(hub: RunningHub, token: bytes) -> Iterator["queue.Queue[int]"]:
    """The tokens that a device hears, and ENDED when the stream ends."""
    heard: queue.Queue[int] = queue.Queue()
    door = HttpHub(hub.url, token=token)

    def listen() -> None:
        for nudge in door.nudges():
            heard.put(nudge)
        heard.put(ENDED)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield heard
    finally:
        door.close()
        thread.join(WAIT_S)


def next_of(heard: "queue.Queue[int]") -> int:
    return heard.get(timeout=WAIT_S)


def test_a_listener_hears_where_the_zone_stands_and_each_commit(hub: RunningHub, door: HttpHub, person: Person) -> None:
    with listening(hub, person.first.token) as heard:
        assert next_of(heard) == 1
        door.push(person.first.wrote(person.batch(person.first)))
        assert next_of(heard) == 2
        writer, entry = person.new_device()
        door.append_entry(entry, writer.token_sha256)
        assert next_of(heard) == 3


def test_a_commit_is_on_the_hub_when_its_nudge_is_heard(hub: RunningHub, door: HttpHub, person: Person) -> None:
    with listening(hub, person.first.token) as heard:
        next_of(heard)
        door.push(person.batch(person.first))
        assert next_of(heard) == door.head().position.token


def test_the_stream_of_a_device_ends_with_its_token(hub: RunningHub, door: HttpHub, person: Person) -> None:
    writer, entry = person.new_device()
    door.append_entry(entry, writer.token_sha256)
    with listening(hub, writer.token) as heard:
        next_of(heard)
        door.end_device(writer.keys.device)
        assert next_of(heard) == ENDED


def test_streams_end_when_the_hub_stops(hub: RunningHub, person: Person) -> None:
    with listening(hub, person.first.token) as heard:
        next_of(heard)
        hub.stop()
        assert next_of(heard) == ENDED
    hub.start()


def test_a_device_has_only_so_many_streams_and_a_closed_one_makes_room(hub: RunningHub, person: Person) -> None:
    bearer = f"Bearer {person.first.token.hex()}"
    with hub.raw(Authorization=bearer) as client:
        streams = [client.send(client.build_request("GET", "/v1/nudges"), stream=True) for _ in range(PER_DEVICE)]
        events = [stream.iter_raw() for stream in streams]
        assert all(next(each).startswith(b"data: ") for each in events)
        answer = client.get("/v1/nudges")
        assert (answer.status_code, said(answer)["code"]) == (429, "hub.busy")
        for stream in streams:
            stream.close()
        assert eventually_streams(client)


def eventually_streams(client: httpx2.Client) -> bool:
    for _ in range(100):
        with client.stream("GET", "/v1/nudges") as response:
            if response.status_code == 200:
                return True
        threading.Event().wait(0.05)
    return False


def test_nudges_are_for_members_only(hub: RunningHub) -> None:
    with hub.raw() as client:
        assert client.get("/v1/nudges").status_code == 401


def test_a_listener_hears_only_its_own_account() -> None:
    nudges, heard = Nudges(), list[object]()
    nudges.listen(Listener(b"a", b"1", heard.append))
    nudges.announce(b"b", 9)
    nudges.announce(b"a", 3)
    nudges.let_go(b"a", b"2")
    nudges.let_go(b"a", b"1")
    assert heard == [3, None]


def test_a_forgotten_listener_hears_nothing_and_leaves_no_trace() -> None:
    nudges, heard = Nudges(), list[object]()
    listener = Listener(b"a", b"1", heard.append)
    nudges.listen(listener)
    nudges.forget(listener)
    nudges.forget(listener)
    nudges.announce(b"a", 3)
    assert (heard, nudges._listeners) == ([], {})


def test_one_device_cannot_take_all_streams() -> None:
    nudges, device = Nudges(), urandom(16)
    for _ in range(PER_DEVICE):
        nudges.listen(Listener(b"a", device, print))
    with pytest.raises(Refused, match="busy"):
        nudges.listen(Listener(b"a", device, print))
    nudges.listen(Listener(b"a", urandom(16), print))
