import Foundation
import GridCatalog
import Testing

/// The real `emergencies.yaml` against sentences as people write them. A missed danger may cost a life; a question on
/// every text would be clicked away.
@Suite(.timeLimit(.minutes(1)))
struct DangerTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    private static let catalog = Result { try RealFolder.catalog() }

    private static func lines(_ name: String) throws -> [[String]] {
        try String(contentsOf: tests.appending(path: "Sentences/\(name).tsv"), encoding: .utf8)
            .split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    }

    @Test func everyDangerIsSeenForWhatItIsWithTheWordsThatSaySo() throws {
        let catalog = try Self.catalog.get()
        let sentences = try Self.lines("danger")
        #expect(sentences.count >= 60 && sentences.allSatisfy { $0.count == 3 })
        for line in sentences {
            let found = catalog.matches(in: line[2])
            let words = found.flatMap(\.words)
            #expect(
                Set(line[0].split(separator: " ").map(String.init)).isSubset(of: found.map(\.emergency.id)),
                "\(line[2])")
            for word in line[1].split(separator: " ") {
                #expect(words.contains { $0.contains(word) }, "\(line[2]): \(words)")
            }
        }
    }

    @Test func whatIsOverDeniedFearedOrSomethingElseIsNoQuestion() throws {
        let catalog = try Self.catalog.get()
        let sentences = try Self.lines("calm")
        #expect(sentences.count >= 60)
        for line in sentences {
            #expect(catalog.matches(in: line[0]).map(\.words) == [], "\(line[0])")
        }
    }

    @Test func aDenialEndsAtTheComma() throws {
        let catalog = try Self.catalog.get()
        for text in ["有人管没有？着火了", "我家没有，着火的是隔壁", "不是，他拿刀了", "去年，着火以后就没人管，现在又着火了"] {
            #expect(!catalog.matches(in: text).isEmpty, "\(text)")
        }
    }

    @Test func aDangerIsSeenBesideAHarmlessWord() throws {
        let catalog = try Self.catalog.get()
        for text in ["没有着火，但是有煤气味", "上次着火没人管，这次又着火了", "看着火车站那边着火了", "店铺被关停，人被关在里面"] {
            #expect(!catalog.matches(in: text).isEmpty, "\(text)")
        }
    }
}
