public import Crypto
public import Matters

extension Report {
    /// A keyed hash of everything that was sent, so that the same draft with another content is noticed. Without the
    /// key it tells nothing about a text that was erased.
    ///
    /// - Parameter key: `DeploymentKeys.key(for: .receiptLookup)`.
    public func contentHash(key: SymmetricKey) -> [UInt8] {
        KeyedHash.compute(
            "content",
            Filing.content(
                [site.text, category?.text ?? "", text, contact?.name ?? "", contact?.phone?.text ?? ""],
                isShared: contact?.isShared == true, isForOther: isForOther,
                place: location.map { "\($0.lat) \($0.lon)" } ?? "", claimedAt: claimedAt, concerns: Array(concerns)),
            key: key)
    }
}

extension Filing {
    /// The hash that the report's `contentHash` was, computed again from what the ledger keeps of it.
    ///
    /// - Parameter words: those of the first event; none of them erased.
    public func contentHash(words: [Event.WordsField: String], key: SymmetricKey) -> [UInt8] {
        KeyedHash.compute(
            "content",
            Self.content(
                [
                    site.text, category?.text ?? "", words[.text] ?? "", words[.name] ?? "", words[.phone] ?? "",
                ],
                isShared: sharesContact, isForOther: isForOther,
                place: words[.location]?.replacing(",", with: " ") ?? "", claimedAt: claimedAt, concerns: concerns),
            key: key)
    }

    fileprivate static func content(
        _ words: [String], isShared: Bool, isForOther: Bool, place: String, claimedAt: Instant?, concerns: [Concern]
    ) -> [UInt8] {
        let parts =
            words + [
                isShared ? "shared" : "", isForOther ? "other" : "self", place,
                claimedAt.map { String($0.milliseconds) } ?? "",
                concerns.map(\.rawValue).sorted().joined(separator: " "),
            ]
        // A unit separator cannot stand in any part: `PlainText` refuses control characters.
        return Array(parts.joined(separator: "\u{1F}").utf8)
    }
}
