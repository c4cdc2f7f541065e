/* The C that Swift cannot express: vfork with its child-side steps, fork, the
   signal handler, the W* macros, variadic calls. Nothing else belongs here. */
#pragma once
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <termios.h>

/* One step on a child's descriptors: dup2(source, target), or close(target)
   when source is -1. A source equal to its target loses close-on-exec. */
struct swish_descriptor_step {
  int source;
  int target;
};

struct swish_spawn_request {
  const char *path;
  char *const *argv;
  char *const *envp;
  const struct swish_descriptor_step *steps;
  int step_count;
  int process_group;        /* -1: the shell's; 0: a new one; else join it */
  int terminal;             /* descriptor to hand the terminal over; -1: none */
  uint64_t default_signals; /* bit n: signal n back to SIG_DFL; bit 0: 64 */
  uint64_t ignored_signals; /* bit n: signal n to SIG_IGN */
  int error;                /* out: errno of what failed in the child, or 0 */
  int failed_step;          /* out: the step that failed, or -1 for exec */
};

/* vfork + steps + execve. Returns the pid, or -1 with `error` set; a child
   that failed has been reaped. */
pid_t swish_spawn(struct swish_spawn_request *request);

/* `quietly`: without SIGCHLD; wait needs __WALL, and the child _exit. It ends
   with the shell. */
pid_t swish_fork(bool quietly);

/* In a forked child: sets dispositions as swish_spawn does, and the mask that
   the shell was started with. */
void swish_reset_signals(uint64_t default_signals, uint64_t ignored_signals);

/* Remembers the mask that children are to get, and lets SIGCHLD or all through. */
void swish_signals_start(bool unblocks_all);

enum { SWISH_DEFAULT, SWISH_IGNORE, SWISH_CATCH };
int swish_set_disposition(int signal, int disposition);
/* SWISH_DEFAULT, SWISH_IGNORE, SWISH_CATCH (any handler), or -1. */
int swish_get_disposition(int signal);
/* SIG_DFL, then raise, with the signal unblocked. */
void swish_die_of(int signal);

/* Signals caught since they were last taken; bit n is signal n, bit 0 is 64. */
extern volatile uint64_t swish_pending_signals;
static inline uint64_t swish_peek_pending(void) { return swish_pending_signals; }
uint64_t swish_take_pending(uint64_t which);
/* The last SIGINT came from a process, not from the terminal. */
extern volatile bool swish_sent_interrupt;
static inline bool swish_interrupt_was_sent(void) { return swish_sent_interrupt; }

/* The path of an open that signals shall end. One that comes before the system
   call makes the path the empty one, for which there is no file. */
extern char *volatile swish_opened_path;
static inline void swish_set_opened_path(char *path) { swish_opened_path = path; }

/* poll of both entries with no window in which a signal can be missed: -1/EINTR
   when one is caught, or at once when one of `unless` is already pending. */
int swish_wait(struct pollfd entries[2], int timeout_ms, uint64_t unless);

static inline int swish_exit_status(int status) { return WEXITSTATUS(status); }
/* 0: did not die of one, is not stopped. */
static inline int swish_term_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
static inline int swish_stop_signal(int status) { return WIFSTOPPED(status) ? WSTOPSIG(status) : 0; }
static inline bool swish_core_dumped(int status) { return WCOREDUMP(status); }
static inline bool swish_continued(int status) { return WIFCONTINUED(status); }

static inline uintptr_t swish_stack_address(void) {
  return (uintptr_t)__builtin_frame_address(0);
}

/* The C library's own, which Swift's module of it leaves out. */
int pipe2(int ends[2], int flags);
ssize_t tee(int from, int to, size_t size, unsigned int flags);
ssize_t getdents64(int fd, void *records, size_t size);
/* tcsetattr unless `modes` is NULL, then tcsetpgrp if group > 0; with SIGTTOU
   blocked: a shell that has just given the terminal away is in the background
   itself. The result is the last call's. */
int swish_set_terminal(int fd, pid_t group, const struct termios *modes);
/* The arguments of main; Swift's CommandLine would read /proc for them. */
char **swish_arguments(void);
int swish_memfd(const char *name);
int swish_window_size(int fd, int *rows, int *columns);
int swish_columns(uint32_t scalar); /* wcwidth */
