import Foundation
import Testing

@Suite("Bans: what may not stand in our code", .timeLimit(.minutes(1)))
struct BanTests {
    /// A word that code may not use, and why.
    struct Ban: Sendable, CustomStringConvertible {
        let word: String
        let why: String
        /// Paths that may.
        var except: [String] = []
        var description: String { word }
    }

    static let bans = [
        Ban(word: "DateFormatter", why: "shared state, and slow"),
        Ban(word: "ISO8601DateFormatter", why: "frees memory twice on Linux"),
        Ban(word: "NumberFormatter", why: "shared state and a locale"),
        Ban(word: "Calendar.", why: "a locale and a time zone decide; use ChinaTime"),
        Ban(word: "Calendar(", why: "a locale and a time zone decide; use ChinaTime"),
        Ban(word: "String(format:", why: "untyped arguments; use padded(_:)"),
        Ban(word: "try!", why: "a trap"),
        Ban(word: "as!", why: "a trap"),
        Ban(word: "fatalError(", why: "a trap"),
        Ban(word: "preconditionFailure(", why: "a trap"),
        Ban(word: "print(", why: "only the command line speaks", except: ["Sources/mashang/"]),
        Ban(word: "Date()", why: "time is passed in", except: ["Sources/mashang/Deployment/Deployment.swift"]),
        Ban(word: "Date.now", why: "time is passed in"),
        Ban(word: "unsafeHTML", why: "goes around the escaper"),
    ]

    @Test("no formatter classes, no traps, no hidden present time", arguments: bans)
    func word(_ ban: Ban) {
        var found: [String] = []
        for file in Tree.sources where file.text.contains(ban.word) {
            guard !ban.except.contains(where: { file.path.hasPrefix($0) }) else { continue }
            found += file.numbered.filter { $0.line.code.uses(ban.word) }.map { "\(file):\($0.number)" }
        }
        #expect(found.isEmpty, "\(ban.word): \(ban.why)\n\(found.lined)")
    }

    @Test("a formatter is found, a word that only ends like one is not")
    func finder() {
        #expect("let f = DateFormatter()".code.uses("DateFormatter"))
        #expect(!"let day = LocalDate()".code.uses("Date()"))
        #expect(!"page.print(x)".code.uses("print("))
        #expect(!"let a = 1 // try! is banned".code.uses("try!"))
        #expect("let u = \"https://a\"; try! b()".code.uses("try!"))
    }

    @Test("nothing is left for later")
    func leftovers() {
        let words = ["TO" + "DO", "FIX" + "ME", "// X" + "XX", "X" + "XX:"]
        let found = (Tree.swift + Tree.templates + Tree.prose).flatMap { file in
            words.filter(file.text.contains).map { "\(file) says \($0)" }
        }
        #expect(found.isEmpty, "\(found.lined)")
    }

    @Test("no file names the machine it was written on")
    func machine() {
        let root = Tree.root.path(percentEncoded: false)
        let beside = Tree.root.deletingLastPathComponent().appending(path: "shared").path(percentEncoded: false)
        let places = [root, beside, "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/"]
        let data = Tree.files(
            "deploy", "Static/assets", "Grids", "Tests", "Sources/Pages/Locale", "Makefile", ".ci",
            ending: "service", "conf", "css", "js", "py", "yaml", "csv", "txt", "Makefile", "run")
        let found = (Tree.swift + Tree.templates + Tree.prose + data).flatMap { file in
            places.filter(file.text.contains).map { "\(file) names \($0)" }
        }
        #expect(found.isEmpty, "\(found.lined)")
    }

    @Test("a line of Swift fits a screen")
    func columns() {
        let found = Tree.swift.flatMap { file in
            file.numbered.filter { $0.line.utf8.count > 120 && $0.line.count > 120 }
                .map { "\(file):\($0.number): \($0.line.count) columns, at most 120" }
        }
        #expect(found.isEmpty, "\(found.lined)")
    }

    @Test("a file of Swift is short enough to read at once")
    func length() {
        let found = Tree.sources.filter { $0.lines.count > 400 }.map { "\($0): \($0.lines.count) lines, at most 400" }
        #expect(found.isEmpty, "\(found.lined)")
    }

    @Test("no tabs, no blanks at the end of a line, and a line end at the end of a file")
    func blanks() {
        let texts = Tree.swift + Tree.templates + Tree.prose + Tree.files("Static/assets", ending: "css", "js")
        let found = texts.flatMap { file in
            file.numbered.filter { $0.line.utf8.last == UInt8(ascii: " ") }.map {
                "\(file):\($0.number): blank at the end"
            }
                + (file.text.contains("\t") ? ["\(file): tab"] : [])
                + (file.text.hasSuffix("\n") ? [] : ["\(file): no line end at the end"])
        }
        #expect(found.isEmpty, "\(found.lined)")
    }

    @Test("what is compiled into the program is a plain file: no link out of its folder, nothing hidden")
    func plainFiles() throws {
        for folder in ["Static/assets", "Sources/Pages/Templates", "Sources/Pages/Locale"] {
            for name in Tree.names(in: folder) {
                let path = Tree.root.appending(path: "\(folder)/\(name)").path(percentEncoded: false)
                let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
                #expect(type == .typeRegular && !name.hasPrefix("."), "\(folder)/\(name)")
            }
        }
    }

    @Test("swift format has nothing to say", .enabled(if: SwiftFormat.isHere, "swift is not on the PATH"))
    func format() throws {
        let complaints = try SwiftFormat.lint("Sources", "Static", "Tests", "Package.swift")
        #expect(complaints.isEmpty, "make format mends most of it\n\(complaints.lined)")
    }
}

/// The formatter that comes with the toolchain, with the settings of `.swift-format`.
enum SwiftFormat {
    private static let tool: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/swift" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isHere: Bool { tool != nil }

    /// - Returns: its complaints, one a line, with the path from the root.
    static func lint(_ places: String...) throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: try #require(tool))
        process.arguments = ["format", "lint", "--strict", "--parallel", "--recursive"] + places
        process.currentDirectoryURL = Tree.root
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let complaints = said.split(separator: "\n").map(String.init)
        return process.terminationStatus == 0 ? [] : complaints
    }
}
