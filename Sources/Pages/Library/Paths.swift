public import Matters

/// The addresses that pages link and surfaces answer.
public enum Paths {
    public static func scan(_ token: String) -> String { "/s/\(token)" }
    public static func tell(_ token: String) -> String { "/s/\(token)/tell" }
    public static func who(_ token: String) -> String { "/s/\(token)/who" }
    public static func check(_ token: String) -> String { "/s/\(token)/check" }
    public static func reports(_ token: String) -> String { "/s/\(token)/reports" }

    /// 疑似假码, of a code and of a sticker that is none of ours.
    public static func doubt(_ token: String) -> String { "/s/\(token)/doubt" }
    public static let foreignDoubt = "/doubt"
    /// The front page; POST the number on a poster.
    public static let front = "/"

    public static let lookUp = "/m"
    public static func track(_ number: MatterNumber) -> String { "/m/\(number)" }
    /// POST `type`, `version`, and what the command must carry.
    public static func trackCommands(_ number: MatterNumber) -> String { "/m/\(number)/commands" }
    /// The page of one thing that a resident can do.
    public static func residentAction(_ kind: CommandKind, _ number: MatterNumber) -> String {
        "/m/\(number)/\(kind.rawValue)"
    }
    /// 外单位答复: the one-time link of a referral.
    public static func answer(_ link: String) -> String { "/a/\(link)" }
    public static let forgetReceipt = "/m/sign-out"

    public static let signIn = "/desk/login"
    public static let signOut = "/desk/logout"
    public static let work = "/desk/work"
    public static let station = "/desk/station"
    public static let county = "/desk/county"
    public static let admin = "/desk/admin"
    public static let audit = "/desk/audit"
    /// 码的情况
    public static let codes = "/desk/codes"
    public static let settleDoubts = "/desk/codes/doubts"
    /// POST what was done to a code.
    public static func code(_ token: String) -> String { "/desk/codes/\(token)" }
    public static func matter(_ number: MatterNumber) -> String { "/desk/m/\(number)" }
    public static func commands(_ number: MatterNumber) -> String { "/desk/m/\(number)/commands" }
    /// 转办函
    public static func letter(_ number: MatterNumber) -> String { "/desk/m/\(number)/letter" }
    public static func letterCode(_ number: MatterNumber) -> String { "/desk/m/\(number)/letter/code.svg" }
}
