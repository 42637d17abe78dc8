/* The end of a server. What was sent in full before is answered:
 *
 *   1  answers say Connection: close, /readyz says no
 *   2  who knocks now is not heard, and knocks again in a second; what waits to
 *      be accepted is accepted, then nobody any more
 *   3  requests that were sent, or are being sent, are answered
 *   4  whoever asks still is told to come again; the threads end */

#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "http/server_parts.h"

enum {
    STEP_MS = 5,
    ACCEPT_MAX_MS = 1000,
    ACCEPT_LAST_MS = 5, /* nobody waited so long */
    DRAIN_MAX_MS = 10000,
    QUIET_MS = 50, /* bytes were read, and their request has not begun */
    SENDING_MAX_MS = 5000,
};

static void
pause_ms(long ms)
{
    struct timespec pause = { .tv_nsec = ms * 1000000 };
    nanosleep(&pause, NULL);
}

/* Whom the system lets in behind the last look would be cut off with the
 * listener: it drops what begins a connection. Those that have begun go on. */
static void
stop_hearing(int listener)
{
    enum { FLAGS = 13, SYN = 0x02, ACK = 0x10 }; /* of a segment of TCP */
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, FLAGS),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, SYN | ACK),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYN, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
    };
    struct sock_fprog program = { KT_COUNT(steps), steps };
    (void)setsockopt(listener, SOL_SOCKET, SO_ATTACH_FILTER, &program,
                     sizeof program);
}

/* Linux counts there the connections that wait to be accepted. */
static bool
has_waiting(const struct kt_server *server)
{
    for (unsigned i = 0; i < server->loop_count; i++) {
        struct tcp_info info;
        socklen_t size = sizeof info;
        if (getsockopt(server->loops[i].listener, IPPROTO_TCP, TCP_INFO, &info,
                       &size) == 0 &&
            info.tcpi_unacked > 0)
            return true;
    }
    return false;
}

static void
wait_until_accepted(const struct kt_server *server)
{
    int none_ms = 0;
    for (int ms = 0; ms < ACCEPT_MAX_MS && none_ms < ACCEPT_LAST_MS;
         ms += STEP_MS) {
        pause_ms(STEP_MS);
        none_ms = has_waiting(server) ? 0 : none_ms + STEP_MS;
    }
}

/* The thread of a daemon may look at its listener once more, and ends the
 * process where that is closed: the port is given up here, the file after the
 * thread. */
static void
quiesce(struct kt_loop *loop)
{
    if (loop->is_quiet)
        return;
    loop->is_quiet = true;
    if (loop->daemon != NULL)
        MHD_quiesce_daemon(loop->daemon);
    shutdown(loop->listener, SHUT_RDWR);
}

enum quiet { BUSY, IDLE, EMPTY };

/* Whether a loop has open requests, or bytes of some that it has not read. */
static enum quiet
look_at(struct kt_loop *loop)
{
    int unread = 0;
    pthread_mutex_lock(&loop->lock);
    enum quiet quiet = loop->open == NULL ? EMPTY : IDLE;
    for (const struct kt_connection *connection = loop->open;
         connection != NULL && unread == 0; connection = connection->next) {
        if (ioctl(connection->socket, FIONREAD, &unread) != 0)
            unread = 0;
    }
    pthread_mutex_unlock(&loop->lock);
    return unread > 0 || atomic_load(&loop->turn_count) > 0 ? BUSY : quiet;
}

static enum quiet
look_at_all(struct kt_server *server)
{
    enum quiet least = EMPTY;
    for (unsigned i = 0; i < server->loop_count; i++) {
        enum quiet quiet = look_at(&server->loops[i]);
        least = quiet < least ? quiet : least;
    }
    return least;
}

static void
wait_until_quiet(struct kt_server *server)
{
    int quiet_ms = 0;
    for (int ms = 0; ms < DRAIN_MAX_MS && quiet_ms < QUIET_MS; ms += STEP_MS) {
        enum quiet quiet = look_at_all(server);
        if (quiet == EMPTY)
            return;
        quiet_ms = quiet == IDLE ? quiet_ms + STEP_MS : 0;
        pause_ms(STEP_MS);
    }
}

void
kt_loops_drain(struct kt_server *server)
{
    atomic_store(&server->site.is_stopping, true);
    for (unsigned i = 0; i < server->loop_count; i++)
        stop_hearing(server->loops[i].listener);
    wait_until_accepted(server);
    for (unsigned i = 0; i < server->loop_count; i++)
        quiesce(&server->loops[i]);
    wait_until_quiet(server);
}

/* No daemon may be stopped while a connection is suspended: that would end the
 * process; nor while a thread is still at waking it for one, which ran
 * meanwhile. Nothing new begins any more, so the wait is finite. */
static void
wait_for_running(struct kt_server *server)
{
    while (atomic_load(&server->site.running) > 0 ||
           atomic_load(&server->waking) > 0)
        pause_ms(1);
    for (int ms = 0; ms < SENDING_MAX_MS && atomic_load(&server->sending) > 0;
         ms++)
        pause_ms(1);
}

void
kt_loops_stop(struct kt_server *server)
{
    atomic_store(&server->site.is_stopping, true);
    atomic_store(&server->site.is_open, false);
    for (unsigned i = 0; i < server->loop_count; i++)
        quiesce(&server->loops[i]);
    wait_for_running(server);
    for (unsigned i = 0; i < server->loop_count; i++) {
        if (server->loops[i].daemon != NULL)
            MHD_stop_daemon(server->loops[i].daemon);
        close(server->loops[i].listener);
    }
}
