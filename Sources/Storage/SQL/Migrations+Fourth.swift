extension Migrations {
    /// 急件 that nobody has answered, by circle: they stand above everything, however much else is late. What is computed
    /// from events is computed anew.
    static let fourth = Migration(
        name: "0004 urgent",
        statements: [
            "ALTER TABLE matter_scope ADD COLUMN rousing BIGINT",
            "CREATE INDEX matter_scope_rousing ON matter_scope (scope, next_due, matter) WHERE rousing IS NOT NULL",
        ], rebuilds: true)
}
