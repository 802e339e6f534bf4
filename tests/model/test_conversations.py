"""Threads become conversations by the people in them."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.conversations import conversations, parties
from owntexts.model.ids import thread_id
from owntexts.model.overrides import Overrides
from owntexts.model.people import People, people
from owntexts.model.records import Contact, Handle, Header, Thread

H = Header(0, 1, 1)
ADA, ADA_LOCAL, ADA_MAIL, BOB = "+12025550143", "2025550143", "ada@example.org", "+12025550199"


def direct(raw: str, family: str = "apple") -> Thread:
    return Thread(family=family, key=f"with:{raw}", header=H, group=False, members=(raw,))


def group(native: str, *members: str, family: str = "apple") -> Thread:
    return Thread(family=family, key=f"group:{native}", header=H, group=True, members=members)


def unnamed(*members: str, family: str = "android") -> Thread:
    key = "with:" + ";".join(sorted(members))
    return Thread(family=family, key=key, header=H, group=True, members=members)


def id_of(thread: Thread) -> bytes:
    return thread_id(thread.family, thread.key)


def who(
    threads: Iterable[Thread],
    handles: dict[str, Handle] | None = None,
    contacts: Iterable[Contact] = (),
    region: str | None = "US",
) -> People:
    raws = {raw for thread in threads for raw in parties(thread)}
    return people(raws, handles or {}, contacts, region)


def classed(
    *threads: Thread,
    region: str | None = "US",
    people: dict[str, str] | None = None,
    overrides: Overrides | None = None,
) -> list[set[str]]:
    by_id = {id_of(thread): thread for thread in threads}
    handles = {raw: Handle(raw=raw, header=H, person=person) for raw, person in (people or {}).items()}
    named = conversations(by_id, who(by_id.values(), handles, region=region), overrides=overrides or Overrides())
    assert named.keys() == by_id.keys()
    classes: dict[bytes, set[str]] = {}
    for thread, conversation in named.items():
        assert named[conversation] == conversation, "a conversation has the id of one of its threads"
        classes.setdefault(conversation, set()).add(f"{by_id[thread].family}/{by_id[thread].key}")
    return sorted(classes.values(), key=sorted)


def test_two_writings_of_one_number_are_one_conversation_in_their_region() -> None:
    assert len(classed(direct(ADA), direct(ADA_LOCAL))) == 1
    assert len(classed(direct(ADA), direct(ADA_LOCAL), region=None)) == 2


def test_the_same_address_in_two_families_is_one_conversation_known_by_apples_id() -> None:
    apple, android = direct("22000"), direct("22000", "android")
    named = conversations({id_of(apple): apple, id_of(android): android}, who([apple]))
    assert set(named.values()) == {id_of(apple)}


def test_phone_and_mail_stay_two_until_a_source_knows_the_person() -> None:
    assert len(classed(direct(ADA), direct(ADA_MAIL))) == 2
    assert len(classed(direct(ADA), direct(ADA_MAIL), people={ADA: "p1", ADA_MAIL: "p1"})) == 1
    assert len(classed(direct(ADA), direct(ADA_MAIL), people={ADA: "", ADA_MAIL: ""})) == 2


def test_phone_and_mail_of_one_contact_are_one_conversation() -> None:
    ada, mail, bob = direct(ADA_LOCAL), direct(ADA_MAIL), direct(BOB)
    contact = Contact(family="vcard", uid="1", header=H, name="Ada", handles=(ADA, ADA_MAIL))
    threads = {id_of(thread): thread for thread in (ada, mail, bob)}
    named = conversations(threads, who(threads.values(), contacts=[contact]))
    assert named[id_of(ada)] == named[id_of(mail)] != named[id_of(bob)]


def test_people_are_joined_through_a_number_written_two_ways() -> None:
    assert len(classed(direct(ADA_LOCAL), direct(ADA_MAIL), people={ADA: "p1", ADA_MAIL: "p1"})) == 1


def test_a_tail_of_seven_digits_joins_nobody() -> None:
    assert len(classed(direct("+12025550143"), direct("+13035550143"))) == 2


def test_groups_with_one_native_id_are_one_and_with_two_are_two() -> None:
    assert len(classed(group("g", ADA, BOB), group("g", ADA, family="rcs"))) == 1
    assert len(classed(group("g", ADA, BOB), group("h", ADA, BOB))) == 2


def test_a_group_without_a_native_id_joins_the_only_one_with_its_people() -> None:
    assert len(classed(group("g", ADA, BOB), unnamed(ADA_LOCAL, BOB))) == 1
    assert len(classed(group("g", ADA, BOB), group("h", ADA, BOB), unnamed(ADA, BOB))) == 3
    assert len(classed(group("g", ADA, BOB), unnamed(ADA, ADA_MAIL))) == 2


def test_groups_without_a_native_id_are_one_where_the_people_are() -> None:
    assert len(classed(unnamed(ADA, BOB), unnamed(ADA_LOCAL, BOB, family="voice"))) == 1


def test_a_group_is_never_one_with_a_conversation_of_two() -> None:
    assert len(classed(direct(ADA), group("g", ADA))) == 2


def test_my_own_address_in_a_group_is_nobody_else() -> None:
    threads = {
        id_of(thread): thread for thread in (unnamed(ADA, BOB), unnamed(ADA, BOB, "+12025550777", family="voice"))
    }
    assert len(set(conversations(threads, who(threads.values())).values())) == 2
    assert len(set(conversations(threads, who(threads.values()), ["2025550777"]).values())) == 2, "not known as mine"
    mine = ["+12025550777", "2025550777"]
    assert len(set(conversations(threads, who(threads.values()), mine).values())) == 1


def test_what_i_write_to_myself_is_a_conversation() -> None:
    threads = {id_of(thread): thread for thread in (direct(ADA), direct(ADA, "android"), direct(BOB))}
    named = conversations(threads, who(threads.values()), [ADA])
    assert len(set(named.values())) == 2


def test_orphans_and_threads_with_nobody_stand_alone() -> None:
    orphans = Thread(family="apple", key="orphans", header=H)
    others = Thread(family="android", key="orphans", header=H)
    nobody = Thread(family="apple", key="with:", header=H, group=False)
    assert len(classed(orphans, others, nobody)) == 3


def test_the_person_joins_and_sets_apart_and_apart_has_the_last_word() -> None:
    ada, local, mail = direct(ADA), direct(ADA_LOCAL), direct(ADA_MAIL)
    same, apart = frozenset({(id_of(mail), id_of(ada))}), frozenset({(id_of(ada), id_of(local))})
    assert len(classed(ada, local, mail, overrides=Overrides(same=same))) == 1
    assert len(classed(ada, local, overrides=Overrides(apart=apart))) == 2
    assert classed(ada, local, mail, overrides=Overrides(same, apart)) == [
        {f"apple/with:{ADA}", f"apple/with:{ADA_MAIL}"},
        {f"apple/with:{ADA_LOCAL}"},
    ]


raws = st.sampled_from([ADA, ADA_LOCAL, ADA_MAIL, BOB, "22000"])
threads = st.lists(
    st.one_of(
        st.builds(direct, raws, st.sampled_from(["apple", "android"])),
        st.builds(lambda native, members: group(native, *members), st.sampled_from("gh"), st.lists(raws, max_size=3)),
        st.builds(lambda members: unnamed(*members), st.lists(raws, min_size=2, max_size=3, unique=True)),
    ),
    max_size=7,
    unique_by=id_of,
)


@given(threads, st.dictionaries(raws, st.sampled_from(["", "p1", "p2"])), st.data())
def test_the_order_does_not_matter(some: list[Thread], people: dict[str, str], data: st.DataObject) -> None:
    handles = [Handle(raw=raw, header=H, person=person) for raw, person in people.items()]
    pairs = st.frozensets(st.tuples(st.sampled_from(some), st.sampled_from(some)), max_size=2) if some else st.just(())
    overrides = Overrides(*(frozenset((id_of(a), id_of(b)) for a, b in data.draw(pairs) if a != b) for _ in "ab"))

    def named(threads: list[Thread], handles: list[Handle]) -> dict[bytes, bytes]:
        by_id = {id_of(thread): thread for thread in threads}
        return conversations(by_id, who(threads, {handle.raw: handle for handle in handles}), overrides=overrides)

    again = named(data.draw(st.permutations(some)), data.draw(st.permutations(handles)))
    assert again == named(some, handles)
