public import HTTPKit
public import Matters

extension RawCommand {
    /// From a form. A field that was not sent is empty; a version that is no number is 0, which no matter has.
    public init(_ form: Form) {
        self.init()
        version = Int(form["version"] ?? "") ?? 0
        for (field, path) in Self.texts { self[keyPath: path] = form[field] ?? "" }
    }

    /// The fields of a command, as the HTTP contract names them.
    static var texts: [(field: String, path: WritableKeyPath<RawCommand, String>)] {
        [
            ("note", \.note), ("reason", \.reason), ("evidence", \.evidence), ("elsewhere", \.elsewhere), ("to", \.to),
            ("until", \.until), ("ground", \.ground), ("body", \.body), ("owner", \.owner), ("parent", \.parent),
            ("stars", \.stars), ("finding", \.finding), ("category", \.category), ("nature", \.nature),
        ]
    }
}

extension CommandKind {
    /// - Throws: `HTTPProblem` 422 with the words that there are.
    public init(sent text: String?) throws {
        guard let kind = CommandKind(rawValue: text ?? "") else {
            let known = CommandKind.allCases.map(\.rawValue).joined(separator: " ")
            throw HTTPProblem.unusable([
                .init(field: "type", detail: .init(zh: "没有这个操作；有：\(known)", en: "no such command; there are: \(known)"))
            ])
        }
        self = kind
    }
}
