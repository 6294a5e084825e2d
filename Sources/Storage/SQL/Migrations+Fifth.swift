extension Migrations {
    /// 点位码的一生: serials, versions and what happened to each code; visits as numbers; doubts. Codes of before are
    /// numbered in the order of their issue.
    static let fifth = Migration(
        name: "0005 life of codes",
        statements: [
            """
            CREATE TABLE site_code_new (
                token TEXT PRIMARY KEY,
                site TEXT NOT NULL,
                serial BIGINT NOT NULL UNIQUE,
                version BIGINT NOT NULL,
                issued_at BIGINT NOT NULL,
                printed_at BIGINT,
                posted_at BIGINT,
                posted_by TEXT,
                posted_where TEXT,
                seen_at BIGINT,
                missed_at BIGINT,
                ends_at BIGINT,
                replaced_by TEXT,
                revoked_at BIGINT,
                UNIQUE (site, version))
            """,
            """
            INSERT INTO site_code_new (token, site, serial, version, issued_at, revoked_at)
            SELECT token, site, ROW_NUMBER() OVER (ORDER BY issued_at, token),
                ROW_NUMBER() OVER (PARTITION BY site ORDER BY issued_at, token), issued_at, revoked_at
            FROM site_code
            """,
            "DROP TABLE site_code",
            "ALTER TABLE site_code_new RENAME TO site_code",

            // A day is its number since 1970.
            """
            CREATE TABLE code_traffic (
                token TEXT NOT NULL,
                day BIGINT NOT NULL,
                step TEXT NOT NULL,
                count BIGINT NOT NULL,
                PRIMARY KEY (token, day, step)){keyed}
            """,
            "CREATE INDEX code_traffic_by_day ON code_traffic (day)",
            "CREATE TABLE code_scanned (token TEXT NOT NULL PRIMARY KEY, day BIGINT NOT NULL){keyed}",

            """
            CREATE TABLE code_doubt (
                position {identity},
                token TEXT,
                at BIGINT NOT NULL,
                reason TEXT NOT NULL,
                note TEXT,
                settled_at BIGINT)
            """,
            "CREATE INDEX code_doubt_open ON code_doubt (token, position) WHERE settled_at IS NULL",
        ])
}
