import Crypto
import Matters

/// Filing under wrong keys would work, and make a ledger that no one key opens: a node whose keys are not those the
/// database was made with is refused before it writes.
enum KeyCheck {
    private static let message = Array("mashang key check 1".utf8)

    /// - Throws: `StorageFault.wrongKey`
    static func run(on database: any SQLDatabase, sealing: [UInt8], random: Random) async throws {
        let check = Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: sealing)))
        let vault = Vault(master: sealing, random: random)
        let id = random.bytes(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        try await database.write { connection in
            if let row = try connection.row("SELECT key_check FROM deployment", []) {
                guard try row.bytes("key_check") == check else { throw StorageFault.wrongKey }
                return
            }
            // A database from before this check: its newest matter says.
            let newest = "SELECT matter FROM event WHERE version = 1 ORDER BY position DESC LIMIT 1"
            if let row = try connection.row(newest, []), let number = MatterNumber(stored: try row.integer("matter")) {
                let key = try connection.row("SELECT wrapped FROM matter_key WHERE matter = ?", [number.value])
                _ = try key.map { try vault.unwrap($0.bytes("wrapped"), for: number) }
            }
            try connection.run(
                "INSERT INTO deployment (id, key_check) VALUES (?, ?)", [.text(id), .bytes(check)])
        }
    }
}
