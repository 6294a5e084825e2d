#ifndef BARE_LOOP_H
#define BARE_LOOP_H

#include <stddef.h>

/// The least that makes a code: libqrencode at level Q in alphanumeric mode, the symbol thrown away at once.
/// Returns the number of dark modules, so that no work can be left out; -1 if a text has no code.
long bare_loop(const char *const *texts, size_t count);

#endif
