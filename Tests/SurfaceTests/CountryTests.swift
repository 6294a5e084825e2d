import Codes
import Crypto
import Foundation
import Testing

@testable import mashang

@Suite("The list of a country's villages", .timeLimit(.minutes(1)))
struct CountryTests {
    private static let header = "county_code,county_name,township_name,village_name\n"

    private func villages(_ text: String, under: String = "") throws -> [Village] {
        let file = FileManager.default.temporaryDirectory.appending(path: "villages-\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var found: [Village] = []
        try VillageList(path: file.path(percentEncoded: false), under: under).walk { found.append($0) }
        return found
    }

    @Test("is read as a spreadsheet writes it: quotes, a byte order mark, Windows line ends, no last line end")
    func spreadsheet() throws {
        let text = "\u{FEFF}" + Self.header + "512002,雁江区,保和镇,\"东风村,一组\"\r\n\r\n512002,雁江区,保和镇,\"\"\"红星\"\"村\""
        let names = try villages(text.replacing("name\n", with: "name\r\n")).map(\.name)
        #expect(names == ["东风村,一组", "\"红星\"村"])
    }

    @Test("takes columns in any order, and a code where it has one")
    func columns() throws {
        let text = "village_code,village_name,township_code,county_code\n512002100201,书台村,512002100,512002\n"
        let village = try #require(try villages(text).first)
        #expect(village.division == "512002100201")
        #expect(village.path == "51/512002/512002100/书台村")
        #expect(try villages(Self.header + "512002,雁江区,保和镇,晏家坝村\n").first?.division == "512002/保和镇/晏家坝村")
    }

    @Test("is cut to a province by the first digits")
    func province() throws {
        let text = Self.header + "310114,嘉定区,华亭镇,北新村\n512002,雁江区,保和镇,晏家坝村\n"
        #expect(try villages(text, under: "51").map(\.name) == ["晏家坝村"])
        #expect(throws: CountryFault.self) { try villages(text, under: "71") }
    }

    @Test(
        "a line that cannot be read is named by its number",
        arguments: ["51200,雁江区,保和镇,村", "512002,雁江区,,村", "512002,雁江区,保和镇,　", "512002,雁江区,保和镇", "512002,雁江区,保和镇,\"村"])
    func badLine(_ line: String) {
        #expect {
            try villages(Self.header + "512002,雁江区,保和镇,晏家坝村\n" + line + "\n")
        } throws: {
            "\($0)".contains(".csv:3: ")
        }
    }

    @Test("a table's line comes back as it was written", arguments: ["", "a,b", "\"", "\"\"", "a\"b,", "村"])
    func line(_ field: String) {
        for fields in [[field], [field, "x"], ["x", field, field]] {
            #expect(CSVLine.fields(CSVLine.text(fields)) == fields)
        }
    }

    @Test("no file name is one that Windows or an archive refuses")
    func fileNames() {
        let village = Village(county: "512002", countyName: "雁江区", township: "..", name: "a/b:c?\u{3000}d", code: nil)
        #expect(village.path == "51/512002雁江区/_/a／b：c？_d")
    }

    @Test("a village's token follows from its division and the key alone")
    func tokens() {
        let key = SymmetricKey(data: Array(repeating: 7, count: 32))
        let token = SiteToken(division: "512002/保和镇/晏家坝村", key: key)
        #expect(token == SiteToken(division: "512002/保和镇/晏家坝村", key: key))
        #expect(token != SiteToken(division: "512002/保和镇/晏家坝村#2", key: key))
        #expect(
            token != SiteToken(division: "512002/保和镇/晏家坝村", key: SymmetricKey(data: Array(repeating: 8, count: 32))))
        #expect(SiteToken(token.text) == token)
        // What hangs on walls must not change with a new version of the program.
        #expect(token.text == "BXJGC5W55XS")
    }

    @Test("a character that no font has, or that was lost before, is named with its village")
    func glyphs() throws {
        var asked: [Character] = []
        var report = GlyphReport { character in
            asked.append(character)
            return character == "\u{E170}"
        }
        let county = ["小河镇", "高\u{E170}村", "大?村", "高村"]
        let faults = try county.flatMap {
            try report.faults(of: Village(county: "420684", countyName: "", township: "镇", name: $0, code: nil))
        }
        #expect(faults.count == 2)
        #expect(faults[0].hasPrefix("U+E170\t") && faults[0].hasSuffix("\t420684/镇/高\u{E170}村"))
        #expect(faults[1] == "U+3F\t?\tlost in the list\t420684/镇/大?村")
        #expect(asked.count == Set(asked).count, "each character is asked for once")
    }

    @Test("a long name stands in the two fields of an archive's header, and comes back")
    func longNames() throws {
        for name in ["a", "51/512002雁江区/保和镇/" + String(repeating: "村", count: 30) + ".svg"] {
            let header = TarHeader(name: name, size: 5, modified: 0)
            #expect(header.holdsName)
            #expect(TarHeader(block: header.block)?.name == name)
        }
        #expect(!TarHeader(name: String(repeating: "村", count: 40), size: 5, modified: 0).holdsName)
        #expect(!TarHeader(name: String(repeating: "镇/", count: 80) + "村", size: 5, modified: 0).holdsName)
    }
}
