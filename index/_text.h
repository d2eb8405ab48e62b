/* Text in UTF-8: how it grows, and where `str.split` would cut it. */

#ifndef NEWSEARCH_TEXT_H
#define NEWSEARCH_TEXT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Text that grows. */
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

/* How many bytes the white space takes that stands at a place, as `str.split` sees it; or 0. */
static size_t white(const unsigned char *at, const unsigned char *end)
{
    if (*at < 0x80)
        return *at == ' ' || (*at >= '\t' && *at <= '\r') || (*at >= 0x1C && *at <= 0x1F);
    if (*at == 0xC2 && end - at >= 2)
        return at[1] == 0x85 || at[1] == 0xA0 ? 2 : 0;
    if (*at < 0xE1 || *at > 0xE3 || end - at < 3)
        return 0;
    uint32_t code = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
    switch (code) {
    case 0xE19A80: /* U+1680 */
    case 0xE280A8: /* U+2028 */
    case 0xE280A9: /* U+2029 */
    case 0xE280AF: /* U+202F */
    case 0xE2819F: /* U+205F */
    case 0xE38080: /* U+3000 */
        return 3;
    }
    return code >= 0xE28080 && code <= 0xE2808A ? 3 : 0; /* U+2000 to U+200A */
}

#endif
