import Testing

@Suite("Documents keep up with the code", .timeLimit(.minutes(1)))
struct DocTests {
    @Test("the README begins with the two commands a stranger needs")
    func readme() throws {
        let readme = try #require(Tree.file("README.md"))
        #expect(readme.text.contains("make demo"))
        #expect(readme.text.contains("make test"))
        #expect(readme.lines.count <= 120)
    }

    @Test("the changelog has a place for what is not released yet")
    func changelog() throws {
        #expect(try #require(Tree.file("CHANGELOG.md")).text.contains("\n## [Unreleased]\n"))
    }

    @Test("decisions are numbered from 0001 without a gap, and each says why")
    func decisions() throws {
        let names = Tree.names(in: "docs/decisions").filter { $0 != "README.md" }
        #expect(!names.isEmpty)
        for (index, name) in names.enumerated() {
            let digits = String(index + 1)
            #expect(name.hasPrefix(String(repeating: "0", count: 4 - digits.count) + digits + "-"), "\(name)")
            let record = try #require(Tree.file("docs/decisions/\(name)"))
            for part in ["\n- Status: ", "\n- Date: ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n"] {
                #expect(record.text.contains(part), "\(name) lacks \(part)")
            }
        }
    }

    @Test("a link in a document leads to a file that is there", arguments: Tree.prose)
    func links(_ document: Tree.File) {
        let folder = document.path.split(separator: "/").dropLast()
        for link in document.text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) {
            let target = String(link.output.1)
            guard !target.contains("://"), !target.hasPrefix("mailto:") else { continue }
            var steps = folder.map(String.init)
            for step in target.split(separator: "/") {
                if step == ".." { _ = steps.popLast() } else if step != "." { steps.append(String(step)) }
            }
            #expect(Tree.exists(steps.joined(separator: "/")), "\(document) links to \(target)")
        }
    }

    @Test("a document that the code refers to is there")
    func references() {
        let decisions = Tree.names(in: "docs/decisions")
        for file in Tree.swift {
            for word in file.text.matches(of: /docs\/[a-z]+\.md/) {
                #expect(Tree.exists(String(word.output)), "\(file) refers to \(word.output)")
            }
            for word in file.text.matches(of: /docs\/decisions\/(\d{4})/) {
                #expect(
                    decisions.contains { $0.hasPrefix(String(word.output.1)) }, "\(file) refers to \(word.output.0)")
            }
        }
    }

    static let words = [
        ("Sources/Matters/Life/MatterState.swift", "MatterState"),
        ("Sources/Matters/Life/Command.swift", "CommandKind"),
        ("Sources/Matters/Life/EventKind.swift", "EventKind"),
    ]

    @Test("states.md names every state, command and event of the code", arguments: words)
    func states(_ path: String, _ type: String) throws {
        let document = try #require(Tree.file("docs/states.md"))
        let source = try #require(Tree.file(path))
        let start = try #require(source.text.firstRange(of: "enum \(type):"))
        let body = source.text[start.upperBound...].split(separator: "\n}", maxSplits: 1)[0]
        let lines = body.split(separator: "\n").map(\.code).filter { $0.hasPrefix("    case ") }
        let cases = lines.flatMap { $0.dropFirst(9).split(separator: ",") as [Substring] }
            .map { name in String(name.filter { $0 != "`" && $0 != " " }) }
        #expect(!cases.isEmpty)
        for word in cases { #expect(document.text.contains("`\(word)`"), "docs/states.md does not name \(word)") }
    }

    @Test("a word the glossary gives for the code is in the code")
    func glossary() throws {
        let rows = try #require(Tree.file("docs/glossary.md")).lines.filter { $0.hasPrefix("| ") }
        let code = Tree.sources.map(\.text).joined(separator: "\n")
        for row in rows {
            guard let cell = row.split(separator: "|").last(where: { $0.contains("`") }) else { continue }
            for word in cell.matches(of: /`(\w+)`/) {
                #expect(code.contains(String(word.output.1)), "the glossary names \(word.output.1)")
            }
        }
    }
}
