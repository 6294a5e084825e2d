"""Draws the sample district as a treemap of rectangles: no survey, but a map whose parts fit together.

All arithmetic is in whole microdegrees (WGS-84), so neighbours share the very same coordinates.
"""

import json
from collections import defaultdict

# 1,633 km² around 30.12 N 104.65 E, in microdegrees.
WEST, SOUTH, EAST, NORTH = 104_440_404, 29_937_760, 104_859_596, 30_302_240


def draw(villages, townships):
    """A treemap: three columns of townships with the streets in the middle, then villages, then cells."""
    def area(township):
        return sum(village.area for village in township.villages)

    streets = [t for t in townships if t.villages[0].urban or not t.is_ordinary]
    others = [t for t in townships if t not in streets]
    half = len(others) // 2
    west, east = others[:half - 2], others[half + 2:]
    columns = [west, others[half - 2:half] + streets + others[half:half + 2], east]
    boxes = strips((WEST, SOUTH, EAST, NORTH), [sum(map(area, column)) for column in columns])
    for column, box in zip(columns, boxes):
        for township, block in treemap(box, [(t, area(t)) for t in column]):
            for village, plot in treemap(block, [(v, v.area) for v in township.villages]):
                village.box = plot
                cells = [cell for cell in village.in_force if cell["kind"] == "ordinary"]
                for cell, strip in zip(cells, strips(plot, [cell["households"] for cell in cells])):
                    cell["box"] = strip


def treemap(box, items):
    """Halves the list by weight and the box along its longer side, until each item has a box of its own."""
    if len(items) == 1:
        return [(items[0][0], box)]
    total, run, cut = sum(weight for _, weight in items), 0, 1
    for index, (_, weight) in enumerate(items[:-1], start=1):
        if abs(run + weight - total / 2) <= abs(run - total / 2):
            cut = index
        run += weight
    first, second = items[:cut], items[cut:]
    left, right = strips(box, [sum(w for _, w in first), sum(w for _, w in second)])
    return treemap(left, first) + treemap(right, second)


def strips(box, weights):
    """Cuts a box across its longer side."""
    west, south, east, north = box
    wide = (east - west) * 87 >= (north - south) * 100     # a degree of longitude is 0.87 of latitude here
    low, high = (west, east) if wide else (south, north)
    edges, run, total = [low], 0, sum(weights)
    for weight in weights:
        run += weight
        edges.append(low + round((high - low) * run / total))
    pairs = zip(edges, edges[1:])
    return [(a, south, b, north) if wide else (west, a, east, b) for a, b in pairs]


def make_shapes(villages):
    """One rectangle a cell, one feature a line; a neighbour's corner on an edge is a vertex of it too."""
    cells = [(v, c) for v in villages for c in v.cells if c["box"]]
    by_x, by_y = defaultdict(set), defaultdict(set)
    for _, cell in cells:
        west, south, east, north = cell["box"]
        for x, y in ((west, south), (west, north), (east, south), (east, north)):
            by_x[x].add(y)
            by_y[y].add(x)
    lines = []
    for village, cell in cells:
        west, south, east, north = cell["box"]
        ring = [(x, south) for x in sorted(by_y[south]) if west <= x < east]
        ring += [(east, y) for y in sorted(by_x[east]) if south <= y < north]
        ring += [(x, north) for x in sorted(by_y[north], reverse=True) if west < x <= east]
        ring += [(west, y) for y in sorted(by_x[west], reverse=True) if south < y <= north]
        points = ",".join(f"[{degrees(x)},{degrees(y)}]" for x, y in ring + ring[:1])
        properties = json.dumps({"cell": cell["code"], "name": village.name + cell["name"]},
                                ensure_ascii=False, separators=(",", ":"))
        geometry = f'{{"type":"Polygon","coordinates":[[{points}]]}}'
        lines.append(f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}')
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def degrees(micro):
    return f"{micro // 1_000_000}.{micro % 1_000_000:06}"
