public import ArgumentParser
import Foundation
import Matters
public import Posters
import Storage

struct PostersCommand: DeploymentCommand {
    static let configuration = CommandConfiguration(
        commandName: "posters", abstract: "Draw the posters of the chosen sites, one file each, or one for all.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case svg, png, pdf }

    @OptionGroup var data: DataOption
    @OptionGroup var which: SiteSelection
    @Option(help: "svg, png or pdf.") var format: Format = .svg
    @Option(help: "What a pdf is printed on: a4 or a3.") var paper: PDFPoster.Paper = .a4
    @Flag(name: .customLong("one-file"), help: "All in one pdf, a page each: posters.pdf.") var isOneFile = false
    @Option(help: "The folder to write to.", completion: .directory) var out: String

    func validate() throws {
        guard which.isGiven else { throw ValidationError(SiteSelection.needed) }
        guard format == .pdf || !isOneFile && paper == .a4 else {
            throw ValidationError("--paper and --one-file are for --format pdf")
        }
    }

    func perform(on deployment: Deployment, input: Data, console: Console) async throws {
        let contents = try await PosterWords.all(on: deployment, which: which)
        console.output(String(decoding: try JSONEncoder().encode(contents), as: UTF8.self))
        let now = deployment.clock.now()
        for start in stride(from: 0, to: contents.count, by: Bounds.issuedTogether) {
            let tokens = contents[start...].prefix(Bounds.issuedTogether).map(\.token)
            _ = try await deployment.store.siteCodes.change(tokens, .print, .system, now)
        }
    }

    func receiver() -> any OutputReceiver { PosterPainter(command: self) }
}

extension PDFPoster.Paper: ExpressibleByArgument {}

/// Draws the posters beside the caller: the server need not be able to write to the caller's folder.
private struct PosterPainter: OutputReceiver {
    private let command: PostersCommand
    private var words = Data()

    init(command: PostersCommand) { self.command = command }

    mutating func take(_ piece: Data) { words += piece }

    func finish() throws {
        let words = try JSONDecoder().decode([PosterWords].self, from: words)
        let folder = command.out
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if command.isOneFile {
            try write(PDFPoster.render(words.map { try $0.content() }, on: command.paper), to: "posters")
        } else {
            var progress = Progress("posters", total: words.count)
            for (index, words) in words.enumerated() {
                try write(painted(words.content()), to: words.site)
                progress.show(index + 1)
            }
        }
        Screen.terminal.show(.note(text: "\(words.count) posters in \(folder)"))
    }

    private func painted(_ content: PosterContent) throws -> [UInt8] {
        switch command.format {
        case .svg: try Array(SVGPoster.render(content).utf8)
        case .png: try PNGPoster.render(content)
        case .pdf: try PDFPoster.render([content], on: command.paper)
        }
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        let file = URL(filePath: "\(command.out)/\(name).\(command.format.rawValue)")
        try Data(bytes).write(to: file, options: .atomic)
    }
}
