"""Which threads are one conversation: pure, recomputable, by people and not by addresses."""

from collections.abc import Iterable, Mapping

from owntexts.model.records import Handle, Thread

Pair = tuple[bytes, bytes]


def conversations(
    threads: Mapping[bytes, Thread],
    handles: Mapping[str, Handle],
    region: str | None,
    *,
    same: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> dict[bytes, bytes]:
    """Each thread's conversation: the id of the class's best thread. `threads` by id, `handles` by raw form."""
    raise NotImplementedError
