import Codes
import Foundation
import Matters

/// 封签钥的换代: which seal keys there were and since when, as the file `keys/seals`: a line `NUMBER YYYY-MM-DD` for each.
/// Not secret. A deployment that is older than seals has none until it renews: its first key is as old
/// as its master key.
struct SealEpochs: Sendable {
    static let fileName = "seals"

    struct Epoch: Sendable {
        let number: Int
        let since: LocalDate
        fileprivate var line: String { "\(number) \(since)\n" }
    }

    /// In order; never empty.
    let all: [Epoch]
    var current: Epoch { all[all.count - 1] }

    /// After this long another key should sign, in days.
    static let renewAfterDays = 730

    private let path: String

    /// - Throws: `FileFault`; `SealEpochsFault` if the file is not what this wrote.
    init(_ folder: DataFolder) throws {
        path = "\(folder.path)/keys/\(Self.fileName)"
        guard let bytes = try PrivateFile.read(path) else {
            all = [Epoch(number: 1, since: folder.began)]
            return
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let epochs = lines.map { line -> Epoch? in
            let words = line.split(separator: " ")
            guard words.count == 2, let number = Int(words[0]), let since = LocalDate(words[1]) else { return nil }
            return Epoch(number: number, since: since)
        }
        let read = epochs.compactMap(\.self)
        guard !read.isEmpty, read.count == epochs.count, read.map(\.number) == Array(1...read.count),
            SealKeys.numbers.contains(read.count)
        else { throw SealEpochsFault(path: path) }
        all = read
    }

    /// The file of a deployment that begins today.
    static func beginning(on today: LocalDate) -> [UInt8] { Array(Epoch(number: 1, since: today).line.utf8) }

    /// Another key signs from today on; the old ones stay good for what they signed.
    func renew(on today: LocalDate) throws -> Epoch {
        let next = Epoch(number: current.number + 1, since: today)
        guard SealKeys.numbers.contains(next.number) else { throw SealEpochsFault(path: path) }
        try PrivateFile.write(Array((all + [next]).map(\.line).joined().utf8), to: path)
        return next
    }
}

struct SealEpochsFault: Error, CustomStringConvertible {
    let path: String
    var description: String {
        "\(path) does not say which seal keys there were: one line each, NUMBER YYYY-MM-DD, numbered from 1 to at most "
            + "\(SealKeys.numbers.upperBound). Restore it from the backup."
    }
}

extension DataFolder {
    /// The day on which its keys were made, as far as the disk knows.
    fileprivate var began: LocalDate {
        let made =
            try? FileManager.default.attributesOfItem(atPath: "\(path)/keys/master.key")[.modificationDate] as? Date
        let instant = made.map { Instant(milliseconds: Int64($0.timeIntervalSince1970 * 1000)) }
        return ChinaTime.date(of: instant ?? Instant(milliseconds: 0))
    }
}

extension Deployment {
    /// Every seal key so far with its epoch, the current one last.
    func sealKeys() throws -> [(epoch: SealEpochs.Epoch, keys: SealKeys)] {
        try SealEpochs(folder).all.compactMap { epoch in keys.sealKeys(number: epoch.number).map { (epoch, $0) } }
    }
}
