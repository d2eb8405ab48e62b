/* The stretches of `sieve.py`, letter by letter: nothing is found but what has the letters. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdlib.h>
#include <string.h>

/* Sequences of letters. */
#define MOST 255

/* Letters that are looked for, and the next ones that begin alike, by number; 0 for none. */
typedef struct {
    const char *letters;
    size_t length;
    int first;
    unsigned char next;
} Sought;

typedef struct {
    Sought each[MOST + 1];
    size_t count;
    unsigned char beginning[256];
} Sieve;

/* Adds letters that spaces separate; 0 if they are too many. */
static int add(Sieve *sieve, const char *letters, Py_ssize_t length, int first)
{
    const char *end = letters + length;
    while (letters < end) {
        const char *space = memchr(letters, ' ', (size_t)(end - letters));
        size_t size = (size_t)((space ? space : end) - letters);
        if (size) {
            if (sieve->count == MOST)
                return 0;
            unsigned char *head = &sieve->beginning[(unsigned char)*letters];
            sieve->each[++sieve->count] = (Sought){letters, size, first, *head};
            *head = (unsigned char)sieve->count;
        }
        letters += size + 1;
    }
    return 1;
}

static int is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* What may stand behind a letter where it is written otherwise (`letters.py`). */
static int may_follow(unsigned char letter, unsigned char c)
{
    if (c == '-')
        return 1;
    if (c == 'e')
        return letter == 'a' || letter == 'o' || letter == 'u';
    return c == 's' && letter == 's';
}

/* Whether a text, which ends with a 0, has letters at a place. */
static int has(const unsigned char *at, const Sought *sought)
{
    for (size_t place = 1; place < sought->length; place++) {
        unsigned char letter = (unsigned char)sought->letters[place];
        unsigned char before = (unsigned char)sought->letters[place - 1];
        if (letter == 0)
            return 0; /* no text has it but at its end */
        for (at++; *at != letter; at++)
            if (!may_follow(before, *at))
                return 0;
    }
    return 1;
}

/* The letters of UTF-8, one byte for each character (`letters.py`), and a 0; how many they are. */
static size_t read_letters(const unsigned char *restrict text, size_t length,
                           const unsigned char *restrict latin, unsigned char *restrict read)
{
    const unsigned char *end = text + length;
    unsigned char *restrict out = read;
    while (text < end) {
        unsigned char c = *text;
        if (c < 0x80) {
            *out++ = latin[c];
            for (text++; text < end && (c = *text) < 0x80; text++)
                *out++ = latin[c];
        } else if (c < 0xE0) {
            unsigned int code = (c & 0x1Fu) << 6 | (text[1] & 0x3Fu);
            *out++ = code < 256 ? latin[code] : '?';
            text += 2;
        } else if (c < 0xF0) {
            unsigned int code = (c & 0xFu) << 12 | (text[1] & 0x3Fu) << 6 | (text[2] & 0x3Fu);
            switch (code) {
            case 0x2010: case 0x2011: case 0x2019:
                *out++ = '-';
                break;
            case 0x2013: case 0x2014: case 0x2018: case 0x201A: case 0x201C: case 0x201D:
            case 0x201E: case 0x2022: case 0x2026: case 0x20AC:
                *out++ = '.';
                break;
            default:
                *out++ = '?';
            }
            text += 3;
        } else {
            *out++ = '?';
            text += 4;
        }
    }
    *out = 0;
    return (size_t)(out - read);
}

/* Whether a character that is no space begins what is looked for. */
static int found(const Sieve *sieve, const unsigned char *read, size_t at)
{
    if (read[at] == '?')
        return 1;
    for (unsigned char number = sieve->beginning[read[at]]; number; number = sieve->each[number].next) {
        const Sought *sought = &sieve->each[number];
        if ((!sought->first || at == 0 || !is_letter(read[at - 1])) && has(read + at, sought))
            return 1;
    }
    return 0;
}

static int append(PyObject *list, size_t start, size_t end)
{
    PyObject *span = Py_BuildValue("(nn)", (Py_ssize_t)start, (Py_ssize_t)end);
    int failed = span == NULL || PyList_Append(list, span) < 0;
    Py_XDECREF(span);
    return !failed;
}

PyDoc_STRVAR(stretches_doc, "stretches(text, latin, beginnings, insides)\n--\n\nSee `Sieve`.");

static PyObject *stretches(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *given;
    const char *latin, *beginnings, *insides;
    Py_ssize_t latin_length, first_length, inner_length, length;
    if (!PyArg_ParseTuple(arguments, "Uy#y#y#:stretches", &given, &latin, &latin_length, &beginnings,
                          &first_length, &insides, &inner_length))
        return NULL;
    Sieve sieve = {.count = 0};
    if (latin_length != 256 || !add(&sieve, beginnings, first_length, 1) ||
        !add(&sieve, insides, inner_length, 0)) {
        PyErr_SetString(PyExc_ValueError, "256 letters of Latin-1, and 255 sequences at most");
        return NULL;
    }
    const char *text = PyUnicode_AsUTF8AndSize(given, &length);
    if (text == NULL)
        return NULL;
    unsigned char *read = malloc((size_t)length + 1);
    if (read == NULL)
        return PyErr_NoMemory();
    unsigned char table[256], stops[256] = {0};
    memcpy(table, latin, 256);
    table['?'] = '.'; /* is what it is, and no character that may fold to anything */
    size_t count = read_letters((const unsigned char *)text, (size_t)length, table, read);
    for (int c = 0; c < 256; c++)
        stops[c] = c == 0 || c == '?' || sieve.beginning[c];
    PyObject *made = PyList_New(0);
    size_t at = 0;
    while (made != NULL) {
        while (!stops[read[at]])
            at++;
        if (at == count)
            break;
        if (found(&sieve, read, at)) {
            size_t start = at;
            while (start > 0 && read[start - 1] != ' ')
                start--;
            while (at < count && read[at] != ' ')
                at++;
            if (!append(made, start, at))
                Py_CLEAR(made);
        } else {
            at++;
        }
    }
    free(read);
    return made;
}

static PyMethodDef module_methods[] = {
    {"stretches", stretches, METH_VARARGS, stretches_doc},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {{0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sieve",
    .m_methods = module_methods,
    .m_size = 0,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__sieve(void)
{
    return PyModuleDef_Init(&module);
}
