public import HTTPTypes

/// A refusal that a person or a program can act on: what is wrong, where, and what to do (RFC 9457).
///
/// Handlers throw it; `ErrorTranslator` turns it into JSON or a page.
public struct HTTPProblem: Error, Sendable, Equatable {
    /// The same sentence in both languages of the pages.
    public struct Words: Sendable, Equatable {
        public let zh: String
        public let en: String

        public init(zh: String, en: String) {
            self.zh = zh
            self.en = en
        }

        /// - Parameter language: BCP 47; whatever does not begin with `en` is answered in Chinese.
        public func text(in language: String) -> String { language.hasPrefix("en") ? en : zh }
    }

    /// What is wrong with one field of the request. `field` is a form name or a JSON path such as
    /// `contact.phone`.
    public struct Fault: Sendable, Equatable {
        public let field: String
        public let detail: Words

        public init(field: String, detail: Words) {
            self.field = field
            self.detail = detail
        }
    }

    /// A value of an extension member (RFC 9457 §3.2).
    public enum Member: Sendable, Equatable {
        case text(String)
        case number(Int)
        case texts([String])
    }

    public let status: HTTPResponse.Status
    /// The last part of the problem's type, stable for programs: `unknown-code`.
    public let slug: String
    public let title: Words
    /// What to do now.
    public let detail: Words
    public var faults: [Fault]
    /// Further members by name, such as the commands that are allowed now.
    public var members: [String: Member]
    /// When to try again (RFC 9110 §10.2.3).
    public var retryAfter: Duration?
    /// Methods that the address does answer; only with 405.
    public var allow: [HTTPRequest.Method]

    public init(
        _ status: HTTPResponse.Status, slug: String, title: Words, detail: Words, faults: [Fault] = [],
        members: [String: Member] = [:], retryAfter: Duration? = nil, allow: [HTTPRequest.Method] = []
    ) {
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
        self.faults = faults
        self.members = members
        self.retryAfter = retryAfter
        self.allow = allow
    }

    /// The type as a URI. It names the problem and is not meant to be fetched.
    public var type: String { "urn:mashang:problem:" + slug }
}

/// An error of an inner ring that has an answer of its own; the composition root says which.
public protocol HTTPProblemConvertible: Error {
    var problem: HTTPProblem { get }
}
