"""A poster on a wall, what weather and hands do to it, and the telephone that photographs it.

Everything is in the poster's own measures (millimetres, modules of its code, shares of its code's square), so that a
larger poster or a denser code is harder or easier to read here as it is outdoors. Grey is 0 (black) to 1 (white).
"""

import io
import math
from dataclasses import dataclass, field

import numpy
from PIL import Image, ImageDraw, ImageFilter

# A telephone of 12 megapixels, 4032 × 3024, whose lens sees 69° across the long side (26 mm on 35 mm film).
PIXELS_ACROSS = 4032
SEEN_ACROSS = 36 / 26
# From where a notice board is scanned.
ARM = 1.0
# What a lens and its sensor always add.
LENS, GRAIN, QUALITY = 0.6, 0.015, 85
WALL = 0.55


@dataclass(frozen=True)
class Poster:
    """A drawn page, and where its code is on it."""

    page: Image.Image
    dots_per_mm: float
    # The symbol's left, top and width in dots, without its quiet zone.
    code: tuple[float, float, float]
    modules: int

    @property
    def module_mm(self):
        return self.code[2] / self.modules / self.dots_per_mm


@dataclass(frozen=True)
class Shot:
    """How the picture is taken; angles in degrees, `metres` away, light as a share of a bright day's."""

    metres: float = ARM
    turned: float = 0
    aside: float = 0
    # Standard deviation of the blur, in modules.
    blur: float = 0
    # Standard deviation of each pixel's error, as a share of white.
    noise: float = 0
    light: float = 1
    quality: int = QUALITY
    # What happens to the paper first: functions of (image, poster, random).
    damage: tuple = field(default=())


def photograph(poster, shot, seed):
    """The part of the telephone's picture that has the poster, as the JPEG file it keeps, read again."""
    random = numpy.random.default_rng(seed)
    paper = poster.page.convert("L")
    for harm in shot.damage:
        paper = harm(paper, poster, random)
    seen = _perspective(paper, poster, shot, random)
    pixels_per_mm = PIXELS_ACROSS / (SEEN_ACROSS * shot.metres * 1000)
    seen = seen.filter(ImageFilter.GaussianBlur(math.hypot(LENS, shot.blur * poster.module_mm * pixels_per_mm)))
    grey = _exposed(numpy.asarray(seen, dtype=numpy.float32) / 255, shot, random)
    kept = io.BytesIO()
    Image.fromarray((grey * 255).astype(numpy.uint8)).save(kept, "JPEG", quality=shot.quality)
    return Image.open(kept).convert("L")


def _exposed(grey, shot, random):
    """In little light few photons fall on a pixel; the telephone brightens what it has, and the grain with it."""
    photons = 4000 * shot.light
    caught = random.poisson(grey * photons) / photons
    read = random.normal(0, 3 / photons, grey.shape)
    return numpy.clip(caught + read + random.normal(0, math.hypot(GRAIN, shot.noise), grey.shape), 0, 1)


def _perspective(paper, poster, shot, random):
    """The page as a pinhole sees it, at the size of the telephone's pixels, with some wall around it."""
    width, height = (side / poster.dots_per_mm for side in paper.size)
    aside, turned = math.radians(shot.aside), math.radians(shot.turned)
    distance = shot.metres * 1000
    focal = PIXELS_ACROSS / SEEN_ACROSS
    # Where on its grid of pixels the page falls is chance.
    chance = random.random(2)

    def project(x, y):
        x, y = x - width / 2, y - height / 2
        x, y = x * math.cos(turned) - y * math.sin(turned), x * math.sin(turned) + y * math.cos(turned)
        depth = distance + x * math.sin(aside)
        return focal * x * math.cos(aside) / depth, focal * y / depth

    corners = numpy.array([project(*corner) for corner in ((0, 0), (width, 0), (width, height), (0, height))])
    margin = 0.06 * (corners.max(0) - corners.min(0)).max()
    corners = corners - corners.min(0) + margin + chance
    size = tuple(int(side) for side in numpy.ceil(corners.max(0) + margin))
    # First to about two dots a pixel by areas, for the map below looks at four dots only.
    shrink = max(1, int(poster.dots_per_mm / (2 * focal / distance)))
    paper = paper.reduce(shrink)
    across, down = paper.size
    whole = Image.new("L", (across + 2, down + 2), int(WALL * 255))
    whole.paste(paper, (1, 1))
    there = [(1, 1), (1 + across, 1), (1 + across, 1 + down), (1, 1 + down)]
    # Twice as fine as the sensor, then each pixel the mean of four: it collects light over its whole area.
    fine = whole.transform(
        (size[0] * 2, size[1] * 2), Image.Transform.PERSPECTIVE, _map(corners * 2, there), Image.Resampling.BICUBIC,
        fillcolor=int(WALL * 255))
    return fine.reduce(2)


