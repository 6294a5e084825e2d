import Testing

@testable import Codes

@Suite("Signatures", .timeLimit(.minutes(1)))
struct SigningTests {
    /// RFC 8037 appendix A.1.
    static let seed = Base64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A") ?? []
    static let type = "mashang-receipt+jws"
    let key: SigningKey
    let otherKey: SigningKey
    let payload = Array(#"{"number":"20260105-0001-7","site":"宝台镇"}"#.utf8)

    init() throws {
        key = try #require(SigningKey(seed: Self.seed))
        otherKey = try #require(SigningKey(seed: Array(repeating: 9, count: 32)))
    }

    @Test("the public key and its thumbprint are those of RFC 8037 A.2 and A.3")
    func thumbprint() {
        #expect(key.keyID == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(
            key.verifyingKey.jwk()
                == #"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","#
                + #""kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","alg":"EdDSA","use":"sig"}"#)
    }

    @Test("the signature is that of RFC 8037 A.4")
    func knownSignature() throws {
        let input = Array("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
        let expected =
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        #expect(Base64URL.encode(try key.signature(for: input)) == expected)
        #expect(key.verifyingKey.isValid(signature: try #require(Base64URL.decode(expected)), for: input))
    }

    @Test("a signed receipt names algorithm, key and type, and gives its payload back")
    func roundTrip() throws {
        let text = try JWS.sign(payload, type: Self.type, key: key)
        let header = try #require(Base64URL.decode(text.prefix { $0 != "." }))
        #expect(
            String(decoding: header, as: UTF8.self)
                == #"{"alg":"EdDSA","kid":"\#(key.keyID)","typ":"\#(Self.type)"}"#)
        let keys = [otherKey.verifyingKey, key.verifyingKey]
        #expect(try JWS.verify(text, type: Self.type, keys: keys) == payload)
    }

    @Test("one altered character anywhere breaks a receipt")
    func everyCharacterCounts() throws {
        let text = Array(try JWS.sign(payload, type: Self.type, key: key).utf8)
        for place in text.indices {
            for wrong in [UInt8(ascii: "A"), UInt8(ascii: "B"), UInt8(ascii: "_")] where wrong != text[place] {
                var altered = text
                altered[place] = wrong
                #expect(throws: JWS.Failure.self) {
                    try JWS.verify(
                        String(decoding: altered, as: UTF8.self), type: Self.type, keys: [key.verifyingKey])
                }
            }
        }
    }

    @Test("each way to be wrong has its own name")
    func failures() throws {
        let text = try JWS.sign(payload, type: Self.type, key: key)
        let parts = text.split(separator: ".").map(String.init)
        let keys = [key.verifyingKey]
        func withHeader(_ header: String) -> String {
            "\(Base64URL.encode(Array(header.utf8))).\(parts[1]).\(parts[2])"
        }
        #expect(throws: JWS.Failure.unknownKey) {
            try JWS.verify(text, type: Self.type, keys: [otherKey.verifyingKey])
        }
        #expect(throws: JWS.Failure.unknownKey) { try JWS.verify(text, type: Self.type, keys: []) }
        #expect(throws: JWS.Failure.type) { try JWS.verify(text, type: "mashang-checkpoint+jws", keys: keys) }
        for algorithm in ["none", "HS256", "eddsa", "ES256"] {
            #expect(throws: JWS.Failure.algorithm) {
                try JWS.verify(
                    withHeader(#"{"alg":"\#(algorithm)","kid":"\#(key.keyID)","typ":"\#(Self.type)"}"#),
                    type: Self.type, keys: keys)
            }
        }
        #expect(throws: JWS.Failure.signature) {
            try JWS.verify(
                withHeader(#"{"alg":"EdDSA", "kid":"\#(key.keyID)","typ":"\#(Self.type)"}"#), type: Self.type,
                keys: keys)
        }
        #expect(throws: JWS.Failure.malformed) {
            try JWS.verify(
                withHeader(#"{"alg":"EdDSA","crit":["b64"],"kid":"\#(key.keyID)","typ":"\#(Self.type)"}"#),
                type: Self.type, keys: keys)
        }
        for malformed in [
            "", "..", "a.b", "\(text).", "\(parts[0])=.\(parts[1]).\(parts[2])", "\(text)=", " \(text)",
        ] {
            #expect(throws: JWS.Failure.malformed) { try JWS.verify(malformed, type: Self.type, keys: keys) }
        }
    }

    @Test("a key set lists every key, the first one first")
    func keySet() {
        let json = JWKSet.json([key.verifyingKey, otherKey.verifyingKey])
        #expect(json == #"{"keys":[\#(key.verifyingKey.jwk()),\#(otherKey.verifyingKey.jwk())]}"#)
        #expect(JWKSet.json([]) == #"{"keys":[]}"#)
    }

    @Test("a key needs a seed of exactly 32 bytes")
    func seeds() {
        #expect(SigningKey(seed: []) == nil)
        #expect(SigningKey(seed: Array(repeating: 1, count: 33)) == nil)
        #expect(VerifyingKey([1, 2, 3]) == nil)
    }
}

@Suite("base64url", .timeLimit(.minutes(1)))
struct Base64URLTests {
    @Test(
        "follows RFC 4648 §10, without padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, text: String) {
        #expect(Base64URL.encode(Array(plain.utf8)) == text)
        #expect(Base64URL.decode(text) == Array(plain.utf8))
    }

    @Test("gives every byte string back")
    func roundTrip() {
        var random = SeededBytes(seed: 1)
        for count in 0..<200 {
            let bytes = random.next(count)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
    }

    @Test(
        "has one text for one byte string",
        arguments: ["A", "Zg==", "Zh", "Zm9=", "Z g", "Zm+v", "Zm/v", "Zm9v\n", "码"])
    func strict(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
