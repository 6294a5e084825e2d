/// `/m`: number and code open the matter.
public struct LookUpPage: Page {
    /// Why the last try failed.
    public enum Fault: String, Sendable, CaseIterable {
        case numberEmpty, codeEmpty, numberWrong, codeWrong, noSuchPair, tooMany
    }

    public static let numberField = "number"
    public static let codeField = "code"

    public let number: String
    public let code: String
    public let faults: [Fault]

    public init(number: String = "", code: String = "", faults: [Fault] = []) {
        self.number = number
        self.code = code
        self.faults = faults
    }

    public var template: String { "look-up" }
    public var isFaulty: Bool { !faults.isEmpty }
    public func title(_ words: Wording) -> String { words("lookUpTitle") }

    public func data(_ words: Wording) -> [String: PageData] {
        let wrong = faults.map { fault in
            let isAboutNumber = fault == .numberEmpty || fault == .numberWrong
            return FieldFault(
                field: isAboutNumber ? Self.numberField : Self.codeField,
                text: words.of("lookUpFault", fault.rawValue))
        }
        return [
            "number": .text(number),
            "code": .text(code),
            "action": .text(Paths.lookUp),
            "faults": FieldFault.data(wrong),
            "hasFaults": .flag(!wrong.isEmpty),
            "numberFault": wrong.at(Self.numberField),
            "codeFault": wrong.at(Self.codeField),
        ]
    }
}
