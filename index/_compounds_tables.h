/* The two tables of `_compounds.c`: words with their numbers, and parts by their beginnings. Both only
 * grow, and give -1 where there is no memory.
 */

#ifndef NEWSEARCH_COMPOUNDS_TABLES_H
#define NEWSEARCH_COMPOUNDS_TABLES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned char Letter;

/* Words with their numbers: by open addressing, a slot the upper half of a hash and where the entry
 * begins, counted from 1. An entry is the number, the length, and the letters. */
typedef struct {
    uint64_t *slots;
    size_t mask;
    size_t count;
    Letter *entries;
    size_t filled;
    size_t room;
} Words;

/* Parts as a tree: a slot is a node and a letter (32 bits), and the node that follows (32 bits).
 * `numbers` has for each node the number of the part that ends there, or -1. */
typedef struct {
    uint64_t *slots;
    size_t mask;
    int32_t *numbers;
    size_t nodes;
    size_t room;
} Parts;

static uint64_t hashed(const Letter *letters, size_t length)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t at = 0; at < length; at++)
        hash = (hash ^ letters[at]) * 0x100000001B3u;
    return hash ^ hash >> 29;
}

static const Letter *entry_of(const Words *words, uint64_t slot)
{
    return words->entries + (uint32_t)slot - 1;
}

static int32_t word_number(const Words *words, const Letter *letters, size_t length)
{
    uint64_t hash = hashed(letters, length);
    for (size_t at = hash & words->mask; words->slots[at]; at = (at + 1) & words->mask) {
        if (words->slots[at] >> 32 != hash >> 32)
            continue;
        const Letter *entry = entry_of(words, words->slots[at]);
        if (entry[4] == length && memcmp(entry + 5, letters, length) == 0) {
            int32_t number;
            memcpy(&number, entry, 4);
            return number;
        }
    }
    return -1;
}

static void put_word(Words *words, uint64_t hash, size_t place)
{
    size_t at = hash & words->mask;
    while (words->slots[at])
        at = (at + 1) & words->mask;
    words->slots[at] = (hash & 0xFFFFFFFF00000000u) | (place + 1);
}

static int add_word(Words *words, const Letter *letters, size_t length, int32_t number)
{
    if (words->filled + 5 + length > words->room) {
        size_t room = words->room * 2 + 65536;
        Letter *more = realloc(words->entries, room);
        if (more == NULL)
            return -1;
        words->entries = more;
        words->room = room;
    }
    if (words->slots == NULL || words->count * 3 >= words->mask * 2) {
        size_t size = words->slots == NULL ? 4096 : (words->mask + 1) * 2;
        uint64_t *slots = calloc(size, sizeof(uint64_t));
        if (slots == NULL)
            return -1;
        free(words->slots);
        words->slots = slots;
        words->mask = size - 1;
        for (size_t at = 0; at < words->filled; at += 5 + words->entries[at + 4])
            put_word(words, hashed(words->entries + at + 5, words->entries[at + 4]), at);
    }
    Letter *entry = words->entries + words->filled;
    memcpy(entry, &number, 4);
    entry[4] = (Letter)length;
    memcpy(entry + 5, letters, length);
    put_word(words, hashed(letters, length), words->filled);
    words->filled += 5 + length;
    words->count++;
    return 0;
}

static size_t slot_of(const Parts *parts, uint32_t node, Letter letter)
{
    uint32_t key = node << 8 | letter;
    size_t at = (key * 0x9E3779B97F4A7C15u >> 20) & parts->mask;
    while (parts->slots[at] && parts->slots[at] >> 32 != key)
        at = (at + 1) & parts->mask;
    return at;
}

/* The node behind a letter, or 0, which is the root. */
static uint32_t follow(const Parts *parts, uint32_t node, Letter letter)
{
    return (uint32_t)parts->slots[slot_of(parts, node, letter)];
}

static int more_nodes(Parts *parts)
{
    size_t size = parts->slots == NULL ? 4096 : (parts->mask + 1) * 2;
    uint64_t *slots = calloc(size, sizeof(uint64_t)), *old = parts->slots;
    int32_t *numbers = realloc(parts->numbers, size * sizeof(int32_t));
    if (numbers != NULL)
        parts->numbers = numbers;
    if (slots == NULL || numbers == NULL) {
        free(slots);
        return -1;
    }
    size_t before = old == NULL ? 0 : parts->mask + 1;
    parts->slots = slots;
    parts->mask = size - 1;
    for (size_t at = 0; at < before; at++)
        if (old[at]) {
            uint32_t key = (uint32_t)(old[at] >> 32);
            slots[slot_of(parts, key >> 8, (Letter)key)] = old[at];
        }
    free(old);
    parts->room = size;
    return 0;
}

static int add_part(Parts *parts, const Letter *letters, size_t length, int32_t number)
{
    uint32_t node = 0;
    for (size_t at = 0; at < length; at++) {
        if (parts->slots == NULL || parts->nodes * 3 >= parts->room * 2) {
            if (more_nodes(parts) < 0)
                return -1;
            if (parts->nodes == 0)
                parts->numbers[parts->nodes++] = -1;
        }
        size_t slot = slot_of(parts, node, letters[at]);
        if (parts->slots[slot] == 0) {
            parts->numbers[parts->nodes] = -1;
            parts->slots[slot] = (uint64_t)(node << 8 | letters[at]) << 32 | parts->nodes++;
        }
        node = (uint32_t)parts->slots[slot];
    }
    if (length)
        parts->numbers[node] = number;
    return 0;
}

static int32_t part_number(const Parts *parts, const Letter *letters, size_t length)
{
    uint32_t node = 0;
    for (size_t at = 0; at < length; at++)
        if ((node = follow(parts, node, letters[at])) == 0)
            return -1;
    return node ? parts->numbers[node] : -1;
}

#endif
