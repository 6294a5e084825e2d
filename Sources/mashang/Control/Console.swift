import Foundation
import Synchronization

/// What a command says and gives back, as it goes on. The same command runs beside its caller or inside the server, so
/// it never prints by itself.
final class Console: Sendable {
    /// One thing said; whoever waits until it was taken waits in `taken`.
    private struct Word {
        let frame: ConsoleFrame
        var taken: CheckedContinuation<Void, Never>?
    }

    private let words: AsyncStream<Word>
    private let queue: AsyncStream<Word>.Continuation
    private let status = Atomic<Int32>(0)

    /// Largest piece of a result that travels at once, in bytes.
    static let pieceBytes = 256 * 1024

    init() { (words, queue) = AsyncStream.makeStream(of: Word.self) }

    /// The command's result: goes to standard output, or is handed on.
    func output(_ text: String) {
        let bytes = Data((text + "\n").utf8)
        for start in stride(from: 0, to: bytes.count, by: Self.pieceBytes) {
            say(.output(bytes: bytes.subdata(in: start..<min(start + Self.pieceBytes, bytes.count))))
        }
    }

    /// A piece of a large result. Waits until it was taken, so that a slow reader holds the command back and memory
    /// stays small.
    /// - Throws: `CancellationError` if nobody reads any more.
    func send(_ piece: Data) async throws {
        await withCheckedContinuation { taken in
            guard case .enqueued = queue.yield(Word(frame: .output(bytes: piece), taken: taken)) else {
                return taken.resume()
            }
        }
        try Task.checkCancellation()
    }

    /// A word to the person at the terminal: goes to standard error.
    func note(_ text: String) { say(.note(text: text)) }
    /// Shows how far a long piece of work is.
    func progress(_ title: String, total: Int) -> Progress {
        Progress(title, total: total) { [self] in say($0) }
    }
    /// Says that the command is alive though it has nothing to say.
    func beat() { say(.beat) }
    /// Ends the command with this exit code once it is done.
    func end(with status: Int32) { self.status.store(status, ordering: .relaxed) }

    private func say(_ frame: ConsoleFrame) { queue.yield(Word(frame: frame)) }

    /// Runs `work` and hands on what it says, in order and as it comes.
    /// - Returns: the exit code.
    /// - Throws: what `work` throws, or what `receive` throws, which cancels the work.
    static func run(
        _ work: @escaping @Sendable (Console) async throws -> Void, receive: (ConsoleFrame) async throws -> Void
    ) async throws -> Int32 {
        let console = Console()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { console.queue.finish() }
                try await work(console)
            }
            var failure: (any Error)?
            for await word in console.words {
                if failure == nil {
                    do { try await receive(word.frame) } catch {
                        failure = error
                        group.cancelAll()
                    }
                }
                // Also after a failure: a sender that is never answered never ends.
                word.taken?.resume()
            }
            if let failure { throw failure }
            try await group.waitForAll()
            return console.status.load(ordering: .relaxed)
        }
    }
}

/// One thing a command said. Over the control socket each is one line of JSON.
enum ConsoleFrame: Sendable, Codable, Equatable {
    case output(bytes: Data)
    case note(text: String)
    case progress(title: String, done: Int, total: Int)
    /// Nothing to say, and alive.
    case beat
    /// The last one.
    case end(status: Int32)
}
