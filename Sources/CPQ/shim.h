#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>

// Result fields are named by character constants, which Swift does not import.
static inline const char *cpq_sqlstate(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

static inline const char *cpq_severity(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
}

static inline const char *cpq_message(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

static inline const char *cpq_detail(const PGresult *result) {
    return PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
}

// Waits until the connection's socket can be read (or, if asked, written): above 0 if so, 0 when the time is over,
// below 0 on an error. A signal that interrupts counts as nothing happened yet.
static inline int cpq_wait(PGconn *connection, int writing, int milliseconds) {
    struct pollfd socket = {PQsocket(connection), POLLIN | (writing ? POLLOUT : 0), 0};
    if (socket.fd < 0) return -1;
    int ready = poll(&socket, 1, milliseconds);
    return ready < 0 && errno == EINTR ? 0 : ready;
}
