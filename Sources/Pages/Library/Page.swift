/// One page: which template, and what it shows.
public protocol Page: Sendable {
    /// Name of the template, without its extension.
    var template: String { get }
    /// Something that was typed was refused: the title says so first.
    var isFaulty: Bool { get }
    func title(_ words: Wording) -> String
    /// Everything the template reads that is not in the `Chrome`.
    func data(_ words: Wording) -> [String: PageData]
}

extension Page {
    public var isFaulty: Bool { false }
}
