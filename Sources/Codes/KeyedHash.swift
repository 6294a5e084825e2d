import Crypto

/// HMAC-SHA-256 with the purpose in the message, so that a hash made for one thing is never valid for another.
enum KeyedHash {
    static func compute(_ purpose: String, _ message: [UInt8], key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: labelled(purpose, message), using: key))
    }

    /// Compares in constant time.
    static func isValid(_ code: [UInt8], _ purpose: String, _ message: [UInt8], key: SymmetricKey) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: labelled(purpose, message), using: key)
    }

    /// A purpose never holds a zero byte, so the pair can be taken apart in one way only.
    private static func labelled(_ purpose: String, _ message: [UInt8]) -> [UInt8] {
        Array("mashang/1 \(purpose)".utf8) + [0] + message
    }
}
