/// The grid folders that were imported, newest last. Every node reads the same one.
public struct Shelf: Sendable {
    /// The newest folder and its version; `nil` before the first import.
    public var newest: @Sendable () async throws -> (version: Int, bytes: [UInt8])?
    /// - Returns: the new version, or the newest one if the bytes are the same.
    public var add: @Sendable (_ bytes: [UInt8], Instant) async throws -> Int

    public init(
        newest: @escaping @Sendable () async throws -> (version: Int, bytes: [UInt8])?,
        add: @escaping @Sendable ([UInt8], Instant) async throws -> Int
    ) {
        self.newest = newest
        self.add = add
    }
}
