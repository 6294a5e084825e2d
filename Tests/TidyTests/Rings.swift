/// 环: who may import whom. Arrows point inward only (docs/architecture.md, docs/decisions/0002).
///
/// `declared` is what `Package.swift` lists for the target. `free` comes with the toolchain or with a declared package.
struct Ring: Sendable, CustomStringConvertible {
    let name: String
    let folder: String
    let declared: Set<String>
    let free: Set<String>
    /// What only one folder of the target may import besides.
    let local: [String: Set<String>]

    init(
        _ name: String, in folder: String? = nil, _ declared: Set<String>, free: Set<String> = [],
        local: [String: Set<String>] = [:]
    ) {
        self.name = name
        self.folder = folder ?? "Sources/\(name)"
        self.declared = declared
        self.free = free
        self.local = local
    }

    var description: String { name }

    func allowed(in file: Tree.File) -> Set<String> {
        local.filter { file.path.hasPrefix("\(folder)/\($0.key)") }.reduce(declared.union(free)) { $0.union($1.value) }
    }

    static let all = [
        // The core and what is pure around it: no file, no SQL, no HTTP, no present time.
        Ring("Matters", [], free: ["FoundationEssentials", "Swift"]),
        Ring("GridCatalog", ["Matters", "Yams"], free: ["FoundationEssentials"]),
        Ring("Dispatcher", ["Matters", "GridCatalog"]),
        Ring("Codes", ["Matters", "Crypto", "CryptoExtras"], free: ["FoundationEssentials"]),

        // What touches the world.
        Ring("Posters", ["GridCatalog", "Codes", "CQREncode", "CPango"]),
        Ring(
            "Storage", ["Matters", "GRDB", "Crypto"], free: ["FoundationEssentials", "Synchronization"],
            local: ["SQL/": ["Foundation"]]),
        Ring("Pages", ["Matters", "GridCatalog", "Mustache", "Yams"], free: ["Synchronization"]),
        Ring("Static", in: "Static", []),
        Ring(
            "HTTPKit",
            ["Pages", "Static", "CZlib", "Hummingbird", "Crypto", "Logging", "NIOCore", "HTTPTypes"],
            free: [
                "FoundationEssentials", "Synchronization", "HummingbirdCore", "NIOHTTP1", "NIOHTTPTypes",
                "ServiceLifecycle", "UnixSignals",
            ]),

        // The surfaces: never the store, never each other.
        Ring(
            "Intake", ["Matters", "GridCatalog", "Dispatcher", "Codes", "Pages", "HTTPKit", "Hummingbird"],
            free: surface),
        Ring(
            "Desk", ["Matters", "GridCatalog", "Dispatcher", "Codes", "Pages", "HTTPKit", "Hummingbird"],
            free: surface),
        Ring("OpenData", ["Matters", "GridCatalog", "Codes", "Pages", "HTTPKit", "Hummingbird"], free: surface),

        // The composition root: the only place that names both a port and its live value.
        Ring(
            "mashang",
            [
                "Matters", "GridCatalog", "Dispatcher", "Codes", "Posters", "Storage", "Pages", "HTTPKit", "Intake",
                "Desk", "OpenData", "Yams", "Hummingbird", "Logging", "ArgumentParser", "ServiceLifecycle",
                "AsyncHTTPClient", "NIOCore",
            ],
            free: ["Foundation", "FoundationEssentials", "Synchronization", "Static"]),
    ]

    private static let surface: Set<String> = [
        "FoundationEssentials", "Synchronization", "HTTPTypes", "NIOCore", "Static",
    ]
}
