import Codes
import Foundation
import Matters
import Posters

/// `codes.csv`: every village with its token and where its picture lies. It is written first and whole; the pictures
/// follow from it alone, so a run can be repeated, and a deployment can take the codes over.
struct CountryPlan {
    /// One line.
    struct Entry: Sendable, Hashable {
        let division: String
        let county: String
        let township: String
        let name: String
        let token: String
        let url: String
        /// Without its ending, from the top of the tree or the archive.
        let file: String

        fileprivate static let columns = ["division", "county", "township", "name", "token", "url", "file"]

        fileprivate var fields: [String] { [division, county, township, name, token, url, file] }

        fileprivate init?(_ fields: [String]) {
            guard fields.count == Self.columns.count else { return nil }
            (division, county, township, name) = (fields[0], fields[1], fields[2], fields[3])
            (token, url, file) = (fields[4], fields[5], fields[6])
        }

        fileprivate init(_ village: Village, division: String, file: String, token: SiteToken, base: String) {
            self.division = division
            county = village.countyName
            township = village.township
            name = village.name
            self.token = token.text
            url = SiteURL.scan(token.text, base: base)
            self.file = file
        }
    }

    let path: String

    /// - Parameter folder: where it lies.
    init(in folder: String) { path = folder + "/codes.csv" }

    /// Writes the plan, or finds that the one there is the same.
    /// - Parameter seen: hears of each village.
    /// - Returns: how many villages it has.
    /// - Throws: `FileFault`, `CountryFault`
    func make(_ villages: VillageList, keys: DeploymentKeys, base: String, seen: (Village) throws -> Void) throws -> Int
    {
        let key = keys.key(for: .country)
        let file = try GrowingFile(path + ".new", length: 0)
        try file.append(Array((CSVLine.text(Entry.columns) + "\n").utf8))
        var taken = TakenNames()
        var tokens: Set<UInt64> = []
        var count = 0
        try villages.walk { village in
            let (division, place) = taken.take(village)
            let token = SiteToken(division: division, key: key)
            // Fifty bits: among all villages of a country two meet once in some five thousand deployments.
            guard let number = UInt64(token.text.dropLast(), radix: 36), tokens.insert(number).inserted else {
                throw CountryFault.twins(try self.division(of: token.text), division)
            }
            let entry = Entry(village, division: division, file: place, token: token, base: base)
            try file.append(Array((CSVLine.text(entry.fields) + "\n").utf8))
            try seen(village)
            count += 1
        }
        try file.flush()
        try file.close()
        try settle()
        return count
    }

    /// The plan's lines from the one after the first `done`.
    func entries(after done: Int) throws -> Entries { try Entries(LineReader(path), skipping: done, of: path) }

    struct Entries {
        private var lines: LineReader
        private let path: String

        fileprivate init(_ lines: LineReader, skipping done: Int, of path: String) throws {
            self.lines = lines
            self.path = path
            for _ in 0...done { _ = try self.lines.next() }
        }

        mutating func next() throws -> Entry? {
            guard let line = try lines.next() else { return nil }
            guard let entry = CSVLine.fields(line).flatMap(Entry.init) else {
                throw CountryFault.line(path, lines.number, "was changed; remove the file and draw again")
            }
            return entry
        }

        func close() { lines.close() }
    }

    private func settle() throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: path) else { return try PrivateFile.rename(path + ".new", to: path) }
        let isSame = manager.contentsEqual(atPath: path, andPath: path + ".new")
        try manager.removeItem(atPath: path + ".new")
        guard isSame else { throw CountryFault.anotherRun(path) }
    }

    private func division(of token: String) throws -> String {
        var entries = try Entries(LineReader(path + ".new"), skipping: 0, of: path)
        defer { entries.close() }
        while let entry = try entries.next() {
            if entry.token == token { return entry.division }
        }
        return token
    }
}

/// Two villages of one township may bear one name: the second is called `NAME#2`, and its file `NAME-2`.
private struct TakenNames {
    private var county = ""
    private var divisions: Set<String> = []
    private var files: Set<String> = []

    mutating func take(_ village: Village) -> (division: String, file: String) {
        if village.county != county {
            county = village.county
            divisions.removeAll(keepingCapacity: true)
            files.removeAll(keepingCapacity: true)
        }
        let division = Self.free(village.division, "#", in: &divisions)
        return (division, Self.free(village.path, "-", in: &files))
    }

    private static func free(_ name: String, _ mark: String, in taken: inout Set<String>) -> String {
        guard !taken.insert(name).inserted else { return name }
        var number = 2
        while !taken.insert(name + mark + "\(number)").inserted { number += 1 }
        return name + mark + "\(number)"
    }
}
