/// An address of either family, as bytes. An IPv4 address written as IPv6 (`::ffff:1.2.3.4`) is the IPv4
/// address.
public struct IPAddress: Sendable, Hashable {
    /// Four bytes or sixteen, in network order.
    let bytes: [UInt8]

    public init?(_ text: String) {
        let text = text.prefix { $0 != "%" }  // An interface name follows a link-local address.
        guard let bytes = text.contains(":") ? Self.sixteen(text) : Self.four(text) else { return nil }
        let isMapped =
            bytes.count == 16 && bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10..<12] == [0xFF, 0xFF]
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
    }

    /// The key that flood limits count by: the whole IPv4 address, the /64 of an IPv6 address, because one
    /// household is given 2^64 of them.
    public var household: String {
        bytes.prefix(bytes.count == 4 ? 4 : 8).map(String.init).joined(separator: ".")
    }

    private static func four(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part -> UInt8? in
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else {
                return nil
            }
            return UInt8(part)
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func sixteen(_ text: Substring) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            guard let bytes = groups(text), bytes.count == 16 else { return nil }
            return bytes
        }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
            head.count + tail.count <= 14
        else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if part.contains("."), index == parts.count - 1, let four = four(part) {
                bytes += four
            } else if (1...4).contains(part.utf8.count), part.utf8.first != UInt8(ascii: "+"),
                let group = UInt16(part, radix: 16)
            {
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            } else {
                return nil
            }
        }
        return bytes
    }
}

/// A block of addresses: `10.0.0.0/8`, `fd00::/8`, or a single address.
public struct AddressRange: Sendable, Hashable {
    private let base: IPAddress
    private let bits: Int

    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPAddress(String(first)) else { return nil }
        let whole = base.bytes.count * 8
        guard let bits = parts.count == 1 ? whole : Int(parts[1]), (0...whole).contains(bits) else {
            return nil
        }
        self.base = base
        self.bits = bits
    }

    public func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == base.bytes.count else { return false }
        return (0..<bits).allSatisfy { bit in
            (address.bytes[bit / 8] ^ base.bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
        }
    }
}
