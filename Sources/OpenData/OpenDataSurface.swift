public import Codes
public import HTTPKit
public import Hummingbird
public import Matters

/// The public surface for programs: what anyone may fetch without signing in.
public struct OpenDataSurface: Sendable {
    private let keys: DeploymentKeys
    private let sealKeys: @Sendable () throws -> [VerifyingKey]
    private let clock: Clock
    private let contact: String?

    /// - Parameter contact: where to report a weakness, for `security.txt` (RFC 9116): a `mailto:`, `tel:` or
    ///   `https:` URI; without one there is no such file.
    public init(
        keys: DeploymentKeys, sealKeys: @escaping @Sendable () throws -> [VerifyingKey], clock: Clock, contact: String?
    ) {
        self.keys = keys
        self.sealKeys = sealKeys
        self.clock = clock
        self.contact = contact
    }

    public func addRoutes(to router: Router<EdgeContext>) {
        router.get(".well-known/jwks.json", use: signingKeys)
        router.get(".well-known/security.txt", use: securityContact)
        router.get("robots.txt") { _, _ in Self.text("User-agent: *\nDisallow: /\n") }
    }

    /// The public keys that verify receipts and seals (RFC 7517).
    @Sendable private func signingKeys(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let set = JWKSet.json([keys.signingKey.verifyingKey] + (try sealKeys()))
        return Response(
            status: .ok, headers: [.contentType: "application/jwk-set+json", .cacheControl: "public, max-age=3600"],
            body: .init(byteBuffer: ByteBuffer(string: set)))
    }

    @Sendable private func securityContact(_ request: Request, _ context: EdgeContext) async throws -> Response {
        guard let contact else { throw HTTPProblem.notFound }
        let expires = ChinaTime.rfc3339(clock.now() + .days(180))
        return Self.text("Contact: \(contact)\nExpires: \(expires)\nPreferred-Languages: zh, en\n")
    }

    private static func text(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
