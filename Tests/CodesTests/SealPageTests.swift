import Foundation
import Matters
import Testing

@testable import Codes

/// docs/codes-seal.md: an inspector's program can be written from the page alone, for the program on it runs and its
/// examples are ours. `RECORD_GOLDEN=1` writes the examples anew.
@Suite(.timeLimit(.minutes(1)))
struct SealPageTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/codes-seal.md")

    private let page: String
    private let keys: SealKeys
    private let seal: SiteSeal

    init() throws {
        let deployment = try #require(DeploymentKeys(random: [UInt8](0..<64)))
        keys = try #require(deployment.sealKeys(number: 1))
        seal = SiteSeal(
            issuer: "https://yj.example.gov.cn", site: try #require(SiteID("S0042")),
            token: SiteToken(random: [1, 2, 3, 4, 5, 6, 7]), serial: 42, version: 2,
            issued: try #require(LocalDate("2026-11-23")), lastDay: LocalDate("2026-12-31"))
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            var text = try String(contentsOf: Self.file, encoding: .utf8)
            for suite in SealKeys.Suite.allCases {
                let place = try Self.place(of: suite.rawValue, in: text)
                text.replaceSubrange(place, with: try Self.example(seal, keys, suite))
            }
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        page = try String(contentsOf: Self.file, encoding: .utf8)
    }

    @Test func theExampleIsWhatTheProgramSigns() throws {
        let place = try Self.place(of: "ed25519", in: page)
        #expect(String(page[place]) == (try Self.example(seal, keys, .ed25519)), "RECORD_GOLDEN=1 writes it anew")
        // An SM2 signature is another each time: the one on the page has to be good.
        let blocks = try Self.blocks(of: "sm2", in: page)
        #expect(blocks[0] == PEM.text(keys.verifyingKey(.sm2)))
        let read = try SiteSeal(
            poster: blocks[1].split(separator: "\n").map(String.init), keys: try #require(PEM.keys(in: blocks[0])),
            hangingAt: seal.site, on: seal.issued)
        #expect(read == seal)
    }

    @Test(arguments: SealKeys.Suite.allCases)
    func theProgramOnThePageTellsGenuineFromForged(suite: SealKeys.Suite) throws {
        let blocks = try Self.blocks(of: suite.rawValue, in: page)
        #expect(try run(blocks[0], blocks[1]) == 0)
        let lines = blocks[1].split(separator: "\n").map(String.init)
        let parts = lines[1].split(separator: ".")
        let payload = try #require(Base64URL.decode(parts[1]))
        let other = String(decoding: payload, as: UTF8.self).replacing("S0042", with: "S0043")
        let altered = "\(parts[0]).\(Base64URL.encode(Array(other.utf8))).\(parts[2])"
        #expect(try run(blocks[0], "\(lines[0])\n\(altered)") == 1, "another site in the statement")
        #expect(try run(blocks[0], "https://evil.example/s/\(seal.token)\n\(lines[1])") == 1, "a sticker")
        let otherSuite: SealKeys.Suite = suite == .sm2 ? .ed25519 : .sm2
        #expect(try run(PEM.text(keys.verifyingKey(otherSuite)), blocks[1]) == 1, "a key that was not given")
    }

    /// The exit status of the page's program.
    private func run(_ pem: String, _ poster: String) throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ text: String) throws -> String {
            let url = folder.appending(path: name)
            try text.write(to: url, atomically: true, encoding: .utf8)
            return url.path(percentEncoded: false)
        }
        let program = try #require(
            page.components(separatedBy: "```python\n").last?.components(separatedBy: "```").first)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [
            try file("check.py", program), try file("keys.pem", pem), try file("read.txt", poster), "2026-12-01",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    private static func place(of example: String, in text: String) throws -> Range<String.Index> {
        let start = try #require(text.firstRange(of: "<!-- \(example): made by the test -->\n")).upperBound
        return start..<(try #require(text.firstRange(of: "<!-- end of \(example) -->")).lowerBound)
    }

    /// The public key, and what a decoder reads from the poster.
    private static func blocks(of example: String, in text: String) throws -> [String] {
        let blocks = text[try place(of: example, in: text)].components(separatedBy: "```\n")
        return [1, 3].compactMap { $0 < blocks.count ? String(blocks[$0].dropLast()) : nil }
    }

    private static func example(_ seal: SiteSeal, _ keys: SealKeys, _ suite: SealKeys.Suite) throws -> String {
        let text = try keys.sign(seal, suite)
        let parts = try text.split(separator: ".").map { try #require(Base64URL.decode($0)) }
        let main = "\(seal.issuer)/s/\(seal.token)".uppercased()
        let signature = parts[2].map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return """

            ```
            \(PEM.text(keys.verifyingKey(suite)))
            ```

            ```
            \(main)
            \(text)
            ```

            - header: `\(String(decoding: parts[0], as: UTF8.self))`
            - payload: `\(String(decoding: parts[1], as: UTF8.self))`
            - signature, \(parts[2].count) bytes: `\(signature)`


            """
    }
}
