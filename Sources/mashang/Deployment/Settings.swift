import ArgumentParser
import Codes
import FoundationEssentials
import HTTPKit
import Matters
import Yams

/// What one deployment is set to. Flag, then environment `MASHANG_…`, then `mashang.yaml`, then the default.
struct Settings: Sendable {
    /// Name residents see, such as 雁江区一站式矛盾纠纷多元化解平台.
    var name: String
    /// The address printed in the codes, without a slash at the end.
    var baseURL: String
    /// Where residents and, without `staffListen`, staff are answered.
    var listen: ListenAddress
    /// A listener of their own for staff, so that a firewall can keep the desks inside.
    var staffListen: ListenAddress?
    /// Health, readiness and metrics; never open to the world.
    var opsListen: ListenAddress
    /// A `postgres://` URI where several nodes share a database; `nil` for the file in the data folder.
    var databaseURL: String?
    /// Off for load tests only.
    var floodLimits: Bool
    /// Networks whose `X-Forwarded-For` is believed.
    var trustedProxies: [AddressRange]
    /// Where to report a weakness (`security.txt`): a `mailto:`, `tel:` or `https:` URI.
    var securityContact: String?
    /// How long a poster may hang without a scan before somebody goes to look.
    var silence: Instant.Span
    /// What signs the seals at the posters' feet.
    var seal: SealKeys.Suite
    /// Where each value that is not the default came from, by key, such as `--listen` or `mashang.yaml: listen`.
    let sources: [String: String]

    /// The settings that may stand in `mashang.yaml`.
    static let keys = [
        "name", "base-url", "database", "listen", "staff-listen", "ops-listen", "flood-limits", "trusted-proxies",
        "security-contact", "silent-days", "seal",
    ]

    /// - Parameters:
    ///   - flags: what the command line said, by key.
    ///   - file: the text of `mashang.yaml`; empty if there is none.
    /// - Throws: `SettingsFault` naming the key and where its value came from.
    init(flags: [String: String], environment: [String: String], file: String) throws {
        let written = try Self.parse(file)
        func value(_ key: String) -> (text: String, source: String)? {
            if let flag = flags[key] { return (flag, "--\(key)") }
            let variable = "MASHANG_" + key.uppercased().replacing("-", with: "_")
            if let set = environment[variable] { return (set, variable) }
            return written[key].map { ($0, "mashang.yaml: \(key)") }
        }
        func listener(_ key: String) throws -> ListenAddress? {
            guard let (text, source) = value(key) else { return nil }
            guard let address = ListenAddress(text) else {
                throw SettingsFault(source: source, value: text, needed: "HOST:PORT, such as 127.0.0.1:8080")
            }
            return address
        }

        sources = Self.keys.reduce(into: [:]) { sources, key in sources[key] = value(key)?.source }
        name = value("name")?.text ?? "码上"
        listen = try listener("listen") ?? .host("127.0.0.1", port: 8080)
        staffListen = try listener("staff-listen")
        opsListen = try listener("ops-listen") ?? .host("127.0.0.1", port: 9180)
        let base = value("base-url")
        let address = (base?.text ?? "http://localhost:8080").trimmingSlashes
        // No path: what is printed in a code is all capitals, which only a host survives.
        let scheme = ["https://", "http://"].first { address.hasPrefix($0) }
        let host = scheme.map { address.dropFirst($0.count) } ?? ""
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !host.contains(where: { "/?#@".contains($0) })
        else {
            throw SettingsFault(
                source: base?.source ?? "default", value: address, needed: "https://HOST[:PORT], without a path")
        }
        baseURL = address
        let database = value("database")
        let isURL = ["postgres://", "postgresql://"].contains { database?.text.hasPrefix($0) ?? false }
        guard isURL || ["sqlite", nil].contains(database?.text) else {
            // The text may hold a password.
            throw SettingsFault(source: database?.source ?? "", value: "…", needed: "sqlite, or postgres://…")
        }
        databaseURL = isURL ? database?.text : nil
        let flood = value("flood-limits")
        guard ["on", "off", nil].contains(flood?.text) else {
            throw SettingsFault(source: flood?.source ?? "", value: flood?.text ?? "", needed: "on or off")
        }
        floodLimits = flood?.text != "off"
        let contact = value("security-contact")
        let contactSchemes = ["mailto:", "tel:", "https://"]
        if let contact, !contactSchemes.contains(where: { contact.text.hasPrefix($0) }) {
            throw SettingsFault(source: contact.source, value: contact.text, needed: "a mailto:, tel: or https: URI")
        }
        securityContact = contact?.text
        let silent = value("silent-days")
        guard let days = Int(silent?.text ?? "30"), (1...365).contains(days) else {
            throw SettingsFault(source: silent?.source ?? "", value: silent?.text ?? "", needed: "1 to 365 days")
        }
        silence = .days(days)
        let suite = value("seal")
        guard let seal = SealKeys.Suite(rawValue: suite?.text ?? SealKeys.Suite.ed25519.rawValue) else {
            throw SettingsFault(source: suite?.source ?? "", value: suite?.text ?? "", needed: "ed25519 or sm2")
        }
        self.seal = seal
        trustedProxies = try (value("trusted-proxies").map { [$0] } ?? []).flatMap { text, source in
            try text.split(whereSeparator: { ", ".contains($0) }).map { part in
                guard let range = AddressRange(String(part)) else {
                    throw SettingsFault(source: source, value: String(part), needed: "an address or CIDR range")
                }
                return range
            }
        }
    }

    private static func parse(_ file: String) throws -> [String: String] {
        guard !file.allSatisfy(\.isWhitespace) else { return [:] }
        let written: [String: Node]
        do {
            guard let node = try Yams.compose(yaml: file) else { return [:] }
            guard let mapping = node.mapping else {
                throw SettingsFault(source: "mashang.yaml", value: "", needed: "lines of the form key: value")
            }
            written = Dictionary(mapping.map { ($0.key.string ?? "", $0.value) }) { _, last in last }
        } catch let error as YamlError {
            let cause = "\(error)".split(whereSeparator: \.isWhitespace).joined(separator: " ")
            throw SettingsFault(source: "mashang.yaml", value: cause, needed: "YAML")
        }
        return try written.reduce(into: [:]) { values, entry in
            guard keys.contains(entry.key) else {
                throw SettingsFault(
                    source: "mashang.yaml", value: entry.key, needed: "one of \(keys.joined(separator: ", "))")
            }
            values[entry.key] = entry.value.string ?? entry.value.array().compactMap(\.string).joined(separator: " ")
        }
    }

    /// The limits of the web server's edge for these settings.
    var edge: EdgeSettings {
        var edge = EdgeSettings(publicBaseURL: baseURL, trustedProxies: trustedProxies)
        edge.formBytes = Bounds.formBytes
        edge.liveStreams = Bounds.liveStreams
        return edge
    }
}

struct SettingsFault: Error, CustomStringConvertible {
    let source: String
    let value: String
    let needed: String
    var description: String { "\(source): “\(value)” does not fit; needed: \(needed)" }
}

extension ListenAddress {
    /// `HOST:PORT` or `[IPv6]:PORT`; port 0 takes a free one.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        let host = text[..<colon].filter { !"[]".contains($0) }
        guard !host.isEmpty else { return nil }
        self = .host(host, port: port)
    }
}

extension String {
    fileprivate var trimmingSlashes: String { String(reversed().drop { $0 == "/" }.reversed()) }
}
