"""Everything that can go wrong, as one tree.

    OwntextsError
    ├── WrongUsage            the request makes no sense              exit 2
    ├── NotFound              no such conversation, message, source   exit 1
    ├── NeedsPerson           a password or a yes is needed           exit 4
    ├── Held                  a condition holds what was asked for    exit 3
    ├── Differs               a check found differences               exit 5
    ├── SourceFailed          a source cannot be read at all          exit 1
    ├── ReplicaDamaged        this device's own store is damaged      exit 1
    ├── Busy                  another process of this home has it     exit 1
    ├── AccountRefused        the hub said no to an account request   exit 1
    ├── HubFailed             the hub cannot be reached or used       exit 1 (3 where a sync was asked for)
    └── IntegrityFailed       what the hub sent is not what members signed

Every error carries one Finding; `finding.code` is the error's code. A face prints the finding, never a traceback.
"""

from errno import EDQUOT, EFBIG, ENOSPC
from typing import ClassVar, Final

from owntexts.explain import Evidence, Finding, Fix, Severity

NO_ROOM: Final = frozenset({ENOSPC, EDQUOT, EFBIG})
"""The numbers of an OSError that say so: of a disk, of a person's share of it, or of the size that files may have."""


class OwntextsError(Exception):
    """An error that explains itself."""

    exit_code: ClassVar[int] = 1
    default_code: ClassVar[str] = "app.failed"
    severity: ClassVar[Severity] = "error"

    def __init__(
        self,
        title: str,
        explanation: str = "",
        *,
        code: str | None = None,
        evidence: tuple[Evidence, ...] = (),
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        super().__init__(title)
        self.finding = Finding(
            code=code or self.default_code,
            severity=self.severity,
            title=title,
            explanation=explanation or title,
            evidence=evidence,
            fixes=fixes,
        )

    @property
    def code(self) -> str:
        """The finding's code."""
        return self.finding.code


class WrongUsage(OwntextsError):
    """The request makes no sense as it stands."""

    exit_code = 2
    default_code = "usage.wrong"


class NotFound(OwntextsError):
    """Nothing has that name or id."""

    default_code = "usage.not_found"


class NeedsPerson(OwntextsError):
    """A password, passcode or confirmation is needed and nobody can be asked."""

    exit_code = 4
    default_code = "usage.needs_person"


class Held(OwntextsError):
    """What was asked for is held by a condition; its finding is the condition's."""

    exit_code = 3
    severity = "warning"


class Differs(OwntextsError):
    """A check found differences."""

    exit_code = 5
    default_code = "replica.differs"


class SourceFailed(OwntextsError):
    """A source cannot be read at all: missing, unreadable, locked, damaged or not recognised."""

    default_code = "source.damaged"


class ReplicaDamaged(OwntextsError):
    """This device's own store cannot be opened or read."""

    default_code = "replica.damaged"


class Busy(OwntextsError):
    """Another process of this home holds what is needed."""

    default_code = "app.busy"


class AccountRefused(OwntextsError):
    """The hub said no to an account request: wrong password, name taken, invite needed, signed out."""

    default_code = "account.signed_out"


class HubFailed(OwntextsError):
    """The hub cannot be reached, is busy, is too old or too new, or shows another certificate."""

    default_code = "hub.unreachable"


class IntegrityFailed(OwntextsError):
    """What arrived is not what members of the account signed; its code is one of integrity.*."""

    default_code = "integrity.signature"
