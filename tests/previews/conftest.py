"""What the tests of previews share: one process that decodes, and pictures opened again to be looked at."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from owntexts.previews.answers import Answer, Picture
from owntexts.previews.making import Previews

Made = Callable[[bytes], Answer]


@pytest.fixture(scope="session")
def shared() -> Iterator[Previews]:
    with Previews() as previews:
        yield previews


@pytest.fixture
def make(shared: Previews, tmp_path: Path) -> Made:
    """What becomes of bytes that lie in a file without a telling name."""

    def made(data: bytes) -> Answer:
        (tmp_path / "attachment").write_bytes(data)
        return shared.make(tmp_path / "attachment")

    return made


def opened(answer: Answer) -> Image.Image:
    """The picture of an answer, decoded."""
    assert isinstance(answer, Picture), answer
    return Image.open(BytesIO(answer.data))
