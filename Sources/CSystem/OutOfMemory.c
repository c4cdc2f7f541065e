/* Where memory runs out the Swift runtime prints a stack trace and aborts. It
   asks for all of it here: a static link takes these functions instead of the
   runtime's object file that defines them. Without SWISH_LEAN_START the shell
   is the same, but for that end. */
#ifdef SWISH_LEAN_START

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* `mask` is the alignment less 1, or all ones for malloc's own. */
HIDDEN void *swift_slowAlloc(size_t size, size_t mask) {
  void *memory = mask <= 15 || mask == SIZE_MAX
                     ? malloc(size)
                     : aligned_alloc(mask + 1, (size + mask) & ~mask);
  if (memory == NULL) {
    static const char message[] = "swish: out of memory\n";
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written;
    _exit(2);
  }
  return memory;
}

HIDDEN void swift_slowDealloc(void *memory, size_t size, size_t mask) {
  (void)size;
  (void)mask;
  free(memory);
}

#endif
