import Foundation
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(1)))
struct TemplateLintTests {
    @Test("every template of the folder is in the program, under its own name")
    func complete() throws {
        let names = try Repository.names(in: Repository.templates)
        #expect(names == TemplateFiles.all.map { $0.name + ".mustache" }.sorted())
        for (name, source) in TemplateFiles.all {
            #expect(try Repository.text(Repository.templates.appending(path: name + ".mustache")) == source)
        }
    }

    @Test("every partial that a template names exists", arguments: TemplateFiles.all.map(\.name))
    func partials(_ name: String) throws {
        let source = try #require(TemplateFiles.all.first { $0.name == name }).source
        for match in source.matches(of: /\{\{[<>]\s*([a-z-]+)\}\}/) {
            #expect(TemplateFiles.all.contains { $0.name == match.1 }, "\(name): \(match.1)")
        }
        for picture in TileView.Picture.allCases {
            #expect(TemplateFiles.all.contains { $0.name == "icon-\(picture.rawValue)" })
        }
    }

    @Test("no template has a way around the escaper or the content policy", arguments: TemplateFiles.all.map(\.name))
    func safe(_ name: String) throws {
        let source = try #require(TemplateFiles.all.first { $0.name == name }).source
        #expect(!source.contains("{{{") && !source.contains("{{&"), "unescaped")
        #expect(!source.contains("CONTENT_TYPE") && !source.contains("{{="), "only the library sets these")
        #expect(source.firstMatch(of: /\sstyle=/) == nil, "inline style")
        #expect(source.firstMatch(of: /\son[a-z]+=/) == nil, "inline handler")
        #expect(source.firstMatch(of: /<script(?![^>]*\ssrc=)/) == nil, "inline script")
        #expect(source.firstMatch(of: /<style/) == nil, "inline style sheet")
        let markup = source.replacing(/\{\{[^}]*\}\}/, with: "x").replacing(/"[^"]*"/, with: "\"\"")
        #expect(markup.firstMatch(of: /<[^>]*=[^"]/) == nil, "an attribute without quotes")
        #expect(source.firstMatch(of: /https?:/) == nil, "something from another host")
    }

    @Test("templates use only elements that browsers of old phones know")
    func elements() {
        let known: Set = [
            "!doctype", "html", "head", "meta", "title", "link", "script", "body", "a", "div", "header", "span", "main",
            "footer", "p", "h1", "h2", "ul", "ol", "li", "dl", "dt", "dd", "form", "input", "label", "textarea",
            "button",
            "fieldset", "legend", "details", "summary", "section", "b", "br", "time", "nav", "table", "thead", "tbody",
            "tr", "th", "td", "select", "article", "img", "option", "svg", "path", "polygon", "rect", "circle", "g",
        ]
        for (name, source) in TemplateFiles.all {
            let markup = source.replacing(/\{\{[^}]*\}\}/, with: "")
            for match in markup.matches(of: /<\/?([a-z!][a-z0-9]*)/) {
                #expect(known.contains(String(match.1)), "\(name): \(match.1)")
            }
        }
    }
}
