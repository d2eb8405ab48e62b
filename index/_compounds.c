/* `compounds.py` in C, for the many words of an index that is built: it says what is done here, and
 * is its judge. Names are the same there.
 *
 * A word is bytes of Latin-1, so that a byte is a letter. The few words, and entries of lexicons,
 * with other letters are left to `compounds.py`.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include "_compounds_tables.h"

#define NOUN 1
#define ADJECTIVE 2
#define INFLECTED 4
#define PLACE 8
#define WHOLE 16
#define NEVER (-32768)
#define SHORTEST 5
#define MAX_LETTERS 80
/* A dictionary form may be longer than a form of it. */
#define LONGEST 255
/* Cuts within cuts: no sound lexicon needs a tenth of them. */
#define DEEPEST 100

enum { FLAGS, LEMMA, FIRST, LAST, LAST_ADJECTIVE, BASE, DROPS, ENDS, TEXTS, TABLES };

typedef struct {
    PyObject_HEAD
    Words words;
    Parts parts;
    Py_buffer tables[TABLES];
    int32_t whole[4];
} Splitter;

/* What a word was split into: the base form of each part, and where the part ends. */
typedef struct {
    Letter base[LONGEST];
    uint8_t length;
    uint8_t end;
} Part;

typedef struct {
    Part parts[MAX_LETTERS + 1];
    size_t count;
    int depth;
} Found;

static int32_t of_table(const Splitter *self, int table, int32_t number)
{
    const void *from = self->tables[table].buf;
    switch (table) {
    case FLAGS:
    case DROPS:
        return ((const uint8_t *)from)[number];
    case LEMMA:
        return ((const uint16_t *)from)[number];
    case ENDS:
        return (int32_t)((const uint32_t *)from)[number];
    }
    return ((const int16_t *)from)[number];
}

/* -- splitting; each of these gives -1 where it is left to `compounds.py` */

static int apply(const Splitter *self, int32_t edit, const Letter *key, size_t length, Letter *made)
{
    if (edit < 1 || edit >= self->tables[DROPS].len)
        return -1;
    size_t begin = (size_t)of_table(self, ENDS, edit - 1), end = (size_t)of_table(self, ENDS, edit);
    size_t dropped = (size_t)of_table(self, DROPS, edit);
    if (dropped > length || begin > end || end > (size_t)self->tables[TEXTS].len ||
        length - dropped + (end - begin) >= LONGEST)
        return -1;
    size_t kept = length - dropped;
    memcpy(made, key, kept);
    const Letter *added = (const Letter *)self->tables[TEXTS].buf;
    size_t at = begin;
    while (at < end) { /* UTF-8 to Latin-1 */
        if (added[at] < 0x80) {
            made[kept++] = added[at++];
        } else if ((added[at] & 0xFE) == 0xC2 && at + 1 < end) {
            made[kept++] = (Letter)(added[at] << 6 | (added[at + 1] & 0x3F));
            at += 2;
        } else {
            return -1;
        }
    }
    return (int)kept;
}

static int32_t whole_score(const Splitter *self, int flags)
{
    if (flags & NOUN)
        return self->whole[flags & PLACE ? 3 : 1];
    return self->whole[flags & ADJECTIVE ? 2 : 0];
}

/* Ends of the parts of the best-scored segmentation, in order; how many, 0 if there is none. */
static size_t best(const Splitter *self, const Letter *key, size_t size, int flags, uint8_t *cuts)
{
    int32_t most = whole_score(self, flags), scores[LONGEST + 1];
    uint8_t back[LONGEST + 1], backwards[LONGEST + 1];
    size_t final = 0, count = 0;
    if (!(flags & (NOUN | ADJECTIVE)))
        flags = NOUN | ADJECTIVE;
    for (size_t at = 0; at <= size; at++)
        scores[at] = NEVER;
    scores[0] = 0;
    for (size_t start = 0; start + 1 < size; start++) {
        if (scores[start] == NEVER)
            continue;
        uint32_t node = 0;
        for (size_t end = start + 1; end <= size; end++) {
            if ((node = follow(&self->parts, node, key[end - 1])) == 0)
                break;
            int32_t number = self->parts.numbers[node], value;
            if (number < 0)
                continue;
            if (end < size) {
                value = of_table(self, FIRST, number);
                if (value != NEVER && scores[start] + value > scores[end]) {
                    scores[end] = scores[start] + value;
                    back[end] = (uint8_t)start;
                }
            } else if (start) {
                value = flags & NOUN ? of_table(self, LAST, number) : NEVER;
                if (value == NEVER && flags & ADJECTIVE)
                    value = of_table(self, LAST_ADJECTIVE, number);
                if (value != NEVER && scores[start] + value > most) {
                    most = scores[start] + value;
                    final = start;
                }
            }
        }
    }
    if (!final)
        return 0;
    backwards[count++] = (uint8_t)size;
    for (; final; final = back[final])
        backwards[count++] = (uint8_t)final;
    for (size_t at = 0; at < count; at++)
        cuts[at] = backwards[count - 1 - at];
    return count;
}

