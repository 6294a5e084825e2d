import HTTPTypes
public import Hummingbird
import NIOCore

/// A style sheet, script or picture that is part of the program.
public struct StaticAsset: Sendable {
    /// The last part of its address: `resident.css`.
    public let name: String
    public let bytes: [UInt8]
    public let contentType: String
    /// Changes whenever the bytes do.
    public let hash: String

    public init(name: String, bytes: [UInt8], contentType: String, hash: String) {
        self.name = name
        self.bytes = bytes
        self.contentType = contentType
        self.hash = hash
    }
}

/// Answers from a list in memory, compressed once at start. It never looks at the file system, so there is no
/// path to escape from and no dot file to find.
public struct StaticAssets: Sendable {
    private struct Entry: Sendable {
        let asset: StaticAsset
        let plain: ByteBuffer
        let compressed: ByteBuffer?
    }

    private let entries: [String: Entry]

    public init(_ assets: [StaticAsset]) {
        entries = Dictionary(
            assets.map { asset in
                let small = Gzip.compress(asset.bytes, level: 9).flatMap {
                    $0.count < asset.bytes.count ? $0 : nil
                }
                let entry = Entry(
                    asset: asset, plain: ByteBuffer(bytes: asset.bytes),
                    compressed: small.map { ByteBuffer(bytes: $0) })
                return (asset.name, entry)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Adds `GET PREFIX/{name}`.
    public func mount(on router: Router<EdgeContext>, at prefix: String = "/static") {
        router.get(RouterPath(prefix + "/:name")) { request, context in
            try response(to: request, name: context.parameters.get("name") ?? "")
        }
    }

    /// The asset, or 304 when the browser has it.
    /// - Throws: `HTTPProblem` 404.
    public func response(to request: Request, name: String) throws -> Response {
        guard let entry = entries[name] else { throw HTTPProblem.notFound }
        let packed = Gzip.isAccepted(by: request) ? entry.compressed : nil
        let tag = "\"" + entry.asset.hash + (packed == nil ? "\"" : "-gz\"")
        let isVersioned = request.uri.queryParameters["v"].map(String.init) == entry.asset.hash
        var headers: HTTPFields = [
            .eTag: tag, .vary: "Accept-Encoding",
            .cacheControl: isVersioned ? "public, max-age=31536000, immutable" : "public, no-cache",
        ]
        let known = request.headers[values: .ifNoneMatch].joined(separator: ",").split(separator: ",")
        if known.contains(where: { $0.filter { $0 != " " } == tag || $0.filter { $0 != " " } == "W/" + tag }) {
            return Response(status: .notModified, headers: headers)
        }
        headers[.contentType] = entry.asset.contentType
        if packed != nil { headers[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: packed ?? entry.plain))
    }
}
