import Crypto
import Matters

extension Shelf {
    static func live(_ database: any SQLDatabase) -> Shelf {
        Shelf(
            newest: {
                try await database.read { connection in
                    let sql = "SELECT version, bytes FROM grid_folder ORDER BY version DESC LIMIT 1"
                    return try connection.row(sql, []).map { (Int(try $0.integer("version")), try $0.bytes("bytes")) }
                }
            },
            add: { bytes, now in
                let digest = Array(SHA256.hash(data: bytes))
                return try await database.write { connection in
                    let newest = try connection.row(
                        "SELECT version, digest FROM grid_folder ORDER BY version DESC LIMIT 1", [])
                    let version = Int(newest?.optionalInteger("version") ?? 0)
                    if let newest, try newest.bytes("digest") == digest { return version }
                    try connection.bump(.grid)
                    try connection.run(
                        "INSERT INTO grid_folder (version, at, digest, bytes) VALUES (?, ?, ?, ?)",
                        [.integer(Int64(version + 1)), .integer(now.milliseconds), .bytes(digest), .bytes(bytes)])
                    return version + 1
                }
            })
    }
}
