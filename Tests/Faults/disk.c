/* A disk that forgets: loaded before the C library (LD_PRELOAD), it writes down what a program does to the files of one
 * folder, so that `disk.py` can say what a power cut would have left of them. Nothing is kept but what was flushed:
 * LazyFS's idea, without a file system.
 *
 *   DISK_FOLDER   the folder, its real path without a slash at the end; other files are not touched
 *   DISK_JOURNAL  where to write it down; outside of the folder
 *   DISK_SHORT    n: every n-th write is cut in half, as a kernel may do
 *   DISK_FAIL     n: the n-th flush fails once, and what it should have kept is gone, as on Linux
 *   DISK_WEAK     SQLite is told synchronous=NORMAL where the program says FULL, and answers FULL when asked: what the
 *                 program would be without its promise
 *
 * A record is a line, `W NAME OFFSET LENGTH` with LENGTH bytes behind it, or `T NAME SIZE` (cut), `F NAME` (flushed),
 * `X NAME` (not flushed, and given up), `D NAME` (folder flushed), `C NAME` and `M NAME` (file, folder made), `U NAME`
 * (removed), `R OLD NEW` (renamed). Names are below the folder and have no blanks. A record follows what it tells of,
 * under one lock: a flush is written down only once it was promised. Shared memory (-shm) is not content and is left
 * out. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FILES = 65536 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *names[FILES]; /* by descriptor; below the folder, "." for the folder itself */
static const char *folder;
static int journal = -1;
static long cut_every, writes, failing_flush, flushes;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void) {
    folder = getenv("DISK_FOLDER");
    const char *path = getenv("DISK_JOURNAL"), *shorten = getenv("DISK_SHORT"), *fail = getenv("DISK_FAIL");
    if (shorten) cut_every = atol(shorten);
    if (fail) failing_flush = atol(fail);
    if (folder && path)
        journal = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The name below the folder, or NULL. */
static const char *below(const char *path) {
    size_t length = folder ? strlen(folder) : 0;
    if (!length || strncmp(path, folder, length) != 0) return NULL;
    if (path[length] == '\0') return ".";
    return path[length] == '/' ? path + length + 1 : NULL;
}

static const char *name_of(int descriptor) {
    return descriptor >= 0 && descriptor < FILES ? names[descriptor] : NULL;
}

static void record(const char *format, ...) {
    char line[2 * PATH_MAX];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(line, sizeof line, format, values);
    va_end(values);
    if (journal >= 0 && REAL(write)(journal, line, (size_t)length) != length) abort();
}

static void record_write(const char *name, off64_t offset, const void *bytes, size_t count) {
    record("W %s %lld %zu\n", name, (long long)offset, count);
    if (journal >= 0 && REAL(write)(journal, bytes, count) != (ssize_t)count) abort();
}

static size_t shortened(size_t count) {
    return cut_every && count > 1 && ++writes % cut_every == 0 ? count / 2 : count;
}

static int opened(int descriptor, const char *path, int flags, int was_there) {
    if (descriptor < 0 || descriptor >= FILES) return descriptor;
    char whole[PATH_MAX];
    int saved = errno;
    const char *name = realpath(path, whole) ? below(whole) : NULL;
    errno = saved;
    free(names[descriptor]);
    names[descriptor] = name && !strstr(name, "-shm") ? strdup(name) : NULL;
    if (names[descriptor] && !was_there) record("C %s\n", name);
    if (names[descriptor] && was_there && (flags & O_TRUNC)) record("T %s 0\n", name);
    return descriptor;
}

static int opening(__typeof__(&openat) real, int at, const char *path, int flags, mode_t mode) {
    pthread_mutex_lock(&lock);
    int was_there = faccessat(at, path, F_OK, 0) == 0;
    int descriptor = opened(real(at, path, flags, mode), path, flags, was_there);
    pthread_mutex_unlock(&lock);
    return descriptor;
}

#define MODE(flags) ({ va_list more; va_start(more, flags); \
    mode_t given = (flags) & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; va_end(more); given; })

int open(const char *path, int flags, ...) { return opening(REAL(openat), AT_FDCWD, path, flags, MODE(flags)); }
int open64(const char *path, int flags, ...) { return opening(REAL(openat64), AT_FDCWD, path, flags, MODE(flags)); }
int openat(int at, const char *path, int flags, ...) { return opening(REAL(openat), at, path, flags, MODE(flags)); }
int openat64(int at, const char *path, int flags, ...) {
    return opening(REAL(openat64), at, path, flags, MODE(flags));
}

int close(int descriptor) {
    pthread_mutex_lock(&lock);
    if (name_of(descriptor)) {
        free(names[descriptor]);
        names[descriptor] = NULL;
    }
    int result = REAL(close)(descriptor);
    pthread_mutex_unlock(&lock);
    return result;
}

