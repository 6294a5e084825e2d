import ArgumentParser
import Codes
import Foundation
import Matters
import Storage
import Testing

@testable import mashang

/// What an inspector does: takes the public keys along, and checks posters without a network.
@Suite("Seals", .timeLimit(.minutes(1)))
struct SealCommandTests {
    private func keys(_ town: Town, _ arguments: [String] = []) async throws -> [any VerificationKey] {
        let said = try await town.run(CodesCommand.Keys.self, arguments)
        return try #require(PEM.keys(in: String(decoding: said.output, as: UTF8.self)))
    }

    private func poster(_ town: Town, _ site: String = Town.site) async throws -> PosterWords {
        var which = SiteSelection()
        (which.site, which.township, which.county, which.all) = (site, nil, nil, false)
        return try #require(try await PosterWords.all(on: town.deployment, which: which).first)
    }

    private func verdict(
        _ lines: [String], _ keys: [any VerificationKey], site: String? = nil, on day: String = "2026-11-23"
    ) throws -> String {
        SealVerdict(
            lines: lines, keys: keys, site: site.flatMap { SiteID($0) }, today: try #require(LocalDate(day))
        ).verdict
    }

    @Test("A poster that is drawn carries a seal that the published keys prove, by either suite")
    func genuine() async throws {
        for suite in ["ed25519", "sm2"] {
            try await Town.open(flags: ["seal": suite]) { town in
                let words = try await poster(town)
                let keys = try await keys(town)
                #expect(keys.count == 2)
                #expect(try verdict([words.url, words.seal], keys, site: Town.site) == "genuine")
                #expect(try verdict([words.url, words.seal], keys, site: "S0002") == "copied")
                let other = try await poster(town, "S0002")
                #expect(try verdict([other.url, words.seal], keys) == "copied")
                #expect(try verdict([words.url], keys) == "noSeal")
                #expect(try verdict(["https://evil.example/s/\(words.token)", words.seal], keys) == "pasted")
            }
        }
    }

    @Test("After a renewal old posters stay good, new ones need the new key, and doctor asks for it in time")
    func renewal() async throws {
        try await Town.open { town in
            let (old, before) = (try await poster(town), try await keys(town))
            town.pass(.days(731))
            let asked = String(
                decoding: try await town.run(DoctorCommand.self, []).output, as: UTF8.self
            ).split(separator: "\n").filter { $0.contains("seal") }
            #expect(asked.contains { $0.contains("codes keys --renew") }, "\(asked)")
            let after = try await keys(town, ["--renew"])
            #expect(after.count == 4)
            let new = try await poster(town)
            #expect(try verdict([old.url, old.seal], after) == "genuine")
            #expect(try verdict([new.url, new.seal], after) == "genuine")
            #expect(try verdict([new.url, new.seal], before) == "unknownKey")
            let published = try await town.stranger.get("/.well-known/jwks.json").text
            #expect(published.matches(of: /"kid"/).count == 3, "the receipts' key and two of seals")
            let audit = try await town.deployment.store.audit.page(nil, 5).map(\.entry.action)
            #expect(audit.contains(.sealKeyRenewed))
        }
    }

    @Test("The command line: what it needs, and 0, 1, 64 and 66")
    func commandLine() async throws {
        try await Town.open { town in
            let folder = Town.temporary()
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let said = try await town.run(CodesCommand.Keys.self, [])
            try said.output.write(to: URL(filePath: "\(folder)/keys.pem"))
            let words = try await poster(town)
            try Data("\(words.url)\n\(words.seal)\n".utf8).write(to: URL(filePath: "\(folder)/read.txt"))
            let base = ["--key", "\(folder)/keys.pem", "--on", "2026-11-23", "\(folder)/read.txt"]
            try await CodesCommand.Verify.parse(base).run()
            try await CodesCommand.Verify.parse(base + ["--json", "--site", Town.site]).run()
            await #expect(throws: ExitCode(1)) {
                try await CodesCommand.Verify.parse(base + ["--site", "S0002"]).run()
            }
            for wrong in [[], ["--key", "k", "--on", "soon"], ["--key", "k", "--site", "no such"]] {
                #expect(throws: (any Error).self) { try CodesCommand.Verify.parse(wrong) }
            }
            await #expect(throws: FileFault.self) {
                try await CodesCommand.Verify.parse(["--key", "\(folder)/none.pem"]).run()
            }
            await #expect(throws: FileFault.self) {
                try await CodesCommand.Verify.parse(["--key", "\(folder)/keys.pem", folder]).run()
            }
            try Data(repeating: 0x65, count: 65_537).write(to: URL(filePath: "\(folder)/long.txt"))
            await #expect(throws: ValidationError.self) {
                try await CodesCommand.Verify.parse(["--key", "\(folder)/keys.pem", "\(folder)/long.txt"]).run()
            }
            await #expect(throws: (any Error).self) {
                try await CodesCommand.Verify.parse(["--key", "\(folder)/read.txt", "\(folder)/read.txt"]).run()
            }
        }
    }

    @Test("An older copy of keys/ forgets a renewal; renewing again brings the same key back")
    func forgotten() async throws {
        try await Town.open { town in
            let file = URL(filePath: "\(town.deployment.folder.path)/keys/seals")
            let copy = try Data(contentsOf: file)
            let renewed = try await keys(town, ["--renew"]).map(\.keyID)
            let words = try await poster(town)
            try copy.write(to: file)
            let fewer = try await keys(town)
            #expect(fewer.count == 2)
            #expect(try verdict([words.url, words.seal], fewer) == "unknownKey")
            let again = try await keys(town, ["--renew"])
            #expect(again.map(\.keyID) == renewed)
            #expect(try verdict([words.url, words.seal], again) == "genuine")
        }
    }

    @Test("A deployment older than seals has no list of keys, and its first key signs all the same")
    func olderDeployment() async throws {
        try await Town.open { town in
            let listed = try await keys(town).map(\.keyID)
            try FileManager.default.removeItem(atPath: "\(town.deployment.folder.path)/keys/seals")
            let unlisted = try await keys(town)
            #expect(unlisted.map(\.keyID) == listed)
            let words = try await poster(town)
            #expect(try verdict([words.url, words.seal], unlisted) == "genuine")
        }
    }

    @Test("A list of seal keys that somebody broke is named, and nothing is signed")
    func broken() async throws {
        try await Town.open { town in
            try Data("1 2026-01-01\n3 2026-02-01\n".utf8)
                .write(to: URL(filePath: "\(town.deployment.folder.path)/keys/seals"))
            await #expect(throws: SealEpochsFault.self) { try await poster(town) }
        }
    }
}
