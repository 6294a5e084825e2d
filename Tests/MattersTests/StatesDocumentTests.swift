import Foundation
import Matters
import Testing

/// docs/states.md holds a drawing and a table that are made from the code; `RECORD_GOLDEN=1` writes them anew.
@Suite(.timeLimit(.minutes(1)))
struct StatesDocumentTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/states.md")

    @Test(arguments: ["drawing", "commands"])
    func whatIsMadeFromTheTableIsAsTheTable(part: String) throws {
        let made = part == "drawing" ? Self.drawing : Self.commands
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        let (begin, end) = ("<!-- \(part): made from the table -->\n", "<!-- end of \(part) -->")
        let start = try #require(text.firstRange(of: begin)).upperBound
        let stop = try #require(text.firstRange(of: end)).lowerBound
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try (text[..<start] + made + text[stop...]).write(to: Self.file, atomically: true, encoding: .utf8)
        } else {
            #expect(String(text[start..<stop]) == made, "RECORD_GOLDEN=1 writes it anew")
        }
    }

    private static func targets(_ edge: Transitions.Edge, from state: MatterState) -> [String] {
        switch edge.to {
        case .same: []
        case .state(let next): [next.rawValue]
        case .returned: ["dispatched", "triage"]
        case .up: ["reopened"]
        case .before: ["accepted", "handling", "mediating"]
        case .asHeard: ["reopened"]
        case .asFound: [state == .review ? "closed" : "final", "reopened"]
        case .nextReview: ["review", "rereview"]
        }
    }

    /// One arrow for each pair of states, with the commands that lead that way.
    private static var drawing: String {
        var arrows: [String: [String]] = ["[*] --> dispatched": ["filed"], "[*] --> triage": ["filed, nobody there"]]
        for edge in Transitions.table {
            for state in MatterState.allCases where edge.from.contains(state) {
                for target in targets(edge, from: state) where target != state.rawValue {
                    arrows["\(state) --> \(target)", default: []].append(edge.command.rawValue)
                }
            }
        }
        let lines = arrows.sorted { $0.key < $1.key }.map { "    \($0.key): \($0.value.joined(separator: ", "))" }
        return "\n```mermaid\nstateDiagram-v2\n" + lines.joined(separator: "\n") + "\n    final --> [*]\n```\n\n"
    }

    private static var commands: String {
        let rows = Transitions.table.map { edge -> String in
            let from =
                edge.from.count == MatterState.allCases.count - 1
                ? "all but `final`"
                : MatterState.allCases.filter(edge.from.contains).map { "`\($0)`" }.joined(separator: " ")
            let by = Capacity.allCases.filter(edge.by.contains).map { "\($0)" }.joined(separator: ", ")
            let carries = Carried.allCases.filter(edge.carries.contains).map { "`\($0)`" }.joined(separator: " ")
            let to =
                switch edge.to {
                case .same: "the same"
                case .state(let next): "`\(next)`"
                case .returned: "see Return"
                case .up: "`reopened`, one level up"
                case .before: "as before the pause"
                case .asHeard: "the same; unsolved: `reopened`"
                case .asFound: "`closed`, `final`; changed: `reopened`"
                case .nextReview: "`review`, then `rereview`"
                }
            return "| `\(edge.command)` | \(from) | \(by) | \(carries) | `\(edge.event)` | \(to) |"
        }
        return "\n| Command | From | By | Must carry | Event | To |\n|---|---|---|---|---|---|\n"
            + rows.joined(separator: "\n") + "\n\n"
    }
}
