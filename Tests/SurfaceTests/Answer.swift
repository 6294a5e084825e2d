import Foundation
import HTTPKit
import HTTPTypes
import Hummingbird

/// What came back.
struct Answer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    func decoded<Body: Decodable>(_ type: Body.Type) throws -> Body {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    func holds(_ words: String) -> Bool { text.contains(words) }
    /// Where it leads, without a host.
    var location: String? { headers[.location] }
    /// Nobody is signed in, as far as this page knows.
    var asksToSignIn: Bool { status == .seeOther && location?.hasPrefix("/desk/login") == true }
    /// `name=value` of the first cookie that is set.
    var cookie: String? { headers[.setCookie].map { String($0.prefix { $0 != ";" }) } }
    var problem: Problem { get throws { try decoded(Problem.self) } }

    /// Without what differs at every answer: the request's number, of which a page shows the beginning.
    var plain: String {
        guard let number = headers[.requestID] else { return text }
        return text.replacing(number, with: "").replacing(number.prefix(8), with: "")
    }

    struct Problem: Decodable {
        struct Fault: Decodable { let field, detail: String }
        let type: String
        let status: Int
        let errors: [Fault]?
        let allowed: [String]?
        let state: String?
        let version: Int?
        var fields: [String] { errors?.map(\.field) ?? [] }
    }
}

/// The receipt as programs get it.
struct Filed: Decodable, Sendable, Equatable {
    struct Site: Decodable, Sendable, Equatable { let id, name: String }
    struct HandledBy: Decodable, Sendable, Equatable { let role, station: String }
    struct Due: Decodable, Sendable, Equatable { let rule, what, at, basis: String }
    struct Links: Decodable, Sendable, Equatable { let status: String }
    let number, code, state, cell, receipt: String
    let site: Site
    let handledBy: HandledBy
    let due: [Due]
    let links: Links

    enum CodingKeys: String, CodingKey {
        case number, code, state, cell, receipt, site, due, links
        case handledBy = "handled_by"
    }
}

/// A matter as programs of the staff get it.
struct Seen: Decodable, Sendable {
    struct Due: Decodable, Sendable { let rule, at: String }
    struct Step: Decodable, Sendable { let version: Int; let event, by: String; let note, reason: String? }
    let number, state, holder: String
    let version: Int
    let category, text: String?
    let due: [Due]
    let allowed: [String]
    let trail: [Step]?
}

struct SeenList: Decodable, Sendable {
    let matters: [Seen]
    let next: String?
    var numbers: [String] { matters.map(\.number) }
}
