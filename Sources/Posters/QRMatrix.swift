internal import CQREncode

/// The dark and light modules of one QR code (ISO/IEC 18004), without its quiet zone.
///
/// The only file that touches libqrencode; nothing of it outlives `init`.
public struct QRMatrix: Hashable, Sendable {
    /// How much of the symbol may be lost: L 7 %, M 15 %, Q 25 %, H 30 %.
    public enum Level: Int, Sendable, CaseIterable {
        case l, m, q, h
    }

    /// Why a text has no QR code.
    public enum Failure: Error, Equatable, CustomStringConvertible {
        case empty
        /// More than version 40 holds at this level.
        case tooLong(bytes: Int)
        /// libqrencode ran out of memory.
        case exhausted

        public var description: String {
            switch self {
            case .empty: "二维码没有内容 (nothing to encode)"
            case .tooLong(let bytes): "\(bytes) 个字节太长，一个二维码装不下 (too long for one QR code)"
            case .exhausted: "内存不足，没有画出二维码 (out of memory)"
            }
        }
    }

    /// Modules that stay light on every side (ISO/IEC 18004 §6.3.8).
    public static let quietZone = 4

    /// Modules on one side: 17 + 4 × version.
    public let side: Int
    /// 1 to 40: the smallest that holds the text.
    public let version: Int
    public let level: Level
    /// Row by row from the top left, `true` is dark.
    private let modules: [Bool]

    /// Encodes `text` in the lowest version that fits: in alphanumeric mode if each character is a digit, an
    /// upper-case letter or one of `$%*+-./:` and space (`HTTPS://HOST/S/TOKEN` is), else its UTF-8 bytes.
    ///
    /// - Parameter level: Q by default: outdoors it survives a tenth of the symbol being torn, stained or bleached.
    public init(_ text: String, level: Level = .q) throws(Failure) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        // Beyond 7,089 no mode fits; libqrencode takes the count as a C int.
        guard bytes.count <= 7_089 else { throw .tooLong(bytes: bytes.count) }
        guard let input = QRinput_new2(0, Self.native(level)) else { throw .exhausted }
        defer { QRinput_free(input) }
        let mode = bytes.allSatisfy(Self.isAlphanumeric) ? QR_MODE_AN : QR_MODE_8
        guard QRinput_append(input, mode, Int32(bytes.count), bytes) == 0 else { throw .exhausted }
        guard let symbol = QRcode_encodeInput(input) else { throw .tooLong(bytes: bytes.count) }
        defer { QRcode_free(symbol) }
        let side = Int(symbol.pointee.width)
        // The lowest bit of each byte is the colour; the others say what the module is for.
        modules = UnsafeBufferPointer(start: symbol.pointee.data, count: side * side).map { $0 & 1 == 1 }
        self.side = side
        version = Int(symbol.pointee.version)
        self.level = level
    }

    /// Modules on one side of the square that an emblem may hide: an odd number, so that it lies in the middle of whole
    /// modules, and at most a twentieth of the symbol, where level H may lose six times as much.
    var emblemModules: Int {
        let most = Int(Double(side) * 0.05.squareRoot())
        return most.isMultiple(of: 2) ? most - 1 : most
    }

    /// Whether the module is dark; outside the symbol everything is light.
    public subscript(column: Int, row: Int) -> Bool {
        guard (0..<side).contains(column), (0..<side).contains(row) else { return false }
        return isDark(column, row)
    }

    /// Inside the symbol only.
    func isDark(_ column: Int, _ row: Int) -> Bool { modules[row * side + column] }

    private static func native(_ level: Level) -> QRecLevel {
        switch level {
        case .l: QR_ECLEVEL_L
        case .m: QR_ECLEVEL_M
        case .q: QR_ECLEVEL_Q
        case .h: QR_ECLEVEL_H
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: " "), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
