import Foundation
import Testing

@Suite("Templates and assets", .timeLimit(.minutes(1)))
struct PageTests {
    @Test("a template never goes around the escaper")
    func escaping() {
        for file in Tree.templates {
            for opening in ["{{{", "{{&", "{{ &", "{{%", "{{="] where file.text.contains(opening) {
                Issue.record("\(file) holds \(opening)")
            }
        }
    }

    @Test("a template has no inline script, style or handler: the content policy would drop them")
    func nothingInline() {
        for file in Tree.templates {
            let text = file.text.lowercased()
            #expect(!text.contains("<style"), "\(file): style element")
            #expect(!text.contains("javascript:"), "\(file): script address")
            for script in text.matches(of: /<script[^>]*>/) where !script.output.contains(" src=\"") {
                Issue.record("\(file): inline script")
            }
            for tag in file.tags {
                if let found = tag.lowercased().firstMatch(of: /\s(on[a-z]+|style)\s*=/) {
                    Issue.record("\(file): attribute \(found.output.1)")
                }
            }
        }
    }

    @Test("every attribute value of a template stands in double quotes")
    func quotes() {
        for file in Tree.templates {
            for tag in file.tags where tag.replacing(/="[^"]*"/, with: "").contains("=") {
                Issue.record("\(file): unquoted attribute in \(tag)")
            }
        }
    }

    @Test("the lint of templates sees what it should")
    func lint() {
        let bad = Tree.File(path: "", text: "<p class={{x}}>{{#a}}<a href=\"{{b}}\" {{#c}}hidden{{/c}}>x</a>{{/a}}</p>")
        #expect(bad.tags.map { $0.replacing(/="[^"]*"/, with: "").contains("=") } == [true, false])
    }

    @Test("every asset is sent, and nothing is sent that is not there")
    func assets() throws {
        let source = try #require(Tree.file("Static/Static.swift")).text
        let listed = source.matches(of: /File\("([^"]+)"/).map { String($0.output.1) }
        #expect(Set(listed) == Set(Tree.names(in: "Static/assets")))
        #expect(Set(listed).count == listed.count)
    }

    @Test("assets are plain files: no link out of the folder, nothing hidden")
    func plainFiles() throws {
        for name in Tree.names(in: "Static/assets") {
            let path = Tree.root.appending(path: "Static/assets/\(name)").path(percentEncoded: false)
            let type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            #expect(type == .typeRegular, "\(name)")
            #expect(!name.hasPrefix("."), "\(name)")
        }
    }
}

extension Tree.File {
    /// The opening tags, with the mustaches in them blanked.
    fileprivate var tags: [String] {
        text.replacing(/\{\{[^}]*\}\}/, with: "x").matches(of: /<[a-zA-Z][^>]*>/).map { String($0.output) }
    }
}
