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

enum { OTHERWISE, STEM_WORD, IRREGULAR, BASES, STEMS, OBJECTS };

typedef struct {
    PyObject_HEAD
    unsigned char lower[LETTERS]; /* 0 for what is no letter of a plain word */
    char folded[LETTERS][FOLDED];
    uint8_t sizes[LETTERS];
    PyObject *tag;
    PyObject *objects[OBJECTS];
} WordTerms;

/* A word in Latin-1, in lower case; and as it is folded. */
typedef struct {
    char lower[LONGEST];
    size_t length;
    char folded[LONGEST * FOLDED + 1]; /* and a space */
    size_t folded_length;
} Plain;

/* Reads a word; 1 if it is plain, 0 if not, -1 for an error. */
static int read_word(const WordTerms *self, PyObject *word, Plain *plain)
{
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(word, &size);
    if (text == NULL)
        return -1;
    plain->length = plain->folded_length = 0;
    for (const unsigned char *at = (const unsigned char *)text, *end = at + size; at < end; at++) {
        unsigned char letter = *at;
        if (letter == 0xC3 && end - at > 1)
            letter = (unsigned char)(*++at | 0x40); /* U+00C0 to U+00FF */
        else if (letter >= 0x80)
            return 0;
        if (!self->lower[letter] || plain->length == LONGEST)
            return 0;
        plain->lower[plain->length++] = (char)self->lower[letter];
        memcpy(plain->folded + plain->folded_length, self->folded[letter], FOLDED);
        plain->folded_length += self->sizes[letter];
    }
    return plain->length > 0;
}

/* Puts the stem of a word behind what is written, with a space; 1, or 0 if it is no plain word. */
static int write_stem(const WordTerms *self, PyObject *lower, const Plain *word, Written *written)
{
    PyObject *stem = PyObject_CallFunctionObjArgs(self->objects[STEM_WORD], lower, NULL);
    if (stem == NULL)
        return -1;
    Plain plain;
    int read = PyUnicode_Check(stem) ? read_word(self, stem, &plain) : 0;
    if (read == 0 && PyUnicode_Check(stem) && PyUnicode_GetLength(stem) == 0) {
        plain = *word; /* all of it was cut off */
        read = 1;
    }
    Py_DECREF(stem);
    if (read < 1)
        return read;
    Py_ssize_t size;
    const char *tag = PyUnicode_AsUTF8AndSize(self->tag, &size);
    if (tag == NULL)
        return -1;
    if (write_on(written, tag, (size_t)size) < 0 ||
        write_on(written, plain.folded, plain.folded_length) < 0 || write_on(written, " ", 1) < 0) {
        PyErr_NoMemory();
        return -1;
    }
    return 1;
}

/* Puts the stems of a word's parts behind what is written, each with a space. */
static int write_parts(const WordTerms *self, PyObject *word, Written *written)
{
    PyObject *bases = PyObject_CallFunctionObjArgs(self->objects[BASES], word, NULL);
    if (bases == NULL)
        return -1;
    int done = 1;
    if (!PyTuple_Check(bases)) {
        PyErr_SetString(PyExc_TypeError, "the parts of a word must be a tuple");
        done = -1;
    }
    for (Py_ssize_t at = 0; done > 0 && at < PyTuple_Size(bases); at++) {
        PyObject *stem = PyObject_GetItem(self->objects[STEMS], PyTuple_GetItem(bases, at));
        Py_ssize_t size;
        const char *text = stem == NULL ? NULL : PyUnicode_AsUTF8AndSize(stem, &size);
        if (text == NULL) {
            done = -1;
        } else if (write_on(written, text, (size_t)size) < 0 || write_on(written, " ", 1) < 0) {
            PyErr_NoMemory();
            done = -1;
        }
        Py_XDECREF(stem);
    }
    Py_DECREF(bases);
    return done;
}

/* The terms of a word as a tuple; NULL for an error, or without one where Python is to be asked. */
static PyObject *plain_terms(const WordTerms *self, PyObject *word)
{
    Plain plain;
    if (read_word(self, word, &plain) < 1)
        return NULL;
    PyObject *lower = PyUnicode_DecodeLatin1(plain.lower, (Py_ssize_t)plain.length, NULL);
    if (lower == NULL)
        return NULL;
    Written stem = {NULL, 0, 0}, parts = {NULL, 0, 0};
    PyObject *made = NULL;
    if (PySequence_Contains(self->objects[IRREGULAR], lower) == 0 &&
        write_stem(self, lower, &plain, &stem) > 0 && write_parts(self, word, &parts) > 0) {
        plain.folded[plain.folded_length++] = ' ';
        made = Py_BuildValue("s#s#s#", plain.folded, (Py_ssize_t)plain.folded_length, stem.text,
                             (Py_ssize_t)stem.length, parts.length ? parts.text : "",
                             (Py_ssize_t)parts.length);
    }
    free(stem.text);
    free(parts.text);
    Py_DECREF(lower);
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
    if (!PyArg_ParseTuple(arguments, "Uy#O!OOOOO:WordTerms", &tag, &lower, &letters, &PyTuple_Type,
                          &folded, &objects[0], &objects[1], &objects[2], &objects[3], &objects[4]))
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
    {Py_tp_doc, PyDoc_STR("WordTerms(tag, lower, folded, otherwise, stem_word, irregular, bases, "
                          "stems)\n--\n\nSee `word_terms.py`.")},
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
