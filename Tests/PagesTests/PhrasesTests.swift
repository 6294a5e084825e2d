import Foundation
import Matters
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(1)))
struct PhrasesTests {
    let zh: Phrases
    let en: Phrases

    init() throws {
        zh = try Phrases(language: .zhHans)
        en = try Phrases(language: .en)
    }

    @Test("both languages say the same things with the same names in them")
    func parity() {
        #expect(zh.keys == en.keys)
        for key in zh.keys {
            #expect(names(zh.text(key)) == names(en.text(key)), "\(key)")
            #expect(zh.text(key)?.isEmpty == false && en.text(key)?.isEmpty == false, "\(key)")
        }
    }

    @Test("every word family has a word for each of its members")
    func families() {
        let families: [(String, [String])] = [
            ("role", Role.allCases.map(\.rawValue)), ("state", MatterState.allCases.map(\.rawValue)),
            ("standing", MatterState.allCases.map(\.rawValue) + ["closedSilent"]),
            ("concern", Concern.allCases.map(\.rawValue)),
            ("trail", EventKind.allCases.map(\.rawValue)), ("log", EventKind.allCases.map(\.rawValue)),
            ("column", BoardPage.ColumnKind.allCases.map(\.rawValue)),
            ("example", TileView.Picture.allCases.map(\.rawValue)),
            ("lookUpFault", LookUpPage.Fault.allCases.map(\.rawValue)),
            ("deadTitle", DeadCodePage.Cause.allCases.map(\.rawValue)),
            ("deadDetail", DeadCodePage.Cause.allCases.map(\.rawValue)),
            ("problemTitle", ProblemPage.spoken.map(String.init)),
            ("problemAdvice", ProblemPage.spoken.map(String.init)),
            ("missing", Carried.allCases.map(\.rawValue)), ("reason", Decision.Reason.allCases.map(\.rawValue)),
            ("do", Self.deskCommands), ("done", Self.deskCommands),
            ("label", Self.labelled), ("to", Self.given), ("gap", WatchView.Gap.allCases.map(\.rawValue)),
            ("ask", Self.asked), ("askHint", Self.asked), ("askButton", Self.asked),
            ("askField", ["contest", "contest_withdrawn", "contest_declined", "add", "rate", "review"]),
            ("actions", ["daily", "hands", "procedure", "asides"]), ("field", Carried.allCases.map(\.rawValue)),
            ("ground", Ground.allCases.map(\.rawValue)), ("finding", Finding.allCases.map(\.rawValue)),
            ("nature", Nature.allCases.map(\.rawValue)), ("level", Ladder.Level.allCases.map { String($0.rawValue) }),
            ("unit", TimeLimit.Unit.allCases.map(\.rawValue)), ("stars", (1...Bounds.stars).map(String.init)),
            ("count", AdminPage.Count.allCases.map(\.rawValue)), ("part", AdminPage.Part.allCases.map(\.rawValue)),
            ("frontFault", FrontPage.Fault.allCases.map(\.rawValue)),
            ("doubtFault", DoubtPage.Fault.allCases.map(\.rawValue)),
            ("doubtReason", CodeDoubt.Reason.allCases.map(\.rawValue)),
            ("codeState", CodeState.allCases.map(\.rawValue)), ("codeDeed", ["post", "see", "miss", "revoke"]),
            ("codeOdd", ["burst", "far"]), ("presence", Presence.allCases.map(\.rawValue)),
            ("colour", PosterColour.allCases.map(\.rawValue)),
            ("audit", AuditEntry.Action.allCases.map(\.rawValue)),
        ]
        let wanted = Set(families.flatMap { family, members in members.map { "\(family)_\($0)" } })
        #expect(wanted.symmetricDifference(zh.keys.filter { $0.contains("_") }).sorted() == [])
    }

    /// What residents do on a page of its own; "not solved" is asked in three ways.
    private static let asked =
        ResidentActionPage.kinds.map(\.rawValue) + ["contest_withdrawn", "contest_declined"]

    private static let staffEdges = Transitions.table.filter { !$0.by.isSubset(of: [.resident, .system, .outside]) }
    private static let deskCommands = commands { _ in true }
    private static let labelled = commands { !$0.isDisjoint(with: [.note, .reason]) }
    private static let given = commands { $0.contains(.to) }

    private static func commands(_ isMeant: (Set<Carried>) -> Bool) -> [String] {
        Set(staffEdges.filter { isMeant($0.carries) }.map(\.command.rawValue)).sorted()
    }

    @Test("every sentence is used, and every sentence that is used exists")
    func used() throws {
        let templates = TemplateFiles.all.map(\.source).joined()
        let inTemplates = templates.matches(of: /\{\{[#^]?t\.([A-Za-z_]+)\}\}/).map { String($0.1) }
        let swift = try Repository.swiftText()
        let inSwift = swift.matches(of: /"([a-z][A-Za-z]+)"/).map { String($0.1) }
        let plain = zh.keys.filter { !$0.contains("_") }
        #expect(plain.subtracting(inTemplates).subtracting(inSwift).isEmpty, "unused")
        #expect(Set(inTemplates).subtracting(zh.keys).isEmpty, "missing")
        let called = swift.matches(of: /(?:words|self)\(\s*"([A-Za-z]+)"/).map { String($0.1) }
        #expect(Set(called).subtracting(zh.keys).isEmpty, "missing")
    }

    @Test("a value is never searched for names")
    func filling() {
        #expect(zh.filled("emergencyBecause", ["words": "{words}{role}"]) == "因为您写了“{words}{role}”。")
        #expect(zh.filled("person", ["role": "网格员"]) == "网格员 {name}")
    }

    @Test("what residents read comes in short sentences")
    func shortSentences() {
        let forResidents = ["scan", "tell", "who", "check", "receipt", "rights", "dead", "example", "problemAdvice"]
        for key in zh.keys where forResidents.contains(where: { key.hasPrefix($0) }) {
            let sentences = (zh.text(key) ?? "").split(whereSeparator: { "。？！：；".contains($0) })
            for sentence in sentences { #expect(sentence.count <= 25, "\(key): \(sentence)") }
        }
    }

    private func names(_ text: String?) -> Set<String> {
        Set((text ?? "").matches(of: /\{([a-z]+)\}/).map { String($0.1) })
    }

}
