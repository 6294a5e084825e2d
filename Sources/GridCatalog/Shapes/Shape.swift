public import Matters

/// The outline of a cell: one ring of points, in ten-millionths of a degree (about a centimetre).
///
/// Whole numbers make every test of sides exact; the largest product inside China is below 2^60.
public struct Shape: Sendable, Hashable {
    struct Point: Sendable, Hashable {
        let x: Int64
        let y: Int64
    }

    struct Edge {
        let a: Point
        let b: Point
    }

    static let unitsPerDegree = 1e7
    /// Neighbours drawn apart may differ by this much (about half a metre) without overlapping.
    static let tolerance: Int64 = 50

    /// Corners in order; the first one is not repeated at the end.
    let points: [Point]
    let minX: Int64, maxX: Int64, minY: Int64, maxY: Int64

    /// At least three corners.
    init?(points: [Point]) {
        guard points.count >= 3, let first = points.first else { return nil }
        self.points = points
        minX = points.reduce(first.x) { min($0, $1.x) }
        maxX = points.reduce(first.x) { max($0, $1.x) }
        minY = points.reduce(first.y) { min($0, $1.y) }
        maxY = points.reduce(first.y) { max($0, $1.y) }
    }

    /// Its corners in order, in degrees.
    public var outline: [Location] {
        points.compactMap {
            Location(lat: Double($0.y) / Self.unitsPerDegree, lon: Double($0.x) / Self.unitsPerDegree)
        }
    }

    static func point(lat: Double, lon: Double) -> Point {
        Point(x: Int64((lon * unitsPerDegree).rounded()), y: Int64((lat * unitsPerDegree).rounded()))
    }

    var edges: [Edge] {
        points.indices.map { Edge(a: points[$0], b: points[$0 + 1 == points.count ? 0 : $0 + 1]) }
    }

    /// Whether a place lies inside or on the outline.
    public func contains(_ location: Location) -> Bool {
        let point = Self.point(lat: location.lat, lon: location.lon)
        return side(of: point) != .outside
    }

    enum Side { case inside, outline, outside }

    /// Counts how often a ray to the east crosses the outline.
    func side(of point: Point) -> Side {
        guard point.x >= minX, point.x <= maxX, point.y >= minY, point.y <= maxY else { return .outside }
        var isInside = false
        var previous = points[points.count - 1]
        for current in points {
            defer { previous = current }
            let edge = Edge(a: previous, b: current)
            if edge.touches(point) { return .outline }
            guard (current.y > point.y) != (previous.y > point.y) else { continue }
            // The point lies west of the edge if it is left of its upward direction.
            let turn = edge.turn(to: point)
            if (turn > 0) == (current.y > previous.y) { isInside.toggle() }
        }
        return isInside ? .inside : .outside
    }

    /// Whether two edges that are not neighbours meet, or two neighbours run back over each other.
    var isSelfIntersecting: Bool {
        let edges = edges
        for (index, edge) in edges.enumerated() {
            for other in edges.indices where other > index {
                if other == index + 1 {
                    if edge.runsBack(edges[other]) { return true }
                } else if index == 0, other == edges.count - 1 {
                    if edges[other].runsBack(edge) { return true }
                } else if edge.meets(edges[other]) {
                    return true
                }
            }
        }
        return false
    }
}

extension Shape.Edge {
    /// Positive if `point` is left of the edge, negative if right, 0 if in line.
    func turn(to point: Shape.Point) -> Int64 {
        (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
    }

    func touches(_ point: Shape.Point) -> Bool {
        isInBox(point) && turn(to: point) == 0
    }

    private func isInBox(_ point: Shape.Point) -> Bool {
        point.x >= min(a.x, b.x) && point.x <= max(a.x, b.x) && point.y >= min(a.y, b.y)
            && point.y <= max(a.y, b.y)
    }

    /// Whether the two have any point in common.
    func meets(_ other: Self) -> Bool {
        crosses(other) || touches(other.a) || touches(other.b) || other.touches(a) || other.touches(b)
    }

    /// Whether each runs from one side of the other to its other side.
    func crosses(_ other: Self) -> Bool {
        turn(to: other.a).signum() * turn(to: other.b).signum() < 0
            && other.turn(to: a).signum() * other.turn(to: b).signum() < 0
    }

    /// For `self` followed by `next`: whether `next` goes back along `self`.
    func runsBack(_ next: Self) -> Bool {
        turn(to: next.b) == 0 && (b.x - a.x) * (next.b.x - next.a.x) + (b.y - a.y) * (next.b.y - next.a.y) < 0
    }

    /// Whether a point is farther than the tolerance from the line through the edge.
    func isClear(of point: Shape.Point) -> Bool {
        let dx = Double(b.x - a.x)
        let dy = Double(b.y - a.y)
        return Double(abs(turn(to: point))) > Double(Shape.tolerance) * (dx * dx + dy * dy).squareRoot()
    }

    /// Distance of a point from the nearest point of the edge, in units.
    func distance(to point: Shape.Point) -> Double {
        let dx = Double(b.x - a.x)
        let dy = Double(b.y - a.y)
        let px = Double(point.x - a.x)
        let py = Double(point.y - a.y)
        let length = dx * dx + dy * dy
        let along = length == 0 ? 0 : max(0, min(1, (px * dx + py * dy) / length))
        let x = px - along * dx
        let y = py - along * dy
        return (x * x + y * y).squareRoot()
    }

    var middle: Shape.Point { Shape.Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2) }
}
