extension Migrations {
    /// Several nodes: leases, revisions, the feed. Tables that are found by their key are stored by it. What is
    /// computed from events needs no foreign keys: it is written by the same statement run, and `mashang verify` checks
    /// it.
    static let second = Migration(
        name: "0002 several nodes",
        statements: [
            """
            CREATE TABLE sealed_words_new (
                matter BIGINT NOT NULL,
                version BIGINT NOT NULL,
                field TEXT NOT NULL,
                salt {bytes} NOT NULL,
                digest {bytes} NOT NULL,
                box {bytes},
                PRIMARY KEY (matter, version, field)){keyed}
            """,
            "INSERT INTO sealed_words_new SELECT matter, version, field, salt, digest, box FROM sealed_words",
            "DROP TABLE sealed_words",
            "ALTER TABLE sealed_words_new RENAME TO sealed_words",

            "CREATE TABLE matter_key_new (matter BIGINT NOT NULL PRIMARY KEY, wrapped {bytes} NOT NULL){keyed}",
            "INSERT INTO matter_key_new SELECT matter, wrapped FROM matter_key",
            "DROP TABLE matter_key",
            "ALTER TABLE matter_key_new RENAME TO matter_key",

            """
            CREATE TABLE deadline_new (
                matter BIGINT NOT NULL,
                rule TEXT NOT NULL,
                rule_version TEXT NOT NULL,
                start BIGINT NOT NULL,
                due BIGINT NOT NULL,
                stopped BIGINT,
                PRIMARY KEY (matter, rule)){keyed}
            """,
            "INSERT INTO deadline_new SELECT matter, rule, rule_version, start, due, stopped FROM deadline",
            "DROP TABLE deadline",
            "ALTER TABLE deadline_new RENAME TO deadline",

            // A county counts by township: only its own rows have one, so each matter is in that index once.
            """
            CREATE TABLE matter_scope_new (
                matter BIGINT NOT NULL,
                scope TEXT NOT NULL,
                state TEXT NOT NULL,
                next_due BIGINT NOT NULL,
                township TEXT,
                PRIMARY KEY (matter, scope)){keyed}
            """,
            """
            INSERT INTO matter_scope_new SELECT s.matter, s.scope, s.state,
                CASE WHEN s.next_due = 9223372036854775807 THEN s.next_due - m.changed_at ELSE s.next_due END,
                CASE WHEN s.scope LIKE 'county:%' THEN m.township END
            FROM matter_scope s JOIN matter m ON m.number = s.matter
            """,
            "DROP TABLE matter_scope",
            "ALTER TABLE matter_scope_new RENAME TO matter_scope",
            "CREATE INDEX matter_scope_list ON matter_scope (scope, state, next_due, matter)",
            """
            CREATE INDEX matter_scope_township ON matter_scope (scope, township, state, next_due)
            WHERE township IS NOT NULL
            """,

            """
            CREATE TABLE matter_exclusion_new (
                matter BIGINT NOT NULL, staff TEXT NOT NULL, PRIMARY KEY (matter, staff)){keyed}
            """,
            "INSERT INTO matter_exclusion_new SELECT matter, staff FROM matter_exclusion",
            "DROP TABLE matter_exclusion",
            "ALTER TABLE matter_exclusion_new RENAME TO matter_exclusion",
            "CREATE INDEX matter_exclusion_by_staff ON matter_exclusion (staff, matter)",

            """
            CREATE TABLE matter_new (
                number BIGINT NOT NULL PRIMARY KEY,
                draft TEXT NOT NULL UNIQUE,
                body_hash {bytes} NOT NULL,
                receipt_hash {bytes} NOT NULL UNIQUE,
                site TEXT NOT NULL,
                cell TEXT NOT NULL,
                township TEXT NOT NULL,
                category TEXT,
                state TEXT NOT NULL,
                version BIGINT NOT NULL,
                holder TEXT NOT NULL,
                filed_at BIGINT NOT NULL,
                changed_at BIGINT NOT NULL,
                next_due BIGINT NOT NULL){keyed}
            """,
            """
            INSERT INTO matter_new SELECT number, draft, body_hash, receipt_hash, site, cell, township, category,
                state, version, holder, filed_at, changed_at,
                CASE WHEN next_due = 9223372036854775807 THEN next_due - changed_at ELSE next_due END
            FROM matter
            """,
            "DROP TABLE matter",
            "ALTER TABLE matter_new RENAME TO matter",
            "CREATE INDEX matter_by_holder ON matter (holder, state, changed_at)",

            // On PostgreSQL a lower position can commit later: the feed follows transactions.
            .only(
                .postgres,
                """
                ALTER TABLE event ADD COLUMN txn BIGINT NOT NULL
                DEFAULT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)
                """),
            .only(.postgres, "CREATE INDEX event_feed ON event (txn, position)"),

            // Who runs a job, until when, by the database's clock. The token grows with every change of hands, so that
            // whoever slept through the end of a lease is found out.
            """
            CREATE TABLE lease (
                job TEXT NOT NULL PRIMARY KEY,
                node TEXT NOT NULL,
                token BIGINT NOT NULL,
                until BIGINT NOT NULL,
                ran_at BIGINT,
                mark TEXT)
            """,
            // What nodes keep in memory; a new value says: read it again.
            "CREATE TABLE revision (topic TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
            "INSERT INTO revision (topic, value) VALUES ('grid', 0), ('staff', 0), ('codes', 0)",
            // A node whose keys do not fit is refused before it writes.
            "CREATE TABLE deployment (id TEXT NOT NULL PRIMARY KEY, key_check {bytes} NOT NULL)",
        ])
}
