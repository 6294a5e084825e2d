/// `/`: for whoever has the address and not the code. The number on the poster opens the same page as scanning it.
public struct FrontPage: Page {
    /// Why the last number opened nothing.
    public enum Fault: String, Sendable, CaseIterable { case empty, wrong, unknown, tooMany }

    public static let numberField = "poster"

    public let number: String
    public let fault: Fault?

    public init(number: String = "", fault: Fault? = nil) {
        self.number = number
        self.fault = fault
    }

    public var template: String { "front" }
    public var isFaulty: Bool { fault != nil }
    public func title(_ words: Wording) -> String { words("frontTitle") }

    public func data(_ words: Wording) -> [String: PageData] {
        let wrong = fault.map { [FieldFault(field: Self.numberField, text: words.of("frontFault", $0.rawValue))] } ?? []
        return [
            "number": .text(number),
            "action": .text(Paths.front),
            "faults": FieldFault.data(wrong),
            "hasFaults": .flag(!wrong.isEmpty),
            "numberFault": wrong.at(Self.numberField),
            "trackHref": .text(words.link(Paths.lookUp)),
            "doubtHref": .text(words.link(Paths.foreignDoubt)),
        ]
    }
}
