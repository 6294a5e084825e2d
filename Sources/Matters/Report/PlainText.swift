@_spi(_Unicode) import Swift

/// Why a text was refused; the page names the field and says it in plain words.
public enum TextFault: Error, Sendable, Hashable {
    case empty
    /// Longer than `limit` characters.
    case tooLong(limit: Int)
    /// A control character that no keyboard makes, or a mark stacked without end.
    case unreadable
    case notANumber
}

/// Text as people type it, made uniform and checked: NFC, `\n` line ends, no control characters, bounded.
///
/// NFC leaves every CJK unified ideograph alone, extensions A to H included, so rare names stay byte for byte.
/// The compatibility ideographs (U+F900…) do become their unified forms: that is what Unicode defines NFC to be.
public struct PlainText: Sendable, Hashable {
    public let text: String

    /// - Throws: `TextFault`.
    public init(_ raw: String, limit: Int, multiline: Bool) throws(TextFault) {
        var scalars = String.UnicodeScalarView()
        var previous: Unicode.Scalar = " "
        for scalar in raw._nfc {
            defer { previous = scalar }
            switch scalar {
            case "\r", "\u{2028}", "\u{2029}": scalars.append("\n")
            case "\n":
                if previous != "\r" { scalars.append("\n") }
            case "\t": scalars.append(" ")
            default:
                guard Self.isReadable(scalar) else { throw .unreadable }
                scalars.append(scalar)
            }
        }
        let text = Self.trimmed(String(scalars))
        guard text.unicodeScalars.contains(where: Self.isVisible) else { throw .empty }
        guard text.count <= limit else { throw .tooLong(limit: limit) }
        guard multiline || !text.unicodeScalars.contains("\n") else { throw .unreadable }
        guard text.allSatisfy({ $0.utf8.count <= Bounds.bytesPerCharacter }) else { throw .unreadable }
        self.text = text
    }

    /// Refuses C0 and C1 controls, the direction overrides that make text read as something else, and non-characters.
    private static func isReadable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFF9...0xFFFB, 0xFEFF: false
        case 0xFDD0...0xFDEF: false
        default: scalar.value & 0xFFFE != 0xFFFE
        }
    }

    /// Joiners, fillers and blanks alone are a page that nobody can read.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
