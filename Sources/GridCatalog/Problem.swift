public import Matters

/// Where something stands in the folder: a file and, where it makes sense, a line (the first line is 1).
public struct Origin: Sendable, Hashable {
    public let file: String
    public let line: Int?

    public init(file: String, line: Int? = nil) {
        self.file = file
        self.line = line
    }
}

/// One thing that is wrong in `Grids/`: where it is, what it is and what to do, in words for a clerk.
public struct Problem: Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        // The file as a file.
        case missingFile, emptyFile, encoding, quoting, missingColumn, extraColumn, fieldCount, syntax
        // One value.
        case missingValue, malformed, unknownWord, unknownReference, tooLong
        // Rows against each other.
        case duplicate, overlappingDates, endsBeforeStart, wrongParent, closedCell
        // The district as a whole.
        case cellKind, noWorker, noStation, siteWithoutCell, siteOutsideCell, coversNothing, severalDistricts
        case noWayOutOfHours, noAlternative, unstaffedStation
        // Shapes.
        case notClosed, tooFewPoints, selfIntersecting, overlappingShapes, swappedCoordinates, outsideChina
        // Rules.
        case longerThanStatute, calendarDay, missingYear
        case routingGap, shadowedRule, unreachableStation, noDiscipline

        /// Whether the folder can be used all the same.
        public var isWarning: Bool {
            switch self {
            case .extraColumn, .missingYear, .closedCell, .noWayOutOfHours, .noAlternative, .unstaffedStation,
                .unreachableStation,
                .noDiscipline:
                true
            default: false
            }
        }
    }

    public let origin: Origin
    /// The column or the key, if it is about one.
    public let column: String?
    public let kind: Kind
    public let message: Bilingual
    public let isWarning: Bool

    public init(
        _ origin: Origin, column: String? = nil, _ kind: Kind, zh: String, en: String, isWarning: Bool? = nil
    ) {
        self.origin = origin
        self.column = column
        self.kind = kind
        self.message = Bilingual(zh: zh, en: en)
        self.isWarning = isWarning ?? kind.isWarning
    }

    public var file: String { origin.file }
    public var line: Int? { origin.line }

    /// `yanjiang/cells.csv:17: …`, Chinese first.
    public var description: String {
        let place = [origin.file, origin.line.map(String.init)].compactMap { $0 }.joined(separator: ":")
        let field = column.map { "[\($0)] " } ?? ""
        return "\(place): \(field)\(message.zh) — \(message.en)"
    }
}

/// Collects every problem of one reading, so that a clerk can mend them all at once.
final class Findings {
    private(set) var problems: [Problem] = []

    func report(_ problem: Problem) { problems.append(problem) }

    func report(_ origin: Origin, _ column: String? = nil, _ kind: Problem.Kind, _ zh: String, _ en: String) {
        report(Problem(origin, column: column, kind, zh: zh, en: en))
    }

    func hasProblem(in file: String) -> Bool { problems.contains { $0.file == file } }

    /// In the order of a reader who goes through file after file; each problem once.
    var sorted: [Problem] {
        var seen: Set<Problem> = []
        return problems.filter { seen.insert($0).inserted }.enumerated().sorted { left, right in
            (left.element.file, left.element.line ?? 0, left.offset)
                < (right.element.file, right.element.line ?? 0, right.offset)
        }.map(\.element)
    }
}
