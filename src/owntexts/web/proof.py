"""Showing that one has the password or the recovery key, at the pace that guesses are allowed."""

from threading import Lock

from owntexts.errors import WrongUsage
from owntexts.web.needs.settling import Membership
from owntexts.web.patience import Patience


class Proof:
    """One at a time: each takes the memory and the time that a password is to cost."""

    def __init__(self, membership: Membership, patience: Patience) -> None:
        self._membership = membership
        self._patience = patience
        self._lock = Lock()

    def of(self, secret: str) -> str:
        """Which of the two it is: 'password' or 'recovery key'. Raises WrongUsage for neither, or too soon."""
        with self._lock:
            self._patience.check()
            try:
                told = self._membership.prove(secret)
            except WrongUsage:
                self._patience.failed()
                raise
            self._patience.succeeded()
            return told
