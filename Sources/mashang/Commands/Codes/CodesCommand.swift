import ArgumentParser
import Codes
import Foundation
import Matters
import Storage

struct CodesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "codes", abstract: "The codes on the walls.",
        subcommands: [
            List.self, Issue.self, Posted.self, Rotate.self, Revoke.self, Keys.self, Verify.self,
        ])

    struct List: DeploymentCommand {
        static let configuration = CommandConfiguration(abstract: "Every code, with its site and state.")

        @OptionGroup var data: DataOption
        @OptionGroup var which: SiteSelection
        @Flag(help: "As JSON.") var json = false

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let rows = try await CodeRow.all(on: deployment).filter { which.matches($0) }
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                console.output(String(decoding: try encoder.encode(rows), as: UTF8.self))
            } else {
                for row in rows {
                    let life = "\(row.token)  \(row.spoken)  \(row.state)"
                    console.output("\(life)  \(row.site)  v\(row.version)  \(row.name)  \(row.url)")
                }
            }
        }
    }

    struct Posted: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note that posters hang: what a worker says on the desk, for many at once.")

        @Argument(help: "The tokens, as printed; - reads them from standard input, one a line.") var tokens: [String]
        @OptionGroup var data: DataOption

        func prepare() throws -> Data {
            guard tokens == ["-"] else { return Data(tokens.joined(separator: "\n").utf8) }
            return FileHandle.standardInput.readDataToEndOfFile()
        }

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            let lines = String(decoding: input, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
            let tokens = try lines.filter { !$0.allSatisfy(\.isWhitespace) }.enumerated().map { index, line in
                guard let token = SiteToken(line) else {
                    throw ValidationError("line \(index + 1): “\(line)” is not a site code; nothing was changed")
                }
                return token.text
            }
            let now = deployment.clock.now()
            let changed = try await deployment.store.siteCodes.change(tokens, .post(nil), .system, now)
            console.note("\(changed.count) codes hang")
            for token in tokens where !changed.contains(token) { console.note("there is no live code \(token)") }
            if changed.count < tokens.count { console.end(with: ExitStatus.foundProblems) }
        }
    }

    struct Revoke: DeploymentCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a code at once: whoever scans it is told so and shown the telephone numbers.")

        @Argument(help: "The token, as printed.") var token: String
        @OptionGroup var data: DataOption

        func perform(on deployment: Deployment, input: Data, console: Console) async throws {
            guard let token = SiteToken(token) else { throw ValidationError("“\(token)” is not a site code") }
            let now = deployment.clock.now()
            guard try await !deployment.store.siteCodes.change([token.text], .revoke, .system, now).isEmpty else {
                console.note("there is no live code \(token)")
                return console.end(with: ExitStatus.foundProblems)
            }
            console.note("\(token) is revoked")
        }
    }
}

/// `--site ID | --township CODE | --county CODE | --all`
struct SiteSelection: ParsableArguments {
    @Option(help: "One site.") var site: String?
    @Option(help: "The sites of one township, by its 9-digit code.") var township: String?
    @Option(help: "The sites of one county, by its 6-digit code.") var county: String?
    @Flag(help: "Every site.") var all = false

    static let needed = "say which sites: --site ID, --township CODE, --county CODE or --all"

    /// As a sentence says it.
    var text: String {
        if all { return "all sites" }
        return [site.map { "site \($0)" }, township.map { "township \($0)" }, county.map { "county \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }

    var isGiven: Bool { site != nil || township != nil || county != nil || all }

    func validate() throws {
        for (code, digits) in [(township, 9), (county, 6)] {
            guard let code else { continue }
            guard code.count == digits, DivisionCode(code) != nil else {
                throw ValidationError("“\(code)” is not a code of \(digits) digits")
            }
        }
    }

    func matches(_ id: SiteID, in cell: CellCode) -> Bool {
        matches(site: id.text, township: cell.township.text)
    }

    func matches(_ row: CodeRow) -> Bool { matches(site: row.site, township: row.township) }

    private func matches(site: String, township: String) -> Bool {
        (self.site.map { $0 == site } ?? true) && (self.township.map { $0 == township } ?? true)
            && (county.map { township.hasPrefix($0) } ?? true)
    }
}

/// What is printed in a code: all capitals where the host allows it, which makes a smaller symbol.
enum SiteURL {
    static func scan(_ token: String, base: String) -> String { (base + "/s/" + token).uppercased() }
}
