/// The header of one file in a POSIX ustar archive (IEEE Std 1003.1, pax): a block of 512 bytes.
///
/// For one file there is only one header that is ours. Reading accepts no other, so that a changed byte is found though
/// no code covers headers.
struct TarHeader: Equatable {
    /// Files are filled up to whole blocks; two blocks of zeros end an archive.
    static let blockBytes = 512
    static let end = [UInt8](repeating: 0, count: 2 * blockBytes)

    let name: String
    /// In bytes.
    let size: Int64
    /// Seconds since 1970.
    let modified: Int64

    /// Zeros after the file's last byte.
    var padding: Int { (Self.blockBytes - Int(size % Int64(Self.blockBytes))) % Self.blockBytes }

    var block: [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.blockBytes)
        func put(_ bytes: some Collection<UInt8>, at offset: Int) {
            block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        let (prefix, rest) = split ?? (name.utf8.prefix(0), name.utf8.prefix(Place.nameBytes))
        put(rest, at: 0)
        put(prefix, at: Place.prefix)
        put(Self.octal(0o600, digits: 7), at: Place.mode)
        put(Self.octal(0, digits: 7), at: Place.owner)
        put(Self.octal(0, digits: 7), at: Place.group)
        put(Self.size(size), at: Place.size)
        put(Self.octal(modified, digits: 11), at: Place.modified)
        put(Array("        ".utf8), at: Place.checksum)
        put(Array("0".utf8), at: Place.type)
        put(Array("ustar\u{0}00".utf8), at: Place.magic)
        let sum = block.reduce(0) { $0 + Int64($1) }
        put(Self.octal(sum, digits: 6) + [0, UInt8(ascii: " ")], at: Place.checksum)
        return block
    }

    /// Whether the name fits: 100 bytes, or as many after a slash and up to 155 before it.
    var holdsName: Bool { split != nil }

    private var split: (prefix: Substring.UTF8View, rest: Substring.UTF8View)? {
        let bytes = name[...].utf8
        guard bytes.count > Place.nameBytes else { return (bytes.prefix(0), bytes) }
        // The first slash that leaves a rest which fits leaves the shortest prefix.
        guard
            let slash = bytes.suffix(Place.nameBytes + 1).firstIndex(of: UInt8(ascii: "/")),
            bytes[..<slash].count <= Place.prefixBytes
        else { return nil }
        return (bytes[..<slash], bytes[bytes.index(after: slash)...])
    }

    init(name: String, size: Int64, modified: Int64) {
        self.name = name
        self.size = size
        self.modified = modified
    }

    /// - Returns: `nil` unless `block` is byte for byte what we would write.
    init?(block: [UInt8]) {
        guard block.count == Self.blockBytes,
            let size = Self.readSize(block[Place.size..<Place.modified]),
            let modified = Self.readOctal(block[Place.modified..<Place.checksum].prefix(11))
        else { return nil }
        let rest = block[..<Place.nameBytes].prefix { $0 != 0 }
        let prefix = block[Place.prefix..<Place.prefix + Place.prefixBytes].prefix { $0 != 0 }
        let name = String(decoding: prefix.isEmpty ? rest : prefix + [UInt8(ascii: "/")] + rest, as: UTF8.self)
        self.init(name: name, size: size, modified: modified)
        guard self.block == block else { return nil }
    }

    private enum Place {
        static let (nameBytes, mode, owner, group) = (100, 100, 108, 116)
        static let (size, modified, checksum, type, magic) = (124, 136, 148, 156, 257)
        static let (prefix, prefixBytes) = (345, 155)
    }

    /// Largest size that eleven octal digits hold: 8 GiB.
    private static let octalLimit: Int64 = 1 << 33

    /// Beyond the limit in base 256 with the first bit set, as GNU tar, bsdtar and Python read it.
    private static func size(_ value: Int64) -> [UInt8] {
        guard value >= octalLimit else { return octal(value, digits: 11) }
        return [0x80, 0, 0, 0] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func readSize(_ field: ArraySlice<UInt8>) -> Int64? {
        guard field.first == 0x80 else { return readOctal(field.prefix(11)) }
        let value = field.dropFirst(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(exactly: value)
    }

    private static func octal(_ value: Int64, digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8.suffix(digits))
    }

    private static func readOctal(_ digits: ArraySlice<UInt8>) -> Int64? {
        Int64(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 < 0 ? nil : $0 }
    }
}
