/* The terms of plain words, as `word_terms.py` says: lower case, folding, stem and parts of a word in
 * one go. The stemmer, the dictionaries, and what remembers stems are asked as Python would ask them.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include "_text.h"

#define LETTERS 256
/* Bytes of a word in Latin-1. Longer ones are left to Python, which knows where to cut them. */
#define LONGEST 60
/* Bytes that a letter may fold to. */
#define FOLDED 2
/* Hyphens do not count above: each letter may have one behind it. */
#define MOST_PIECES (LONGEST + 1)

enum { OTHERWISE, STEM_WORD, IRREGULAR, LEMMA, BASES, STEMS, OBJECTS };

typedef struct {
    PyObject_HEAD
    unsigned char lower[LETTERS]; /* 0 for what is no letter of a plain word */
    char folded[LETTERS][FOLDED];
    uint8_t sizes[LETTERS];
    PyObject *tag;
    PyObject *objects[OBJECTS];
} WordTerms;

/* What stands between hyphens: where it ends in the text, and in the folded word. */
typedef struct {
    size_t end;
    size_t folded_end;
} Piece;

/* A word without its hyphens: in Latin-1 in lower case, and folded (with room for a space). */
typedef struct {
    const char *text; /* as printed, in UTF-8 */
    char lower[LONGEST];
    size_t length;
    char folded[LONGEST * FOLDED + 1];
    size_t folded_length;
    Piece pieces[MOST_PIECES];
    size_t count;
} Plain;

static int is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Reads a word; 1 if it is plain, 0 if not, -1 for an error. */
static int read_word(const WordTerms *self, PyObject *word, Plain *plain)
{
    Py_ssize_t size;
    const char *text = plain->text = PyUnicode_AsUTF8AndSize(word, &size);
    if (text == NULL)
        return -1;
    plain->length = plain->folded_length = plain->count = 0;
    int after_hyphen = 1;
    for (Py_ssize_t at = 0; at < size; at++) {
        unsigned char letter = (unsigned char)text[at];
        if (letter == '-' && !after_hyphen && !is_digit(text[0])) { /* 3-2 is a number */
            plain->pieces[plain->count++] = (Piece){(size_t)at, plain->folded_length};
            after_hyphen = 1;
            continue;
        }
        if (letter == 0xC3 && at + 1 < size)
            letter = (unsigned char)((unsigned char)text[++at] | 0x40); /* U+00C0 to U+00FF */
        else if (letter >= 0x80)
            return 0;
        if (!self->lower[letter] || plain->length == LONGEST)
            return 0;
        plain->lower[plain->length++] = (char)self->lower[letter];
        memcpy(plain->folded + plain->folded_length, self->folded[letter], FOLDED);
        plain->folded_length += self->sizes[letter];
        after_hyphen = 0;
    }
    plain->pieces[plain->count++] = (Piece){(size_t)size, plain->folded_length};
    return !after_hyphen;
}

