import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

/// A visitor's browser or program.
struct Person: Sendable {
    let town: Town
    var cookie: String?
    var bearer: String?
    var formToken = ""

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        try await ask(.get, path, headers, nil)
    }

    func post(_ path: String, form: [(String, String)], _ headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await ask(.post, path, headers, Self.encoded(form))
    }

    func post(_ path: String, json: String, _ headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await ask(.post, path, headers, json)
    }

    /// A command from the matter's page.
    func command(_ number: String, _ type: String, version: Int, _ more: [(String, String)] = []) async throws -> Answer
    {
        try await post(
            "/desk/m/\(number)/commands",
            form: [("csrf", formToken), ("type", type), ("version", "\(version)")] + more)
    }

    /// A command from a program.
    func send(_ number: String, _ type: String, version: Int, _ more: String = "") async throws -> Answer {
        try await post(
            "/api/v1/matters/\(number)/commands", json: #"{"type":"\#(type)","version":\#(version)\#(more)}"#)
    }

    private func ask(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: String?) async throws
        -> Answer
    {
        var headers = headers
        if path.hasPrefix("/api/"), let bearer {
            headers[.authorization] = "Bearer \(bearer)"
        } else if let cookie, headers[.cookie] == nil {
            headers[.cookie] = cookie
        }
        let response = try await town.client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
        return Answer(status: response.status, headers: response.headers, text: String(buffer: response.body))
    }

    static func encoded(_ form: [(String, String)]) -> String {
        form.map { "\(percent($0.0))=\(percent($0.1))" }.joined(separator: "&")
    }

    private static func percent(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
            return isPlain
                ? String(Unicode.Scalar(byte)) : "%" + String(Int(byte) + 256, radix: 16).dropFirst().uppercased()
        }.joined()
    }
}
