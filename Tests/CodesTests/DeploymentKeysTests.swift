import Crypto
import Testing

@testable import Codes

@Suite("The keys of a deployment", .timeLimit(.minutes(1)))
struct DeploymentKeysTests {
    let keys: DeploymentKeys

    init() throws { keys = try #require(DeploymentKeys(random: (0..<64).map(UInt8.init))) }

    @Test("are written as one line a file and read back the same")
    func roundTrip() throws {
        #expect(Set(keys.files.keys) == Set(DeploymentKeys.fileNames))
        #expect(
            String(decoding: keys.files["master.key"] ?? [], as: UTF8.self)
                == "mashang master.key: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n")
        let read = try DeploymentKeys(files: keys.files)
        #expect(read.signingKey.keyID == keys.signingKey.keyID)
        for purpose in DeploymentKeys.Purpose.allCases {
            #expect(read.key(for: purpose) == keys.key(for: purpose))
        }
    }

    @Test("survive an editor that drops or doubles the last line break")
    func lineBreaks() throws {
        for ending in ["", "\r\n", "\n\n"] {
            let files = keys.files.mapValues { content in
                Array(
                    (String(decoding: content, as: UTF8.self).trimmingSuffix { $0.isNewline } + ending).utf8)
            }
            #expect(try DeploymentKeys(files: files).signingKey.keyID == keys.signingKey.keyID)
        }
    }

    @Test("differ for every purpose")
    func purposes() {
        let derived = DeploymentKeys.Purpose.allCases.map { purpose in
            keys.key(for: purpose).withUnsafeBytes { Array($0) }
        }
        #expect(Set(derived).count == DeploymentKeys.Purpose.allCases.count)
        #expect(derived.allSatisfy { $0.count == 32 })
    }

    @Test("are refused with the file's name when one is missing, empty, cut or swapped")
    func refused() {
        let files = keys.files
        for name in DeploymentKeys.fileNames {
            #expect(throws: DeploymentKeys.Failure.missing(file: name)) {
                try DeploymentKeys(files: files.filter { $0.key != name })
            }
            for content in [[], Array((files[name] ?? []).dropLast(5)), [0xFF, 0xFE]] {
                #expect(throws: DeploymentKeys.Failure.malformed(file: name)) {
                    try DeploymentKeys(files: files.merging([name: content]) { $1 })
                }
            }
        }
        #expect(throws: DeploymentKeys.Failure.malformed(file: "master.key")) {
            try DeploymentKeys(files: [
                "master.key": files["signing.key"] ?? [], "signing.key": files["master.key"] ?? [],
            ])
        }
    }

    @Test("are never made of too few random bytes")
    func random() {
        #expect(DeploymentKeys(random: Array(repeating: 1, count: 63)) == nil)
    }
}

extension String {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }
}
