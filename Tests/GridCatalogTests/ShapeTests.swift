import Matters
import Testing

@testable import GridCatalog

@Suite(.timeLimit(.minutes(1)))
struct ShapeTests {
    private func shape(_ corners: [(Double, Double)]) throws -> Shape {
        try #require(Shape(points: corners.map { Shape.point(lat: 30 + $0.1, lon: 104 + $0.0) }))
    }

    private func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) throws -> Shape {
        try shape([(west, south), (east, south), (east, north), (west, north)])
    }

    private func contains(_ shape: Shape, _ x: Double, _ y: Double) throws -> Bool {
        shape.contains(try #require(Location(lat: 30 + y, lon: 104 + x)))
    }

    @Test func aPlaceIsInsideOnTheBorderOrOutside() throws {
        // An L: the north-east quarter is missing.
        let cell = try shape([(0, 0), (0.2, 0), (0.2, 0.1), (0.1, 0.1), (0.1, 0.2), (0, 0.2)])
        #expect(try contains(cell, 0.05, 0.15))
        #expect(try contains(cell, 0.15, 0.05))
        #expect(try contains(cell, 0.1, 0.15))
        #expect(try contains(cell, 0, 0))
        #expect(try !contains(cell, 0.15, 0.15))
        #expect(try !contains(cell, 0.3, 0.05))
        #expect(try !contains(cell, 0.05, -0.01))
    }

    @Test func aBowTieAndASpikeCrossThemselves() throws {
        #expect(try shape([(0, 0), (0.1, 0.1), (0.1, 0), (0, 0.1)]).isSelfIntersecting)
        #expect(try shape([(0, 0), (0.1, 0), (0.2, 0), (0.1, 0), (0.1, 0.1)]).isSelfIntersecting)
        #expect(
            try !shape([(0, 0), (0.1, 0), (0.2, 0), (0.2, 0.1), (0.1, 0.1), (0, 0.1)]).isSelfIntersecting)
    }

    @Test func neighboursThatShareABorderDoNotOverlap() throws {
        let cell = try box(0, 0, 0.1, 0.1)
        #expect(try !cell.overlaps(box(0.1, 0, 0.2, 0.1)))
        #expect(try !cell.overlaps(box(0.1, 0.1, 0.2, 0.2)))
        // A slanting border whose corner was rounded to the other side by some centimetres.
        let west = try shape([(0, 0), (0.1, 0), (0.13, 0.1), (0, 0.1)])
        let east = try shape([(0.1, 0), (0.2, 0), (0.2, 0.1), (0.13, 0.1), (0.1149998, 0.05)])
        #expect(!west.overlaps(east))
    }

    @Test func cellsThatCoverCommonGroundOverlap() throws {
        let cell = try box(0, 0, 0.1, 0.1)
        #expect(try cell.overlaps(box(0.05, 0.05, 0.15, 0.15)))
        #expect(try cell.overlaps(box(0.02, 0.02, 0.08, 0.08)), "one inside the other")
        #expect(try box(0.02, 0.02, 0.08, 0.08).overlaps(cell))
        #expect(cell.overlaps(cell), "the same outline twice")
        #expect(try cell.overlaps(box(0, 0.02, 0.1, 0.08)), "a band across, border on border")
        #expect(try cell.overlaps(box(-0.05, 0.02, 0.15, 0.08)), "a cross")
        #expect(try cell.overlaps(box(0.0999, 0, 0.2, 0.1)), "ten metres")
    }

    @Test func threeThousandCellsAreComparedWithinASecond() throws {
        let cells = try (0..<3_000).map { index in
            let west = Double(index % 60) * 0.01
            let south = Double(index / 60) * 0.01
            return try box(west, south, west + 0.01, south + 0.01)
        }
        let clock = ContinuousClock()
        var pairs: [(Int, Int)] = []
        let time = try clock.measure {
            pairs = Shape.overlaps(among: cells + [try box(0.205, 0.205, 0.207, 0.207)])
        }
        #expect(pairs.map { "\($0)" } == ["(1220, 3000)"])
        #expect(time < .seconds(1), "\(time)")
    }

    @Test(arguments: [
        ("[104.64, 30.12]]]", "[104.64, 30.121]]]", ["shapes.geojson:2 notClosed"]),
        (
            "[104.64, 30.12], [104.65, 30.12], [104.65, 30.13], ", "[104.64, 30.12], ",
            ["shapes.geojson:2 tooFewPoints"]
        ),
        (
            "[104.65, 30.13], [104.64, 30.13]", "[104.64, 30.13], [104.65, 30.13]",
            ["shapes.geojson:2 selfIntersecting"]
        ),
        (
            "[104.65, 30.12], [104.65, 30.13], [104.64,", "[104.652, 30.12], [104.652, 30.13], [104.64,",
            ["shapes.geojson:3 overlappingShapes"]
        ),
        (
            "[104.64, 30.12], [104.65, 30.12]", "[30.12, 104.64], [104.65, 30.12]",
            ["shapes.geojson:2 swappedCoordinates"]
        ),
        (
            "[104.64, 30.12], [104.65, 30.12]", "[4.64, 60.12], [104.65, 30.12]",
            ["shapes.geojson:2 outsideChina"]
        ),
        ("512002001001001", "512002001001007", ["shapes.geojson:2 unknownReference"]),
        ("512002001001001", "512002001201001", ["shapes.geojson:5 duplicate"]),
        (
            "\"FeatureCollection\", \"features\"", "\"FeatureCollection\", \"shapes\"",
            ["shapes.geojson syntax"]
        ),
    ])
    func eachFaultOfADrawingIsNamed(old: String, new: String, expected: [String]) {
        let (_, problems) = SampleDistrict().changing("yanjiang/shapes.geojson", old, to: new).read()
        #expect(problems.brief == expected, "\(problems)")
    }

    @Test func featureLinesAreFoundThroughTextsThatLookLikeJSON() {
        let text = "{\"name\": \"a {[ \\\" \",\n\"features\": [\n{\"a\": [{}]},\n\n{\"b\": \"}\"}]}"
        #expect(FeatureLines.read(Array(text.utf8)[...]) == [3, 5])
    }
}
