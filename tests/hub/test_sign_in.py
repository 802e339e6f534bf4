import msgspec
import pytest
from tests.hub.conftest import Inside, Person, RunningHub, any_password, new_person, said, ticket

from owntexts.crypto.holders import HolderKeys
from owntexts.crypto.sign_in import sign_in
from owntexts.errors import AccountRefused
from owntexts.hub.service.refusals import Refused
from owntexts.hub.service.sign_in import TRIES_A_NAME, TRIES_AN_ADDRESS
from owntexts.hub.service.tickets import LIVES_MS
from owntexts.transport.http import HttpHub

HOST = "hub.test"
ADDRESS = "203.0.113.9"


def inside_person(inside: Inside) -> Person:
    ada = new_person()
    inside.services.accounts.create(ada.request, "127.0.0.1", at_home=True)
    return ada


def try_in(inside: Inside, keys: HolderKeys, *, name: str = "ada", address: str = ADDRESS, host: str = HOST) -> str:
    method = "password" if keys.action.__class__.__name__ == "SetPassword" else "recovery"
    nonce = inside.services.sign_in.challenge(name, method, address).nonce
    return inside.services.sign_in.sign_in(sign_in(keys, nonce=nonce, host=host, name=name), address).ticket


def test_the_password_and_the_recovery_key_both_open(hub: RunningHub, person: Person) -> None:
    for secret in (person.password, person.recovery):
        with HttpHub(hub.url, token=ticket(hub, person, secret)) as visitor:
            assert visitor.keyring() == person.entries


def test_a_wrong_secret_and_an_unknown_name_get_the_same_no(hub: RunningHub, person: Person) -> None:
    bodies = []
    for name in ("ada", "nobody"):
        with HttpHub(hub.url) as outside:
            nonce = outside.challenge(name, "password").nonce
            proof = sign_in(any_password(), nonce=nonce, host=outside.address.host, name=name)
        with hub.raw() as client:
            answer = client.post("/v1/sign-in", content=msgspec.json.encode(proof))
        bodies.append((answer.status_code, answer.content, sorted(answer.headers)))
    assert bodies[0] == bodies[1]
    assert bodies[0][0] == 401


def test_an_unknown_name_is_challenged_like_any_other_and_always_the_same(hub: RunningHub, person: Person) -> None:
    with HttpHub(hub.url) as outside:
        known, fake = outside.challenge("ada", "password"), outside.challenge("nobody", "password")
        again, other = outside.challenge("NOBODY", "password"), outside.challenge("no-one", "password")
        assert (fake.salt, fake.memory_kib) == (again.salt, again.memory_kib)
        assert fake.salt not in {other.salt, known.salt}
        assert fake.nonce != again.nonce
        recovery = outside.challenge("ada", "recovery"), outside.challenge("nobody", "recovery")
    for one, two in ((known, fake), recovery):
        assert (len(one.salt), len(one.nonce), one.memory_kib, one.iterations, one.lanes) == (
            len(two.salt),
            len(two.nonce),
            two.memory_kib,
            two.iterations,
            two.lanes,
        )


def test_the_fake_salt_survives_a_restart(hub: RunningHub) -> None:
    with HttpHub(hub.url) as outside:
        before = outside.challenge("nobody", "password").salt
    hub.stop()
    hub.start()
    with HttpHub(hub.url) as outside:
        assert outside.challenge("nobody", "password").salt == before


def test_the_key_behind_fake_challenges_opens_nothing(inside: Inside) -> None:
    from owntexts.crypto.keys import sign  # noqa: PLC0415 - only here
    from owntexts.wire.hub import SignIn  # noqa: PLC0415 - only here
    from owntexts.wire.signing import login_message  # noqa: PLC0415 - only here

    public_secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    nonce = inside.services.sign_in.challenge("nobody", "password", ADDRESS).nonce
    message = login_message(nonce=nonce, host=HOST, name="nobody", method="password")
    proof = SignIn("nobody", "password", nonce, HOST, sign(public_secret, message))
    with pytest.raises(Refused, match="password_wrong"):
        inside.services.sign_in.sign_in(proof, ADDRESS)


def test_a_nonce_opens_once(inside: Inside) -> None:
    ada = inside_person(inside)
    nonce = inside.services.sign_in.challenge("ada", "password", ADDRESS).nonce
    proof = sign_in(ada.password, nonce=nonce, host=HOST, name="ada")
    inside.services.sign_in.sign_in(proof, ADDRESS)
    with pytest.raises(Refused, match="password_wrong"):
        inside.services.sign_in.sign_in(proof, ADDRESS)


