public import Matters

/// 单位: a public body that a matter can be referred to.
public struct Body: Sendable, Hashable {
    public let id: BodyID
    public let name: String
    /// What sort of body it is, in the clerk's words.
    public let kind: String
    public let division: DivisionCode
    /// As it is printed; checked to be a telephone number.
    public let phone: String?
    /// What it is competent for.
    public let categories: [CategoryCode]
}

/// `bodies.csv`
enum BodyFile {
    static let form = TableForm(
        columns: ["id", "name", "kind", "division", "categories"], optional: ["phone"])

    static func read(
        _ source: Source, divisions: [DivisionCode: Division], categories: [CategoryCode: Category]
    ) -> [Body] {
        var seen: Set<BodyID> = []
        return source.rows("bodies.csv", form).compactMap { row in
            let id = row.checked("id", BodyID.self)
            let name = row.text("name")
            let kind = row.text("kind")
            let division = row.checked("division", DivisionCode.self)
            let phone = row.phone("phone")
            let fields = row.list("categories", CategoryCode.self)
            guard let id, let name, let kind, let division else { return nil }
            if divisions[division] == nil {
                row.report(
                    "division", .unknownReference, "没有区划 \(division)", "there is no division \(division)")
            }
            for code in fields where categories[code] == nil {
                row.report("categories", .unknownReference, "没有类别 \(code)", "there is no category \(code)")
            }
            if !seen.insert(id).inserted {
                row.report("id", .duplicate, "单位 \(id) 重复了", "body \(id) is there twice")
            }
            return Body(id: id, name: name, kind: kind, division: division, phone: phone, categories: fields)
        }
    }
}
