/// Cleaning, measuring and breaking of a poster's texts, the same for every painter.
enum PosterText {
    /// One line of printable text: line breaks become spaces; control characters, which XML cannot hold, and marks
    /// that reverse the reading direction become U+FFFD, so that a wrong name is seen and not obeyed.
    static func clean(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: scalars.append(" ")
            case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF:
                scalars.append("\u{FFFD}")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }

    /// A careful estimate of the width in em: never less than what Noto Sans CJK takes in bold.
    static func width(_ text: some StringProtocol) -> Double {
        text.reduce(0) { $0 + width($1) }
    }

    /// Lines of at most `width` at the largest of `sizes` (descending, millimetres) that needs no more than `lines`.
    /// A text too long even for the smallest size ends in an ellipsis.
    static func fit(
        _ text: String, width: Double, sizes: [Double], lines: Int
    ) -> (size: Double, lines: [String]) {
        let text = clean(text)
        var size = sizes.last ?? 4
        for candidate in sizes where wrap(text, width: width / candidate).count <= lines {
            size = candidate
            break
        }
        let wrapped = wrap(text, width: width / size)
        guard wrapped.count > lines else { return (size, wrapped) }
        var last = wrapped[lines - 1]
        while !last.isEmpty, Self.width(last + "…") > width / size { last.removeLast() }
        return (size, wrapped.prefix(lines - 1) + [last + "…"])
    }

    /// The same lines of nearly the same length: no character is left alone on the last one.
    static func balance(_ lines: [String], of text: String, width: Double) -> [String] {
        guard lines.count > 1 else { return lines }
        let text = clean(text)
        let least = Self.width(text) / Double(lines.count)
        for step in 0..<20 {
            let narrow = least + (width - least) * Double(step) / 20
            let narrower = wrap(text, width: narrow)
            if narrower.count == lines.count { return narrower }
        }
        return lines
    }

    /// Breaks anywhere between Chinese characters, but never before a mark that closes or after one that opens;
    /// other scripts break at spaces, and inside a word only if it is longer than a line.
    static func wrap(_ text: String, width limit: Double) -> [String] {
        var lines: [String] = []
        var line = ""
        for piece in pieces(of: text) {
            if width(line + piece.trimmedEnd) <= limit {
                line += piece
                continue
            }
            if !line.isEmpty { lines.append(line.trimmedEnd) }
            line = ""
            for character in piece {
                if !line.isEmpty, width(line + String(character)) > limit {
                    lines.append(line)
                    line = ""
                }
                line.append(character)
            }
        }
        if !line.isEmpty { lines.append(line.trimmedEnd) }
        return lines
    }

    /// What must stay together: a word with its spaces, a Chinese character with the marks that belong to it.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var previous: Character?
        for character in text {
            let staysTogether = previous.map { !mayBreak(between: $0, and: character) } ?? false
            if staysTogether, !pieces.isEmpty {
                pieces[pieces.count - 1].append(character)
            } else {
                pieces.append(String(character))
            }
            previous = character
        }
        return pieces
    }

    private static func mayBreak(between left: Character, and right: Character) -> Bool {
        if "，。、；：！？）》」』】”’…·,.;:!?)".contains(right) || right == " " { return false }
        if "（《「『【“‘(".contains(left) { return false }
        return left == " " || isWide(left) || isWide(right)
    }

    private static func width(_ character: Character) -> Double {
        switch character {
        case " ": 0.3
        case "0"..."9", "-", "/": 0.6
        case "f", "i", "j", "l", "r", "t", "I", ".", ",", ":", ";", "'", "!", "|", "(", ")": 0.4
        case "m", "w", "M", "W", "@", "%": 0.95
        // Chinese fonts set it as wide as a character: 古丽米热·买买提.
        case "·": 1
        case "a"..."z": 0.62
        case "A"..."Z": 0.72
        default: isWide(character) ? wideScalars(character) : 0.8
        }
    }

    /// A family emoji is four people where the font cannot draw it as one; emoji are wider than an em.
    private static func wideScalars(_ character: Character) -> Double {
        character.unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x1F000...0x1FAFF: sum + 1.4
            case 0x200D, 0xFE00...0xFE0F, 0x300...0x36F, 0x302A...0x302F, 0x3099...0x309A: sum
            default: sum + 1
            }
        }
    }

    private static func isWide(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first else { return false }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2010...0x206F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F,
            0xFF00...0xFFE6, 0x1F000...0x3FFFF:
            true
        default: false
        }
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var rest = self[...]
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
