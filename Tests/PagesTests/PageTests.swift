import Foundation
import Matters
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(1)))
struct PageTests {
    static let library = Result { try PageLibrary(assetURL: { "/static/\($0)" }) }
    let library: PageLibrary

    init() throws { library = try Self.library.get() }

    @Test("each page in each language is what was agreed on", arguments: PageLanguage.allCases)
    func golden(_ language: PageLanguage) throws {
        let isRecording = ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1"
        var names: Set<String> = []
        for sample in try Sample.all(language) {
            let html = library.render(sample.page, chrome: sample.chrome)
            let name = "\(sample.name).\(language.code).html"
            let file = Repository.golden.appending(path: name)
            names.insert(name)
            if isRecording { try html.write(to: file, atomically: true, encoding: .utf8) }
            let agreed = try? Repository.text(file)
            #expect(agreed == html, "\(name) changed; RECORD_GOLDEN=1 records it")
        }
        let kept = try Repository.names(in: Repository.golden).filter { $0.hasSuffix(".\(language.code).html") }
        #expect(Set(kept) == names, "no golden file without a page")
    }

    @Test("no page asks for a value that nobody provides", arguments: PageLanguage.allCases)
    func nothingIsMissing(_ language: PageLanguage) throws {
        for sample in try Sample.all(language) {
            let defects = PageDefects()
            _ = library.render(sample.page, chrome: sample.chrome, defects: defects)
            #expect(defects.names.isEmpty, "\(sample.name)")
        }
    }

    static let hostile = [
        "\"><script>alert(1)</script>", "\"\u{301} onmouseover=alert(1) x=\"", "'\u{301} onfocus=alert(1) autofocus '",
        "<\u{338}img src=x onerror=alert(1)>", "{{secret}}{{{secret}}}{{&secret}}{{>problem}}", "&lt;b&gt;",
        "</textarea><b>", "</title><b>", "--><b>", "\u{202E}好坏\u{202C} 👨‍👩‍👧 𠮷𪚥", "javascript:alert(1)",
    ]

    @Test("nothing that anybody types becomes a tag or an attribute", arguments: hostile)
    func hostileText(_ hostile: String) throws {
        for language in PageLanguage.allCases {
            let plain = try Sample.all(language, Ink.plain)
            let bad = try Sample.all(language, Ink(hostile: hostile))
            for (plain, bad) in zip(plain, bad) {
                let tags = TagScan.tags(library.render(plain.page, chrome: plain.chrome))
                let html = library.render(bad.page, chrome: bad.chrome)
                #expect(TagScan.tags(html) == tags, "\(bad.name)")
                #expect(!html.contains("href=\"javascript:"))
            }
        }
    }

    @Test("rare characters, emoji and braces arrive byte for byte")
    func faithful() throws {
        let text = "𠮷𪚥 👨‍👩‍👧 {{secret}}\n第二行 & “引号”"
        var report = RawReport()
        report.text = text
        let page = TellPage(token: "T", site: Fixtures.site(.plain), tiles: [], report: report)
        let html = library.render(page, chrome: Fixtures.chrome(.zhHans, .plain))
        #expect(html.contains(">\n" + text.replacing("&", with: "&amp;") + "</textarea>"))
    }

    @Test("a resident's page has one heading, labels for its fields and no trap", arguments: PageLanguage.allCases)
    func residentForm(_ language: PageLanguage) throws {
        for sample in try Sample.all(language) {
            let html = library.render(sample.page, chrome: sample.chrome)
            #expect(html.components(separatedBy: "<h1").count == 2, "\(sample.name): one h1")
            #expect(!html.contains(" required"), "\(sample.name)")
            #expect(html.contains("<html lang=\"\(language.code)\">"))
            #expect(html.hasPrefix("<!doctype html>"))
            #expect(html.utf8.count < 60_000, "\(sample.name)")
            for id in html.matches(of: /href="#([a-z-]+)"/).map({ String($0.1) }) {
                #expect(html.contains("id=\"\(id)\""), "\(sample.name): #\(id) leads somewhere")
            }
        }
    }

