public import Crypto
public import Matters

extension Report {
    /// A keyed hash of everything that was sent, so that the same draft with another content is noticed. Without the
    /// key it tells nothing about a text that was erased.
    ///
    /// - Parameter key: `DeploymentKeys.key(for: .receiptLookup)`.
    public func contentHash(key: SymmetricKey) -> [UInt8] {
        let place = location.map { "\($0.lat) \($0.lon)" } ?? ""
        let parts = [
            site.text, category?.text ?? "", text, contact?.name ?? "", contact?.phone?.text ?? "",
            contact?.isShared == true ? "shared" : "", isForOther ? "other" : "self", place,
            claimedAt.map { String($0.milliseconds) } ?? "",
            concerns.map(\.rawValue).sorted().joined(separator: " "),
        ]
        // A unit separator cannot stand in any part: `PlainText` refuses control characters.
        return KeyedHash.compute("content", Array(parts.joined(separator: "\u{1F}").utf8), key: key)
    }
}