static int append(Found *found, const Letter *base, size_t length, size_t end)
{
    if (found->count > MAX_LETTERS)
        return -1;
    Part *part = &found->parts[found->count++];
    memcpy(part->base, base, length);
    part->length = (uint8_t)length;
    part->end = (uint8_t)end;
    return 0;
}

static int cut(const Splitter *self, const Letter *key, size_t length, int modifier, size_t offset,
               Found *found, size_t limit)
{
    if (offset + length >= LONGEST || found->depth >= DEEPEST)
        return -1;
    int32_t number = word_number(&self->words, key, length), edit = 0;
    int flags = number >= 0 ? of_table(self, FLAGS, number) : 0;
    if (limit >= MAX_LETTERS) {
        if (modifier) {
            int32_t part = part_number(&self->parts, key, length);
            if (part >= 0 && of_table(self, FIRST, part) != NEVER)
                edit = of_table(self, BASE, part);
        } else if (flags & INFLECTED) {
            edit = of_table(self, LEMMA, number);
        }
    }
    Letter made[LONGEST];
    const Letter *base = key;
    size_t base_length = length;
    if (edit) {
        int applied = apply(self, edit, key, length, made);
        if (applied < 0)
            return -1;
        base = made;
        base_length = (size_t)applied;
    }
    if ((flags & WHOLE && !modifier) || length < SHORTEST)
        return append(found, base, base_length, offset + length);
    if (edit) {
        size_t before = found->count;
        found->depth++;
        if (cut(self, base, base_length, 0, offset, found, length) < 0)
            return -1;
        found->depth--;
        size_t last = found->count - before > 1 ? found->parts[found->count - 2].end - offset : 0;
        /* As slices are compared, which may be shorter than they are asked to be. */
        size_t ours = last + 1 < length ? last + 1 : length;
        size_t theirs = last + 1 < base_length ? last + 1 : base_length;
        if (!last || (ours == theirs && memcmp(base, key, ours) == 0)) {
            found->parts[found->count - 1].end = (uint8_t)(offset + length);
            return 0;
        }
        found->count = before;
    }
    uint8_t cuts[LONGEST + 1];
    size_t count = best(self, key, length, flags, cuts), start = 0;
    int fits = count > 0;
    for (size_t at = 0; at < count; at++) {
        fits = fits && cuts[at] - start < limit;
        start = cuts[at];
    }
    if (!fits)
        return append(found, base, base_length, offset + length);
    start = 0;
    found->depth++;
    for (size_t at = 0; at < count; at++) {
        if (cut(self, key + start, cuts[at] - start, cuts[at] < length, offset + start, found,
                MAX_LETTERS) < 0)
            return -1;
        start = cuts[at];
    }
    found->depth--;
    return 0;
}

