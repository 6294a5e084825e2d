extension Shape {
    /// Whether the two cover common ground; a shared border, also one drawn with a slip of the hand, is not.
    func overlaps(_ other: Shape) -> Bool {
        guard boxOverlaps(other) else { return false }
        let edges = edges
        let others = other.edges
        for edge in edges {
            for other in others
            where edge.crosses(other) && edge.isClear(of: other.a) && edge.isClear(of: other.b)
                && other.isClear(of: edge.a) && other.isClear(of: edge.b)
            {
                return true
            }
        }
        // One inside the other, or the same outline twice, crosses nowhere.
        return reachesInto(other, edges: others) || other.reachesInto(self, edges: edges)
    }

    private func boxOverlaps(_ other: Shape) -> Bool {
        minX + Self.tolerance < other.maxX && other.minX + Self.tolerance < maxX
            && minY + Self.tolerance < other.maxY && other.minY + Self.tolerance < maxY
    }

    /// Whether a corner, the middle of a side or a point of the inside lies well within `other`.
    private func reachesInto(_ other: Shape, edges others: [Edge]) -> Bool {
        let samples = points + edges.map(\.middle) + [innerPoint].compactMap { $0 }
        return samples.contains { point in
            other.side(of: point) == .inside
                && others.allSatisfy { $0.distance(to: point) > Double(Self.tolerance) }
        }
    }

    /// A point well inside: half way across the widest stretch at half height.
    private var innerPoint: Point? {
        // Between two heights of corners, so that the line passes through none of them.
        let heights = Set(points.map(\.y)).sorted()
        guard let (low, high) = zip(heights, heights.dropFirst()).max(by: { $0.1 - $0.0 < $1.1 - $1.0 })
        else {
            return nil
        }
        let y = (low + high) / 2
        let crossings = edges.filter { ($0.a.y > y) != ($0.b.y > y) }.map { edge in
            Double(edge.a.x) + Double(y - edge.a.y) / Double(edge.b.y - edge.a.y)
                * Double(edge.b.x - edge.a.x)
        }.sorted()
        let stretches = stride(from: 0, to: crossings.count - 1, by: 2).map {
            (crossings[$0], crossings[$0 + 1])
        }
        return stretches.max { $0.1 - $0.0 < $1.1 - $1.0 }.map { Point(x: Int64(($0.0 + $0.1) / 2), y: y) }
    }

    /// Pairs that overlap, by position in `shapes`. A sweep from west to east compares only shapes whose boxes meet.
    static func overlaps(among shapes: [Shape]) -> [(Int, Int)] {
        let order = shapes.indices.sorted { shapes[$0].minX < shapes[$1].minX }
        var pairs: [(Int, Int)] = []
        var open: [Int] = []
        for index in order {
            let west = shapes[index].minX
            open.removeAll { shapes[$0].maxX <= west + tolerance }
            for earlier in open where shapes[earlier].overlaps(shapes[index]) {
                pairs.append((min(earlier, index), max(earlier, index)))
            }
            open.append(index)
        }
        return pairs.sorted { $0 < $1 }
    }
}
