/// Progress of bytes, shown in whole MiB.
struct MegabyteProgress: Sendable {
    private var progress: Progress
    private var done: Int64 = 0

    private static let unit: Int64 = 1024 * 1024
    private static func units(_ bytes: Int64) -> Int { Int((bytes + unit - 1) / unit) }

    /// - Parameter start: makes the progress that is shown, on this terminal unless said otherwise.
    init(
        _ title: String, bytes: Int64,
        start: (_ title: String, _ total: Int) -> Progress = { Progress($0, total: $1) }
    ) {
        progress = start("\(title), MiB", Self.units(bytes))
    }

    mutating func add(_ bytes: Int) { show(done + Int64(bytes)) }

    mutating func show(_ bytes: Int64) {
        done = bytes
        progress.show(Self.units(done))
    }
}
