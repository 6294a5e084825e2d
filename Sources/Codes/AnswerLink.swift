public import Crypto
public import Matters

/// 一次性答复链接: lets the body that a matter was referred to answer it, once, without an account.
///
/// It names the referral by the version of its event, so that a matter referred again has another link, and the old
/// one opens nothing. Nothing is stored: whether it was used, the matter's trail says.
public struct AnswerLink: Sendable, Hashable {
    /// How long after the answer was due the link still opens.
    public static let grace = Instant.Span.days(30)

    public let number: MatterNumber
    /// Of the event that referred the matter.
    public let version: Int
    public let expires: Instant

    public init(number: MatterNumber, version: Int, expires: Instant) {
        self.number = number
        self.version = version
        self.expires = expires
    }

    /// Why a link opens nothing.
    public enum Fault: Error, Sendable, Hashable {
        /// Not a link of this deployment, or changed.
        case altered
        case expired
    }

    /// Reads what `text(key:)` wrote.
    public init(_ text: String, key: SymmetricKey, now: Instant) throws(Fault) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let number = MatterNumber(parts[0]), let version = Int(parts[1]), version > 0,
            let seconds = Int64(parts[2]), (0...Self.latest).contains(seconds), let tag = Base64URL.decode(parts[3])
        else { throw .altered }
        let link = Self(number: number, version: version, expires: Instant(milliseconds: seconds * 1_000))
        guard KeyedHash.isValid(tag, Self.purpose, link.message, key: key) else { throw .altered }
        guard now < link.expires else { throw .expired }
        self = link
    }

    /// As it stands in the address: `NUMBER.VERSION.SECONDS.TAG`.
    /// - Parameter key: `DeploymentKeys.key(for: .answer)`.
    public func text(key: SymmetricKey) -> String {
        let tag = KeyedHash.compute(Self.purpose, message, key: key)
        return "\(number).\(version).\(seconds).\(Base64URL.encode(tag))"
    }

    private static let purpose = "answer link"
    /// The year 9999, in seconds.
    private static let latest: Int64 = 253_402_300_799
    private var seconds: Int64 { expires.milliseconds / 1_000 }
    private var message: [UInt8] { Array("\(number) \(version) \(seconds)".utf8) }
}
