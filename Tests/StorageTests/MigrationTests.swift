import Matters
import Testing

@testable import Storage

@Suite(.timeLimit(.minutes(1)))
struct MigrationTests {
    private let files: TestStore
    init() async throws { files = try await TestStore() }

    @Test func startingAgainChangesNothing() async throws {
        try await files.file(Sample())
        let before = try await files.schema()
        for day in 1...3 { try await Migrations.run(on: files.database, at: TestStore.start + .days(day)) }
        let after = try await files.schema()
        #expect(before == after)
        let history = try await files.rows("SELECT * FROM schema_migration")
        #expect(try history.map { try $0.integer("at") } == Migrations.all.map { _ in TestStore.start.milliseconds })
        #expect(try await files.count("matter") == 1)
    }

    @Test func aNewerDatabaseIsLeftAlone() async throws {
        let known = Migrations.all.count
        try await files.tamper(
            "INSERT INTO schema_migration (version, name, checksum, at) VALUES (\(known + 1), 'next', 'x', 0)")
        await #expect { try await files.reopened() } throws: { error in
            if case StorageFault.newerSchema(found: known + 1, known: known) = error { true } else { false }
        }
    }

    @Test func aMigrationThatIsNotOursIsRefused() async throws {
        try await files.tamper("UPDATE schema_migration SET checksum = 'x' WHERE version = 1")
        await #expect { try await files.reopened() } throws: { error in
            if case StorageFault.changedMigration(let name) = error { name == Migrations.first.name } else { false }
        }
    }

    @Test func aStepThatFailsLeavesNoTrace() async throws {
        let before = try await files.schema()
        await #expect(throws: (any Error).self) {
            try await files.database.write { connection in
                try connection.run("CREATE TABLE half (one TEXT)")
                try connection.run("CREATE TABLE matter (number BIGINT)")
            }
        }
        #expect(try await files.schema() == before)
    }
}
