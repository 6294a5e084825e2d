public import Crypto

/// The hidden field that proves a form came from our own page in this session (against cross-site request forgery).
public enum FormToken {
    /// - Parameters:
    ///   - session: the session token's `hash`.
    ///   - key: `DeploymentKeys.key(for: .form)`.
    /// - Returns: 43 characters of base64url.
    public static func make(session: [UInt8], key: SymmetricKey) -> String {
        Base64URL.encode(KeyedHash.compute("form token", session, key: key))
    }

    /// Whether `text` is the token of this session. Compares in constant time.
    public static func verify(_ text: String, session: [UInt8], key: SymmetricKey) -> Bool {
        guard let code = Base64URL.decode(text) else { return false }
        return KeyedHash.isValid(code, "form token", session, key: key)
    }
}
