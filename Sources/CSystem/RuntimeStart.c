/* What the Swift runtime would do before main, and the shell has no use for.
   A static link takes these functions instead of the runtime's object files
   that define them, and with those go their constructors. Nothing else depends
   on them: without SWISH_LEAN_START the shell is the same, a little slower. */
#ifdef SWISH_LEAN_START

#include <stdbool.h>
#include <stddef.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* CommandLine.arguments, for which /proc/self/maps is read; main has its own. */
HIDDEN char **_swift_stdlib_getUnsafeArgvArgc(int *count);
char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
  static char *none[] = {NULL};
  *count = 0;
  return none;
}

/* Of the program that prints where a crash was, which is looked for in eight
   places, and which SWIFT_BACKTRACE in the environment can name. */
HIDDEN bool _swift_backtrace_isThunkFunction(const char *name);
bool _swift_backtrace_isThunkFunction(const char *name) {
  (void)name;
  return false;
}

/* The settings of that: off. */
HIDDEN const char _swift_backtraceSettings[1024];
const char _swift_backtraceSettings[1024];

#endif

#if __has_feature(address_sanitizer)
/* The shell measures its stack by addresses, so frames must lie there. */
const char *__asan_default_options(void) {
  return "detect_stack_use_after_return=0:detect_leaks=0";
}
#endif
