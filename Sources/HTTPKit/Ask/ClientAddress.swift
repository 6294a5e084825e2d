/// Where a request comes from.
public enum ClientAddress: Sendable, Hashable {
    case address(IPAddress)
    /// A Unix socket, or a proxy that did not say.
    case unknown

    /// The key that flood limits count by. See `IPAddress.household`.
    public var floodKey: String {
        switch self {
        case .address(let address): address.household
        case .unknown: "-"
        }
    }

    /// Walks the chain of forwarders from our end and stops at the first one that nobody vouches for.
    ///
    /// Entries to the left of that one were written by a stranger and mean nothing (ASVS 5.0, 4.1.3).
    /// - Parameters:
    ///   - peer: the other end of the connection; `nil` for a Unix socket, which only a local proxy can open.
    ///   - forwarded: every value of `X-Forwarded-For`, in the order received.
    static func resolve(peer: IPAddress?, forwarded: [String], trusted: [AddressRange]) -> ClientAddress {
        func isTrusted(_ address: IPAddress) -> Bool { trusted.contains { $0.contains(address) } }
        guard !trusted.isEmpty, peer.map(isTrusted) ?? true else {
            return peer.map(ClientAddress.address) ?? .unknown
        }
        var nearest = peer
        for entry in forwarded.joined(separator: ",").split(separator: ",").reversed() {
            guard let hop = IPAddress(withoutPort(entry)) else { break }
            nearest = hop
            if !isTrusted(hop) { break }
        }
        return nearest.map(ClientAddress.address) ?? .unknown
    }

    private static func withoutPort(_ entry: Substring) -> String {
        let text = entry.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return String(text[text.index(after: text.startIndex)..<end])
        }
        let colons = text.filter { $0 == ":" }.count
        return colons == 1 ? String(text.prefix { $0 != ":" }) : text
    }
}
