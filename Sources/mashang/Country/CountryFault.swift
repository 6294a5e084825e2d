/// Why a country is not drawn.
enum CountryFault: Error, Equatable, CustomStringConvertible {
    /// A column that the list needs.
    case column(String, String)
    /// A line of a list, and what is wrong with it.
    case line(String, Int, String)
    /// No village, or none under these digits.
    case empty(String, under: String)
    /// The folder holds codes of another list, another address or other keys.
    case anotherRun(String)
    /// Another process draws into the folder.
    case busy(String)
    /// A name too long for an archive, in bytes.
    case longName(String, Int)
    /// Two villages to which the keys give one token.
    case twins(String, String)
    /// The archive is shorter than its checkpoint says.
    case cutOff(String)

    var description: String {
        switch self {
        case .column(let path, let name): "\(path): the first line needs a column \(name)"
        case .line(let path, let number, let why): "\(path):\(number): \(why)"
        case .empty(let path, let under):
            "\(path) lists no village" + (under.isEmpty ? "" : " in a county whose code begins with \(under)")
        case .anotherRun(let path):
            "\(path) lists other codes: of another list, other keys or another address. Name another folder."
        case .busy(let path): "another process draws into \(path). Wait for its end, or stop it."
        case .longName(let path, let bytes):
            "\(path): an archive has no room for a path of \(bytes) bytes; draw a tree instead (--tree)"
        case .twins(let first, let second):
            "\(first) and \(second) would have one token. Leave the second out and give it a code by codes issue."
        case .cutOff(let path): "\(path) was cut off by somebody else. Remove it and its checkpoint, and draw again."
        }
    }

    var exitStatus: Int32 {
        switch self {
        case .column, .line, .empty, .longName, .twins, .cutOff: ExitStatus.wrongData
        case .anotherRun: ExitStatus.cannotCreate
        case .busy: ExitStatus.tryAgain
        }
    }
}
