import Crypto
import Testing

@testable import Codes

@Suite("A receipt code", .timeLimit(.minutes(1)))
struct ReceiptCodeTests {
    let key = SymmetricKey(data: Array(repeating: 7, count: 32))
    let otherKey = SymmetricKey(data: Array(repeating: 8, count: 32))

    @Test("is the same for the same draft, so a report sent twice gets its first answer")
    func replay() {
        let first = ReceiptCode.derive(draft: "b9c1f0d2-5512-4c0e", key: key)
        #expect(ReceiptCode.derive(draft: "b9c1f0d2-5512-4c0e", key: key) == first)
        #expect(ReceiptCode.derive(draft: "b9c1f0d2-5512-4c0f", key: key) != first)
        #expect(ReceiptCode.derive(draft: "b9c1f0d2-5512-4c0e", key: otherKey) != first)
    }

    @Test("is printed in groups of four, four and five, and read back from them")
    func grouped() throws {
        for number in 0..<200 {
            let code = ReceiptCode.derive(draft: "draft-\(number)", key: key)
            #expect(code.grouped.split(separator: "-").map(\.utf8.count) == [4, 4, 5])
            #expect(ReceiptCode(code.grouped) == code)
            #expect(ReceiptCode(" \(code.grouped.lowercased().replacing("-", with: "　"))") == code)
        }
    }

    @Test("is looked up by a keyed hash that another deployment cannot compute")
    func lookup() {
        let code = ReceiptCode.derive(draft: "draft-1", key: key)
        #expect(code.lookupHash(key: key) == code.lookupHash(key: key))
        #expect(code.lookupHash(key: key) != code.lookupHash(key: otherKey))
        #expect(code.lookupHash(key: key).count == 32)
    }

    @Test("cannot pass for a site token, nor a site token for it")
    func kinds() {
        #expect(SiteToken(ReceiptCode.derive(draft: "draft-1", key: key).text) == nil)
        #expect(ReceiptCode(SiteToken(random: Array(repeating: 1, count: 7)).text) == nil)
    }

    @Test("derivation, lookup and form tokens are separate even under one key")
    func domains() throws {
        let code = ReceiptCode.derive(draft: "draft-1", key: key)
        let lookup = Base64URL.encode(code.lookupHash(key: key))
        #expect(lookup != FormToken.make(session: Array(code.text.utf8), key: key))
    }
}

@Suite("Sessions and forms", .timeLimit(.minutes(1)))
struct SessionTests {
    @Test("a session token is 43 characters, read back exactly, and known by its hash only")
    func tokens() throws {
        var random = SeededBytes(seed: 5)
        let token = SessionToken(random: random.next(32))
        #expect(token.text.utf8.count == 43)
        #expect(SessionToken(token.text) == token)
        #expect(SessionToken(token.text)?.hash == token.hash)
        #expect(SessionToken(token.text + "=") == nil)
        #expect(SessionToken(String(token.text.dropLast())) == nil)
        #expect(SessionToken("") == nil)
    }

    @Test("a token or the keys never show in a log line")
    func secrecy() throws {
        let token = SessionToken(random: Array(repeating: 7, count: 32))
        let keys = try #require(DeploymentKeys(random: Array(repeating: 7, count: 64)))
        #expect("\(token)" == "(secret)")
        #expect("\(keys)" == "(keys, signing as \(keys.signingKey.keyID))")
    }

    @Test("the stored hash is plain SHA-256 (FIPS 180-4) of the 32 bytes")
    func hash() {
        let token = ReceiptSession(random: Array(repeating: 0, count: 32))
        let hex = token.hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925")
    }

    @Test("a form token is valid in its own session and under its own key only")
    func forms() {
        let key = SymmetricKey(data: Array(repeating: 1, count: 32))
        let session = SessionToken(random: Array(repeating: 2, count: 32)).hash
        let other = SessionToken(random: Array(repeating: 3, count: 32)).hash
        let token = FormToken.make(session: session, key: key)
        #expect(FormToken.verify(token, session: session, key: key))
        #expect(!FormToken.verify(token, session: other, key: key))
        #expect(
            !FormToken.verify(
                token, session: session, key: SymmetricKey(data: Array(repeating: 4, count: 32))))
        #expect(!FormToken.verify("", session: session, key: key))
        #expect(!FormToken.verify("\(token)A", session: session, key: key))
    }
}
