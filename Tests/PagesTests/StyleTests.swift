import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct StyleTests {
    private static let pairs = [
        ("ink", "paper"), ("ink", "card"), ("ink", "accent-soft"), ("ink", "late-soft"), ("quiet", "paper"),
        ("quiet", "card"), ("quiet", "accent-soft"), ("accent", "paper"), ("accent", "card"), ("accent", "accent-soft"),
        ("on-accent", "accent"), ("late", "late-soft"), ("late", "card"), ("soon", "soon-soft"), ("good", "good-soft"),
    ]

    @Test("text stands out from its ground by 7:1, in light and in dark", arguments: [0, 1])
    func contrast(_ scheme: Int) throws {
        let colours = try colours()[scheme]
        for (text, ground) in Self.pairs {
            let ratio = ratio(try #require(colours[text]), try #require(colours[ground]))
            #expect(ratio >= 7, "\(text) on \(ground): \(ratio)")
        }
    }

    @Test("the edge of a field stands out by 3:1", arguments: [0, 1])
    func edges(_ scheme: Int) throws {
        let colours = try colours()[scheme]
        let edge = try #require(colours["edge"])
        for ground in ["paper", "card"] { #expect(ratio(edge, try #require(colours[ground])) >= 3) }
    }

    @Test("sizes grow with the reader's text: only borders are in px")
    func noPixels() throws {
        for name in ["base.css", "resident.css", "desk.css"] {
            for line in try css(name).split(separator: "\n") where line.contains("px") && !line.hasPrefix("/*") {
                let rest = line.replacing(/(border[a-z-]*|outline[a-z-]*):[^;]*px[^;]*;/, with: "")
                #expect(!rest.contains("px"), "\(name): \(line)")
            }
            #expect(!(try css(name).contains("url(")), "nothing is fetched from elsewhere")
        }
    }

    @Test("residents read 20 px and press 60 px")
    func elderSizes() throws {
        let resident = try css("resident.css")
        #expect(resident.contains("html { font-size: 125%; }"))
        #expect(resident.contains("body { line-height: 1.6; }"))
        #expect(resident.utf8.count <= 12_000)
        for rule in resident.matches(of: /min-height: ([0-9.]+)rem/) {
            #expect(Double(rule.1) ?? 0 >= 3, "3 rem are 60 px")
        }
        for rule in resident.matches(of: /font-size: ([0-9.]+)rem/) { #expect(Double(rule.1) ?? 0 >= 0.85) }
    }

    @Test("every asset of the folder is in the program")
    func assetsAreListed() throws {
        let list = try Repository.text(Repository.root.appending(path: "Static/Static.swift"))
        let listed = list.matches(of: /File\("([a-z.]+)"/).map { String($0.1) }.sorted()
        #expect(try Repository.names(in: Repository.assets) == listed)
    }

    @Test("scripts stay within the content policy: nothing evaluated, nothing written as HTML")
    func scripts() throws {
        for name in try Repository.names(in: Repository.assets) where name.hasSuffix(".js") {
            let script = try css(name)
            for banned in ["eval(", "innerHTML", "document.write", "new Function", "http:", "https:"] {
                #expect(!script.contains(banned), "\(name): \(banned)")
            }
        }
    }

    private func css(_ name: String) throws -> String { try Repository.text(Repository.assets.appending(path: name)) }

    /// The light and the dark colours.
    private func colours() throws -> [[String: [Double]]] {
        let parts = try css("base.css").components(separatedBy: "@media (prefers-color-scheme: dark)")
        return parts.prefix(2).map { part in
            Dictionary(
                part.matches(of: /--([a-z-]+): #([0-9a-f]{6})/).map { match in
                    let value = Int(match.2, radix: 16) ?? 0
                    return (String(match.1), [value >> 16, value >> 8 & 255, value & 255].map { Double($0) / 255 })
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// WCAG 2.2 contrast ratio.
    private func ratio(_ one: [Double], _ other: [Double]) -> Double {
        let (bright, dark) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
        return (bright + 0.05) / (dark + 0.05)
    }

    private func luminance(_ colour: [Double]) -> Double {
        let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}
