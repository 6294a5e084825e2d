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
    @Option(help: "a4, a3, stairwell (A5), magnet (90 × 54 mm), board (a construction site's) or code (alone).")
    var design: PosterDesign = .a4
    @Option(help: "svg, png or pdf.") var format: Format = .svg
    @Option(help: "Dots per inch of a png: 72 to 600.") var dpi: Int?
    @Option(help: "Millimetres of one module of a bare code: 0.25 to 20.") var module: Double?
    @Option(help: "Fill sheets of a4 or a3 in a pdf, with cut marks.") var sheet: PrintSheet.Paper?
    @Flag(name: .customLong("one-file"), help: "All in one pdf: posters.pdf.") var isOneFile = false
    @Flag(name: .customLong("with-worker"), help: "Print the grid worker's name and telephone number.")
    var isWithWorker = false
    @Flag(help: "English beside the Chinese.") var english = false
    @Option(help: "A PNG picture beside the name of who runs it, at most 1 MB.", completion: .file()) var logo: String?
    @Option(help: "A PNG picture in the middle of the code.", completion: .file()) var emblem: String?
    @Option(help: "The folder to write to.", completion: .directory) var out: String

    func validate() throws {
        guard which.isGiven else { throw ValidationError(SiteSelection.needed) }
        guard format == .pdf || !isOneFile && sheet == nil else {
            throw ValidationError("--sheet and --one-file are for --format pdf")
        }
        let resolutions = PNGPoster.resolutions
        if let dpi, format != .png || !resolutions.contains(dpi) {
            throw ValidationError("--dpi is \(resolutions.lowerBound) to \(resolutions.upperBound), with --format png")
        }
        let modules = PosterDesign.modules
        if let module, design != .code || !modules.contains(module) {
            throw ValidationError(
                "--module is \(modules.lowerBound) to \(modules.upperBound) mm, with --design code")
        }
    }

    /// What can be wrong beside the caller is found before anything is asked of the deployment.
    func prepare() throws -> Data {
        _ = try pictures()
        try makeFolder()
        return Data()
    }

    func perform(on deployment: Deployment, input: Data, console: Console) async throws {
        let contents = try await PosterWords.all(on: deployment, which: which, withWorker: isWithWorker)
        guard !contents.isEmpty || which.all else { throw PosterFault.noSites(which.text) }
        console.output(String(decoding: try JSONEncoder().encode(contents), as: UTF8.self))
        let now = deployment.clock.now()
        for start in stride(from: 0, to: contents.count, by: Bounds.issuedTogether) {
            let tokens = contents[start...].prefix(Bounds.issuedTogether).map(\.token)
            _ = try await deployment.store.siteCodes.change(tokens, .print, .system, now)
        }
    }

    func receiver() -> any OutputReceiver { PosterPainter(command: self) }

    fileprivate func pictures() throws -> (logo: PosterImage?, emblem: PosterImage?) {
        (try logo.map(Self.picture), try emblem.map(Self.picture))
    }

    private static func picture(_ path: String) throws -> PosterImage {
        guard let file = FileHandle(forReadingAtPath: path),
            let bytes = try? file.read(upToCount: PosterImage.bytes + 1)
        else { throw PosterFault.noPicture(path) }
        do { return try PosterImage(png: Array(bytes)) } catch { throw PosterFault.badPicture(path, error) }
    }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        } catch {
            throw FileFault(out, code: ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue ?? EACCES)
        }
        guard access(out, W_OK | X_OK) == 0 else { throw FileFault(out) }
    }
}

extension PosterDesign: ExpressibleByArgument {}
extension PrintSheet.Paper: ExpressibleByArgument {}

/// Draws the posters beside the caller: the server need not be able to write to the caller's folder.
private struct PosterPainter: OutputReceiver {
    private let command: PostersCommand
    private var words = Data()

    init(command: PostersCommand) { self.command = command }

    mutating func take(_ piece: Data) { words += piece }

    func finish() throws {
        let words = try JSONDecoder().decode([PosterWords].self, from: words)
        let (logo, emblem) = try command.pictures()
        let contents = try words.map { words in
            var content = try words.content()
            (content.isBilingual, content.logo, content.emblem) = (command.english, logo, emblem)
            return content
        }
        try check(contents, words.map(\.site))
        if command.isOneFile {
            try write(pdf(contents.map(drawing)), to: "posters")
        } else {
            var progress = Progress("posters", total: words.count)
            for (index, (content, words)) in zip(contents, words).enumerated() {
                try write(painted(content), to: words.site)
                progress.show(index + 1)
            }
        }
        Screen.terminal.show(.note(text: "\(words.count) posters in \(command.out)"))
    }

    /// Every poster is arranged once before the first is written: none is missing later, and none has an empty box.
    private func check(_ contents: [PosterContent], _ sites: [String]) throws {
        var known: Set<Character> = []
        var (missing, first): ([Character], String?) = ([], nil)
        for (content, site) in zip(contents, sites) {
            let drawing: Drawing
            do { drawing = try self.drawing(of: content) } catch let failure as QRMatrix.Failure {
                throw PosterFault.tooLong(site: site, failure)
            }
            let new = Set(drawing.words.joined()).subtracting(known)
            known.formUnion(new)
            let boxes = try GlyphCheck.missing(in: String(new.sorted()))
            if !boxes.isEmpty, first == nil { first = site }
            missing += boxes
        }
        if let first { throw PosterFault.missingGlyphs(missing, site: first) }
    }

    private func drawing(of content: PosterContent) throws -> Drawing {
        try command.design.drawing(of: content, module: command.module ?? 1)
    }

    private func painted(_ content: PosterContent) throws -> [UInt8] {
        let dpi = command.dpi ?? 300
        switch command.format {
        case .svg: return Array(SVGPoster.render(try drawing(of: content)).utf8)
        case .png where command.design == .code && content.emblem == nil:
            return try PNGQR.render(QRMatrix(content.url), module: command.module ?? 1, dpi: dpi)
        case .png: return try PNGPoster.render(drawing(of: content), dpi: dpi)
        case .pdf: return try pdf([drawing(of: content)])
        }
    }

    /// On sheets, one poster alone fills its sheet with copies; many follow each other.
    private func pdf(_ drawings: [Drawing]) throws -> [UInt8] {
        guard let paper = command.sheet, let first = drawings.first else { return try PDFPoster.render(drawings) }
        guard let sheet = PrintSheet(of: first, on: paper) else {
            throw PosterFault.tooLarge(design: command.design, sheet: paper)
        }
        let pieces = command.isOneFile ? drawings : Array(repeating: first, count: sheet.count)
        return try PDFPoster.render(sheet.arrange(pieces))
    }

    /// The wall poster has the site's name, the other designs theirs besides, so that all can lie in one folder.
    private func write(_ bytes: [UInt8], to name: String) throws {
        let suffix = command.design == .a4 ? "" : "-\(command.design.rawValue)"
        let file = "\(command.out)/\(name)\(suffix).\(command.format.rawValue)"
        do { try Data(bytes).write(to: URL(filePath: file), options: .atomic) } catch {
            throw FileFault(file, code: ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue ?? EIO)
        }
    }
}
