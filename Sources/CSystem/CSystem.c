#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

volatile uint64_t swish_pending_signals;
volatile bool swish_sent_interrupt;
char *volatile swish_opened_path;

/* The mask at entry: children get it back. */
static sigset_t entry_mask;

static void mark(int signal, siginfo_t *info, void *context) {
  if (signal == SIGINT) swish_sent_interrupt = info->si_code <= 0;
  __atomic_fetch_or(&swish_pending_signals, UINT64_C(1) << (signal & 63), __ATOMIC_RELAXED);
  if (swish_opened_path) *swish_opened_path = 0;
}

uint64_t swish_take_pending(uint64_t which) {
  return __atomic_fetch_and(&swish_pending_signals, ~which, __ATOMIC_RELAXED) & which;
}

void swish_signals_start(bool unblocks_all) {
  sigset_t set;
  (unblocks_all ? sigfillset : sigemptyset)(&set);
  /* A blocked SIGCHLD would hide every child's end. */
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_UNBLOCK, &set, &entry_mask);
}

int swish_set_disposition(int signal, int disposition) {
  struct sigaction action = {.sa_sigaction = mark, .sa_flags = SA_SIGINFO};
  if (disposition != SWISH_CATCH)
    action = (struct sigaction){.sa_handler = disposition == SWISH_DEFAULT ? SIG_DFL : SIG_IGN};
  /* No SA_RESTART: a trap must be able to end wait, read and open. The end of
     a child is no such news, and would cut short what readline writes. */
  if (signal == SIGCHLD || signal == SIGWINCH) action.sa_flags |= SA_RESTART;
  return sigaction(signal, &action, NULL);
}

int swish_get_disposition(int signal) {
  struct sigaction action;
  if (sigaction(signal, NULL, &action) < 0) return -1;
  return action.sa_handler == SIG_DFL   ? SWISH_DEFAULT
         : action.sa_handler == SIG_IGN ? SWISH_IGNORE
                                        : SWISH_CATCH;
}

void swish_die_of(int number) {
  sigset_t set;
  swish_set_disposition(number, SWISH_DEFAULT);
  sigemptyset(&set);
  sigaddset(&set, number);
  kill(getpid(), number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void set_all(uint64_t signals, int disposition) {
  while (signals) {
    int number = __builtin_ctzll(signals);
    signals &= signals - 1;
    swish_set_disposition(number ? number : 64, disposition);
  }
}

void swish_reset_signals(uint64_t default_signals, uint64_t ignored_signals) {
  set_all(default_signals, SWISH_DEFAULT);
  set_all(ignored_signals, SWISH_IGNORE);
  sigprocmask(SIG_SETMASK, &entry_mask, NULL);
}

/* Control-Z before exec would stop a vforked child and keep its parent in vfork:
   it is caught, which exec undoes, and the parent sends it again. */
static volatile sig_atomic_t early_stop;
static void note_stop(int signal) { early_stop = signal; }

/* Runs in the vforked child, in the parent's memory: system calls only. */
static void run_child(struct swish_spawn_request *request) {
  if (request->process_group >= 0) {
    setpgid(0, request->process_group);
    /* All signals are blocked, so SIGTTOU cannot stop this call. */
    if (request->terminal >= 0) tcsetpgrp(request->terminal, getpgrp());
  }
  for (int i = 0; i < request->step_count; i++) {
    struct swish_descriptor_step step = request->steps[i];
    int result = 0;
    if (step.source < 0)
      close(step.target);
    else if (step.source == step.target)
      result = fcntl(step.target, F_SETFD, 0);
    else
      while ((result = dup2(step.source, step.target)) < 0 && errno == EINTR) continue;
    if (result < 0) {
      request->error = errno;
      request->failed_step = i;
      return;
    }
  }
  set_all(request->default_signals, SWISH_DEFAULT);
  set_all(request->ignored_signals, SWISH_IGNORE);
  if (signal(SIGTSTP, note_stop) == SIG_IGN) signal(SIGTSTP, SIG_IGN);
  sigprocmask(SIG_SETMASK, &entry_mask, NULL);
  execve(request->path, request->argv, request->envp);
  request->error = errno;
}

pid_t swish_spawn(struct swish_spawn_request *request) {
  sigset_t all, old;
  request->error = early_stop = 0;
  request->failed_step = -1;
  /* A handler must not run in the child while it shares our memory. */
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &old);
  pid_t pid = vfork();
  if (pid == 0) {
    run_child(request);
    _exit(127);
  }
  if (pid < 0) request->error = errno;
  if (pid > 0 && request->error) {
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) continue;
    pid = -1;
  }
  if (pid > 0 && early_stop) kill(pid, early_stop);
  sigprocmask(SIG_SETMASK, &old, NULL);
  return pid;
}

static char **arguments;

/* The C library hands constructors what main gets. */
__attribute__((constructor)) static void keep_arguments(int count, char **vector) {
  arguments = vector;
}

char **swish_arguments(void) { return arguments; }

pid_t swish_fork(bool quietly) {
  sigset_t all, old;
  /* The copy still ignores and catches what the shell does: a signal must wait
     until swish_reset_signals, or it would be lost. */
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &old);
  pid_t pid = quietly ? syscall(SYS_clone, 0, 0, 0, 0, 0) : fork();
  int saved = errno;
  if (pid != 0) sigprocmask(SIG_SETMASK, &old, NULL);
  if (pid == 0 && quietly) prctl(PR_SET_PDEATHSIG, SIGKILL);
  errno = saved;
  return pid;
}

int swish_wait(struct pollfd entries[2], int timeout_ms, uint64_t unless) {
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &old);
  int result = -1;
  errno = EINTR;
  if (!(swish_pending_signals & unless)) {
    struct timespec limit = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};
    result = ppoll(entries, 2, timeout_ms < 0 ? NULL : &limit, &old);
  }
  int saved = errno;
  sigprocmask(SIG_SETMASK, &old, NULL);
  // A signal that came before the input, as ^C before what was typed behind it.
  bool precedes = swish_pending_signals & unless;
  errno = precedes ? EINTR : saved;
  return precedes ? -1 : result;
}

int swish_set_terminal(int fd, pid_t group, const struct termios *modes) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, SIGTTOU);
  sigprocmask(SIG_BLOCK, &set, &old);
  int result = 0;
  while (modes && (result = tcsetattr(fd, TCSADRAIN, modes)) < 0 && errno == EINTR) continue;
  if (group > 0) result = tcsetpgrp(fd, group);
  int saved = errno;
  sigprocmask(SIG_SETMASK, &old, NULL);
  errno = saved;
  return result;
}

int swish_memfd(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int swish_window_size(int fd, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) < 0) return -1;
  *rows = size.ws_row, *columns = size.ws_col;
  return 0;
}

int swish_columns(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
