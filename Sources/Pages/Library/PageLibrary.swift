import Mustache

/// Every template, parsed once at start. It renders pages and does nothing else.
public struct PageLibrary: Sendable {
    private let library: MustacheLibrary
    private let phrases: [PageLanguage: Phrases]
    private let assets: [String: PageData]

    /// - Parameter assetURL: the address of a style sheet or script by its name (`Static.url(for:)`).
    /// - Throws: `BrokenTemplate`, or `BrokenPhrases`.
    public init(assetURL: (String) -> String) throws {
        MustacheContentTypes.register(PageEscaper(), named: PageEscaper.name)
        var library = MustacheLibrary()
        for (name, source) in TemplateFiles.all {
            do {
                try library.register(Self.prepared(source), named: name)
            } catch {
                throw BrokenTemplate(name: name, reason: String(describing: error))
            }
        }
        self.library = library
        phrases = try Dictionary(
            uniqueKeysWithValues: PageLanguage.allCases.map { ($0, try Phrases(language: $0)) })
        assets = Dictionary(
            uniqueKeysWithValues: PageAsset.allCases.map { ($0.rawValue, .text(assetURL($0.file))) })
    }

    public func phrases(_ language: PageLanguage) -> Phrases { phrases[language] ?? .none }

    /// A whole HTML page.
    public func render(_ page: some Page, chrome: Chrome) -> String {
        render(page, chrome: chrome, defects: PageDefects())
    }

    func render(_ page: some Page, chrome: Chrome, defects: PageDefects) -> String {
        let words = Wording(phrases: phrases(chrome.language), now: chrome.now)
        let values = chrome.data(words)
            .adding(assets)
            .adding(["title": .text(page.title(words)), "isFaulty": .flag(page.isFaulty)])
            .adding(page.data(words))
        let root = PageRoot(values: PageNode(values: values), words: words.phrases, defects: defects)
        return library.render(root, withTemplate: page.template) ?? ""
    }

    /// Asks for our escaper in every template, for Mustache falls back to its own in each partial. Indentation goes:
    /// it would be repeated inside of a text area.
    static func prepared(_ source: String) -> String {
        let lines = source.split(separator: "\n").map { $0.drop { $0 == " " } }
        return "{{% CONTENT_TYPE: \(PageEscaper.name)}}\n" + lines.joined(separator: "\n") + "\n"
    }
}

/// A template that cannot be read; the program does not start with it.
public struct BrokenTemplate: Error, CustomStringConvertible {
    public let name: String
    public let reason: String
    public var description: String { "template \(name): \(reason)" }
}

/// The style sheets and scripts that templates link, by the name they have there.
enum PageAsset: String, CaseIterable {
    case baseCSS, residentCSS, deskCSS, inboxJS, draftJS, onceJS, placeJS

    var file: String {
        switch self {
        case .baseCSS: "base.css"
        case .residentCSS: "resident.css"
        case .deskCSS: "desk.css"
        case .inboxJS: "inbox.js"
        case .draftJS: "draft.js"
        case .onceJS: "once.js"
        case .placeJS: "place.js"
        }
    }
}

extension [String: PageData] {
    func adding(_ other: [String: PageData]) -> Self { merging(other) { _, new in new } }
}
