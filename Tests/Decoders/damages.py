"""What happens to posters and pictures, by kind and strength, and what must be read all the same."""

from collections.abc import Callable
from dataclasses import dataclass

import camera
from camera import Shot


@dataclass(frozen=True)
class Damage:
    name: str
    # What the strengths are, for the reader of the table.
    unit: str
    strengths: tuple
    shot: Callable
    # At this strength, and at each lesser one, every picture is read by one of the decoders at least; `None`: none is.
    must: float | None
    # Whether more is worse.
    grows: bool = True

    def is_sure(self, strength):
        if self.must is None:
            return False
        return strength <= self.must if self.grows else strength >= self.must


def percent(share):
    return f"{share * 100:g} %"


ALL = (
    Damage("nothing", "", (0,), lambda _: Shot(), 0),
    Damage("blur", "modules (σ)", (0.2, 0.3, 0.4, 0.5), lambda s: Shot(blur=s), 0.3),
    Damage("noise", "of white (σ)", (0.1, 0.2, 0.3, 0.4), lambda s: Shot(noise=s), 0.2),
    Damage("seen from the side", "°", (30, 45, 60, 70), lambda s: Shot(aside=s), 45),
    Damage("turned", "°", (10, 45, 90, 137, 180), lambda s: Shot(turned=s), 180),
    Damage("dirt, a film", "of the code", (0.05, 0.1, 0.15, 0.2, 0.3),
           lambda s: Shot(damage=(camera.dirt(s, hidden=0.5),)), 0.15),
    Damage("thick mud", "of the code", (0.02, 0.05, 0.1, 0.15), lambda s: Shot(damage=(camera.dirt(s, hidden=1),)), None),
    Damage("thick mud, no finder pattern hit", "of the code", (0.03, 0.05, 0.1, 0.15),
           lambda s: Shot(damage=(camera.dirt(s, hidden=1, spares_finders=True),)), 0.05),
    Damage("low light", "of a bright day", (0.1, 0.05, 0.02, 0.01, 0.005), lambda s: Shot(light=s), 0.02, grows=False),
    Damage("JPEG", "quality", (60, 40, 20, 10), lambda s: Shot(quality=s), 40, grows=False),
    Damage("distance", "m", (2, 3, 4, 5, 6), lambda s: Shot(metres=s), 3),
    Damage("faded ink", "of its darkness gone", (0.4, 0.6, 0.8, 0.9),
           lambda s: Shot(damage=(camera.fading(s),)), 0.8),
    Damage("glare", "of white added", (0.4, 0.6, 0.8, 0.9, 1), lambda s: Shot(damage=(camera.glare(s),)), 0.8),
    Damage("corner torn off", "of the code", (0.05, 0.1, 0.15, 0.2), lambda s: Shot(damage=(camera.torn(s),)), 0.1),
    Damage("pasted over", "of the code", (0.05, 0.1, 0.15), lambda s: Shot(damage=(camera.pasted(s),)), 0.05),
    Damage("a wet evening", "m: dirt, side, dusk and a shaking hand at once", (1, 1.5, 2, 2.5),
           lambda s: Shot(metres=s, turned=8, aside=25, blur=0.2, light=0.1, quality=60,
                          damage=(camera.dirt(0.05, hidden=0.5),)), 1.5),
)

SURE = tuple(damage for damage in ALL if damage.must is not None)