def _map(seen, paper):
    """The eight numbers that lead from four points of the picture to four of the page."""
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, paper):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return numpy.linalg.solve(numpy.array(rows), numpy.array(values)).tolist()


def _mix(paper, mask, grey):
    return Image.composite(Image.new("L", paper.size, int(grey * 255)), paper, mask)


def dirt(share, hidden, spares_finders=False):
    """Spots of mud, each between half a module and four across, anywhere, until `share` of the code's square is under
    them; finder patterns are not spared unless said. Of what is under a spot, `hidden` is lost: 1 is thick mud, 0.5 its
    film after rain."""

    def harm(paper, poster, random):
        left, top, side = poster.code
        module = side / poster.modules
        cover = Image.new("L", paper.size)
        mud = Image.new("L", paper.size)
        square = tuple(int(edge) for edge in (left, top, left + side, top + side))
        while (numpy.asarray(cover.crop(square)) > 0).mean() < share:
            for _ in range(4):
                x, y = random.random(2) * side + (left, top)
                radius = module * random.uniform(0.25, 2)
                if spares_finders and _is_on_finder((x - left) / module, (y - top) / module, poster.modules):
                    continue
                turns = zip(numpy.linspace(0, 2 * math.pi, 12, endpoint=False), random.uniform(0.7, 1.3, 12))
                spot = [(x + math.cos(turn) * radius * reach, y + math.sin(turn) * radius * reach)
                        for turn, reach in turns]
                ImageDraw.Draw(cover).polygon(spot, fill=int(hidden * 255))
                ImageDraw.Draw(mud).polygon(spot, fill=int(random.uniform(0.1, 0.4) * 255))
        return Image.composite(mud, paper, cover)

    return harm


def _is_on_finder(x, y, modules):
    """Whether a spot round the module (x, y) would touch one of the three finder patterns."""
    near = 7 + 2.6
    return (x < near and (y < near or y > modules - near)) or (x > modules - near and y < near)


def fading(share):
    """The sun takes `share` of the ink's darkness, and yellows the paper."""

    def harm(paper, poster, random):
        paler = numpy.asarray(paper, dtype=numpy.float32) / 255
        return Image.fromarray(((1 - (1 - paler) * (1 - share)) * 0.85 * 255).astype(numpy.uint8))

    return harm


def glare(light):
    """A lamp in the laminate: a spot over a seventh of the code's square that adds `light`, a share of white, in its
    middle. Ink under a spot of 1 cannot be told from paper."""

    def harm(paper, poster, random):
        left, top, side = poster.code
        x, y = random.uniform(0.2, 0.8, 2) * side + (left, top)
        across, down = numpy.arange(paper.width) - x, numpy.arange(paper.height)[:, None] - y
        spot = light * numpy.exp(-(across**2 + down**2) / (2 * (side * 0.21) ** 2))
        return Image.fromarray((numpy.clip(numpy.asarray(paper) / 255 + spot, 0, 1) * 255).astype(numpy.uint8))

    return harm


def torn(share):
    """The corner without a finder pattern is torn off, `share` of the code's square with it."""

    def harm(paper, poster, random):
        left, top, side = poster.code
        leg = side * math.sqrt(2 * share)
        right, bottom = left + side, top + side
        away = side / 2
        steps = numpy.linspace(0, 1, 30)
        jagged = random.normal(0, side / 120, 30)
        edge = [(right - leg * (1 - s) + j, bottom - leg * s + j) for s, j in zip(steps, jagged)]
        mask = Image.new("L", paper.size)
        ImageDraw.Draw(mask).polygon(
            [(right - leg - away, bottom + away), *edge, (right + away, bottom - leg - away),
             (right + away, bottom + away)], fill=255)
        return _mix(paper, mask, WALL)

    return harm


def pasted(share):
    """An advertisement over the code's lower edge, right of the finder pattern there; `share` of the code is under it."""

    def harm(paper, poster, random):
        left, top, side = poster.code
        mask = Image.new("L", paper.size)
        corner = (left + side * 0.3, top + side * (1 - share / 0.7))
        ImageDraw.Draw(mask).rectangle((*corner, paper.width, top + side * 1.5), fill=255)
        return _mix(paper, mask, 0.9)

    return harm