static int write_or_fail(Written *written, const char *text, size_t length)
{
    if (write_on(written, text, length) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

/* The form of a word that the stemmer is given, a new reference. */
static PyObject *lemma(const WordTerms *self, const Plain *word)
{
    PyObject *lower = PyUnicode_DecodeLatin1(word->lower, (Py_ssize_t)word->length, NULL);
    if (lower == NULL)
        return NULL;
    int irregular = PySequence_Contains(self->objects[IRREGULAR], lower);
    if (irregular == 0)
        return lower;
    PyObject *found =
        irregular < 0 ? NULL : PyObject_CallFunctionObjArgs(self->objects[LEMMA], lower, NULL);
    Py_DECREF(lower);
    return found;
}

/* Puts the stem of a word behind what is written, with a space; 1, or 0 if it is no plain word. */
static int write_stem(const WordTerms *self, const Plain *word, Written *written)
{
    PyObject *given = lemma(self, word);
    if (given == NULL)
        return -1;
    PyObject *stem = PyObject_CallFunctionObjArgs(self->objects[STEM_WORD], given, NULL);
    if (stem != NULL && PyUnicode_Check(stem) && PyUnicode_GetLength(stem) == 0) {
        Py_DECREF(stem); /* all of it was cut off */
        stem = given;
        Py_INCREF(stem);
    }
    Py_DECREF(given);
    if (stem == NULL)
        return -1;
    Plain plain;
    int read = PyUnicode_Check(stem) ? read_word(self, stem, &plain) : 0;
    Py_DECREF(stem);
    if (read < 1 || plain.count > 1)
        return read < 0 ? -1 : 0;
    Py_ssize_t size;
    const char *tag = PyUnicode_AsUTF8AndSize(self->tag, &size);
    if (tag == NULL || write_or_fail(written, tag, (size_t)size) < 0)
        return -1;
    plain.folded[plain.folded_length++] = ' ';
    return write_or_fail(written, plain.folded, plain.folded_length) < 0 ? -1 : 1;
}

/* Puts the stem of a word behind what is written, with a space; or what it is folded to, where it
 * has none and that is given. */
static int write_known(const WordTerms *self, PyObject *word, const char *folded, size_t length,
                       Written *written)
{
    PyObject *stem = PyObject_GetItem(self->objects[STEMS], word);
    Py_ssize_t size;
    const char *text = stem == NULL ? NULL : PyUnicode_AsUTF8AndSize(stem, &size);
    int done = -1;
    if (text != NULL) {
        done = size || folded == NULL ? write_or_fail(written, text, (size_t)size)
                                      : write_or_fail(written, folded, length);
        if (done == 0)
            done = write_or_fail(written, " ", 1);
    }
    Py_XDECREF(stem);
    return done;
}

/* Puts the stems of a word's parts behind what is written, each with a space; how many. */
static Py_ssize_t write_bases(const WordTerms *self, PyObject *word, Written *written)
{
    PyObject *bases = PyObject_CallFunctionObjArgs(self->objects[BASES], word, NULL);
    if (bases == NULL)
        return -1;
    Py_ssize_t count = PyTuple_Check(bases) ? PyTuple_Size(bases) : -1;
    if (count < 0)
        PyErr_SetString(PyExc_TypeError, "the parts of a word must be a tuple");
    for (Py_ssize_t at = 0; at < count; at++)
        if (write_known(self, PyTuple_GetItem(bases, at), NULL, 0, written) < 0)
            count = -1;
    Py_DECREF(bases);
    return count;
}

/* As `write_bases` for each piece of a word, or the piece; then the pieces that have parts. */
static int write_pieces(const WordTerms *self, const Plain *word, Written *written)
{
    Written inner = {NULL, 0, 0};
    size_t begin = 0, folded = 0;
    int done = 0;
    for (size_t at = 0; done == 0 && at < word->count; at++) {
        const Piece *piece = &word->pieces[at];
        PyObject *printed = PyUnicode_FromStringAndSize(word->text + begin,
                                                        (Py_ssize_t)(piece->end - begin));
        Py_ssize_t count = printed == NULL ? -1 : write_bases(self, printed, written);
        done = count < 0 ? -1
                         : write_known(self, printed, word->folded + folded,
                                       piece->folded_end - folded, count ? &inner : written);
        Py_XDECREF(printed);
        begin = piece->end + 1;
        folded = piece->folded_end;
    }
    if (done == 0 && inner.length)
        done = write_or_fail(written, inner.text, inner.length);
    free(inner.text);
    return done;
}

/* The terms of a word as a tuple; NULL for an error, or without one where Python is to be asked. */
static PyObject *plain_terms(const WordTerms *self, PyObject *word)
{
    Plain plain;
    if (read_word(self, word, &plain) < 1)
        return NULL;
    Written stem = {NULL, 0, 0}, parts = {NULL, 0, 0};
    PyObject *made = NULL;
    if (write_stem(self, &plain, &stem) > 0 &&
        (plain.count > 1 ? write_pieces(self, &plain, &parts)
                         : write_bases(self, word, &parts)) >= 0) {
        plain.folded[plain.folded_length++] = ' ';
        made = Py_BuildValue("s#s#s#", plain.folded, (Py_ssize_t)plain.folded_length, stem.text,
                             (Py_ssize_t)stem.length, parts.length ? parts.text : "",
                             (Py_ssize_t)parts.length);
    }
    free(stem.text);
    free(parts.text);
    return made;
}

static PyObject *word_terms(WordTerms *self, PyObject *word)
{
    if (!PyUnicode_Check(word)) {
        PyErr_SetString(PyExc_TypeError, "a word must be a string");
        return NULL;
    }
    PyObject *made = plain_terms(self, word);
    if (made != NULL || PyErr_Occurred())
        return made;
    return PyObject_CallFunctionObjArgs(self->objects[OTHERWISE], word, NULL);
}

/* Takes in what the letters fold to. */
static int fold_letters(WordTerms *self, PyObject *folded)
{
    if (PyTuple_Size(folded) != LETTERS)
        return -1;
    for (Py_ssize_t letter = 0; letter < LETTERS; letter++) {
        Py_ssize_t size;
        const char *text = PyUnicode_AsUTF8AndSize(PyTuple_GetItem(folded, letter), &size);
        if (text == NULL || size > FOLDED)
            return -1;
        memcpy(self->folded[letter], text, (size_t)size);
        self->sizes[letter] = (uint8_t)size;
    }
    return 0;
}

static PyObject *word_terms_new(PyTypeObject *type, PyObject *arguments, PyObject *names)
{
    PyObject *tag, *folded, *objects[OBJECTS];
    const char *lower;
    Py_ssize_t letters;
    (void)names;
    if (!PyArg_ParseTuple(arguments, "Uy#O!OOOOOO:WordTerms", &tag, &lower, &letters,
                          &PyTuple_Type, &folded, &objects[0], &objects[1], &objects[2],
                          &objects[3], &objects[4], &objects[5]))
        return NULL;
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    WordTerms *self = (WordTerms *)allocate(type, 0);
    if (self == NULL)
        return NULL;
    Py_INCREF(tag);
    self->tag = tag;
    for (int at = 0; at < OBJECTS; at++) {
        Py_INCREF(objects[at]);
        self->objects[at] = objects[at];
    }
    if (letters != LETTERS || fold_letters(self, folded) < 0) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "there are 256 letters, folded to two at most");
        Py_DECREF(self);
        return NULL;
    }
    memcpy(self->lower, lower, LETTERS);
    return (PyObject *)self;
}

