import Codes

/// Checks passwords off the request threads, a few at a time: each check takes 32 MiB and a tenth of a second, so an
/// unbounded number of them would be an attack.
actor PasswordGate {
    /// Checks that may wait before a sign-in is told to come back later.
    static let waiting = 32
    private var queued = 0

    /// - Returns: `nil` if too many people are signing in at this moment.
    func verify(_ password: String, against hash: String?) async -> Bool? {
        guard queued < Self.waiting else { return nil }
        queued += 1
        defer { queued -= 1 }
        return await Task.detached(priority: .userInitiated) {
            // An unknown name costs the same as a known one.
            let stored = hash.flatMap { PasswordHash($0) }
            let isRight = (stored ?? PasswordHash.dummy).verify(password)
            return isRight && stored != nil
        }.value
    }
}
