extension Migrations {
    /// Casework: clocks that come up again, what the system does next, matters that belong together. What is computed
    /// from events is computed anew.
    static let third = Migration(
        name: "0003 casework",
        statements: [
            """
            CREATE TABLE deadline_new (
                matter BIGINT NOT NULL,
                rule TEXT NOT NULL,
                start BIGINT NOT NULL,
                rule_version TEXT NOT NULL,
                due BIGINT NOT NULL,
                stopped BIGINT,
                raised BIGINT,
                PRIMARY KEY (matter, rule, start)){keyed}
            """,
            "DROP TABLE deadline",
            "ALTER TABLE deadline_new RENAME TO deadline",

            // When the system next does something; who was told of lateness; what it was joined to; how it was rated.
            "ALTER TABLE matter ADD COLUMN next_tick BIGINT",
            "ALTER TABLE matter ADD COLUMN level BIGINT",
            "ALTER TABLE matter ADD COLUMN parent BIGINT",
            "ALTER TABLE matter ADD COLUMN stars BIGINT",
            "ALTER TABLE matter ADD COLUMN unit TEXT",
            "CREATE INDEX matter_tick ON matter (next_tick, number) WHERE next_tick IS NOT NULL",
            "CREATE INDEX matter_parent ON matter (parent, number) WHERE parent IS NOT NULL",
            "CREATE INDEX matter_rating ON matter (unit, stars) WHERE stars IS NOT NULL",
            "CREATE INDEX matter_cell ON matter (cell, filed_at)",
            // What was escalated, by circle.
            "ALTER TABLE matter_scope ADD COLUMN level BIGINT",
            "CREATE INDEX matter_scope_level ON matter_scope (scope, level, next_due, matter) WHERE level IS NOT NULL",
        ], rebuilds: true)
}
