import Mustache
import Synchronization

/// Shows a `PageData` tree to Mustache as plain values, which it renders without reflection.
struct PageNode: MustacheParent {
    let values: [String: PageData]

    func child(named name: String) -> Any? { values[name].map(Self.value) }

    private static func value(_ data: PageData) -> Any {
        switch data {
        case .text(let text): text
        case .flag(let flag): flag
        case .list(let list): list.map(value)
        case .object(let values): PageNode(values: values)
        }
    }
}

/// The outermost values of one page. A name that nobody provided ends here and is noted as a defect.
struct PageRoot: MustacheParent {
    let values: PageNode
    let words: Phrases
    let defects: PageDefects

    func child(named name: String) -> Any? {
        if name == "t" { return PhraseNode(phrases: words, defects: defects) }
        if let value = values.child(named: name) { return value }
        defects.note(name)
        return nil
    }
}

/// `{{t.key}}`
private struct PhraseNode: MustacheParent {
    let phrases: Phrases
    let defects: PageDefects

    func child(named name: String) -> Any? {
        if let text = phrases.text(name) { return text }
        defects.note("t.\(name)")
        return nil
    }
}

/// Names that templates asked for and nobody provided. Such a place stays empty; tests fail on it.
final class PageDefects: Sendable {
    private let noted = Mutex<Set<String>>([])

    func note(_ name: String) { noted.withLock { _ = $0.insert(name) } }
    var names: Set<String> { noted.withLock { $0 } }
}
