"""Certificates that are made for a home's pages: kept as long as they serve, made anew once they do not."""

from pathlib import Path

import pytest

from owntexts.cli import tls
from owntexts.cli.abroad import abroad_of
from owntexts.cli.up import Asked
from owntexts.errors import WrongUsage
from owntexts.hub.settings import check_certificate


def test_one_is_kept_until_it_lacks_the_address_that_phones_are_told(tmp_path: Path) -> None:
    first = tls.self_made(tmp_path / "tls", ["192.0.2.7", "desk.local"], "192.0.2.7")
    check_certificate(first.tls)
    again = tls.self_made(tmp_path / "tls", ["192.0.2.7"], "192.0.2.7")
    assert again == first
    moved = tls.self_made(tmp_path / "tls", ["192.0.2.8"], "192.0.2.8")
    assert moved.fingerprint != first.fingerprint
    assert moved.tls.names == ("192.0.2.8",)


@pytest.mark.parametrize("name", ["certificate.pem", "key.pem", "root.pem"])
def test_one_that_lost_a_part_is_made_anew(tmp_path: Path, name: str) -> None:
    first = tls.self_made(tmp_path, ["192.0.2.7"], "192.0.2.7")
    (tmp_path / name).unlink()
    assert tls.self_made(tmp_path, ["192.0.2.7"], "192.0.2.7").fingerprint != first.fingerprint


def test_this_device_alone_needs_nothing(tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost"):
        assert abroad_of(tmp_path, Asked(host, 8944, None, behind_proxy=False, public_url=None)) is None


@pytest.mark.parametrize(
    "asked",
    [
        Asked("192.0.2.7", 8945, "off", behind_proxy=False, public_url=None),
        Asked("127.0.0.1", 8945, None, behind_proxy=True, public_url=None),
        Asked("127.0.0.1", 8945, None, behind_proxy=False, public_url="https://texts.example"),
        Asked("127.0.0.1", 8945, None, behind_proxy=True, public_url="http://texts.example"),
        Asked("127.0.0.1", 8945, None, behind_proxy=True, public_url="https://texts.example/under"),
        Asked("192.0.2.7", 8945, "no-comma", behind_proxy=False, public_url=None),
        Asked("192.0.2.7", 8945, "absent.pem,absent.key", behind_proxy=False, public_url=None),
    ],
)
def test_nothing_is_opened_in_the_open(tmp_path: Path, asked: Asked) -> None:
    with pytest.raises(WrongUsage):
        abroad_of(tmp_path, asked)
