"""One account for the tests of the wire, made once: its keyring never changes."""

import pytest

from owntexts.testing.accounts import SampleAccount


@pytest.fixture(scope="session")
def grown() -> SampleAccount:
    """An account after an enrolment, a password change and another enrolment: four entries, two epochs."""
    account = SampleAccount()
    account.enrol()
    account.change_password("second")
    account.enrol()
    return account
