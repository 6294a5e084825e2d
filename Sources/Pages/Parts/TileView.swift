public import Matters

/// One of the big pictures on the scan page.
public struct TileView: Sendable, Hashable {
    /// `wages`, `neighbours`, …: which picture and which example.
    public let id: String
    public let category: CategoryCode
    public let name: Bilingual
    public let hint: Bilingual

    public init(id: String, category: CategoryCode, name: Bilingual, hint: Bilingual) {
        self.id = id
        self.category = category
        self.name = name
        self.hint = hint
    }

    /// The tiles that have their own drawing; a tile a district adds itself gets the speech bubble.
    enum Picture: String, CaseIterable {
        case wages, neighbours, property, land, family, injury, danger, other
    }

    var picture: Picture { Picture(rawValue: id) ?? .other }

    func data(_ words: Wording) -> [String: PageData] {
        [
            "icon": .text("icon-\(picture.rawValue)"),
            "category": .text(category.text),
            "name": .text(words.pick(name)),
            "hint": .text(words.pick(hint)),
        ]
    }
}
