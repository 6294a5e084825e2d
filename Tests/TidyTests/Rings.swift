/// 环: who may import whom. Arrows point inward only (docs/architecture.md, docs/decisions/0002).
struct Ring: Sendable, CustomStringConvertible {
    let name: String
    let folder: String
    /// What `Package.swift` lists for the target.
    let declared: Set<String>
    /// What comes with the toolchain.
    let toolchain: Set<String>
    /// Modules that only one place in the ring may import, by its path.
    let confined: [String: String]

    init(
        _ name: String, in folder: String? = nil, _ declared: Set<String>, toolchain: Set<String> = [],
        confined: [String: String] = [:]
    ) {
        self.name = name
        self.folder = folder ?? "Sources/\(name)"
        self.declared = declared
        self.toolchain = toolchain
        self.confined = confined
    }

    var description: String { name }

    func allows(_ module: String, in file: Tree.File) -> Bool {
        guard declared.contains(module) || toolchain.contains(module) else { return false }
        return confined[module].map { file.path.hasPrefix("\(folder)/\($0)") } ?? true
    }

    static let all = [
        // The core and what is pure around it: no file, no SQL, no HTTP, no present time.
        Ring(
            "Matters", [], toolchain: ["FoundationEssentials", "Swift"], confined: ["Swift": "Report/PlainText.swift"]),
        Ring("GridCatalog", ["Matters", "Yams"], toolchain: ["FoundationEssentials"]),
        Ring("Dispatcher", ["Matters", "GridCatalog"]),
        Ring("Codes", ["Matters", "Crypto", "CryptoExtras", "COpenSSL"], toolchain: ["FoundationEssentials"]),

        // A synthetic district: it lives through the ports, and its crashing disk is only bytes in a file.
        Ring(
            "Simulation", ["Matters", "GridCatalog", "Dispatcher", "Codes"],
            toolchain: ["Foundation", "Synchronization"], confined: ["Foundation": "CrashingDisk.swift"]),

        // What touches the world.
        Ring("Posters", ["Matters", "Codes", "CQREncode", "CPango", "CZlib"]),
        Ring(
            "Storage", ["Matters", "CPQ", "GRDB", "GRDBSQLite", "Crypto"],
            toolchain: ["Dispatch", "Foundation", "FoundationEssentials", "Synchronization"],
            confined: [
                "CPQ": "SQL/Postgres/PostgresLink.swift", "Dispatch": "SQL/Postgres/", "Foundation": "SQL/",
                "GRDB": "SQL/", "GRDBSQLite": "SQL/SQLiteSession.swift",
            ]),
        Ring("Clockwork", ["Matters", "Logging", "ServiceLifecycle"]),
        Ring("Pages", ["Matters", "GridCatalog", "Mustache", "Yams"], toolchain: ["Synchronization"]),
        Ring("Static", in: "Static", []),
        Ring(
            "HTTPKit",
            [
                "Matters", "Pages", "CZlib", "Hummingbird", "HummingbirdCore", "Logging", "NIOCore", "NIOHTTP1",
                "NIOHTTPTypes", "HTTPTypes", "ServiceLifecycle", "UnixSignals",
            ],
            toolchain: ["FoundationEssentials", "Synchronization"],
            // The edge knows pages, and for their date the clock; it does not know what a matter is.
            confined: ["Matters": "Answer/PagePrinter.swift", "Pages": "Answer/PagePrinter.swift"]),

        // A command as a form or a program sends it, and the answer to one that is refused.
        Ring("CommandWire", ["Matters", "HTTPKit", "HTTPTypes"]),

        // The surfaces: never the store, never each other.
        Ring(
            "Intake",
            ["Matters", "GridCatalog", "Dispatcher", "Codes", "Pages", "HTTPKit", "CommandWire", "Hummingbird"],
            toolchain: ["FoundationEssentials", "Synchronization"]),
        Ring(
            "Desk",
            ["Matters", "GridCatalog", "Dispatcher", "Codes", "Pages", "HTTPKit", "CommandWire", "Hummingbird"],
            toolchain: ["FoundationEssentials", "Dispatch"], confined: ["Dispatch": "SignIn/PasswordGate.swift"]),
        Ring("OpenData", ["Matters", "Codes", "HTTPKit", "Hummingbird"], toolchain: ["FoundationEssentials"]),

        // The composition root: the only place that names both a port and its live value.
        Ring(
            "mashang",
            [
                "Matters", "GridCatalog", "Dispatcher", "Codes", "Posters", "Storage", "Clockwork", "Pages", "Static",
                "HTTPKit", "Simulation", "CTimex",
                "Intake", "Desk", "OpenData", "Yams", "Hummingbird", "Crypto", "Logging", "ArgumentParser",
                "ServiceLifecycle", "AsyncHTTPClient", "HTTPTypes", "NIOCore", "NIOHTTP1",
            ],
            toolchain: ["Foundation", "FoundationEssentials", "Synchronization"],
            confined: ["Yams": "Deployment/Settings.swift", "AsyncHTTPClient": "Control/", "CTimex": "Doctor/"]),
    ]
}
