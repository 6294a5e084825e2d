public import Matters

/// A map without tiles: the outlines of the cells, and a point for each code, told apart by shape as well as colour.
/// The list beside it says the same.
public struct CodesMap: Sendable {
    public struct Point: Sendable {
        let location: Location
        let state: CodeState
        let name: String

        public init(location: Location, state: CodeState, name: String) {
            self.location = location
            self.state = state
            self.name = name
        }
    }

    public let areas: [[Location]]
    /// Those that are drawn.
    public let points: [Point]
    /// How many there are.
    public let total: Int

    public init(areas: [[Location]], points: [Point], total: Int) {
        self.areas = areas
        self.points = points
        self.total = total
    }

    /// Units across; the height follows.
    private static let width = 1_000.0
    private static let margin = 24.0

    func data(_ words: Wording) -> PageData {
        guard let frame = Frame(areas.joined().map(\.self) + points.map(\.location)) else { return .flag(false) }
        let (near, far) = (points.filter { !$0.state.needsVisit }, points.filter(\.state.needsVisit))
        return [
            "height": .text(Self.text(frame.height)),
            "areas": .list(areas.map { ["path": .text(path($0, frame))] }),
            // What needs a visit is drawn last, above the rest.
            "fine": .list(near.map { point($0, frame, words) }),
            "due": .list(far.map { point($0, frame, words) }),
            "summary": .text(words("codesMapSummary", ["all": String(points.count), "due": String(far.count)])),
            "rest": .maybe(
                total > points.count ? words("codesMapRest", ["count": String(total - points.count)]) : nil),
        ]
    }

    private func point(_ point: Point, _ frame: Frame, _ words: Wording) -> PageData {
        let (x, y) = frame.place(point.location)
        return [
            "x": .text(Self.text(x)), "y": .text(Self.text(y)), "left": .text(Self.text(x - 9)),
            "top": .text(Self.text(y - 9)),
            "name": .text("\(point.name): \(words.of("codeState", point.state.rawValue))"),
        ]
    }

    private func path(_ area: [Location], _ frame: Frame) -> String {
        area.map { frame.place($0) }.map { "\(Self.text($0)),\(Self.text($1))" }.joined(separator: " ")
    }

    private static func text(_ value: Double) -> String { String((value * 10).rounded() / 10) }

    /// From degrees to units: equirectangular, true enough for a county.
    private struct Frame {
        private let west: Double, north: Double
        private let across: Double, down: Double
        let height: Double

        init?(_ all: [Location]) {
            guard let west = all.map(\.lon).min(), let east = all.map(\.lon).max(), let south = all.map(\.lat).min(),
                let north = all.map(\.lat).max()
            else { return nil }
            // A degree of longitude is shorter the farther north.
            let middle = Location(lat: (south + north) / 2, lon: west)
            let degreeEast = Location(lat: (south + north) / 2, lon: min(west + 1, 180))
            let metresEast = middle.flatMap { start in degreeEast.map { start.metres(to: $0) } } ?? 1
            let ratio = metresEast / 111_195
            let width = max(east - west, 0.001) * ratio
            let scale = (CodesMap.width - 2 * CodesMap.margin) / width
            (self.west, self.north) = (west, north)
            (across, down) = (scale * ratio, scale)
            height = max((north - south) * scale, 1) + 2 * CodesMap.margin
        }

        func place(_ location: Location) -> (x: Double, y: Double) {
            (
                CodesMap.margin + (location.lon - west) * across,
                CodesMap.margin + (north - location.lat) * down
            )
        }
    }
}
