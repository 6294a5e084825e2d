// swift-tools-version: 6.2
import PackageDescription

// What is measured inside one process. It compiles the three files of `Posters` that make a code, by links,
// and nothing else of Mashang; the server is measured from outside by `run.py`.
let package = Package(
    name: "benchmarks",
    targets: [
        .systemLibrary(
            name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .target(
            name: "Posters", dependencies: ["CQREncode"],
            swiftSettings: [
                .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
                .enableUpcomingFeature("InternalImportsByDefault"),
            ]),
        .target(name: "BareLoop", dependencies: ["CQREncode"]),
        .executableTarget(
            name: "codes-to-svg", dependencies: ["Posters", "BareLoop"], path: "Sources/CodesToSVG"),
    ],
    swiftLanguageModes: [.v6]
)