/* What is asked is mostly of the object that has this one: the garbage collector must see it. */
static int word_terms_traverse(WordTerms *self, visitproc visit, void *arg)
{
    for (int at = 0; at < OBJECTS; at++)
        Py_VISIT(self->objects[at]);
    Py_VISIT(Py_TYPE((PyObject *)self));
    return 0;
}

static int word_terms_clear(WordTerms *self)
{
    for (int at = 0; at < OBJECTS; at++)
        Py_CLEAR(self->objects[at]);
    return 0;
}

static void word_terms_dealloc(WordTerms *self)
{
    PyTypeObject *type = Py_TYPE((PyObject *)self);
    PyObject_GC_UnTrack(self);
    word_terms_clear(self);
    Py_CLEAR(self->tag);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static PyMethodDef word_terms_methods[] = {
    {"terms", (PyCFunction)word_terms, METH_O,
     PyDoc_STR("terms(word)\n--\n\nThe terms of a word in each layer, each with a space behind it.")},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot word_terms_slots[] = {
    {Py_tp_doc, PyDoc_STR("WordTerms(tag, lower, folded, otherwise, stem_word, irregular, lemma, "
                          "bases, stems)\n--\n\nSee `word_terms.py`.")},
    {Py_tp_new, word_terms_new},
    {Py_tp_traverse, word_terms_traverse},
    {Py_tp_clear, word_terms_clear},
    {Py_tp_dealloc, word_terms_dealloc},
    {Py_tp_methods, word_terms_methods},
    {0, NULL},
};

static PyType_Spec word_terms_spec = {
    .name = "newsearch.index._word_terms.WordTerms",
    .basicsize = sizeof(WordTerms),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = word_terms_slots,
};

static int module_exec(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&word_terms_spec);
    if (type == NULL)
        return -1;
    int done = PyModule_AddObjectRef(module, "WordTerms", type);
    Py_DECREF(type);
    return done;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, module_exec}, {0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_word_terms",
    .m_size = 0,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__word_terms(void)
{
    return PyModuleDef_Init(&module);
}
