public import Matters

/// `/desk/login`
public struct SignInPage: Page {
    public enum Fault: Sendable, Hashable {
        /// Name or password wrong; which one, nobody is told.
        case wrong
        /// Too many wrong attempts: wait until then.
        case blocked(until: Instant)
        /// The session ended while the person was away.
        case ended
    }

    public let login: String
    public let fault: Fault?
    /// Where to go afterwards: a path of ours.
    public let next: String

    public init(login: String = "", fault: Fault? = nil, next: String = "") {
        self.login = login
        self.fault = fault
        self.next = next
    }

    public var template: String { "sign-in" }
    public var isFaulty: Bool { fault != nil }
    public func title(_ words: Wording) -> String { words("signInTitle") }

    public func data(_ words: Wording) -> [String: PageData] {
        let text: String? =
            switch fault {
            case .wrong: words("signInWrong")
            case .blocked(let until): words("signInBlocked", ["span": words.span(until - words.now)])
            case .ended: words("signInEnded")
            case nil: nil
            }
        return [
            "action": .text(Paths.signIn),
            "login": .text(login),
            "next": .text(next),
            "faults": FieldFault.data(text.map { [FieldFault(field: "login", text: $0)] } ?? []),
            "hasFaults": .flag(fault != nil),
        ]
    }
}
