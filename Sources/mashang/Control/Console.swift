import Foundation
import Synchronization

/// What a command says and gives back. The same command runs beside its caller or inside the server, so it never
/// prints by itself.
final class Console: Sendable {
    private let written = Mutex(Transcript())

    /// The command's result: goes to standard output, or is handed on.
    func output(_ text: String) { written.withLock { $0.output.append(Data((text + "\n").utf8)) } }
    /// A word to the person at the terminal: goes to standard error.
    func note(_ text: String) { written.withLock { $0.notes += text + "\n" } }
    /// Ends the command with this exit code once it is done.
    func end(with status: Int32) { written.withLock { $0.status = status } }

    var transcript: Transcript { written.withLock { $0 } }
}

/// Everything a command said, and its exit code.
struct Transcript: Sendable, Codable {
    var output = Data()
    var notes = ""
    var status: Int32 = 0
}

/// Shows how far a long piece of work is: a bar on a terminal, a line every tenth elsewhere.
struct Progress {
    let title: String
    let total: Int
    private var shown = -1

    init(_ title: String, total: Int) {
        self.title = title
        self.total = max(total, 1)
    }

    mutating func show(_ done: Int) {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let step = isTerminal ? done * 50 / total : done * 10 / total
        guard step != shown else { return }
        shown = step
        let line =
            if isTerminal {
                "\r\(title) [" + String(repeating: "#", count: step) + String(repeating: ".", count: 50 - step)
                    + "] \(done)/\(total)" + (done == total ? "\n" : "")
            } else {
                "\(title): \(done)/\(total)\n"
            }
        Terminal.note(line)
    }
}