/* Runs `call` under the lock, and `then` if it did not fail on one of our files. */
#define DONE(type, descriptor, call, then) ({ \
    pthread_mutex_lock(&lock); \
    const char *name = name_of(descriptor); \
    type result = (call); \
    int saved = errno; \
    if (name && result >= 0) then; \
    pthread_mutex_unlock(&lock); \
    errno = saved; \
    result; })

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    return DONE(ssize_t, file, REAL(pwrite64)(file, bytes, name ? shortened(count) : count, offset),
                record_write(name, offset, bytes, (size_t)result));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }

ssize_t write(int file, const void *bytes, size_t count) {
    if (!name_of(file)) return REAL(write)(file, bytes, count);
    return DONE(ssize_t, file, REAL(write)(file, bytes, name ? shortened(count) : count),
                record_write(name, lseek64(file, 0, SEEK_CUR) - result, bytes, (size_t)result));
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    return name_of(file) && count > 0 ? write(file, parts[0].iov_base, parts[0].iov_len)
                                      : REAL(writev)(file, parts, count);
}

int ftruncate64(int file, off64_t size) {
    return DONE(int, file, REAL(ftruncate64)(file, size), record("T %s %lld\n", name, (long long)size));
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int fallocate64(int file, int mode, off64_t offset, off64_t length) {
    if (!name_of(file)) return REAL(fallocate64)(file, mode, offset, length);
    errno = EOPNOTSUPP; /* As on file systems without it; callers write instead. */
    return -1;
}

int fallocate(int file, int mode, off_t offset, off_t length) { return fallocate64(file, mode, offset, length); }

/* The journal is the only disk there is: really flushing would prove nothing more. */
static int flushing(int file, const char *name) {
    struct stat status;
    int fails = ++flushes == failing_flush, is_folder = fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
    record("%c %s\n", fails ? 'X' : is_folder ? 'D' : 'F', name);
    errno = EIO;
    return fails ? -1 : 0;
}

static int flush(int file, int (*real)(int)) {
    if (!name_of(file)) return real(file);
    pthread_mutex_lock(&lock);
    int result = flushing(file, name_of(file));
    pthread_mutex_unlock(&lock);
    return result;
}

int fdatasync(int file) { return flush(file, REAL(fdatasync)); }
int fsync(int file) { return flush(file, REAL(fsync)); }

int unlink(const char *path) {
    pthread_mutex_lock(&lock);
    char whole[PATH_MAX];
    const char *name = realpath(path, whole) ? below(whole) : NULL;
    int result = REAL(unlink)(path);
    if (name && result == 0 && !strstr(name, "-shm")) record("U %s\n", name);
    pthread_mutex_unlock(&lock);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    pthread_mutex_lock(&lock);
    char whole[PATH_MAX];
    int result = REAL(mkdir)(path, mode);
    const char *name = result == 0 && realpath(path, whole) ? below(whole) : NULL;
    if (name) record("M %s\n", name);
    pthread_mutex_unlock(&lock);
    return result;
}

int rename(const char *old, const char *new) {
    pthread_mutex_lock(&lock);
    char before[PATH_MAX], after[PATH_MAX];
    const char *from = realpath(old, before) ? below(before) : NULL;
    int result = REAL(rename)(old, new);
    const char *to = result == 0 && realpath(new, after) ? below(after) : NULL;
    if (from && to) record("R %s %s\n", from, to);
    pthread_mutex_unlock(&lock);
    return result;
}

/* SQLite, for DISK_WEAK. */
struct sqlite3;
struct sqlite3_stmt;

#define WEAKER(sql, count) \
    if (getenv("DISK_WEAK") && strstr(sql, "synchronous")) { \
        sql = strstr(sql, "=") ? "PRAGMA synchronous = NORMAL" : "SELECT 2"; \
        count = -1; \
    }

int sqlite3_prepare_v3(struct sqlite3 *database, const char *sql, int count, unsigned flags, struct sqlite3_stmt **made,
                       const char **tail) {
    static int (*real)(struct sqlite3 *, const char *, int, unsigned, struct sqlite3_stmt **, const char **);
    if (!real) real = dlsym(RTLD_NEXT, "sqlite3_prepare_v3");
    const char *given = sql;
    WEAKER(sql, count)
    int result = real(database, sql, count, flags, made, tail);
    if (tail && sql != given) *tail = given + strlen(given);
    return result;
}

int sqlite3_prepare_v2(struct sqlite3 *database, const char *sql, int count, struct sqlite3_stmt **made,
                       const char **tail) {
    return sqlite3_prepare_v3(database, sql, count, 0, made, tail);
}
