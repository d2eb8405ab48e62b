/* Text that grows. */

#ifndef NEWSEARCH_TEXT_H
#define NEWSEARCH_TEXT_H

#include <stdlib.h>
#include <string.h>

typedef struct {
    char *text;
    size_t length;
    size_t room;
} Written;

/* Puts text behind what is written; -1 where there is no memory. */
static int write_on(Written *written, const char *text, size_t length)
{
    if (written->length + length > written->room) {
        size_t room = written->room * 2 + length;
        char *more = realloc(written->text, room);
        if (more == NULL)
            return -1;
        written->text = more;
        written->room = room;
    }
    memcpy(written->text + written->length, text, length);
    written->length += length;
    return 0;
}

#endif
