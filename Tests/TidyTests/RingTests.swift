import Testing

@Suite("Rings: arrows point inward", .timeLimit(.minutes(1)))
struct RingTests {
    @Test("a ring imports only what the table allows", arguments: Ring.all)
    func imports(_ ring: Ring) {
        let files = Tree.sources.filter { $0.path.hasPrefix(ring.folder + "/") }
        #expect(!files.isEmpty, "\(ring) has no file in \(ring.folder)")
        for file in files {
            let foreign = file.imports.filter { !ring.allows($0, in: file) }
            #expect(foreign.isEmpty, "\(file) imports \(foreign), which the ring \(ring) may not, or not there")
        }
    }

    @Test("a ring declares in Package.swift what the table says, and nothing else", arguments: Ring.all)
    func manifest(_ ring: Ring) throws {
        let declared = try #require(Manifest.dependencies(of: ring.name), "\(ring) is not a target of Package.swift")
        #expect(declared == ring.declared)
    }

    @Test("every folder in Sources is a ring of the table or a C library")
    func nothingOutside() {
        let folders = Tree.names(in: "Sources").filter { !Tree.exists("Sources/\($0)/module.modulemap") }
        #expect(Set(folders) == Set(Ring.all.map(\.name)).subtracting(["Static"]))
    }

    @Test("a dependency that a ring declares is used")
    func nothingSpare() {
        for ring in Ring.all {
            let used = Tree.sources.filter { $0.path.hasPrefix(ring.folder + "/") }.flatMap(\.imports)
            let spare = ring.declared.subtracting(used)
            #expect(spare.isEmpty, "\(ring) declares \(spare.sorted()) and imports it nowhere")
        }
    }

    @Test("of the tests, only those of Storage know GRDB")
    func databaseEngine() {
        for file in Tree.files("Tests", ending: "swift") where file.imports.contains("GRDB") {
            #expect(file.path.hasPrefix("Tests/StorageTests/"), "\(file)")
        }
    }

    @Test("the reader of import lines sees every form")
    func reader() {
        let text = """
            import A
            public import B
            @_spi(Secret) import C
            @testable internal import D
            import struct E.Inner
            // import F
            let important = 1
            """
        #expect(Tree.File(path: "", text: text).imports == ["A", "B", "C", "D", "E"])
    }
}

extension Tree.File {
    /// The modules of its import lines, in their order.
    var imports: [String] {
        lines.compactMap { line in
            let words = line.code.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position + 1 < words.count,
                words[..<position].allSatisfy({ $0.hasPrefix("@") || Self.levels.contains($0) })
            else { return nil }
            let named = Self.kinds.contains(words[position + 1]) && position + 2 < words.count
            return String(words[position + (named ? 2 : 1)].prefix { $0 != "." })
        }
    }

    private static let levels: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "actor"]
}

/// What `Package.swift` says, read as text: asking SwiftPM would wait for the build that runs this test.
enum Manifest {
    private static let text = Tree.file("Package.swift")?.text ?? ""

    /// The products and targets that a target names; `nil` if there is no such target.
    static func dependencies(of target: String) -> Set<String>? {
        let plain = text.replacing(/,\s*package: "[^"]*"/, with: "")
        let short = Dictionary(
            plain.matches(of: /let (\w+): Target.Dependency = \.product\(name: "(\w+)"/)
                .map { ($0.output.1, String($0.output.2)) }, uniquingKeysWith: { first, _ in first })
        let openings = ["ring\\(\\s*\"\(target)\",\\s*\\[", "name: \"\(target)\",\\s*dependencies: \\["]
        for opening in openings {
            guard let regex = try? Regex(opening), let start = plain.firstMatch(of: regex) else { continue }
            let list = plain[start.range.upperBound...].prefix { $0 != "]" }
            let quoted = list.matches(of: /"(\w+)"/).map { String($0.output.1) }
            let bare = list.replacing(/\.product\([^)]*\)/, with: "").replacing(/"[^"]*"/, with: "")
                .matches(of: /\w+/).compactMap { short[$0.output] }
            return Set(quoted + bare)
        }
        return nil
    }
}
