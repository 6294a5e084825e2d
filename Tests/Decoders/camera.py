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
# Where a resident stands who scans.
ARM = 0.6
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


def pixels_per_module(poster, metres):
    return poster.module_mm * PIXELS_ACROSS / (SEEN_ACROSS * metres * 1000)


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


def dirt(share):
    """Blots of mud and lime, each between half a module and four across, anywhere, until `share` of the code's square
    is under them. What is under a blot is lost."""

    def harm(paper, poster, random):
        left, top, side = poster.code
        module = side / poster.modules
        paper = paper.copy()
        brush = ImageDraw.Draw(paper)
        covered = Image.new("1", (int(side), int(side)))
        shadow = ImageDraw.Draw(covered)
        while numpy.asarray(covered).mean() < share:
            x, y = random.random(2) * side
            radius = module * random.uniform(0.25, 2)
            points = [
                (math.cos(turn) * radius * reach + x, math.sin(turn) * radius * reach + y)
                for turn, reach in zip(numpy.linspace(0, 2 * math.pi, 12, endpoint=False), random.uniform(0.7, 1.3, 12))
            ]
            shadow.polygon(points, fill=1)
            grey = random.uniform(0.05, 0.35) if random.random() < 0.7 else random.uniform(0.7, 0.95)
            brush.polygon([(left + a, top + b) for a, b in points], fill=int(grey * 255))
        return paper

    return harm


def fading(share):
    """The sun takes `share` of the ink's darkness, and yellows the paper."""

    def harm(paper, poster, random):
        paler = numpy.asarray(paper, dtype=numpy.float32) / 255
        return Image.fromarray(((1 - (1 - paler) * (1 - share)) * 0.85 * 255).astype(numpy.uint8))

    return harm


def glare(share):
    """A lamp on the laminate: one bright spot over `share` of the code's square, white in its middle."""

    def harm(paper, poster, random):
        left, top, side = poster.code
        radius = side * math.sqrt(share / math.pi)
        x, y = (random.uniform(0, side, 2) + (left, top)).tolist()
        mask = Image.new("L", paper.size)
        ImageDraw.Draw(mask).ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        return _mix(paper, mask.filter(ImageFilter.BoxBlur(radius / 4)), 1)

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
    """A strip of an advertisement over the code's lower edge."""

    def harm(paper, poster, random):
        left, top, side = poster.code
        mask = Image.new("L", paper.size)
        ImageDraw.Draw(mask).rectangle((left + side * 0.3, top + side * (1 - share / 0.7), paper.width, top + side * 2),
                                       fill=255)
        return _mix(paper, mask, 0.9)

    return harm
