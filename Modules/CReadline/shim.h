/* GNU readline's headers use FILE without including <stdio.h>; strings that
   change hands with readline are malloc'ed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>
#include <readline/history.h>
/* The terminal's ECHO when readline took it over; not in the headers. */
extern int _rl_echoing_p;
/* Only declared for _GNU_SOURCE. */
extern char *strcasestr(const char *text, const char *part);
/* libtinfo's; its own headers define too many short names. */
extern int tgetnum(const char *capability);
