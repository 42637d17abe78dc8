/* kontor-picture, started when there is something to do. libvips links a
 * hundred libraries; in a process of its own they cost the server nothing, and
 * a picture that makes one of them stumble costs a picture. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/heap.h"
#include "base/log.h"
#include "media/parts.h"

enum {
    TASK_MAX_MS = 30000,
    TASKS_MAX = 500, /* then a new one begins, so that no leak grows */
    FILES_MAX = 2
};

struct kt_media_program {
    struct kt_media_program *next;
    pid_t pid;
    int socket;
    int task_count;
};

/* ---- one program ---- */

/* Nothing of the server goes along: no file, no variable, no blocked signal. */
static int
spawn(const char *path, int socket, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    union {
        const char *text;
        char *argument;
    } name = { .text = path };
    char *arguments[] = { name.argument, NULL };
    char *variables[] = { NULL };
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    int failed =
        posix_spawn(pid, path, &actions, &attributes, arguments, variables);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

static struct kt_media_program *
start(const struct kt_media_folder *folder, struct kt_error *err)
{
    const char *path = folder->options.program;
    int sockets[2];
    pid_t pid;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
        kt_media_fail("kontor-picture", err);
        return NULL;
    }
    int failed = spawn(path, sockets[1], &pid);
    close(sockets[1]);
    if (failed != 0) {
        close(sockets[0]);
        errno = failed;
        kt_media_fail(path, err);
        return NULL;
    }
    struct kt_media_program *program = KT_HEAP_NEW(struct kt_media_program);
    *program = (struct kt_media_program){ .pid = pid, .socket = sockets[0] };
    return program;
}

static void
end(struct kt_media_program *program)
{
    int status = 0;
    close(program->socket);
    kill(program->pid, SIGKILL);
    while (waitpid(program->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    kt_heap_free(program);
}

/* ---- those that wait ---- */

/* One that had nothing to do for long has ended by itself. */
static bool
is_alive(const struct kt_media_program *program)
{
    struct pollfd wait = { program->socket, POLLIN, 0 };
    return poll(&wait, 1, 0) == 0;
}

static struct kt_media_program *
take_idle(struct kt_media_folder *folder)
{
    for (;;) {
        pthread_mutex_lock(&folder->programs_lock);
        struct kt_media_program *program = folder->idle;
        if (program != NULL)
            folder->idle = program->next;
        pthread_mutex_unlock(&folder->programs_lock);
        if (program == NULL || is_alive(program))
            return program;
        end(program);
    }
}

static void
give_idle(struct kt_media_folder *folder, struct kt_media_program *program)
{
    pthread_mutex_lock(&folder->programs_lock);
    program->next = folder->idle;
    folder->idle = program;
    pthread_mutex_unlock(&folder->programs_lock);
}

void
kt_media_rest(void *arg)
{
    struct kt_media_folder *folder = arg;
    pthread_mutex_lock(&folder->programs_lock);
    struct kt_media_program *program = folder->idle;
    folder->idle = NULL;
    pthread_mutex_unlock(&folder->programs_lock);
    while (program != NULL) {
        struct kt_media_program *next = program->next;
        end(program);
        program = next;
    }
}

/* ---- a task ---- */

static bool
send_task(const struct kt_media_program *program,
          const struct kt_picture_ask *ask, const int *files, size_t count)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(FILES_MAX * sizeof(int))];
    } control = { .bytes = { 0 } };
    union {
        const struct kt_picture_ask *kept;
        void *base;
    } bytes = { .kept = ask };
    struct iovec piece = { bytes.base, sizeof *ask };
    struct msghdr message = {
        .msg_iov = &piece,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = CMSG_SPACE(count * sizeof(int)),
    };
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(part), files, count * sizeof *files);
    return sendmsg(program->socket, &message, MSG_NOSIGNAL) ==
           (ssize_t)sizeof *ask;
}

enum outcome { DONE, DEAD, LATE };

static enum outcome
receive(const struct kt_media_program *program, struct kt_picture_told *told)
{
    struct pollfd wait = { program->socket, POLLIN, 0 };
    int ready;
    while ((ready = poll(&wait, 1, TASK_MAX_MS)) < 0 && errno == EINTR)
        continue;
    if (ready <= 0)
        return LATE;
    ssize_t got = recv(program->socket, told, sizeof *told, 0);
    told->why[sizeof told->why - 1] = '\0';
    return got == (ssize_t)sizeof *told ? DONE : DEAD;
}

/* Gives the program back, or ends it. */
static enum outcome
run(struct kt_media_folder *folder, struct kt_media_program *program,
    const struct kt_picture_ask *ask, const int *files, size_t file_count,
    struct kt_picture_told *told)
{
    enum outcome outcome = DEAD;
    lseek(files[0], 0, SEEK_SET);
    if (send_task(program, ask, files, file_count))
        outcome = receive(program, told);
    if (outcome == DONE && ++program->task_count < TASKS_MAX)
        give_idle(folder, program);
    else
        end(program);
    return outcome;
}

enum kt_status
kt_media_ask_program(struct kt_media_folder *folder,
                     const struct kt_picture_ask *ask, const int *files,
                     size_t file_count, struct kt_picture_told *told,
                     struct kt_error *err)
{
    struct kt_media_program *program = take_idle(folder);
    enum outcome outcome = DEAD;
    if (program != NULL)
        outcome = run(folder, program, ask, files, file_count, told);
    /* One that waited may have died of something else: a new one tells. */
    if (outcome == DEAD) {
        program = start(folder, err);
        if (program == NULL)
            return err->status;
        outcome = run(folder, program, ask, files, file_count, told);
    }
    if (outcome == DONE)
        return KT_OK;
    kt_log(KT_LOG_WARN, "a picture took too long or was too much",
           KT_LOG_INT("task", ask->task), KT_LOG_INT("kind", ask->kind));
    return kt_fail_overloaded(err);
}
