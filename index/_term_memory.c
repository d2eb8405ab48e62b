/* The memory of `term_memory.py`, which says what it does, in C: several times as fast, and an
 * entry takes its bytes and a few more instead of half a kilobyte of objects.
 *
 * Entries are bytes in one block and are found by open addressing. A memory has a newer and an
 * older half. An entry is looked for in the newer and then in the older, from which it is copied
 * into the newer; when that is full it becomes the older one. So what is asked for stays, and
 * nothing is counted or moved when it is found.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include "_chunks.h"
#include "_text.h"

#define LAYERS 3
/* Bytes of an entry. Longer ones are not kept: runs of scripts without spaces, which hardly come
 * twice, and what is no language. */
#define LONGEST 248
#define FEWEST_SLOTS 64
#define FEWEST_BYTES (1 << 16)

/* The lengths of what follows: the chunk, and its terms in each layer. */
typedef struct {
    uint32_t language;
    uint8_t chunk;
    uint8_t terms[LAYERS];
} Head;

typedef union {
    Head head;
    char bytes[LONGEST];
} Entry;

/* A slot holds the upper half of an entry's hash and where in the block the entry begins, counted
 * from 1; an empty slot is 0. */
typedef struct {
    uint64_t *slots;
    size_t mask;
    size_t count;
    char *block;
    size_t filled;
    size_t room;
} Half;

typedef struct {
    PyObject_HEAD
    Half newer;
    Half older;
    size_t most; /* bytes of a half, its slots among them */
    uint64_t seed;
} Memory;

