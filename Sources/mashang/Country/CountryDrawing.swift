import Codes
import Crypto
import Foundation
import Matters
import Posters

/// Draws the villages of a plan on all cores and hands them over in the plan's order.
struct CountryDrawing: Sendable {
    enum Subject: String, Sendable, CaseIterable { case code, poster }
    enum Format: String, Sendable, CaseIterable { case svg, pdf }
    /// Whose villages share a document, and the fonts inside it, which cost more than the pages.
    enum Document: String, Sendable, CaseIterable { case township, county }

    let subject: Subject
    let format: Format
    let document: Document
    /// Who runs it, as the posters say.
    let deployment: String
    let checkWords: SymmetricKey

    /// `codes.svg`, `posters.pdf`, `posters-by-county.pdf`: runs that differ never meet in one archive.
    var name: String { "\(subject.rawValue)s\(document == .county ? "-by-county" : "").\(format.rawValue)" }

    /// Numbers that answer everywhere in the country: government hotline, legal aid, police.
    private static let hotlines = [
        PosterContent.Hotline(name: .init(zh: "政务热线", en: "Government services"), number: "12345"),
        PosterContent.Hotline(name: .init(zh: "法律援助", en: "Legal advice"), number: "12348"),
        PosterContent.Hotline(name: .init(zh: "紧急报警", en: "Police"), number: "110"),
    ]

    /// Villages that are drawn at once by one task; a document is never cut.
    private var stretch: Int {
        switch subject {
        case .code: 256
        case .poster: 16
        }
    }

    /// - Parameters:
    ///   - entries: the villages that are still to be drawn.
    ///   - show: hears how many are done.
    func run(_ entries: CountryPlan.Entries, into output: inout CountryOutput, show: (Int) -> Void) async throws {
        var stretches = Stretches(entries: entries, length: stretch, keeps: format == .pdf ? document : nil)
        defer { stretches.close() }
        let packer = output.packer
        // Enough that no core waits for the disk, few enough that memory stays small.
        let ahead = 4 * ProcessInfo.processInfo.activeProcessorCount
        try await withThrowingTaskGroup(of: (Int, Int, [UInt8]).self) { tasks in
            var (sent, taken) = (0, 0)
            var early: [Int: (villages: Int, packed: [UInt8])] = [:]
            while true {
                while sent - taken < ahead, let next = try stretches.next() {
                    let number = sent
                    tasks.addTask { (number, next.count, try packer.pack(try sheets(next))) }
                    sent += 1
                }
                guard let (number, villages, packed) = try await tasks.next() else { break }
                early[number] = (villages, packed)
                while let next = early.removeValue(forKey: taken) {
                    try output.take(next.packed, villages: next.villages)
                    taken += 1
                    show(output.done)
                }
            }
        }
    }

    private func sheets(_ entries: [CountryPlan.Entry]) throws -> [Sheet] {
        switch (subject, format) {
        case (.code, _):
            try entries.map { Sheet(name: $0.file + ".svg", bytes: Array(try QRMatrix($0.url).svg().utf8)) }
        case (.poster, .svg):
            try entries.map { entry in
                Sheet(name: entry.file + ".svg", bytes: Array(try SVGPoster.render(try content(entry)).utf8))
            }
        case (.poster, .pdf):
            try Dictionary(grouping: entries) { $0.path(of: document) }.sorted {
                $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
            }
            .map { Sheet(name: $0.key + ".pdf", bytes: try PDFPoster.render(try $0.value.map(content))) }
        }
    }

    private func content(_ entry: CountryPlan.Entry) throws -> PosterContent {
        guard let token = SiteToken(entry.token) else {
            throw SettingsFault(source: entry.division, value: entry.token, needed: "a site code")
        }
        return PosterContent(
            deployment: deployment, site: entry.name, division: entry.county + entry.township, cell: entry.division,
            token: token, check: CheckWords(of: token, key: checkWords), url: entry.url, station: entry.township,
            stationPhone: nil, hotlines: Self.hotlines, footnote: entry.division)
    }
}

extension CountryPlan.Entry {
    /// Where the document lies in which it is a page, without its ending.
    fileprivate func path(of document: CountryDrawing.Document) -> String {
        let township = (file as NSString).deletingLastPathComponent
        return document == .township ? township : (township as NSString).deletingLastPathComponent
    }
}

/// The plan cut into pieces of work.
private struct Stretches {
    var entries: CountryPlan.Entries
    let length: Int
    /// Whose villages stay together.
    let keeps: CountryDrawing.Document?
    private var ahead: CountryPlan.Entry?

    init(entries: CountryPlan.Entries, length: Int, keeps: CountryDrawing.Document?) {
        self.entries = entries
        self.length = length
        self.keeps = keeps
    }

    mutating func next() throws -> [CountryPlan.Entry]? {
        var stretch: [CountryPlan.Entry] = []
        while let entry = try ahead ?? entries.next() {
            ahead = nil
            let isApart = keeps.map { stretch.last?.path(of: $0) != entry.path(of: $0) } ?? true
            if stretch.count >= length, isApart {
                ahead = entry
                return stretch
            }
            stretch.append(entry)
        }
        return stretch.isEmpty ? nil : stretch
    }

    func close() { entries.close() }
}
