"""One drawn poster for all tests."""

import printing
import pytest


@pytest.fixture(scope="session")
def printed(tmp_path_factory):
    """A real poster as PNG and as PDF, and the address in its code."""
    return printing.draw(tmp_path_factory.mktemp("posters"))
