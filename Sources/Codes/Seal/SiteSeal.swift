import FoundationEssentials
public import Matters

/// 封签: the small code at a poster's foot, for inspectors: a signed statement of which poster this is, that is checked
/// without a network and without this deployment.
///
/// A compact JWS (docs/codes.md, "Seal"); EdDSA, or SM2 in the national suite.
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
        /// The statement or its signature was changed.
        case altered
        /// Cut or copied from the poster of another site, or pasted beside another code.
        case copied
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

    /// Reads a poster: what a decoder found in its codes, one text a line, in any order.
    /// - Parameters:
    ///   - keys: the deployment's public keys, old ones included.
    ///   - site: where it hangs, if that is known.
    ///   - today: the day on which it is looked at.
    /// - Throws: `Fault`.
    public init(
        poster: [String], keys: [any VerificationKey], hangingAt site: SiteID? = nil, on today: LocalDate
    ) throws(Fault) {
        let texts = poster.map { $0.filter { !$0.isWhitespace } }.filter { $0.utf8.count <= Self.longestText }
        guard
            let text = texts.first(where: {
                $0.split(separator: ".", omittingEmptySubsequences: false).count == 3
                    && $0.hasPrefix("eyJ")
            })
        else { throw .noSeal }
        let seal = try Self(text, keys: keys)
        let mains = texts.compactMap { SiteToken(scanned: $0) }
        guard mains.allSatisfy({ $0 == seal.token }), site.map({ $0 == seal.site }) ?? true else { throw .copied }
        if let last = seal.lastDay, last < today { throw .expired }
        self = seal
    }

    private init(_ text: String, keys: [any VerificationKey]) throws(Fault) {
        let payload: [UInt8]
        do throws(JWS.Failure) {
            payload = try JWS.verify(text, type: Self.type, keys: keys)
        } catch {
            switch error {
            case .malformed, .type: throw .noSeal
            case .unknownKey, .algorithm: throw .unknownKey
            case .signature: throw .altered
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

extension SiteToken {
    /// Out of what a main code says: `HTTPS://HOST/S/TOKEN`.
    init?(scanned text: String) {
        let parts = text.uppercased().split(separator: "/")
        guard parts.count == 4, ["HTTPS:", "HTTP:"].contains(parts[0]), parts[2] == "S" else { return nil }
        self.init(String(parts[3]))
    }
}
