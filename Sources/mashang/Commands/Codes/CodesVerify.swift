import ArgumentParser
import Codes
import Foundation
import Matters

extension CodesCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a poster's seal, offline: what a decoder read from a photo of it, one code a line.",
            discussion: "zbarimg -q --raw photo.jpg | mashang codes verify --key yanjiang.pem --site S0042")

        @Option(help: "Public keys of the deployment, PEM: mashang codes keys.", completion: .file()) var key: [String]
        @Option(help: "Where it hangs: the id of the site.") var site: String?
        @Option(help: "The day it is looked at; today by default.") var on: String?
        @Flag(help: "As JSON.") var json = false
        @Argument(help: "What was read; - for standard input.", completion: .file()) var file = "-"

        /// Longest file, in bytes: a poster has two codes; a hundred pairs of keys are 45,000.
        private static let most = 64 * 1024

        func validate() throws {
            guard !key.isEmpty else { throw ValidationError("--key FILE: the deployment's public keys are needed") }
            if let site, SiteID(site) == nil { throw ValidationError("“\(site)” is not the id of a site") }
            if let on, LocalDate(on) == nil { throw ValidationError("“\(on)” is not a day: YYYY-MM-DD") }
        }

        func run() async throws {
            let keys = try key.flatMap { path -> [any VerificationKey] in
                guard let keys = PEM.keys(in: String(decoding: try Self.read(path), as: UTF8.self)) else {
                    throw ValidationError("\(path): not a file of Ed25519 or SM2 public keys (PEM)")
                }
                return keys
            }
            let lines = String(decoding: try Self.read(file), as: UTF8.self).split(whereSeparator: \.isNewline)
            let verdict = SealVerdict(
                lines: lines.map(String.init), keys: keys, site: site.flatMap { SiteID($0) },
                today: on.flatMap { LocalDate($0) } ?? ChinaTime.date(of: Clock.system.now()))
            Terminal.output(try json ? verdict.json() : verdict.text)
            if verdict.verdict != SealVerdict.genuine { throw ExitCode(ExitStatus.foundProblems) }
        }

        private static func read(_ path: String) throws -> Data {
            let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileFault(path) }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            let bytes: Data
            do { bytes = try handle.read(upToCount: most + 1) ?? Data() } catch { throw FileFault(path) }
            guard bytes.count <= most else {
                throw ValidationError("\(path): more than \(most) bytes; give what was read from one poster")
            }
            return bytes
        }
    }
}

/// What a seal says, for people and for programs.
struct SealVerdict: Encodable {
    static let genuine = "genuine"

    let verdict: String
    let issuer: String?
    let site: String?
    let token: String?
    let serial: Int?
    let version: Int?
    let issued: String?
    let lastDay: String?
    /// Whether the main code was read from the same photo: without it nobody knows what hangs above the seal.
    let besideMainCode: Bool?

    init(lines: [String], keys: [any VerificationKey], site: SiteID?, today: LocalDate) {
        let seal: SiteSeal?
        do throws(SiteSeal.Fault) {
            seal = try SiteSeal(poster: lines, keys: keys, hangingAt: site, on: today)
            verdict = Self.genuine
        } catch {
            seal = nil
            verdict = error.rawValue
        }
        (issuer, self.site, token) = (seal?.issuer, seal?.site.text, seal?.token.text)
        (serial, version) = (seal?.serial, seal?.version)
        (issued, lastDay) = (seal?.issued.description, seal?.lastDay?.description)
        besideMainCode = seal.map { lines.contains(where: $0.isMainCode) }
    }

    var text: String {
        switch SiteSeal.Fault(rawValue: verdict) {
        case nil:
            "genuine: \(issuer ?? "") issued number \(serial ?? 0) for site \(site ?? "") on \(issued ?? ""), version "
                + "\(version ?? 0)" + (lastDay.map { ", until \($0)" } ?? "")
                + (besideMainCode == true
                    ? "" : "; its main code was not read: photograph both, a sticker may lie over it")
        case .noSeal: "no seal: nothing that was read is a seal; photograph the small code at the foot"
        case .unknownKey: "unknown key: it was not signed by any of the given keys; ask for the newest ones"
        case .altered: "altered: the statement was changed, or the signature is another's; take the poster down"
        case .copied: "copied: the seal is another poster's, it belongs to another site or another main code"
        case .pasted:
            "pasted over: beside the seal a code was read that does not stand on its poster; look for a sticker, or "
                + "photograph the poster alone"
        case .expired: "expired: it was genuine, and its last day is over"
        }
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
