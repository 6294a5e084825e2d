import Foundation

/// One picture or document, and where it belongs.
struct Sheet: Sendable {
    let name: String
    let bytes: [UInt8]
}

/// A tar archive or a tree of folders that is filled in a fixed order. What a stopped run left is known from its
/// checkpoint, which is written after the disk has what it counts; the rest is drawn again, to the same bytes.
struct CountryOutput {
    enum Shape { case archive, tree }

    /// Writes the sheets of a stretch; safe to use from several tasks.
    let packer: Packer
    /// Villages that need not be drawn any more.
    private(set) var done = 0

    private let target: String
    private let archive: GrowingFile?
    private var stretches = 0

    /// So many stretches may have to be drawn again.
    private static let stretchesPerCheckpoint = 16
    private var unfinished: String { target + ".part" }
    private var checkpoint: String { target + ".checkpoint" }

    /// - Returns: `nil` if `target` is there, whole.
    /// - Throws: `FileFault`, `CountryFault.cutOff`
    init?(_ shape: Shape, target: String) throws {
        guard !FileManager.default.fileExists(atPath: target) else { return nil }
        self.target = target
        let unfinished = target + ".part"
        let numbers = try PrivateFile.read(target + ".checkpoint").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let found = numbers.split(whereSeparator: \.isWhitespace).compactMap { Int64($0) }
        let length = found.count == 2 ? found[1] : 0
        switch shape {
        case .archive:
            archive = try GrowingFile(unfinished, length: length)
            packer = Packer(tree: nil)
        case .tree:
            archive = nil
            try PrivateFile.makeFolder(unfinished)
            packer = Packer(tree: unfinished)
        }
        done = found.count == 2 ? Int(found[0]) : 0
    }

    /// Takes the next stretch, in the order of the plan.
    mutating func take(_ packed: [UInt8], villages: Int) throws {
        try archive?.append(packed)
        done += villages
        stretches += 1
        if stretches % Self.stretchesPerCheckpoint == 0 { try keep() }
    }

    /// Ends the archive and gives it, or the tree, its name.
    func finish() throws {
        try archive?.append(TarHeader.end)
        try keep()
        try archive?.close()
        try PrivateFile.rename(unfinished, to: target)
        try FileManager.default.removeItem(atPath: checkpoint)
    }

    private func keep() throws {
        if let archive {
            try archive.flush()
        } else {
            // Thousands of files: one flush of all is cheaper than one of each. Linux waits for its end.
            sync()
        }
        try PrivateFile.write(Array("\(done) \(archive?.length ?? 0)\n".utf8), to: checkpoint)
    }
}

extension CountryOutput {
    /// Puts sheets where they belong: into bytes of an archive, or at once into a tree.
    struct Packer: Sendable {
        fileprivate let tree: String?

        /// - Returns: the archive's next bytes; nothing for a tree.
        /// - Throws: `FileFault`, `CountryFault.longName`
        func pack(_ sheets: [Sheet]) throws -> [UInt8] {
            if let tree {
                for sheet in sheets { try write(sheet, in: tree) }
                return []
            }
            var packed: [UInt8] = []
            packed.reserveCapacity(sheets.reduce(0) { $0 + $1.bytes.count + 2 * TarHeader.blockBytes })
            for sheet in sheets {
                // No time: the same list gives the same archive, to the byte.
                let header = TarHeader(name: sheet.name, size: Int64(sheet.bytes.count), modified: 0)
                guard header.holdsName else { throw CountryFault.longName(sheet.name, sheet.name.utf8.count) }
                packed += header.block
                packed += sheet.bytes
                packed += repeatElement(0, count: header.padding)
            }
            return packed
        }

        /// Without a flush of its own: the next checkpoint makes the disk keep it.
        private func write(_ sheet: Sheet, in tree: String) throws {
            let path = "\(tree)/\(sheet.name)"
            var descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            if descriptor < 0, errno == ENOENT {
                try FileManager.default.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            }
            guard descriptor >= 0 else { throw FileFault(path) }
            defer { close(descriptor) }
            let count = sheet.bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            guard count == sheet.bytes.count else { throw FileFault(path) }
        }
    }
}
