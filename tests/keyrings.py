"""A desktop's keyring, in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import keyring
from keyring.backend import KeyringBackend


class KeyringInMemory(KeyringBackend):
    """A keyring as a desktop has it."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@contextmanager
def keyring_in_memory() -> Iterator[KeyringInMemory]:
    """Inside the block, this is the machine's keyring."""
    here = KeyringInMemory()
    with patch.object(keyring.core, "_keyring_backend", here):
        yield here
