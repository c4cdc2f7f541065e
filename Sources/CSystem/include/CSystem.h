#pragma once
int swish_placeholder(void);
