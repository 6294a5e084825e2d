import Foundation
import Synchronization

/// Counts a long piece of work, and speaks only when a hundredth more is done.
struct Progress: Sendable {
    let title: String
    let total: Int
    private let say: @Sendable (ConsoleFrame) -> Void
    private var shown = -1

    /// - Parameter say: where it is shown: on this terminal, unless said otherwise.
    init(
        _ title: String, total: Int, say: @escaping @Sendable (ConsoleFrame) -> Void = { Screen.terminal.show($0) }
    ) {
        self.title = title
        self.total = max(total, 1)
        self.say = say
    }

    mutating func show(_ done: Int) {
        let hundredth = done * 100 / total
        guard hundredth != shown else { return }
        shown = hundredth
        say(.progress(title: title, done: done, total: total))
    }
}

/// The caller's standard error: words, and progress as a bar on a terminal, as a line every tenth elsewhere.
final class Screen: Sendable {
    static let terminal = Screen(isTerminal: isatty(STDERR_FILENO) == 1) { Terminal.note($0) }

    private struct Bar {
        var title = ""
        var step = -1
        var isOpen = false
    }

    private let isTerminal: Bool
    private let write: @Sendable (String) -> Void
    private let bar = Mutex(Bar())

    private static let width = 50
    /// To the beginning of the line, and empty it.
    private static let wipe = "\r\u{1B}[K"

    init(isTerminal: Bool, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.write = write
    }

    /// Shows words and progress; a result is not for the screen.
    func show(_ frame: ConsoleFrame) {
        switch frame {
        case .note(let text): note(text)
        case .progress(let title, let done, let total): progress(title, done, total)
        case .output, .beat, .end: break
        }
    }

    /// Leaves a bar that did not come to its end standing, with the cursor below it.
    func close() {
        bar.withLock { bar in
            if bar.isOpen { write("\n") }
            bar = Bar()
        }
    }

    private func note(_ text: String) {
        bar.withLock { bar in
            write((bar.isOpen ? Self.wipe : "") + text + "\n")
            bar = Bar()
        }
    }

    private func progress(_ title: String, _ done: Int, _ total: Int) {
        bar.withLock { bar in
            let step = done * (isTerminal ? Self.width : 10) / max(total, 1)
            guard bar.title != title || bar.step != step || done == total else { return }
            if bar.isOpen, bar.title != title { write("\n") }
            bar = Bar(title: title, step: step, isOpen: isTerminal && done < total)
            guard isTerminal else { return write("\(title): \(done)/\(total)\n") }
            let marks = String(repeating: "#", count: min(step, Self.width))
            let rest = String(repeating: ".", count: max(0, Self.width - step))
            write("\(Self.wipe)\(title) [\(marks)\(rest)] \(done)/\(total)" + (done == total ? "\n" : ""))
        }
    }
}
