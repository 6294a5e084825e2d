import Codes
import Foundation
import GridCatalog
import Matters

/// Codes that were drawn before there was a deployment (`mashang country draw`), by the site that takes each over: the
/// first of kind `village` in its village.
struct DrawnTokens: Sendable {
    /// `nil` without a file: then every site gets a token of its own.
    private let tokens: [SiteID: String]?

    /// - Parameter bytes: of `codes.csv`.
    /// - Throws: `CountryFault` with the line.
    init(_ bytes: Data, of path: String?, _ catalog: Catalog) throws {
        guard let path else {
            tokens = nil
            return
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        let head = lines.first.flatMap(CSVLine.fields) ?? []
        guard let division = head.firstIndex(of: "division"), let token = head.firstIndex(of: "token") else {
            throw CountryFault.line(path, 1, "needs the columns division and token of `mashang country draw`")
        }
        let sites = Self.sites(of: catalog)
        var tokens: [SiteID: String] = [:]
        for (index, line) in lines.enumerated().dropFirst() {
            guard let fields = CSVLine.fields(line), fields.count == head.count, let code = SiteToken(fields[token])
            else { throw CountryFault.line(path, index + 1, "holds no site code") }
            if let site = sites[fields[division]] { tokens[site] = code.text }
        }
        self.tokens = tokens
    }

    func isWanted(_ site: Site) -> Bool { tokens.map { $0[site.id] != nil } ?? true }
    func token(of site: Site) -> String? { tokens?[site.id] }

    /// By what such a list calls a village: its code, or `COUNTY/TOWNSHIP/NAME`.
    private static func sites(of catalog: Catalog) -> [String: SiteID] {
        var sites: [String: SiteID] = [:]
        for site in catalog.sites where site.kind == .village {
            let village = site.cell.village
            let township = village.township.flatMap { catalog.division($0)?.name } ?? ""
            let names = [village.text, "\(village.county)/\(township)/\(catalog.division(village)?.name ?? "")"]
            for name in names where sites[name] == nil { sites[name] = site.id }
        }
        return sites
    }
}
