public import Matters

/// Who did something, with the name that the reader may see.
public struct PersonView: Sendable, Hashable {
    public let name: String
    public let role: Role

    public init(name: String, role: Role) {
        self.name = name
        self.role = role
    }

    /// `网格员 王国华`
    func text(_ words: Wording) -> String { words("person", ["role": words.role(role), "name": name]) }
}

/// Who has a matter.
public enum HolderView: Sendable, Hashable {
    case worker(name: String, station: String, stationPhone: String?)
    case station(name: String, phone: String?)

    /// `网格员 王国华`, or the station's name.
    func text(_ words: Wording) -> String {
        switch self {
        case .worker(let name, _, _): PersonView(name: name, role: .gridWorker).text(words)
        case .station(let name, _): name
        }
    }

    func data(_ words: Wording) -> [String: PageData] {
        let (station, phone): (String?, String?) =
            switch self {
            case .worker(_, let station, let phone): (station, phone)
            case .station(_, let phone): (nil, phone)
            }
        return [
            "name": .text(text(words)),
            "station": .maybe(station),
            "phone": .maybe(phone),
            "phoneHref": .text("tel:" + (phone ?? "").filter { $0.isASCII && ($0.isNumber || $0 == "+") }),
        ]
    }
}
