import Codes
import HTTPKit
import Matters

/// What the deployment is set to, where each value came from, and what of it would not do outside this machine.
enum SettingsCheck {
    static func diagnoses(_ settings: Settings) -> [Diagnosis] {
        Settings.keys.map { key in
            let said = "\(key) = \(settings.shown(key)) (\(settings.sources[key] ?? "default"))"
            guard let doubt = doubt(key, settings) else { return .ok("settings", said) }
            return .warning("settings", "\(said): \(doubt)")
        }
    }

    private static func doubt(_ key: String, _ settings: Settings) -> String? {
        switch key {
        case "base-url" where !settings.baseURL.hasPrefix("https://"):
            "residents' words would travel in clear, and a phone could not open it; set https://HOST before printing"
        case "flood-limits" where !settings.floodLimits: "for load tests only; remove it"
        case "ops-listen" where !settings.opsListen.isLocal:
            "health and metrics are open to other machines; listen on 127.0.0.1"
        case "security-contact" where settings.securityContact == nil:
            "nobody who finds a weakness knows whom to tell; set a mailto:, tel: or https: address"
        default: nil
        }
    }
}

extension Settings {
    fileprivate func shown(_ key: String) -> String {
        switch key {
        case "name": name
        case "base-url": baseURL
        // Its address may hold a password.
        case "database": databaseURL == nil ? "sqlite" : "postgres://…"
        case "listen": listen.text()
        case "staff-listen": staffListen?.text() ?? "as listen"
        case "ops-listen": opsListen.text()
        case "flood-limits": floodLimits ? "on" : "off"
        case "trusted-proxies": trustedProxies.isEmpty ? "none" : "\(trustedProxies.count) networks"
        case "security-contact": securityContact ?? "none"
        case "silent-days": "\(silence.milliseconds / 86_400_000)"
        case "seal": seal.rawValue
        default: ""
        }
    }
}

extension ListenAddress {
    fileprivate var isLocal: Bool {
        switch self {
        case .host(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
        case .unixSocket: true
        }
    }
}
