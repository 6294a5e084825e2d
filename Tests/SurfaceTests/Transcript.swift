import Foundation

@testable import mashang

/// Everything a command said, and its exit code.
struct Transcript: Sendable {
    private(set) var output = Data()
    private(set) var notes = ""
    private(set) var progress: [Int] = []
    private(set) var status: Int32 = 0

    /// Runs a command's work here.
    init(_ work: @escaping @Sendable (Console) async throws -> Void) async throws {
        var heard: [ConsoleFrame] = []
        let status = try await Console.run(work) { heard.append($0) }
        self.init(heard + [.end(status: status)])
    }

    init(_ frames: [ConsoleFrame]) {
        for frame in frames {
            switch frame {
            case .output(let bytes): output += bytes
            case .note(let text): notes += text + "\n"
            case .progress(_, let done, _): progress.append(done)
            case .beat: break
            case .end(let code): status = code
            }
        }
    }
}
