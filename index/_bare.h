/* The word of a chunk without the punctuation around it, where that is plain to see.
 *
 * A third of the chunks of a text have a comma, a full stop or a quotation mark beside their word.
 * The word alone has the same terms, and is mostly remembered.
 */

#ifndef NEWSEARCH_BARE_H
#define NEWSEARCH_BARE_H

#include <stdint.h>
#include <string.h>

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
