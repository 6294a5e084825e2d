import Crypto
import Foundation
import Matters
import Testing

@testable import Codes

/// 封签: what an inspector's program proves without a network.
@Suite(.timeLimit(.minutes(2)))
struct SealTests {
    private let keys: SealKeys
    private let others: SealKeys
    private let seal: SiteSeal
    private let main: String

    init() throws {
        let deployment = try #require(DeploymentKeys(random: [UInt8](0..<64)))
        keys = try #require(deployment.sealKeys(number: 1))
        others = try #require(deployment.sealKeys(number: 2))
        let token = SiteToken(random: [1, 2, 3, 4, 5, 6, 7])
        seal = SiteSeal(
            issuer: "https://yj.example.gov.cn", site: try #require(SiteID("S0042")), token: token, serial: 42,
            version: 2,
            issued: try #require(LocalDate("2026-11-23")), lastDay: LocalDate("2026-12-31"))
        main = "HTTPS://YJ.EXAMPLE.GOV.CN/S/\(token.text)"
    }

    private static let today = LocalDate("2026-12-01")!

    private func fault(
        _ poster: [String], _ suite: SealKeys.Suite, site: String? = nil, on day: LocalDate = today
    ) -> SiteSeal.Fault? {
        do throws(SiteSeal.Fault) {
            _ = try SiteSeal(
                poster: poster, keys: [keys.verifyingKey(suite)], hangingAt: site.flatMap { SiteID($0) }, on: day)
            return nil
        } catch { return error }
    }

    @Test(arguments: SealKeys.Suite.allCases)
    func aGenuineSealSaysWhichPosterItIs(suite: SealKeys.Suite) throws {
        let text = try keys.sign(seal, suite)
        let read = try SiteSeal(
            poster: [main, text], keys: [keys.verifyingKey(suite)], hangingAt: seal.site, on: Self.today)
        #expect(read == seal)
        #expect(fault([text], suite) == nil, "the small code alone")
        #expect(text.utf8.count <= 400, "\(text.utf8.count) bytes: a code of 28 mm at most")
    }

    @Test(arguments: SealKeys.Suite.allCases)
    func everyFaultIsNamed(suite: SealKeys.Suite) throws {
        let text = try keys.sign(seal, suite)
        #expect(fault([main], suite) == .noSeal)
        #expect(fault([], suite) == .noSeal)
        #expect(fault([main, try others.sign(seal, suite)], suite) == .unknownKey)
        #expect(fault([text], suite, site: "S0043") == .copied, "it hangs at another site")
        let other = "HTTPS://YJ.EXAMPLE.GOV.CN/S/\(SiteToken(random: [9, 9, 9, 9, 9, 9, 9]).text)"
        #expect(fault([other, text], suite) == .copied, "beside another main code")
        for sticker in [
            main.replacing("YJ.EXAMPLE", with: "YJ-EXAMPLE"), main.replacing("HTTPS", with: "HTTP"),
            main.replacing("/S/", with: "/PAY/S/"), main.replacing("/S/", with: "/ſ/"),
            "wxp://f2f0AbCd", String(repeating: "https://evil.example/", count: 200),
        ] {
            #expect(fault([sticker, text], suite) == .pasted, "a sticker over the main code: \(sticker)")
            #expect(fault([main, text, sticker], suite) == .pasted, "or beside it: \(sticker)")
        }
        #expect(fault([main, text, "eyJhbGciOiJub25lIn0.e30."], suite) == .pasted, "a second seal")
        #expect(fault(["\(main)?next=evil.example", text], suite) == .copied, "another page of the same host")
        #expect(fault([" \(main.lowercased())\r", "QR-Code:\(text)", "", text], suite) == nil, "as decoders print it")
        let parts = text.split(separator: ".")
        let halves = Base64URL.encode(Array("{\"iss\":\"https://evil.example\"}".utf8))
        #expect(fault([main, "\(parts[0]).\(halves).\(parts[2])"], suite) == .altered)
        #expect(fault([main, String(text.dropLast(9))], suite) == .altered, "cut off")
        #expect(fault([main, text], suite, on: LocalDate("2026-12-31")!) == nil)
        #expect(fault([main, text], suite, on: LocalDate("2027-01-01")!) == .expired)
        let wrongSuite: SealKeys.Suite = suite == .sm2 ? .ed25519 : .sm2
        #expect(fault([main, text], wrongSuite) == .unknownKey)
    }

    @Test(arguments: SealKeys.Suite.allCases)
    func everyChangedBitIsNoticed(suite: SealKeys.Suite) throws {
        let text = Array(try keys.sign(seal, suite).utf8)
        for place in text.indices {
            for bit in 0..<8 {
                var changed = text
                changed[place] ^= 1 << bit
                let read = fault([String(decoding: changed, as: UTF8.self)], suite)
                #expect(read != nil, "byte \(place), bit \(bit)")
            }
        }
        for length in text.indices { #expect(fault([String(decoding: text[..<length], as: UTF8.self)], suite) != nil) }
    }

    @Test func absurdTextsAreNoSeals() {
        for text in [
            String(repeating: "e", count: 1_000_000), "eyJ..", "eyJ.eyJ.eyJ", "...", "\u{0}",
            "eyJhbGciOiJub25lIn0.e30.",
        ] {
            for suite in SealKeys.Suite.allCases { #expect(fault([text], suite) != nil) }
        }
    }

    @Test func publicKeysTravelAsPEMAndNothingElsePasses() throws {
        let both = SealKeys.Suite.allCases.map { PEM.text(keys.verifyingKey($0)) }.joined(separator: "\n words \n")
        let read = try #require(PEM.keys(in: both))
        #expect(read.map(\.keyID) == SealKeys.Suite.allCases.map { keys.verifyingKey($0).keyID })
        #expect(PEM.keys(in: "") == nil)
        #expect(PEM.keys(in: both.replacing("M", with: "N")) == nil)
    }

    @Test func aKeyOfAnotherNumberOrAnotherDeploymentIsAnother() throws {
        let deployment = try #require(DeploymentKeys(random: [UInt8](100..<164)))
        let foreign = try #require(deployment.sealKeys(number: 1))
        for suite in SealKeys.Suite.allCases {
            let ids = [keys, others, foreign].map { $0.verifyingKey(suite).keyID }
            #expect(Set(ids).count == 3)
        }
        #expect(deployment.sealKeys(number: 0) == nil && deployment.sealKeys(number: 100) == nil)
    }

    /// The command line of OpenSSL, that nobody here wrote, checks what we signed; and we check what it signed.
    @Test(arguments: SealKeys.Suite.allCases)
    func openSSLAgrees(suite: SealKeys.Suite) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }
        func write(_ bytes: some Sequence<UInt8>, _ name: String) throws {
            try Data(bytes).write(to: folder.appending(path: name))
        }
        func openssl(_ arguments: String...) throws -> Int32 {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/openssl")
            process.arguments = arguments
            (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        let parts = try keys.sign(seal, suite).split(separator: ".")
        let message = Array("\(parts[0]).\(parts[1])".utf8)
        try write(PEM.text(keys.verifyingKey(suite)).utf8, "public.pem")
        try write(message, "message")
        try write(#require(Base64URL.decode(parts[2])), "signature")
        func verify() throws -> Int32 {
            switch suite {
            case .ed25519:
                try openssl(
                    "pkeyutl", "-verify", "-pubin", "-inkey", file("public.pem"), "-rawin", "-in", file("message"),
                    "-sigfile", file("signature"))
            case .sm2:
                try openssl(
                    "dgst", "-sm3", "-verify", file("public.pem"), "-sigopt", "distid:1234567812345678", "-signature",
                    file("signature"), file("message"))
            }
        }
        #expect(try verify() == 0)
        try write(message + [0], "message")
        #expect(try verify() != 0)

        guard suite == .sm2 else { return }
        try write(message, "message")
        #expect(try openssl("genpkey", "-algorithm", "SM2", "-out", file("private.pem")) == 0)
        #expect(try openssl("pkey", "-in", file("private.pem"), "-pubout", "-out", file("theirs.pem")) == 0)
        #expect(
            try openssl(
                "dgst", "-sm3", "-sign", file("private.pem"), "-sigopt", "distid:1234567812345678", "-out",
                file("signature"), file("message")) == 0)
        let theirs = try #require(PEM.keys(in: String(contentsOfFile: file("theirs.pem"), encoding: .utf8))?.first)
        let signature = [UInt8](try Data(contentsOf: folder.appending(path: "signature")))
        #expect(theirs.isValid(signature: signature, for: message))
        #expect(!theirs.isValid(signature: signature, for: message + [0]))
    }
}
