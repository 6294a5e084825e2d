"""Posters are read by decoders that nobody here wrote, from photographs of what is left of them."""

import camera
import damages
import decoders
import pytest

SEEDS = range(4)


@pytest.mark.parametrize("paper", ["png", "pdf"])
@pytest.mark.parametrize("damage", damages.SURE, ids=lambda damage: damage.name)
def test_a_damaged_poster_is_read(printed, damage, paper):
    posters, url = printed
    for seed in SEEDS:
        picture = camera.photograph(posters[paper], damage.shot(damage.must), seed)
        texts = {name: decode(picture) for name, decode in decoders.ALL.items()}
        assert any(url in found for found in texts.values()), f"{damage.name} {damage.must}, picture {seed}"
        wrong = {text for found in texts.values() for text in found if "/S/" in text.upper()} - {url}
        assert not wrong, f"{damage.name} {damage.must}, picture {seed}: another address was read"


@pytest.mark.parametrize("paper", ["png", "pdf"])
def test_an_undamaged_poster_is_read_by_each_decoder(printed, paper):
    posters, url = printed
    picture = camera.photograph(posters[paper], camera.Shot(), 0)
    assert {name for name, decode in decoders.ALL.items() if url in decode(picture)} == set(decoders.ALL)


def test_what_no_decoder_can_read_is_not_read_here(printed):
    """Else the camera would be blind to its damages."""
    posters, url = printed
    for shot in (camera.Shot(metres=12), camera.Shot(blur=1.5), camera.Shot(damage=(camera.torn(0.4),))):
        picture = camera.photograph(posters["pdf"], shot, 0)
        assert not any(url in decode(picture) for decode in decoders.ALL.values()), shot
