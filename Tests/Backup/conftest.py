"""Copies of a running deployment, made and restored by the built program."""

import district
import pytest


@pytest.fixture
def made(tmp_path):
    """A deployment as an administrator makes it, with a code for every site."""
    return district.make(tmp_path / "data")