def test_a_nonce_is_forgotten_after_ten_minutes(inside: Inside) -> None:
    ada = inside_person(inside)
    nonce = inside.services.sign_in.challenge("ada", "password", ADDRESS).nonce
    inside.later(10 * 60)
    with pytest.raises(Refused, match="password_wrong"):
        inside.services.sign_in.sign_in(sign_in(ada.password, nonce=nonce, host=HOST, name="ada"), ADDRESS)


@pytest.mark.parametrize(
    "nonce", [b"", bytes(32), b"\x5a" * 32, b"\x5a" * 5000], ids=("none", "zeros", "other", "long")
)
def test_a_nonce_that_the_hub_never_gave_opens_nothing(inside: Inside, nonce: bytes) -> None:
    ada = inside_person(inside)
    with pytest.raises(Refused, match="password_wrong"):
        inside.services.sign_in.sign_in(sign_in(ada.password, nonce=nonce, host=HOST, name="ada"), ADDRESS)


def test_a_nonce_for_one_name_or_secret_is_no_good_for_another(inside: Inside) -> None:
    ada = inside_person(inside)
    for name, method in (("bert", "password"), ("ada", "recovery")):
        nonce = inside.services.sign_in.challenge(name, method, ADDRESS).nonce
        with pytest.raises(Refused, match="password_wrong"):
            inside.services.sign_in.sign_in(sign_in(ada.password, nonce=nonce, host=HOST, name="ada"), ADDRESS)


def test_a_proof_for_another_hub_is_refused_and_named(inside: Inside) -> None:
    ada = inside_person(inside)
    with pytest.raises(Refused) as caught:
        try_in(inside, ada.password, host="evil.test")
    assert caught.value.status == 421


def test_a_proof_is_bound_to_the_host_that_was_dialled(inside: Inside) -> None:
    ada = inside_person(inside)
    nonce = inside.services.sign_in.challenge("ada", "password", ADDRESS).nonce
    relayed = sign_in(ada.password, nonce=nonce, host="evil.test", name="ada")
    with pytest.raises(Refused, match="password_wrong"):
        inside.services.sign_in.sign_in(msgspec.structs.replace(relayed, host=HOST), ADDRESS)


def test_wrong_tries_on_one_name_are_held_up_for_a_while(inside: Inside) -> None:
    ada = inside_person(inside)
    for place in range(TRIES_A_NAME):
        with pytest.raises(Refused, match="password_wrong"):
            try_in(inside, any_password(), address=f"203.0.113.{place}")
    with pytest.raises(Refused) as caught:
        try_in(inside, ada.password, address="198.51.100.1")
    assert (caught.value.status, caught.value.retry_after_s) == (429, 901)
    inside.later(901)
    assert try_in(inside, ada.password, address="198.51.100.1")


def test_wrong_tries_from_one_address_are_held_up_whatever_the_name(inside: Inside) -> None:
    for place in range(TRIES_AN_ADDRESS):
        with pytest.raises(Refused, match="password_wrong"):
            try_in(inside, any_password(), name=f"name{place}")
    with pytest.raises(Refused) as caught:
        try_in(inside, any_password(), name="another")
    assert caught.value.status == 429
    with pytest.raises(Refused, match="password_wrong"):
        try_in(inside, any_password(), name="another", address="198.51.100.1")


def test_right_tries_do_not_count(inside: Inside) -> None:
    ada = inside_person(inside)
    for _ in range(2 * TRIES_AN_ADDRESS):
        try_in(inside, ada.password)


def test_a_ticket_ends_after_a_quarter_of_an_hour(inside: Inside) -> None:
    ada = inside_person(inside)
    text = try_in(inside, ada.password)
    assert inside.services.callers.recognised(text)
    inside.later(LIVES_MS / 1000)
    with pytest.raises(Refused, match="signed_out"):
        inside.services.callers.recognised(text)


def test_a_ticket_opens_no_messages(hub: RunningHub, person: Person) -> None:
    with HttpHub(hub.url, token=ticket(hub, person)) as visitor:
        for ask in (
            visitor.head,
            visitor.devices,
            lambda: visitor.fetch(person.seen, 1000),
            lambda: visitor.push(person.batch(person.first)),
            lambda: visitor.end_device(person.first.keys.device),
        ):
            with pytest.raises(AccountRefused) as caught:
                ask()
            assert caught.value.code == "account.signed_out"


def test_names_and_hosts_beyond_measure_are_refused(hub: RunningHub) -> None:
    with hub.raw() as client:
        answer = client.post("/v1/sign-in/challenge", json={"name": "x" * 257, "method": "password"})
    assert (answer.status_code, said(answer)["code"]) == (400, "malformed")
