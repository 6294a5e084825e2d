extension Migrations {
    /// The ledger, the people, the codes.
    static let first = Migration(
        name: "0001 ledger, accounts, codes",
        statements: [
            // The truth: what happened, in order. Never updated, never deleted.
            """
            CREATE TABLE event (
                position {identity},
                matter BIGINT NOT NULL,
                version BIGINT NOT NULL CHECK (version >= 1),
                at BIGINT NOT NULL,
                actor TEXT NOT NULL,
                kind TEXT NOT NULL,
                payload TEXT NOT NULL,
                hash {bytes} NOT NULL,
                UNIQUE (matter, version))
            """,
            // What people wrote, sealed with the matter's own key; the event's hash covers only a salted hash of it.
            """
            CREATE TABLE sealed_words (
                matter BIGINT NOT NULL,
                version BIGINT NOT NULL,
                field TEXT NOT NULL,
                salt {bytes} NOT NULL,
                digest {bytes} NOT NULL,
                box {bytes},
                PRIMARY KEY (matter, version, field))
            """,
            // Erasing a matter's key erases its words everywhere, backups of this row excepted.
            "CREATE TABLE matter_key (matter BIGINT PRIMARY KEY, wrapped {bytes} NOT NULL)",

            // Projections: computed from the events in the same transaction.
            """
            CREATE TABLE matter (
                number BIGINT PRIMARY KEY,
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
                next_due BIGINT NOT NULL)
            """,
            "CREATE INDEX matter_by_holder ON matter (holder, state)",
            """
            CREATE TABLE deadline (
                matter BIGINT NOT NULL REFERENCES matter (number),
                rule TEXT NOT NULL,
                rule_version TEXT NOT NULL,
                start BIGINT NOT NULL,
                due BIGINT NOT NULL,
                stopped BIGINT,
                PRIMARY KEY (matter, rule))
            """,
            // Seeing is granted: a list starts from the circles its reader is in.
            """
            CREATE TABLE matter_scope (
                matter BIGINT NOT NULL REFERENCES matter (number),
                scope TEXT NOT NULL,
                state TEXT NOT NULL,
                next_due BIGINT NOT NULL,
                PRIMARY KEY (matter, scope))
            """,
            "CREATE INDEX matter_scope_list ON matter_scope (scope, state, next_due, matter)",
            """
            CREATE TABLE matter_exclusion (
                matter BIGINT NOT NULL REFERENCES matter (number),
                staff TEXT NOT NULL,
                PRIMARY KEY (matter, staff))
            """,

            """
            CREATE TABLE account (
                login TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                role TEXT NOT NULL,
                cells TEXT NOT NULL,
                station TEXT,
                division TEXT,
                phone TEXT,
                source TEXT NOT NULL,
                password TEXT,
                disabled BIGINT NOT NULL DEFAULT 0,
                created_at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE session (
                token_hash {bytes} PRIMARY KEY,
                staff TEXT NOT NULL REFERENCES account (login),
                opened_at BIGINT NOT NULL,
                seen_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL)
            """,
            "CREATE INDEX session_by_staff ON session (staff)",
            """
            CREATE TABLE sign_in_failure (
                login TEXT PRIMARY KEY,
                failures BIGINT NOT NULL,
                last_at BIGINT NOT NULL,
                blocked_until BIGINT NOT NULL)
            """,

            """
            CREATE TABLE site_code (
                token TEXT PRIMARY KEY, site TEXT NOT NULL, issued_at BIGINT NOT NULL, revoked_at BIGINT)
            """,
            "CREATE INDEX site_code_by_site ON site_code (site)",
            """
            CREATE TABLE grid_folder (
                version BIGINT PRIMARY KEY, at BIGINT NOT NULL, digest {bytes} NOT NULL, bytes {bytes} NOT NULL)
            """,
            """
            CREATE TABLE audit (
                position {identity},
                at BIGINT NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL)
            """,
        ])
}
