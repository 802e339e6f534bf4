"""The password of a source is kept where the person wants it, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import keyring.backends.fail
import pytest
from tests.keyrings import KeyringInMemory, keyring_in_memory

from owntexts.agent import faults, source_passwords, sources
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.agent.options import Given
from owntexts.agent.source_files import files_of
from owntexts.agent.verifying_sources import verify_sources
from owntexts.errors import NotFound, SourceFailed, WrongUsage
from owntexts.testing.android import smsbr_zip
from owntexts.testing.iphone import build_backup
from owntexts.testing.life import life

PASSWORD = "correct horse"
OTHER = "battery staple"


@pytest.fixture
def desktop() -> Iterator[KeyringInMemory]:
    with keyring_in_memory() as here:
        yield here


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_backup(tmp_path_factory.mktemp("backup"), messages=60, password=PASSWORD).folder


@pytest.fixture
def source(home: Home, backup: Path) -> str:
    return sources.add(home, backup).id


def failed(home: Home, **more: str) -> list[str]:
    return [each.error.code for each in import_sources(home, **more).failed]


def test_a_password_that_is_given_is_used_and_not_kept(home: Home, source: str, desktop: KeyringInMemory) -> None:
    assert import_sources(home, secret=PASSWORD).added == 60
    assert desktop.kept == {}
    assert failed(home) == ["source.password_needed"]


def test_a_wrong_password_is_told_and_nothing_of_it_is_kept(
    home: Home, source: str, desktop: KeyringInMemory, own_home: Path
) -> None:
    assert failed(home, secret="wrong horse") == ["source.password_wrong"]
    with pytest.raises(SourceFailed) as refused:
        source_passwords.keep(home, source, "wrong horse")
    assert refused.value.code == "source.password_wrong"
    assert desktop.kept == {}
    assert failed(home) == ["source.password_needed"]
    home.close()
    assert not any(b"wrong horse" in file.read_bytes() for file in own_home.rglob("*") if file.is_file())


def test_a_kept_password_lies_in_the_keyring_under_this_device_and_in_no_file(
    home: Home, source: str, desktop: KeyringInMemory, own_home: Path
) -> None:
    assert source_passwords.keep(home, source, PASSWORD).keep_password
    assert desktop.kept == {("owntexts", f"{home.device.hex()}.source.{source}"): PASSWORD}
    assert import_sources(home).added == 60
    home.close()
    assert not any(PASSWORD.encode() in file.read_bytes() for file in own_home.rglob("*") if file.is_file())


def test_a_password_that_is_given_goes_before_the_one_that_is_kept(
    home: Home, source: str, desktop: KeyringInMemory
) -> None:
    source_passwords.keep(home, source, PASSWORD)
    assert failed(home, source=source, secret="wrong horse") == ["source.password_wrong"]


def test_where_all_are_read_the_one_that_is_kept_goes_before_it(
    home: Home, source: str, desktop: KeyringInMemory
) -> None:
    source_passwords.keep(home, source, PASSWORD)
    assert import_sources(home, secret="wrong horse").added == 60
    desktop.kept = dict.fromkeys(desktop.kept, "an older one")
    assert failed(home) == ["source.password_wrong"]
    assert failed(home, secret=PASSWORD) == []


@pytest.fixture
def archive(home: Home, tmp_path: Path) -> str:
    """A second encrypted source, with a password of its own."""
    smsbr_zip.write(tmp_path / "sms.zip", life(messages=20, rcs=False), OTHER)
    return sources.add(home, tmp_path / "sms.zip").id


def test_a_password_opens_what_it_opens_and_the_others_go_on_waiting_for_theirs(
    home: Home, source: str, archive: str, desktop: KeyringInMemory
) -> None:
    done = import_sources(home, secret=OTHER)
    assert (done.added, done.closed) == (20, [source])
    (closed,) = done.failed
    assert closed.error.code == "source.password_needed"
    assert closed.error.evidence[-1].name == "password that was given"
    assert faults.of_source(home.replica, archive) is None
    assert desktop.kept == {}


def test_of_several_that_are_closed_none_is_told_that_its_password_is_wrong(
    home: Home, source: str, archive: str
) -> None:
    assert failed(home, secret="wrong horse") == ["source.password_needed"] * 2
    assert failed(home, source=archive, secret=PASSWORD) == ["source.password_wrong"]


def test_nor_where_every_source_is_read_again_or_its_files_are(home: Home, source: str, archive: str) -> None:
    findings = [each.code for each in verify_sources(home, OTHER)]
    assert (findings[0], set(findings[1:])) == ("source.password_needed", {"replica.differs"})
    with pytest.raises(SourceFailed) as closed:
        files_of(home, home.cache, int(source), Given(OTHER))
    assert closed.value.code == "source.password_needed"


def test_a_zip_with_a_password_lets_the_keyring_keep_it(home: Home, archive: str, desktop: KeyringInMemory) -> None:
    with pytest.raises(SourceFailed) as refused:
        source_passwords.keep(home, archive, "wrong horse")
    assert refused.value.code == "source.password_wrong"
    source_passwords.keep(home, archive, OTHER)
    assert import_sources(home).added == 20


def test_it_can_be_forgotten_and_goes_with_its_source(home: Home, source: str, desktop: KeyringInMemory) -> None:
    for forget in (source_passwords.forget, sources.remove):
        source_passwords.keep(home, source, PASSWORD)
        forget(home, source)
        assert desktop.kept == {}
    with pytest.raises(NotFound):
        source_passwords.forget(home, source)


def test_a_source_that_is_not_encrypted_has_nothing_to_keep(
    home: Home, small_store: Path, desktop: KeyringInMemory
) -> None:
    with pytest.raises(WrongUsage, match="needs no password"):
        source_passwords.keep(home, sources.add(home, small_store).id, PASSWORD)
    assert desktop.kept == {}


def test_without_a_keyring_nothing_is_kept_and_the_way_out_is_told(
    home: Home, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.backends.fail.Keyring())
    with pytest.raises(WrongUsage) as refused:
        source_passwords.keep(home, source, PASSWORD)
    assert "OWNTEXTS_SOURCE_PASSWORD" in refused.value.finding.fixes[-1].title
    assert failed(home) == ["source.password_needed"]


def test_a_keyring_that_has_lost_it_leaves_the_question(home: Home, source: str, desktop: KeyringInMemory) -> None:
    source_passwords.keep(home, source, PASSWORD)
    desktop.kept.clear()
    assert failed(home) == ["source.password_needed"]


def test_what_a_reader_could_only_call_id_is_told_with_the_id(home: Home, source: str) -> None:
    (refused,) = import_sources(home).failed
    commands = [fix.command for fix in refused.error.fixes]
    assert commands == [f"owntexts import {source}", f"owntexts source set {source} keep_password yes"]
