import GridCatalog
import Testing

@Suite(.timeLimit(.minutes(1)))
struct GridFolderTests {
    @Test func whatIsPackedComesBackByteForByte() {
        let folder = SampleDistrict().folder
        #expect(GridFolder(packed: folder.pack()) == folder)
        #expect(GridFolder(packed: GridFolder(files: [:]).pack()) == GridFolder(files: [:]))
    }

    @Test func aDamagedPackIsRefused() {
        let packed = SampleDistrict().folder.pack()
        #expect(GridFolder(packed: Array(packed.dropLast())) == nil)
        #expect(GridFolder(packed: packed + [0]) == nil)
        #expect(GridFolder(packed: [UInt8]("PK".utf8)) == nil)
        #expect(GridFolder(packed: Array(packed.prefix(16)) + [UInt8](repeating: 255, count: 8)) == nil)
    }

    @Test func oneDistrictIsTakenOutOfSeveral() {
        var files = SampleDistrict().folder.files
        files["lezhi/divisions.csv"] = Array("code,name,level,parent\n".utf8)
        let folder = GridFolder(files: files)
        #expect(folder.districts == ["lezhi", "yanjiang"])
        #expect(folder.only(district: "yanjiang") == SampleDistrict().folder)
        let both = CatalogParse.read(folder, on: SampleDistrict.day)
        #expect(both.catalog == nil)
        #expect(both.problems.map(\.kind) == [.severalDistricts])
    }

    @Test func aFolderWithoutADistrictSaysSo() {
        #expect(
            CatalogParse.read(GridFolder(files: [:]), on: SampleDistrict.day).problems.map(\.kind) == [
                .missingFile
            ])
    }
}
