import Matters
import Testing

@testable import GridCatalog

@Suite(.timeLimit(.minutes(1)))
struct FileFormatTests {
    private func records(_ text: String) throws -> TableRecords {
        TableRecords(try FileText(Array(text.utf8)))
    }

    @Test func aQuotedLineBreakDoesNotShiftTheLineNumbersThatFollow() throws {
        let table = try records("id,address\nS1,\"九眼桥路\n1号\"\nS2,\"他说\"\"好\"\"\"\n")
        #expect(table.records.map(\.line) == [1, 2, 4])
        #expect(table.records[1].fields == ["S1", "九眼桥路\n1号"])
        #expect(table.records[2].fields == ["S2", "他说\"好\""])
    }

    @Test func windowsLineEndsBlanksAndEmptyLastFieldsAreRead() throws {
        let table = try records("a,b\r\n 1 , 2 \r\n\r\n,\r\n3,")
        #expect(table.records.map(\.fields) == [["a", "b"], ["1", "2"], ["3", ""]])
        #expect(table.records.map(\.line) == [1, 2, 5])
    }

    @Test func aStrayQuotationMarkLosesOnlyItsOwnRow() throws {
        let table = try records("a,b\n1,5\"寸\n2,好\n3,\"没关\n")
        #expect(table.records.map(\.fields) == [["a", "b"], ["2", "好"]])
        #expect(table.misquoted == [2, 4])
    }

    @Test func aByteOrderMarkIsAllowed() throws {
        let table = TableRecords(try FileText([0xEF, 0xBB, 0xBF] + Array("code,name\n".utf8)))
        #expect(table.records.first?.fields == ["code", "name"])
    }

    // 雁江区 as a Chinese spreadsheet saves it.
    @Test func gbkAndUTF16AreNamed() {
        let gbk: [UInt8] = Array("name\n".utf8) + [0xD1, 0xE3, 0xBD, 0xAD, 0xC7, 0xF8]
        #expect(throws: FileText.Fault.gbk) { try FileText(gbk) }
        #expect(throws: FileText.Fault.utf16) { try FileText([0xFF, 0xFE, 0xC1, 0x96]) }
        #expect(throws: FileText.Fault.utf16) { try FileText([0x61, 0, 0x2C, 0]) }
        #expect(throws: FileText.Fault.unknown(line: 2)) { try FileText(Array("a\n".utf8) + [0xFF, 0x0A]) }
    }

    @Test func aGBKFileSaysHowToSaveIt() {
        let gbk: [UInt8] =
            Array("code,name,level,parent\n512002,".utf8) + [0xD1, 0xE3, 0xBD, 0xAD]
            + Array(",county,\n".utf8)
        let (catalog, problems) = SampleDistrict().replacing("yanjiang/divisions.csv", with: gbk).read()
        #expect(catalog == nil)
        let problem = problems.first { $0.kind == .encoding }
        #expect(problem?.message.zh == "这个文件是 GBK 编码，请另存为“CSV UTF-8”")
        #expect(problem?.message.en == "this file is GBK; save it as \"CSV UTF-8\"")
    }

    @Test func aMissingColumnIsNamedAndAnUnknownOneIsOnlyAWarning() {
        let missing = SampleDistrict().changing("yanjiang/bodies.csv", "kind", to: "sort").read()
        #expect(missing.problems.brief == ["bodies.csv:1 extraColumn", "bodies.csv:1 missingColumn"])
        #expect(missing.problems.last?.column == "kind")
        let extra = SampleDistrict().replacing(
            "calendar/2027.csv", with: Array("date,kind,name,note\n2027-01-01,off,元旦,x\n".utf8)
        ).read()
        #expect(extra.problems.brief == ["2027.csv:1 extraColumn"])
        #expect(extra.catalog != nil)
    }

    @Test(arguments: [
        ("512002001202,龙井村,village", "divisions.csv:6 fieldCount"),
        ("512002001202,\"龙井村,village,512002001", "divisions.csv:6 quoting"),
        ("5.12002E+11,龙井村,village,512002001", "divisions.csv:6 malformed"),
        ("512002001202,,village,512002001", "divisions.csv:6 missingValue"),
    ])
    func aSpoiltRowIsReportedWithItsLine(line: String, expected: String) {
        #expect(
            SampleDistrict().adding(line, to: "yanjiang/divisions.csv").read().problems.brief == [expected])
    }

    @Test func emptyMissingAndSemicolonFilesAreNamed() {
        let sample = SampleDistrict()
        #expect(
            sample.replacing("rules/tiles.csv", with: []).read().problems.brief.contains(
                "tiles.csv emptyFile"))
        #expect(
            sample.replacing("rules/tiles.csv", with: nil).read().problems.brief.contains(
                "tiles.csv missingFile"))
        #expect(
            sample.replacing("rules/limits.yaml", with: nil).read().problems.brief == [
                "limits.yaml missingFile"
            ])
        let semicolons = sample.replacing("yanjiang/bodies.csv", with: Array("id;name;kind\n".utf8))
        #expect(semicolons.read().problems.brief == ["bodies.csv:1 quoting"])
    }

    @Test func aDescriptionSaysFileAndLineFirst() {
        let problems = SampleDistrict().changing(
            "yanjiang/cells.csv", "512002001201001,", to: "51200200120100,"
        ).read().problems
        let first = problems.first?.description ?? ""
        #expect(first.hasPrefix("yanjiang/cells.csv:6: [code] “51200200120100”不对"))
    }

    @Test func anAddressWithALineBreakIsRefusedOnItsOwnLine() {
        let problems = SampleDistrict().changing("yanjiang/sites.csv", "\"莲花街道,九", to: "\"莲花街道\n九").read()
            .problems
        #expect(problems.brief == ["sites.csv:2 malformed"])
    }
}
