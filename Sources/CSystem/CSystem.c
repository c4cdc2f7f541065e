int swish_placeholder(void) { return 0; }
