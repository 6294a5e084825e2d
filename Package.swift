// swift-tools-version: 6.2
import PackageDescription

// Rings: every arrow points inward. `Tests/TidyTests` holds the same table against the import lines,
// because SwiftPM lets a target import anything in its transitive closure (docs/decisions/0002).

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func ring(
    _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: path, exclude: exclude, resources: resources,
        swiftSettings: strict)
}

func suite(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "mashang",
    products: [.executable(name: "mashang", targets: ["mashang"])],
    dependencies: [
        // The web server of all surfaces.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        // Page templates; always behind our own escaper, for its own lets a quote with a combining mark through
        // (`Pages/Library/PageEscaper`).
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        // SQLite with a pool, statements and errors that name their cause.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // Hashes, HMAC, AES-GCM, Ed25519, scrypt.
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // The command line, its help and its shell completions.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // Structured logs.
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        // Ordered start and graceful stop of the listeners.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        // The command line's way to a running server: HTTP over its control socket.
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        // Sockets, addresses and the byte counter below HTTP.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        // Grids/: rules that a clerk edits. Tables are read by `GridCatalog/Read` (docs/decisions/0004).
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // The core and what is pure around it.
        ring("Matters", []),
        ring("GridCatalog", ["Matters", "Yams"]),
        ring("Dispatcher", ["Matters", "GridCatalog"]),
        ring("Codes", ["Matters", crypto, cryptoExtras, "COpenSSL"]),

        // A synthetic district that lives through its ports.
        ring("Simulation", ["Matters", "GridCatalog", "Dispatcher", "Codes"]),

        // What touches the world.
        ring("Posters", ["Matters", "Codes", "CQREncode", "CPango", "CZlib"]),
        ring(
            "Storage",
            [
                "Matters", "CPQ", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"), crypto,
            ]),
        ring(
            "Clockwork",
            ["Matters", logging, .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")]),
        ring(
            "Pages", ["Matters", "GridCatalog", .product(name: "Mustache", package: "swift-mustache"), "Yams"],
            resources: [.embedInCode("Templates"), .embedInCode("Locale")]),
        ring("Static", [], path: "Static", resources: [.embedInCode("assets")]),
        ring(
            "HTTPKit",
            [
                "Matters", "Pages", "CZlib", hummingbird, logging,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                httpTypes,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),

        // The surfaces, one for each kind of visitor.
        ring("CommandWire", ["Matters", "HTTPKit", httpTypes]),
        ring(
            "Intake",
            ["Matters", "GridCatalog", "Dispatcher", "Codes", "Pages", "HTTPKit", "CommandWire", hummingbird]),
        ring(
            "Desk", ["Matters", "GridCatalog", "Dispatcher", "Codes", "Pages", "HTTPKit", "CommandWire", hummingbird]),
        ring("OpenData", ["Matters", "Codes", "HTTPKit", hummingbird]),

        // The composition root.
        .executableTarget(
            name: "mashang",
            dependencies: [
                "Matters", "GridCatalog", "Dispatcher", "Codes", "Posters", "Storage", "Clockwork", "Pages", "Static",
                "HTTPKit", "Simulation", "CTimex",
                "Intake", "Desk", "OpenData", hummingbird, crypto, logging,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                httpTypes,
                .product(name: "NIOCore", package: "swift-nio"),
                "Yams",
            ],
            swiftSettings: strict),

        // C libraries, each behind one Swift file that owns its pointers.
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CPango", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        // What the kernel knows of its clock; Swift's Glibc module leaves the header out.
        .systemLibrary(name: "CTimex"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        suite("MattersTests", ["Matters"]),
        suite("GridCatalogTests", ["GridCatalog", "Matters"], exclude: ["Sentences"]),
        suite("DispatcherTests", ["Dispatcher", "GridCatalog", "Matters"]),
        suite("CodesTests", ["Codes", "Matters"]),
        suite("PostersTests", ["Matters", "Posters", "Codes", crypto]),
        suite("StorageTests", ["Storage", "Clockwork", "Matters", logging], exclude: ["Fixtures"]),
        suite(
            "ClockworkTests",
            [
                "Clockwork", "Matters", logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        suite("SimulationTests", ["Simulation", "Storage", "Codes", "GridCatalog", "Matters"]),
        suite("PagesTests", ["Pages", "Matters", "Static"], exclude: ["Golden"]),
        suite(
            "SurfaceTests",
            [
                "mashang", "Matters", "GridCatalog", "Dispatcher", "Codes", "Storage", "HTTPKit", hummingbird,
                hummingbirdTesting, logging, .product(name: "ArgumentParser", package: "swift-argument-parser"),
                httpTypes,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        suite("TidyTests", []),
    ],
    swiftLanguageModes: [.v6]
)
