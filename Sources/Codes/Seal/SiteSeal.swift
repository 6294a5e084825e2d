import FoundationEssentials
public import Matters

/// 封签: the small code at a poster's foot, for inspectors: a signed statement of which poster this is, that is checked
/// without a network and without this deployment.
///
/// A compact JWS (docs/codes-seal.md); EdDSA, or SM2 in the national suite.
public struct SiteSeal: Sendable, Hashable {
    /// The JWS `typ`.
    public static let type = "mashang-seal"
    /// Longest text that is looked at, in bytes; a seal has about three hundred and fifty.
    public static let longestText = 2_000

    /// The deployment's address.
    public let issuer: String
    public let site: SiteID
    /// Of the main code on the same poster.
    public let token: SiteToken
    public let serial: Int
    public let version: Int
    public let issued: LocalDate
    /// The last day; `nil` for one that has none.
    public let lastDay: LocalDate?

    public init(
        issuer: String, site: SiteID, token: SiteToken, serial: Int, version: Int, issued: LocalDate,
        lastDay: LocalDate?
    ) {
        self.issuer = issuer
        self.site = site
        self.token = token
        self.serial = serial
        self.version = version
        self.issued = issued
        self.lastDay = lastDay
    }

    /// What is wrong with a poster's seal, in the order in which it is looked for.
    public enum Fault: String, Error, Sendable, Hashable, CaseIterable {
        /// Nothing that was read from the poster is a seal.
        case noSeal
        /// Signed by a key that was not given.
        case unknownKey
        /// The statement or its signature was changed or damaged.
        case altered
        /// Cut or copied from the poster of another site, or pasted beside another main code of ours.
        case copied
        /// Beside it is a code that does not stand on this poster: a sticker over the main code, most likely.
        case pasted
        /// Its last day is over.
        case expired
    }

    public func signed(by key: some SignatureKey) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let claims = Claims(
            iss: issuer, sub: site.text, code: token.text, n: serial, v: version, iat: issued.description,
            exp: lastDay?.description)
        return try JWS.sign([UInt8](encoder.encode(claims)), type: Self.type, key: key)
    }

    /// Reads a poster: what a decoder found in its codes, one text a line, in any order, each as often as it was found.
    /// - Parameters:
    ///   - keys: the deployment's public keys, old ones included.
    ///   - site: where it hangs, if that is known.
    ///   - today: the day on which it is looked at.
    /// - Throws: `Fault`.
    public init(
        poster: [String], keys: [any VerificationKey], hangingAt site: SiteID? = nil, on today: LocalDate
    ) throws(Fault) {
        let texts = poster.map(Self.read)
        guard let text = texts.first(where: Self.resemblesSeal) else { throw .noSeal }
        let seal = try Self(text, keys: keys)
        guard site.map({ $0 == seal.site }) ?? true else { throw .copied }
        let foreign = texts.filter { !$0.isEmpty && $0 != text && !seal.isMainCode($0) }
        guard foreign.isEmpty else { throw foreign.contains(where: seal.hasIssuer) ? .copied : .pasted }
        if let last = seal.lastDay, last < today { throw .expired }
        self = seal
    }

    /// Whether `text` is what the main code of the same poster says, to the last character: a sticker that leads to
    /// another host with the same token is no main code. Letters in either case, as hosts are read.
    public func isMainCode(_ text: String) -> Bool {
        Self.upper(Self.read(text)) == Self.upper("\(issuer)/s/\(token.text)")
    }

    private func hasIssuer(_ text: String) -> Bool { Self.upper(text).starts(with: Self.upper("\(issuer)/s/")) }

    /// Only ASCII letters change: `ſ` and `ı` are no letters of a host of ours.
    private static func upper(_ text: String) -> [UInt8] {
        text.utf8.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 0x20 : $0 }
    }

    /// Without white space, and without the kind of code that zbar names unless it is asked for raw texts.
    private static func read(_ line: String) -> String {
        let text = line.filter { !$0.isWhitespace }
        return text.hasPrefix("QR-Code:") ? String(text.dropFirst(8)) : text
    }

    private static func resemblesSeal(_ text: String) -> Bool {
        text.hasPrefix("eyJ") && text.utf8.count <= longestText && text.utf8.count { $0 == UInt8(ascii: ".") } == 2
    }

    private init(_ text: String, keys: [any VerificationKey]) throws(Fault) {
        let payload: [UInt8]
        do throws(JWS.Failure) {
            payload = try JWS.verify(text, type: Self.type, keys: keys)
        } catch {
            switch error {
            case .unknownKey: throw .unknownKey
            case .malformed, .type, .algorithm, .signature: throw .altered
            }
        }
        guard let claims = try? JSONDecoder().decode(Claims.self, from: Data(payload)), let site = SiteID(claims.sub),
            let token = SiteToken(claims.code), let issued = LocalDate(claims.iat)
        else { throw .noSeal }
        let lastDay = claims.exp.map { LocalDate($0) }
        guard lastDay != .some(nil) else { throw .noSeal }
        self.init(
            issuer: claims.iss, site: site, token: token, serial: claims.n, version: claims.v, issued: issued,
            lastDay: lastDay ?? nil)
    }

    /// Short names: every byte makes the code's modules smaller.
    private struct Claims: Codable {
        let iss: String
        let sub: String
        let code: String
        let n: Int
        let v: Int
        let iat: String
        let exp: String?
    }
}
