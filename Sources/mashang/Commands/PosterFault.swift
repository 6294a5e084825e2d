import Posters

/// Why no poster was drawn; nothing was written.
enum PosterFault: Error, CustomStringConvertible {
    /// Sites that exist nowhere, or have no code.
    case noSites(String)
    /// Characters that would be printed as empty boxes, and the first site that has one.
    case missingGlyphs([Character], site: String)
    case noPicture(String)
    case badPicture(String, PosterImage.Failure)
    case tooLong(site: String, QRMatrix.Failure)
    case tooLarge(design: PosterDesign, sheet: PrintSheet.Paper)

    /// Characters that are named in one line.
    private static let named = 12

    var description: String {
        switch self {
        case .noSites(let which): "no code for \(which): see mashang codes list, or do mashang codes issue first"
        case .missingGlyphs(let characters, let site):
            "no installed font has \(Self.list(characters)), first at \(site): do apt-get install fonts-noto-cjk"
                + " fonts-hanazono, then run this again; nothing was written"
        case .noPicture(let path): "\(path) cannot be read: name a PNG file that this user may read"
        case .badPicture(let path, let failure): "\(path): \(failure)"
        case .tooLong(let site, let failure): "\(site): \(failure); set a shorter address"
        case .tooLarge(let design, let sheet):
            "\(design.rawValue) does not fit on \(sheet.rawValue): name a larger sheet, or leave --sheet out"
        }
    }

    /// With their code points: who reads this may have no font for them either.
    private static func list(_ characters: [Character]) -> String {
        let some = characters.prefix(named).map { character in
            let points = character.unicodeScalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }
            return "\(character) (\(points.joined(separator: " ")))"
        }
        let rest = characters.count > named ? " and \(characters.count - named) more" : ""
        return some.joined(separator: ", ") + rest
    }
}
