"""Commands are asked for their output, and ended when they take too long."""

import subprocess

import pytest

from owntexts.probes.commands import output


def test_a_command_tells_what_it_prints() -> None:
    assert output("printf", "it is 7 degrees") == "it is 7 degrees"


def test_a_command_that_is_not_installed_prints_nothing() -> None:
    assert output("there-is-no-such-command-anywhere") == ""


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert output("printf", r"\377ok") == "\N{REPLACEMENT CHARACTER}ok"


def test_a_command_that_hangs_is_ended() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        output("sleep", "600", answer_s=0.05)
