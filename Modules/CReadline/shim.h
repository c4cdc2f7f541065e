/* GNU readline's headers use FILE without including <stdio.h>; strings that
   change hands with readline are malloc'ed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>
#include <readline/history.h>
