import Foundation

/// Programs nobody here wrote: they read what we draw.
enum Readers {
    static let zbar = installed("zbarimg")
    static let zxing = installed("ZXingReader")
    static let rsvg = installed("rsvg-convert")
    /// poppler's reader of pages; `pdftotext` and `pdffonts` come with it.
    static let poppler = installed("pdftoppm")

    /// The texts zbar reads from `files`, in their order.
    static func zbar(_ files: [URL]) throws -> [String] {
        try lines(zbar, ["--quiet", "--raw", "--nodbus"] + files.map(\.path))
    }

    /// The texts ZXing reads from `files`, in their order.
    static func zxing(_ files: [URL]) throws -> [String] {
        try lines(zxing, ["-1"] + files.map(\.path)).compactMap { line in
            line.split(separator: "\"", omittingEmptySubsequences: false).dropFirst().first.map(String.init)
        }
    }

    static func run(_ program: String?, _ arguments: [String]) throws -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program ?? "/nowhere")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    private static func lines(_ program: String?, _ arguments: [String]) throws -> [String] {
        try run(program, arguments).output.split(separator: "\n").map(String.init)
    }

    private static func installed(_ name: String) -> String? {
        ["/usr/bin", "/usr/local/bin"].map { "\($0)/\(name)" }.first(
            where: FileManager.default.isExecutableFile)
    }
}

/// A folder that lives as long as one test.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("posters-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> URL {
        let file = folder.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        return file
    }

    /// A picture of single grey dots as PGM, eight pixels each: `true` is black.
    func write(_ name: String, dots: [[Bool]]) throws -> URL {
        let side = 8
        let width = (dots.first?.count ?? 0) * side
        var bytes = Array("P5 \(width) \(dots.count * side) 255\n".utf8)
        for row in dots {
            let line = row.flatMap { Array(repeating: UInt8($0 ? 0 : 255), count: side) }
            for _ in 0..<side { bytes += line }
        }
        return try write(name, bytes)
    }
}
