import Codes
import Dispatch

/// Checks passwords one at a time on a thread of their own: each takes 32 MiB and a tenth of a second, so many at once
/// would be an attack, and one of them on a request's thread would hold up everybody's pages.
actor PasswordGate {
    /// Checks that may wait before a sign-in is told to come back later.
    static let waiting = 32
    private var queued = 0
    private let thread = DispatchQueue(label: "mashang.passwords")

    /// - Returns: `nil` if too many people are signing in at this moment.
    func verify(_ password: String, against hash: String?) async -> Bool? {
        guard queued < Self.waiting else { return nil }
        queued += 1
        defer { queued -= 1 }
        return await withCheckedContinuation { done in
            thread.async {
                // An unknown name costs the same as a known one.
                let stored = hash.flatMap { PasswordHash($0) }
                let isRight = (stored ?? PasswordHash.dummy).verify(password)
                done.resume(returning: isRight && stored != nil)
            }
        }
    }
}
