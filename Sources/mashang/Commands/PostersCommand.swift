import ArgumentParser
import Foundation
import Posters

struct PostersCommand: DeploymentCommand {
    static let configuration = CommandConfiguration(
        commandName: "posters", abstract: "Draw the posters of the chosen sites, one file each.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case svg, png }

    @OptionGroup var data: DataOption
    @OptionGroup var which: SiteSelection
    @Option(help: "svg or png.") var format: Format = .svg
    @Option(help: "The folder to write to.", completion: .directory) var out: String

    func validate() throws {
        guard which.isGiven else { throw ValidationError("say which sites: --site ID, --township CODE or --all") }
    }

    func perform(on deployment: Deployment, input: Data, console: Console) async throws {
        let contents = try await PosterWords.all(on: deployment, which: which)
        console.output(String(decoding: try JSONEncoder().encode(contents), as: UTF8.self))
    }

    func receiver() -> any OutputReceiver { PosterPainter(format: format, folder: out) }
}

/// Draws the posters beside the caller: the server need not be able to write to the caller's folder.
private struct PosterPainter: OutputReceiver {
    let format: PostersCommand.Format
    let folder: String
    private var words = Data()

    init(format: PostersCommand.Format, folder: String) {
        self.format = format
        self.folder = folder
    }

    mutating func take(_ piece: Data) { words += piece }

    func finish() throws {
        let words = try JSONDecoder().decode([PosterWords].self, from: words)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var progress = Progress("posters", total: words.count)
        for (index, words) in words.enumerated() {
            let content = try words.content()
            let bytes: Data =
                switch format {
                case .svg: Data(try SVGPoster.render(content).utf8)
                case .png: Data(try PNGPoster.render(content))
                }
            let file = "\(folder)/\(words.site).\(format.rawValue)"
            try bytes.write(to: URL(filePath: file), options: .atomic)
            progress.show(index + 1)
        }
        Screen.terminal.show(.note(text: "\(words.count) posters in \(folder)"))
    }
}