static uint64_t mixed(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The seed keeps whoever writes an article from knowing which words meet in a slot. */
static uint64_t hashed(const Memory *self, uint32_t language, const char *chunk, size_t length)
{
    uint64_t hash = self->seed ^ ((uint64_t)language << 32) ^ length;
    uint64_t part;
    while (length > 8) {
        memcpy(&part, chunk, 8);
        hash = mixed(hash ^ part, self->seed | 1);
        chunk += 8;
        length -= 8;
    }
    part = 0;
    memcpy(&part, chunk, length);
    return mixed(hash ^ part, 0x9E3779B97F4A7C15u);
}

static size_t size_of(const Head *head)
{
    return sizeof(Head) + head->chunk + head->terms[0] + head->terms[1] + head->terms[2];
}

/* Entries begin where a Head may. */
static size_t aligned(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

static const Head *found(const Half *half, uint64_t hash, uint32_t language, const char *chunk,
                         size_t length)
{
    if (half->slots == NULL)
        return NULL;
    for (size_t at = hash & half->mask;; at = (at + 1) & half->mask) {
        uint64_t slot = half->slots[at];
        if (slot == 0)
            return NULL;
        if (slot >> 32 != hash >> 32)
            continue;
        const Head *head = (const Head *)(half->block + (uint32_t)slot - 1);
        if (head->language == language && head->chunk == length &&
            memcmp(head + 1, chunk, length) == 0)
            return head;
    }
}

static void put(Half *half, uint64_t hash, size_t place_in_block)
{
    size_t at = hash & half->mask;
    while (half->slots[at] != 0)
        at = (at + 1) & half->mask;
    half->slots[at] = (hash & 0xFFFFFFFF00000000u) | (place_in_block + 1);
    half->count++;
}

static size_t slot_count(const Half *half)
{
    return half->slots == NULL ? 0 : half->mask + 1;
}

/* The slots that a half needs for one more entry: a third of them stays empty. */
static size_t slots_for_more(const Half *half)
{
    size_t slots = slot_count(half);
    if (slots == 0)
        return FEWEST_SLOTS;
    return half->count * 3 >= slots * 2 ? slots * 2 : slots;
}

static int is_full(const Memory *self, const Half *half, size_t size)
{
    return half->filled + size + slots_for_more(half) * sizeof(uint64_t) > self->most;
}

static int make_slots(const Memory *self, Half *half, size_t slots)
{
    uint64_t *made = calloc(slots, sizeof(uint64_t));
    if (made == NULL)
        return -1;
    free(half->slots);
    half->slots = made;
    half->mask = slots - 1;
    half->count = 0;
    for (size_t at = 0; at < half->filled;) {
        const Head *head = (const Head *)(half->block + at);
        put(half, hashed(self, head->language, (const char *)(head + 1), head->chunk), at);
        at += aligned(size_of(head));
    }
    return 0;
}

static int more_room(const Memory *self, Half *half)
{
    size_t room = half->room ? half->room * 2 : FEWEST_BYTES;
    if (room > self->most)
        room = self->most;
    char *block = realloc(half->block, room);
    if (block == NULL)
        return -1;
    half->block = block;
    half->room = room;
    return 0;
}

static void emptied(Half *half)
{
    if (half->slots != NULL)
        memset(half->slots, 0, slot_count(half) * sizeof(uint64_t));
    half->count = half->filled = 0;
}

static void freed(Half *half)
{
    free(half->slots);
    free(half->block);
}

/* Keeps a copy of an entry, which must not stand in a half itself: either may be emptied. */
static int keep(Memory *self, uint64_t hash, const Entry *entry)
{
    size_t size = aligned(size_of(&entry->head));
    if (size > self->most)
        return 0;
    if (is_full(self, &self->newer, size)) {
        Half half = self->older;
        self->older = self->newer;
        self->newer = half;
        emptied(&self->newer);
    }
    Half *half = &self->newer;
    if (half->filled + size > half->room && more_room(self, half) < 0)
        return -1;
    size_t slots = slots_for_more(half);
    if (slots > slot_count(half) && make_slots(self, half, slots) < 0)
        return -1;
    memcpy(half->block + half->filled, entry->bytes, size_of(&entry->head));
    put(half, hash, half->filled);
    half->filled += size;
    return 0;
}

static int write_entry(Written *layers, const Head *head)
{
    const char *from = (const char *)(head + 1) + head->chunk;
    for (int layer = 0; layer < LAYERS; layer++) {
        if (head->terms[layer] && write_on(&layers[layer], from, head->terms[layer]) < 0)
            return -1;
        from += head->terms[layer];
    }
    return 0;
}

/* Writes the terms of a chunk that is in neither half, as `terms` gives them, and keeps them. */
static int write_new(Memory *self, Written *layers, uint64_t hash, uint32_t language,
                     const char *chunk, size_t length, PyObject *terms)
{
    PyObject *given = PyObject_CallFunction(terms, "s#", chunk, (Py_ssize_t)length);
    if (given == NULL)
        return -1;
    if (!PyTuple_Check(given) || PyTuple_Size(given) != LAYERS) {
        PyErr_SetString(PyExc_TypeError, "the terms of a chunk must be a tuple of three strings");
        goto failed;
    }
    Entry entry;
    size_t size = sizeof(Head) + length;
    char *to = entry.bytes + sizeof(Head);
    if (size <= LONGEST) {
        entry.head.language = language;
        entry.head.chunk = (uint8_t)length;
        memcpy(to, chunk, length);
        to += length;
    }
    for (int layer = 0; layer < LAYERS; layer++) {
        Py_ssize_t bytes;
        const char *text = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(given, layer), &bytes);
        if (text == NULL)
            goto failed;
        if (bytes && write_on(&layers[layer], text, (size_t)bytes) < 0) {
            PyErr_NoMemory();
            goto failed;
        }
        size += (size_t)bytes;
        if (size <= LONGEST) {
            entry.head.terms[layer] = (uint8_t)bytes;
            memcpy(to, text, (size_t)bytes);
            to += bytes;
        }
    }
    if (size <= LONGEST && keep(self, hash, &entry) < 0) {
        PyErr_NoMemory();
        goto failed;
    }
    Py_DECREF(given);
    return 0;
failed:
    Py_DECREF(given);
    return -1;
}

static int write_chunk(Memory *self, Written *layers, const char *chunk, size_t length,
                       uint32_t language, PyObject *terms)
{
    uint64_t hash = hashed(self, language, chunk, length);
    const Head *head = found(&self->newer, hash, language, chunk, length);
    if (head == NULL && (head = found(&self->older, hash, language, chunk, length)) != NULL) {
        Entry entry;
        memcpy(entry.bytes, head, size_of(head));
        if (write_entry(layers, head) < 0 || keep(self, hash, &entry) < 0) {
            PyErr_NoMemory();
            return -1;
        }
        return 0;
    }
    if (head == NULL)
        return write_new(self, layers, hash, language, chunk, length, terms);
    if (write_entry(layers, head) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

static int write_text(Memory *self, Written *layers, const char *text, size_t length,
                      uint32_t language, PyObject *terms)
{
    const unsigned char *at = (const unsigned char *)text, *end = at + length;
    while (at < end) {
        size_t space = white(at, end);
        if (space) {
            at += space;
            continue;
        }
        const unsigned char *begin = at;
        /* Most bytes are letters of ASCII, and no white space begins so. */
        while (at < end && ((*at > ' ' && *at < 0xC2) || !white(at, end)))
            at++;
        const unsigned char *after = at;
        to_bare(&begin, &after);
        if (write_chunk(self, layers, (const char *)begin, (size_t)(after - begin), language,
                        terms))
            return -1;
    }
    return 0;
}

static PyObject *memory_layers(Memory *self, PyObject *arguments)
{
    const char *text;
    Py_ssize_t length;
    unsigned int language;
    PyObject *terms;
    if (!PyArg_ParseTuple(arguments, "s#IO:layers", &text, &length, &language, &terms))
        return NULL;
    /* Of this call alone, for `terms` may ask for other texts. */
    Written layers[LAYERS] = {{NULL, 0, 0}, {NULL, 0, 0}, {NULL, 0, 0}};
    PyObject *made = NULL;
    if (write_text(self, layers, text, (size_t)length, language, terms) == 0) {
        made = PyTuple_New(LAYERS);
        for (int layer = 0; made != NULL && layer < LAYERS; layer++) {
            /* Each term has a space behind it, the last one too. */
            size_t size = layers[layer].length ? layers[layer].length - 1 : 0;
            PyObject *one = PyUnicode_DecodeUTF8(size ? layers[layer].text : "", (Py_ssize_t)size,
                                                 "strict");
            if (one == NULL)
                Py_CLEAR(made);
            else
                PyTuple_SetItem(made, layer, one);
        }
    }
    for (int layer = 0; layer < LAYERS; layer++)
        free(layers[layer].text);
    return made;
}

static PyObject *memory_held(Memory *self, PyObject *nothing)
{
    (void)nothing;
    return PyLong_FromSize_t(self->newer.count + self->older.count);
}

static PyObject *memory_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    static char *known[] = {"most_bytes", "seed", NULL};
    Py_ssize_t most;
    unsigned long long seed = 0;
    if (!PyArg_ParseTupleAndKeywords(arguments, names, "n|K:TermMemory", known, &most, &seed))
        return NULL;
    if (most < 0 || (uint64_t)most / 2 >= UINT32_MAX) {
        PyErr_Format(PyExc_ValueError, "most_bytes %zd: must be from 0 to 8 GiB", most);
        return NULL;
    }
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Memory *self = (Memory *)allocate(type, 0);
    if (self != NULL) {
        self->most = (size_t)most / 2;
        self->seed = seed;
    }
    return (PyObject *)self;
}

static void memory_dealloc(Memory *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    freed(&self->newer);
    freed(&self->older);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static PyMethodDef memory_methods[] = {
    {"layers", (PyCFunction)memory_layers, METH_VARARGS,
     PyDoc_STR("layers(text, language, terms)\n--\n\nSee `PlainTermMemory.layers`.")},
    {"held", (PyCFunction)memory_held, METH_NOARGS,
     PyDoc_STR("held()\n--\n\nSee `PlainTermMemory.held`.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot memory_slots[] = {
    {Py_tp_doc, PyDoc_STR("TermMemory(most_bytes, seed=0)\n--\n\nSee `PlainTermMemory`.")},
    {Py_tp_new, memory_new},
    {Py_tp_dealloc, memory_dealloc},
    {Py_tp_methods, memory_methods},
    {0, NULL},
};

static PyType_Spec memory_spec = {
    .name = "newsearch.index._term_memory.TermMemory",
    .basicsize = sizeof(Memory),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = memory_slots,
};

static int module_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&memory_spec);
    if (type == NULL)
        return -1;
    int done = PyModule_AddObjectRef(module, "TermMemory", type);
    Py_DECREF(type);
    return done;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_term_memory",
    .m_size = 0,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__term_memory(void)
{
    return PyModuleDef_Init(&module);
}
