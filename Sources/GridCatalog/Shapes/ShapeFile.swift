import FoundationEssentials
import Matters

/// `shapes.geojson`: one polygon a feature, `properties.cell` names its cell, WGS-84 `[lon, lat]` (RFC 7946).
enum ShapeFile {
    /// More corners than any surveyed cell has; checking a ring against itself takes their square.
    private static let mostCorners = 2_000

    private struct Collection: Decodable {
        let features: [Feature]
    }

    private struct Feature: Decodable {
        struct Properties: Decodable {
            let cell: String?
        }

        struct Geometry: Decodable {
            let type: String
            /// Rings of points; `nil` for every other kind of geometry.
            let rings: [[[Double]]]?

            enum CodingKeys: CodingKey { case type, coordinates }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                type = try container.decode(String.self, forKey: .type)
                rings =
                    try type == "Polygon" ? container.decode([[[Double]]].self, forKey: .coordinates) : nil
            }
        }

        let properties: Properties?
        let geometry: Geometry?
    }

    static func read(_ source: Source, cells: [CellCode: Cell]) -> [CellCode: Shape] {
        let file = source.path("shapes.geojson")
        let findings = source.findings
        guard let raw = source.bytes("shapes.geojson"),
            let text = FileText.read(raw, file: file, findings: findings)
        else { return [:] }
        guard let features = try? JSONDecoder().decode(Collection.self, from: Data(text.bytes)).features
        else {
            findings.report(
                Origin(file: file), nil, .syntax, "不是 GeoJSON 的 FeatureCollection，或坐标不是数字",
                "not a GeoJSON FeatureCollection, or coordinates that are no numbers")
            return [:]
        }
        let lines = FeatureLines.read(text.bytes)
        var shapes: [CellCode: Shape] = [:]
        var origins: [CellCode: Origin] = [:]
        for (index, feature) in features.enumerated() {
            let origin = Origin(file: file, line: lines.count == features.count ? lines[index] : nil)
            guard let code = cell(of: feature, origin, cells, findings),
                let shape = shape(of: feature, code, origin, findings)
            else { continue }
            if shapes.updateValue(shape, forKey: code) != nil {
                findings.report(origin, "cell", .duplicate, "网格 \(code) 画了两次", "cell \(code) is drawn twice")
            }
            origins[code] = origin
        }
        reportOverlaps(shapes, origins, cells, findings)
        return shapes
    }

    private static func cell(
        of feature: Feature, _ origin: Origin, _ cells: [CellCode: Cell], _ findings: Findings
    ) -> CellCode? {
        let text = feature.properties?.cell ?? ""
        guard let code = CellCode(text), cells[code] != nil else {
            findings.report(origin, "cell", .unknownReference, "没有网格“\(text)”", "there is no cell “\(text)”")
            return nil
        }
        return code
    }

    private static func shape(
        of feature: Feature, _ code: CellCode, _ origin: Origin, _ findings: Findings
    ) -> Shape? {
        guard let rings = feature.geometry?.rings, rings.count == 1, let ring = rings.first,
            ring.allSatisfy({ $0.count >= 2 })
        else {
            findings.report(
                origin, "geometry", .malformed, "网格 \(code) 要画成一个没有洞的 Polygon",
                "cell \(code) must be one Polygon without holes")
            return nil
        }
        for pair in ring {
            guard let fault = China.fault(lat: pair[1], lon: pair[0]) else { continue }
            findings.report(
                origin, "geometry", fault.kind, "网格 \(code)：\(fault.message.zh)",
                "cell \(code): \(fault.message.en)")
            return nil
        }
        return outline(of: ring.map { Shape.point(lat: $0[1], lon: $0[0]) }, code, origin, findings)
    }

    private static func outline(
        of ring: [Shape.Point], _ code: CellCode, _ origin: Origin, _ findings: Findings
    ) -> Shape? {
        func report(_ kind: Problem.Kind, _ zh: String, _ en: String) {
            findings.report(origin, "geometry", kind, "网格 \(code) \(zh)", "cell \(code) \(en)")
        }
        guard ring.count >= 4 else {
            report(.tooFewPoints, "的边界少于 4 个点（首尾相同也算）", "has fewer than 4 points, the closing one included")
            return nil
        }
        guard ring.first == ring.last else {
            report(.notClosed, "的边界没有闭合，最后一点要与第一点相同", "is not closed; the last point must equal the first")
            return nil
        }
        guard ring.count <= mostCorners, let shape = Shape(points: Array(ring.dropLast())) else {
            report(.tooLong, "的边界超过 \(mostCorners) 个点", "has more than \(mostCorners) points")
            return nil
        }
        guard !shape.isSelfIntersecting else {
            report(.selfIntersecting, "的边界自己相交", "crosses itself")
            return nil
        }
        return shape
    }

    /// Ordinary cells that are in force together may not share ground; special cells lie on top of them.
    private static func reportOverlaps(
        _ shapes: [CellCode: Shape], _ origins: [CellCode: Origin], _ cells: [CellCode: Cell],
        _ findings: Findings
    ) {
        let ordinary = shapes.keys.compactMap { cells[$0] }.filter { $0.kind == .ordinary }.sorted {
            $0.code < $1.code
        }
        for (left, right) in Shape.overlaps(among: ordinary.compactMap { shapes[$0.code] }) {
            guard ordinary[left].dates.overlaps(ordinary[right].dates),
                let origin = origins[ordinary[right].code]
            else { continue }
            findings.report(
                origin, "geometry", .overlappingShapes,
                "网格 \(ordinary[right].code) 与 \(ordinary[left].code) 的范围重叠",
                "cell \(ordinary[right].code) overlaps cell \(ordinary[left].code)")
        }
    }
}

/// The line on which each feature begins, which a JSON decoder does not tell: objects right inside a list right
/// inside the top.
enum FeatureLines {
    static func read(_ bytes: ArraySlice<UInt8>) -> [Int] {
        var lines: [Int] = []
        var line = 1
        var open: [UInt8] = []
        var isInText = false
        var isEscaped = false
        for byte in bytes {
            if byte == UInt8(ascii: "\n") { line += 1 }
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if byte == UInt8(ascii: "{"), open == Array("{[".utf8) { lines.append(line) }
                open.append(byte)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
            default: break
            }
        }
        return lines
    }
}
