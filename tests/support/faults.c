/* Lets calls that change files fail, or end the program there: preloaded by tests/cli/injected.rs.
 *
 * CFS_FAULT_AT counts such calls from 1; CFS_FAULT_HOW is what happens at that one: `once` fails alone; from `full` on nothing can be
 * added, from `read_only` on nothing be changed; `kill` writes half and ends the program. CFS_FAULT_MARK is a file that is made then. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { ADDS, MOVES, REMOVES };

static atomic_long calls;

static const char *how(void) {
    const char *set = getenv("CFS_FAULT_HOW");
    return set ? set : "";
}

/* What becomes of a call: 0 it is made, 1 it ends the program, else the error that it fails with. */
static int fault(enum kind kind) {
    const char *set = getenv("CFS_FAULT_AT");
    const char *mark = getenv("CFS_FAULT_MARK");
    long at = set ? atol(set) : 0, call = atomic_fetch_add(&calls, 1) + 1;
    if (at == 0 || call < at)
        return 0;
    /* Of several threads the one that is later may end the program first. */
    if (mark) {
        int file = syscall(SYS_openat, AT_FDCWD, mark, O_CREAT | O_WRONLY, 0600);
        if (file >= 0)
            syscall(SYS_close, file);
    }
    if (!strcmp(how(), "once"))
        return call == at ? EIO : 0;
    if (!strcmp(how(), "full"))
        return kind == ADDS ? ENOSPC : 0;
    if (!strcmp(how(), "read_only"))
        return EROFS;
    return 1;
}

static void end(void) {
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* Whether a descriptor is of a file, and not of a terminal or a pipe. */
static int is_file(int fd) {
    struct stat found;
    int before = errno, is = fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
    errno = before;
    return fd > 2 && is;
}

#define MEET(kind, half)          \
    do {                          \
        int met = fault(kind);    \
        if (met == 1) {           \
            half;                 \
            end();                \
        }                         \
        if (met) {                \
            errno = met;          \
            return -1;            \
        }                         \
    } while (0)

ssize_t write(int fd, const void *bytes, size_t count) {
    if (is_file(fd))
        MEET(ADDS, (void)!REAL(write)(fd, bytes, count / 2));
    return REAL(write)(fd, bytes, count);
}

int fsync(int fd) {
    MEET(ADDS, );
    return REAL(fsync)(fd);
}

int fdatasync(int fd) {
    MEET(ADDS, );
    return REAL(fdatasync)(fd);
}

int ftruncate64(int fd, off64_t length) {
    MEET(ADDS, );
    return REAL(ftruncate64)(fd, length);
}

int rename(const char *from, const char *to) {
    MEET(MOVES, );
    return REAL(rename)(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    MEET(ADDS, );
    return REAL(linkat)(from_folder, from, to_folder, to, flags);
}

int link(const char *from, const char *to) {
    MEET(ADDS, );
    return REAL(link)(from, to);
}

int mkdir(const char *path, mode_t mode) {
    MEET(ADDS, );
    return REAL(mkdir)(path, mode);
}

int unlink(const char *path) {
    MEET(REMOVES, );
    return REAL(unlink)(path);
}

int open64(const char *path, int flags, ...) {
    mode_t mode = 0;
    if (flags & O_CREAT) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
        MEET(ADDS, );
    }
    return REAL(open64)(path, flags, mode);
}
