/// Finds what would be printed as an empty box: place names have characters that small font sets lack.
public enum GlyphCheck {
    /// The characters of `text` that no installed font has, each once, in the order of their first appearance.
    /// Throws only if memory runs out.
    public static func missing(in text: String) throws -> [Character] {
        var seen: Set<Character> = []
        return try text.filter { !$0.isWhitespace && seen.insert($0).inserted }.filter { character in
            try Canvas.unknownGlyphs(in: String(character)) > 0
        }.map { $0 }
    }
}
