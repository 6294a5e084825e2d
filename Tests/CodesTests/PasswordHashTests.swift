import Testing

@testable import Codes

@Suite("A password hash", .timeLimit(.minutes(1)))
struct PasswordHashTests {
    /// Cheap, so that the rules can be tried many times.
    static let cheap = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
    let salt = Array("0123456789abcdef".utf8)

    @Test("is scrypt: RFC 7914 §12, pleaseletmein with N=16384, r=8, p=1")
    func knownAnswer() throws {
        // The first 32 of the vector's 64 bytes: the last step of scrypt is PBKDF2, whose blocks are independent.
        let hex = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        let bytes = stride(from: 0, to: hex.utf8.count, by: 2).compactMap { place in
            UInt8(hex.dropFirst(place).prefix(2), radix: 16)
        }
        let salt = Base64URL.encode(Array("SodiumChloride".utf8))
        let hash = try #require(PasswordHash("scrypt$ln=14,r=8,p=1$\(salt)$\(Base64URL.encode(bytes))"))
        #expect(hash.verify("pleaseletmein"))
        #expect(!hash.verify("pleaseletmeIn"))
    }

    @Test("accepts its own password only, Chinese ones included")
    func own() throws {
        let hash = try #require(PasswordHash(password: "宝台镇·网格员 2026", salt: salt, cost: Self.cheap))
        #expect(hash.verify("宝台镇·网格员 2026"))
        #expect(!hash.verify("宝台镇·网格员 2027"))
        #expect(!hash.verify(""))
    }

    @Test("is stored as one line of text that says its cost")
    func text() throws {
        let hash = try #require(PasswordHash(password: "correct horse", salt: salt, cost: Self.cheap))
        #expect(hash.text.hasPrefix("scrypt$ln=4,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$"))
        let read = try #require(PasswordHash(hash.text))
        #expect(read == hash)
        #expect(read.verify("correct horse"))
    }

    @Test(
        "is refused when the row was altered",
        arguments: [
            "", "scrypt", "bcrypt$ln=4,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAA",
            "scrypt$ln=30,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "scrypt$ln=04,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "scrypt$r=8,ln=4,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "scrypt$ln=4,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$AAAA",
        ])
    func altered(_ text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test("is never made of an empty or boundless password, or with a short salt")
    func limits() {
        let longest = String(repeating: "a", count: PasswordHash.longestPassword)
        #expect(PasswordHash(password: longest, salt: salt, cost: Self.cheap)?.verify(longest) == true)
        #expect(PasswordHash(password: longest + "a", salt: salt, cost: Self.cheap) == nil)
        #expect(PasswordHash(password: "", salt: salt, cost: Self.cheap) == nil)
        #expect(PasswordHash(password: "a", salt: [1, 2, 3], cost: Self.cheap) == nil)
    }

    @Test("asks to be renewed when it is cheaper than today's cost")
    func rehash() throws {
        #expect(try #require(PasswordHash(password: "a", salt: salt, cost: Self.cheap)).needsRehash)
        #expect(!PasswordHash.dummy.needsRehash)
    }

    @Test("the dummy costs what a new one costs and accepts nothing")
    func dummy() throws {
        #expect(PasswordHash.dummy.cost == .current)
        #expect(try #require(PasswordHash(password: "123456", salt: salt)).cost == .current)
        #expect(!PasswordHash.dummy.verify("123456"))
        #expect(!PasswordHash.dummy.verify(""))
    }
}
