/* A chunk of a text in UTF-8: where `str.split` would cut the text, and the word in a chunk without the
 * punctuation around it.
 *
 * One chunk in seven has a comma, a full stop or a quotation mark beside its word. The word alone has
 * the same terms, and is mostly remembered where the chunk was never met.
 */

#ifndef NEWSEARCH_CHUNKS_H
#define NEWSEARCH_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

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

/* How many bytes the letter of a word takes that begins at a place: of ASCII, a digit too, or one
 * from U+00C0 to U+024F; 0 for all else. */
static size_t word_letter(const unsigned char *at, const unsigned char *end)
{
    unsigned char lower = *at | 0x20;
    if ((lower >= 'a' && lower <= 'z') || (*at >= '0' && *at <= '9'))
        return 1;
    if (*at < 0xC3 || *at > 0xC9 || end - at < 2)
        return 0;
    if (*at == 0xC3)
        return at[1] == 0x97 || at[1] == 0xB7 ? 0 : 2; /* × and ÷ */
    return *at == 0xC9 && at[1] > 0x8F ? 0 : 2;
}

/* Whether a byte of ASCII is no letter, no digit, and not `_`, which some words hold. */
static int mark(unsigned char byte)
{
    unsigned char lower = byte | 0x20;
    return byte > ' ' && byte < 0x7F && byte != '_' && !(lower >= 'a' && lower <= 'z') &&
           !(byte >= '0' && byte <= '9');
}

/* Whether three bytes are a dash, a quotation mark or the like, from U+2010 to U+2027. */
static int long_mark(const unsigned char *at)
{
    return at[0] == 0xE2 && at[1] == 0x80 && at[2] >= 0x90 && at[2] <= 0xA7;
}

/* Whether two bytes are « or ». */
static int guillemet(const unsigned char *at)
{
    return at[0] == 0xC2 && (at[1] == 0xAB || at[1] == 0xBB);
}

/* Narrows a chunk to its word: letters, with single hyphens between them, and marks around. A chunk
 * of anything else stays as it is. */
static void to_bare(const unsigned char **begin, const unsigned char **end)
{
    const unsigned char *first = *begin, *last = *end;
    for (;;) {
        if (first < last && mark(*first))
            first++;
        else if (last - first >= 2 && guillemet(first))
            first += 2;
        else if (last - first >= 3 && long_mark(first))
            first += 3;
        else
            break;
    }
    for (;;) {
        if (first < last && mark(last[-1]))
            last--;
        else if (last - first >= 2 && guillemet(last - 2))
            last -= 2;
        else if (last - first >= 3 && long_mark(last - 3))
            last -= 3;
        else
            break;
    }
    if (first == last)
        return;
    int hyphen = 0;
    for (const unsigned char *at = first; at < last;) {
        size_t letter = word_letter(at, last);
        if (letter) {
            at += letter;
            hyphen = 0;
        } else if (*at == '-' && !hyphen) {
            at++;
            hyphen = 1;
        } else {
            return;
        }
    }
    *begin = first;
    *end = last;
}

#endif
