import FoundationEssentials
import HTTPTypes
public import Hummingbird
public import NIOCore

/// Reading of what a client sent, each with its limit.
extension Request {
    /// This address with its query, but for the choice of language: where the link to the other language leads.
    public var ownPath: String {
        let kept = (uri.query ?? "").split(separator: "&").filter { !$0.hasPrefix("\(LanguageChoice.name)=") }
        return uri.path + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }

    /// The type of the body in lower case and without parameters: `application/json; charset=utf-8` is JSON
    /// too.
    public var mediaType: String? {
        headers[.contentType].map { $0.prefix { $0 != ";" && $0 != " " && $0 != "\t" }.lowercased() }
    }

    /// What `Authorization: Bearer` carries.
    public var bearerToken: String? {
        guard let parts = headers[.authorization]?.split(separator: " ", maxSplits: 1), parts.count == 2,
            parts[0].lowercased() == "bearer"
        else { return nil }
        return String(parts[1])
    }

    /// The whole body. A declared length beyond the limit is refused before a byte is read.
    /// - Parameter limit: in bytes.
    /// - Throws: `HTTPProblem` 413.
    public func readBody(limit: Int) async throws -> ByteBuffer {
        if let declared = headers[.contentLength].flatMap({ Int($0) }), declared > limit {
            throw HTTPProblem.tooLarge(limit: limit)
        }
        var whole = ByteBuffer()
        for try await part in body {
            guard whole.readableBytes + part.readableBytes <= limit else {
                throw HTTPProblem.tooLarge(limit: limit)
            }
            whole.writeImmutableBuffer(part)
        }
        return whole
    }

    /// The body as a form.
    /// - Throws: `HTTPProblem` 400, 413 or 415.
    public func readForm(limit: Int) async throws -> Form {
        guard mediaType == "application/x-www-form-urlencoded" else {
            throw HTTPProblem.wrongType(expected: "application/x-www-form-urlencoded")
        }
        let bytes = try await readBody(limit: limit)
        do throws(Form.Fault) { return try Form(parsing: bytes.readableBytesView) } catch {
            throw HTTPProblem(error)
        }
    }

    /// The query as a form.
    /// - Throws: `HTTPProblem` 400.
    public func readQuery() throws -> Form {
        do throws(Form.Fault) {
            return try Form(parsing: (uri.query ?? "").utf8)
        } catch { throw HTTPProblem(error) }
    }

    /// The body as JSON.
    /// - Throws: `HTTPProblem` 400 when it is not JSON, 422 naming the path of the value that does
    ///   not fit, 413, 415.
    public func readJSON<Value: Decodable>(_ type: Value.Type, limit: Int) async throws -> Value {
        guard let sent = mediaType, sent == "application/json" || sent.hasSuffix("+json") else {
            throw HTTPProblem.wrongType(expected: "application/json")
        }
        let bytes = try await readBody(limit: limit)
        do {
            return try JSONDecoder().decode(type, from: Data(bytes.readableBytesView))
        } catch let error as DecodingError {
            throw HTTPProblem(error)
        }
    }
}

extension HTTPProblem {
    /// Names the value that does not fit, and never repeats what was sent.
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self = Self.unfit(context.codingPath + [key], Words(zh: "缺少这一项", en: "is missing"))
        case .valueNotFound(_, let context):
            self = Self.unfit(context.codingPath, Words(zh: "不能为空", en: "must not be null"))
        case .typeMismatch(_, let context):
            self = Self.unfit(context.codingPath, Words(zh: "类型不对", en: "has the wrong type"))
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            self = Self.unfit(context.codingPath, Words(zh: "内容不对", en: "has a wrong value"))
        default:
            self = .unreadable(Words(zh: "内容不是正确的 JSON。", en: "The body is not valid JSON."))
        }
    }

    private static func unfit(_ path: [any CodingKey], _ detail: Words) -> HTTPProblem {
        var name = ""
        for key in path {
            if let index = key.intValue {
                name += "[\(index)]"
            } else {
                name += (name.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return .unusable([Fault(field: name.isEmpty ? "/" : name, detail: detail)])
    }
}