    @Test("the scan page is small enough for a weak network")
    func scanSize() throws {
        let scan = try #require(try Sample.all(.zhHans).first { $0.name == "scan" })
        #expect(library.render(scan.page, chrome: scan.chrome).utf8.count <= 25_000)
    }

    @Test("a refused form says so first in the title, and once more above its heading")
    func faultsComeFirst() throws {
        for name in ["tell-faults", "who-faults", "look-up-faults", "contest"] {
            let sample = try #require(try Sample.all(.zhHans).first { $0.name == name })
            let html = library.render(sample.page, chrome: sample.chrome)
            #expect(html.contains("<title>错误："))
            let summary = try #require(html.firstRange(of: "class=\"faults\""))
            let heading = try #require(html.firstRange(of: "<h1"))
            #expect(summary.lowerBound < heading.lowerBound, "\(name)")
        }
    }

    @Test("an answer that is not asked for again travels on unseen")
    func carriedAnswers() throws {
        let report = Fixtures.rawReport(.plain)
        let site = Fixtures.site(.plain)
        let chrome = Fixtures.chrome(.zhHans, .plain)
        let who = library.render(WhoPage(token: "T", site: site, report: report), chrome: chrome)
        #expect(who.contains("<input type=\"hidden\" name=\"text\" value=\"\(report.text)\">"))
        #expect(!who.contains("type=\"hidden\" name=\"phone\""))
        let check = library.render(CheckPage(token: "T", site: site, tile: nil, report: report), chrome: chrome)
        for field in ["draft", "about", "text", "name", "phone", "share", "concerns", "lang"] {
            #expect(check.contains("type=\"hidden\" name=\"\(field)\""), "\(field)")
        }
    }

    @Test("the fields of the form are read back as the report they were written from")
    func formRoundTrip() {
        let report = ReportForm.report([
            (name: "draft", value: "draft-2026-11-22-0001"), (name: "about", value: "D02"),
            (name: "text", value: Fixtures.rawReport(.plain).text), (name: "name", value: "李秀英"),
            (name: "phone", value: "138 0000 0000"), (name: "share", value: "yes"),
            (name: "concerns", value: "village"), (name: "unknown", value: "x"),
        ])
        #expect(report == Fixtures.rawReport(.plain))
    }

    @Test("a worker's notes stay among staff; the answer and the resident's own words do not")
    func residentSeesNoNotes() throws {
        let samples = try Sample.all(.zhHans)
        let track = try #require(samples.first { $0.name == "track-reopened" })
        let html = library.render(track.page, chrome: track.chrome)
        #expect(!html.contains("去了三楼和四楼"))
        #expect(html.contains("四楼答应晚上八点后不施工，写了保证书。"))
        #expect(html.contains("昨晚十二点还在敲。"))
        let matter = try #require(samples.first { $0.name == "matter" })
        #expect(library.render(matter.page, chrome: matter.chrome).contains("去了三楼和四楼"))
    }

    @Test("only allowed actions have a form, and a refused one keeps what was typed")
    func actions() throws {
        let samples = try Sample.all(.zhHans)
        let worker = try #require(samples.first { $0.name == "matter" })
        let html = library.render(worker.page, chrome: worker.chrome)
        #expect(html.contains("name=\"type\" value=\"resolve\""))
        #expect(!html.contains("name=\"type\" value=\"assign\""))
        #expect(html.contains("请莲花街道一站式矛盾纠纷多元化解平台决定"), "a return may leave the owner to the station")
        let stale = try #require(samples.first { $0.name == "matter-stale" })
        let kept = library.render(stale.page, chrome: stale.chrome)
        #expect(kept.contains("有人刚刚动过这件事"))
        #expect(kept.contains("王国华熟悉这栋楼</textarea>"))
        #expect(kept.contains("<option value=\"worker:g0001\" selected>"))
    }

    @Test("a name is hidden where the resident did not share it")
    func hiddenContact() throws {
        let stale = try #require(try Sample.all(.zhHans).first { $0.name == "matter-stale" })
        let html = library.render(stale.page, chrome: stale.chrome)
        #expect(html.contains("来访人没有公开身份"))
        #expect(!html.contains("李秀英"))
    }
}
