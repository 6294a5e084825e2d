import Foundation

/// Standard output and standard error. A reader that went away (`mashang codes list | head`) ends the writing, not the
/// program with a crash.
enum Terminal {
    static func output(_ data: Data) { write(data, to: .standardOutput) }
    static func output(_ text: String) { output(Data((text + "\n").utf8)) }
    static func note(_ text: String) { write(Data(text.utf8), to: .standardError) }

    private static func write(_ data: Data, to handle: FileHandle) {
        // Nobody is left to be told when this fails.
        try? handle.write(contentsOf: data)
    }
}