static PyObject *splitter_bases(Splitter *self, PyObject *key)
{
    PyObject *bytes = PyUnicode_AsLatin1String(key);
    if (bytes == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
            return NULL;
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    Found found;
    found.count = 0;
    found.depth = 0;
    Py_ssize_t length = PyBytes_Size(bytes);
    int done = length > MAX_LETTERS ? -1
                                    : cut(self, (const Letter *)PyBytes_AsString(bytes),
                                          (size_t)length, 0, 0, &found, MAX_LETTERS);
    Py_DECREF(bytes);
    if (done < 0)
        Py_RETURN_NONE;
    PyObject *made = PyTuple_New((Py_ssize_t)found.count);
    for (size_t at = 0; made != NULL && at < found.count; at++) {
        const Part *part = &found.parts[at];
        PyObject *base = PyUnicode_DecodeLatin1((const char *)part->base, part->length, NULL);
        if (base == NULL)
            Py_CLEAR(made);
        else
            PyTuple_SetItem(made, (Py_ssize_t)at, base);
    }
    return made;
}

/* -- the object */

/* Takes in pairs of a key and its number, which must be below `most`. */
static int fill(Splitter *self, PyObject *pairs, int of_parts, Py_ssize_t most)
{
    PyObject *each, *iterator = PyObject_GetIter(pairs);
    if (iterator == NULL)
        return -1;
    int done = 0;
    while (done == 0 && (each = PyIter_Next(iterator)) != NULL) {
        PyObject *key;
        int number;
        done = -1;
        if (PyArg_ParseTuple(each, "Ui", &key, &number)) {
            PyObject *bytes = PyUnicode_AsLatin1String(key);
            if (bytes == NULL && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
                PyErr_Clear(); /* no word that comes here has such letters */
                done = 0;
            } else if (bytes != NULL) {
                const Letter *letters = (const Letter *)PyBytes_AsString(bytes);
                size_t length = (size_t)PyBytes_Size(bytes);
                if (number < 0 || number >= most)
                    PyErr_SetString(PyExc_ValueError, "the tables have no such number");
                else if (length > LONGEST)
                    done = 0; /* nor has any so many */
                else if ((of_parts ? add_part(&self->parts, letters, length, number)
                                   : add_word(&self->words, letters, length, number)) < 0)
                    PyErr_NoMemory();
                else
                    done = 0;
                Py_DECREF(bytes);
            }
        }
        Py_DECREF(each);
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

static void splitter_dealloc(Splitter *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    free(self->words.slots);
    free(self->words.entries);
    free(self->parts.slots);
    free(self->parts.numbers);
    for (int table = 0; table < TABLES; table++)
        if (self->tables[table].obj != NULL)
            PyBuffer_Release(&self->tables[table]);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static PyObject *splitter_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    PyObject *words, *parts, *tables[TABLES];
    int whole[4];
    (void)names;
    if (!PyArg_ParseTuple(arguments, "OO(iiii)(OOOOOOOOO):Splitter", &words, &parts, &whole[0],
                          &whole[1], &whole[2], &whole[3], &tables[0], &tables[1], &tables[2],
                          &tables[3], &tables[4], &tables[5], &tables[6], &tables[7], &tables[8]))
        return NULL;
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Splitter *self = (Splitter *)allocate(type, 0);
    if (self == NULL)
        return NULL;
    for (int at = 0; at < 4; at++)
        self->whole[at] = whole[at];
    for (int table = 0; table < TABLES; table++)
        if (PyObject_GetBuffer(tables[table], &self->tables[table], PyBUF_SIMPLE) < 0)
            goto failed;
    const Py_buffer *made = self->tables;
    if (made[LEMMA].len != made[FLAGS].len * 2 || made[LAST].len != made[FIRST].len ||
        made[LAST_ADJECTIVE].len != made[FIRST].len || made[BASE].len != made[FIRST].len ||
        made[ENDS].len != made[DROPS].len * 4) {
        PyErr_SetString(PyExc_ValueError, "the tables are of different lengths");
        goto failed;
    }
    if (fill(self, words, 0, self->tables[FLAGS].len) < 0 ||
        fill(self, parts, 1, self->tables[FIRST].len / 2) < 0)
        goto failed;
    if (self->words.slots == NULL || self->parts.slots == NULL) {
        PyErr_SetString(PyExc_ValueError, "there must be words and parts");
        goto failed;
    }
    return (PyObject *)self;
failed:
    Py_DECREF(self);
    return NULL;
}

static PyMethodDef splitter_methods[] = {
    {"bases", (PyCFunction)splitter_bases, METH_O,
     PyDoc_STR("bases(key)\n--\n\n"
               "The base forms of the parts of a word without hyphens, in its normal spelling; "
               "None where only `compounds.py` can tell.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot splitter_slots[] = {
    {Py_tp_doc, PyDoc_STR("Splitter(words, parts, whole, tables)\n--\n\nSee `splitting.py`.")},
    {Py_tp_new, splitter_new},
    {Py_tp_dealloc, splitter_dealloc},
    {Py_tp_methods, splitter_methods},
    {0, NULL},
};

static PyType_Spec splitter_spec = {
    .name = "newsearch.index._compounds.Splitter",
    .basicsize = sizeof(Splitter),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = splitter_slots,
};

static int module_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&splitter_spec);
    if (type == NULL)
        return -1;
    int done = PyModule_AddObjectRef(module, "Splitter", type);
    Py_DECREF(type);
    return done;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_compounds",
    .m_size = 0,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__compounds(void)
{
    return PyModuleDef_Init(&module);
}
