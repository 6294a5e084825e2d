/* A bare group-commit loop: the rows that one report puts into the ledger, bound and stepped from C, nothing else. It is
   what SQLite itself can take, and what the server's durable reports are compared with.

   bare_ledger DATABASE GROUP SECONDS
       DATABASE  a copy of a deployment's mashang.sqlite: its tables and indexes are used as they are
       GROUP     reports in one transaction, each under its own savepoint
   prints: reports a second */

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STATEMENTS = 8 };

static const char *const sql[STATEMENTS] = {
    "SAVEPOINT command",
    "SELECT number, draft, body_hash FROM matter WHERE draft = ?1 OR number = ?2",
    "INSERT INTO matter_key (matter, wrapped) VALUES (?1, randomblob(60))",
    "INSERT INTO matter (number, draft, body_hash, receipt_hash, site, cell, township, category, state, version, holder,"
    " filed_at, changed_at, next_due, next_tick) VALUES (?1, ?2, randomblob(32), randomblob(32), 'S0001',"
    " '512002001001001', '512002001', 'D02', 'dispatched', 2, 'worker:g0001', 1, 1, 1, 1)",
    "INSERT INTO deadline (matter, rule, start, rule_version, due, stopped, raised) VALUES"
    " (?1, 'R01', 1, '2026-12', 2, NULL, NULL), (?1, 'R02', 1, '2026-12', 2, NULL, NULL),"
    " (?1, 'R03', 1, '2026-12', 2, NULL, NULL), (?1, 'T02', 1, '2026-12', 2, NULL, NULL),"
    " (?1, 'T13', 1, '2026-12', 2, NULL, NULL)",
    "INSERT INTO matter_scope (matter, scope, state, next_due, township, level) VALUES"
    " (?1, 'cell:512002001001001', 'dispatched', 1, NULL, NULL),"
    " (?1, 'county:512002', 'dispatched', 1, '512002001', NULL), (?1, 'staff:g0001', 'dispatched', 1, NULL, NULL),"
    " (?1, 'station:s512002001', 'dispatched', 1, NULL, NULL), (?1, 'station:county', 'dispatched', 1, NULL, NULL)",
    "INSERT INTO sealed_words (matter, version, field, salt, digest, box)"
    " VALUES (?1, 1, 'text', randomblob(16), randomblob(32), randomblob(330))",
    "INSERT INTO event (matter, version, at, actor, kind, payload, hash) VALUES"
    " (?1, 1, 1, 'resident', 'filed', hex(randomblob(300)), randomblob(32)),"
    " (?1, 2, 1, 'system', 'dispatched', hex(randomblob(400)), randomblob(32)) RETURNING version, position",
};

static sqlite3 *database;

static void must(int code, const char *what) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(database));
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count != 4) {
        fprintf(stderr, "usage: bare_ledger DATABASE GROUP SECONDS\n");
        return 64;
    }
    int group = atoi(words[2]);
    double seconds = atof(words[3]);
    must(sqlite3_open(words[1], &database), "open");
    must(sqlite3_exec(database,
                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;"
                      "PRAGMA wal_autocheckpoint = 8000",
                      NULL, NULL, NULL), "settings");
    sqlite3_stmt *statements[STATEMENTS];
    for (int i = 0; i < STATEMENTS; i++)
        must(sqlite3_prepare_v2(database, sql[i], -1, &statements[i], NULL), sql[i]);

    srandom((unsigned)time(NULL));
    long reports = 0;
    double start = now(), end = start + seconds;
    while (now() < end) {
        must(sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL), "begin");
        for (int i = 0; i < group; i++, reports++) {
            sqlite3_int64 number = ((sqlite3_int64)random() << 20) ^ random();
            char draft[40];
            snprintf(draft, sizeof draft, "bare-%lld-%ld", number, reports);
            for (int s = 0; s < STATEMENTS; s++) {
                sqlite3_stmt *one = statements[s];
                if (s == 1 || s == 3) {
                    sqlite3_bind_text(one, s == 1 ? 1 : 2, draft, -1, SQLITE_TRANSIENT);
                    sqlite3_bind_int64(one, s == 1 ? 2 : 1, number);
                } else if (s > 1) {
                    sqlite3_bind_int64(one, 1, number);
                }
                int code;
                while ((code = sqlite3_step(one)) == SQLITE_ROW) {}
                must(code, sql[s]);
                sqlite3_reset(one);
            }
            must(sqlite3_exec(database, "RELEASE command", NULL, NULL, NULL), "release");
        }
        must(sqlite3_exec(database, "COMMIT", NULL, NULL, NULL), "commit");
    }
    printf("%.0f\n", reports / (now() - start));
    return 0;
}
