/// 村（社区）: one row of a country's list.
struct Village: Hashable {
    /// Six digits (GB/T 2260), and the county's name if the list has it.
    let county: String
    let countyName: String
    /// The township's name, or where the list has none, its code.
    let township: String
    let name: String
    /// Twelve digits, where the list has them: the tables with names for the whole country do not.
    let code: String?

    /// What the village is called among all others: its code, else where it lies.
    var division: String { code ?? "\(county)/\(township)/\(name)" }

    /// Where its picture lies: 省/县/乡镇/村, in names that every file system and archive takes.
    var path: String {
        [String(county.prefix(2)), county + countyName, township, name].map(Self.fileName).joined(separator: "/")
    }

    /// What Windows forbids in a name, as the full-width character that looks the same.
    private static let forbidden: [Character: Character] = [
        "/": "／", "\\": "＼", ":": "：", "*": "＊", "?": "？", "\"": "＂", "<": "＜", ">": "＞", "|": "｜",
    ]

    private static func fileName(_ name: String) -> String {
        let visible = String(name.map { forbidden[$0] ?? ($0.isNewline || $0.isWhitespace ? "_" : $0) })
        return visible.allSatisfy { $0 == "." } ? "_" : visible
    }
}

/// A list of villages: `county_code, village_name`, a township by name or by code, and where they are known
/// `county_name` and `village_code`, in any order, with other columns between. Rows of one county stand together.
struct VillageList {
    /// `-` is standard input.
    let path: String
    /// The first digits of the counties that are wanted; empty takes all.
    let under: String

    /// - Throws: `FileFault`; `CountryFault` with the line.
    func walk(_ take: (Village) throws -> Void) throws {
        var lines = try LineReader(path)
        defer { lines.close() }
        let columns = try Columns(try lines.next().flatMap(CSVLine.fields) ?? [], of: path)
        var seen: Set<String> = []
        var last: String?
        while let line = try lines.next() {
            guard !line.isEmpty else { continue }
            guard let village = CSVLine.fields(line).flatMap(columns.village) else {
                throw CountryFault.line(
                    path, lines.number,
                    "needs a county of six digits, a township and a name, as many fields as the header")
            }
            guard village.county.hasPrefix(under) else { continue }
            if village.county != last, !seen.insert(village.county).inserted {
                throw CountryFault.line(
                    path, lines.number, "county \(village.county) was there before; sort the list by county")
            }
            last = village.county
            try take(village)
        }
        guard last != nil else { throw CountryFault.empty(path, under: under) }
    }

    private struct Columns {
        private let count: Int
        private let county: Int
        private let countyName: Int?
        private let township: Int
        private let name: Int
        private let code: Int?

        init(_ header: [String], of path: String) throws {
            func index(_ names: String...) throws -> Int {
                guard let found = names.lazy.compactMap(header.firstIndex).first else {
                    throw CountryFault.column(path, names.joined(separator: " or "))
                }
                return found
            }
            count = header.count
            county = try index("county_code")
            countyName = header.firstIndex(of: "county_name")
            township = try index("township_name", "township_code")
            name = try index("village_name")
            code = header.firstIndex(of: "village_code")
        }

        func village(_ fields: [String]) -> Village? {
            guard fields.count == count, Self.isNumber(fields[county], digits: 6), !fields[township].isEmpty,
                !fields[name].allSatisfy(\.isWhitespace), code.map({ Self.isNumber(fields[$0], digits: 12) }) ?? true
            else { return nil }
            return Village(
                county: fields[county], countyName: countyName.map { fields[$0] } ?? "", township: fields[township],
                name: fields[name], code: code.map { fields[$0] })
        }

        private static func isNumber(_ text: String, digits: Int) -> Bool {
            text.utf8.count == digits && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
    }
}

/// The names that a font cannot print, and those that lost a character before they came here.
struct GlyphReport {
    /// Whether a character can be printed, of all that were seen.
    private var isPrinted: [Character: Bool] = [:]
    private let missing: (Character) throws -> Bool

    init(missing: @escaping (Character) throws -> Bool) { self.missing = missing }

    var characters: Int { isPrinted.count }

    /// - Returns: one line for each character of the village's names that a reader would miss.
    mutating func faults(of village: Village) throws -> [String] {
        try Set(village.name + village.township + village.countyName).sorted().compactMap { character in
            guard let why = try fault(of: character) else { return nil }
            let points = character.unicodeScalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }
            return "\(points.joined(separator: " "))\t\(character)\t\(why)\t\(village.division)"
        }
    }

    private mutating func fault(of character: Character) throws -> String? {
        // Someone's conversion wrote it where a character was that it did not know.
        if character == "?" || character == "\u{FFFD}" { return "lost in the list" }
        if !character.isWhitespace, try !isPrintable(character) { return "in no installed font" }
        let isPrivate = character.unicodeScalars.contains { $0.properties.generalCategory == .privateUse }
        return isPrivate ? "for private use: each font draws another" : nil
    }

    private mutating func isPrintable(_ character: Character) throws -> Bool {
        if let known = isPrinted[character] { return known }
        let found = try !missing(character)
        isPrinted[character] = found
        return found
    }
}
