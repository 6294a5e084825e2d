import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// The JSON form of a problem (RFC 9457).
struct ProblemDocument: Encodable {
    let problem: HTTPProblem
    let requestID: String
    let language: String

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Fault: Encodable {
        let field: String
        let detail: String
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        // Our members first: an extension may not take the place of a standard one.
        for (name, member) in problem.members {
            switch member {
            case .text(let text): try object.encode(text, forKey: Key(name))
            case .number(let number): try object.encode(number, forKey: Key(name))
            case .texts(let texts): try object.encode(texts, forKey: Key(name))
            }
        }
        try object.encode(problem.type, forKey: Key("type"))
        try object.encode(problem.status.code, forKey: Key("status"))
        try object.encode(problem.title.text(in: language), forKey: Key("title"))
        try object.encode(problem.detail.text(in: language), forKey: Key("detail"))
        try object.encode("urn:mashang:request:" + requestID, forKey: Key("instance"))
        if !problem.faults.isEmpty {
            let faults = problem.faults.map { Fault(field: $0.field, detail: $0.detail.text(in: language)) }
            try object.encode(faults, forKey: Key("errors"))
        }
    }

    func response() throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try ByteBuffer(bytes: encoder.encode(self))
        return Response(
            status: problem.status,
            headers: [.contentType: "application/problem+json", .contentLanguage: language],
            body: .init(byteBuffer: body))
    }
}
