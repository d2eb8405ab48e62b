/* The numbers of `copies.py`, which says what they are, in one pass over a text instead of a dozen
 * over arrays; and what two texts share of them.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BASE 0x9E3779B97F4A7C15u
/* Bytes of the longest text. */
#define LONGEST (1 << 16)

/* The powers of BASE modulo 2^64, as far as a text has needed them. */
static uint64_t powers[LONGEST + 1];
static size_t known;

/* A word with the space behind it: its bytes, times the powers from the first on; and its length. */
typedef struct {
    uint64_t number;
    size_t length;
} Word;

/* What numbers at random must be below so that hardly ever fewer than `most` of them are. */
static uint64_t bound(size_t numbers, size_t most)
{
    double part = 1.3 * (double)most / (double)numbers;
    return part < 1.0 ? (uint64_t)(part * 18446744073709551616.0) : UINT64_MAX;
}

static int compared(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* Sorts numbers and keeps each once; how many are left. */
static size_t distinct(uint64_t *numbers, size_t count)
{
    qsort(numbers, count, sizeof(uint64_t), compared);
    size_t kept = 0;
    for (size_t at = 0; at < count; at++)
        if (kept == 0 || numbers[at] != numbers[kept - 1])
            numbers[kept++] = numbers[at];
    return kept;
}

/* MurmurHash3's finalizer (A. Appleby), short of its second half. */
static uint64_t mixed(uint64_t number)
{
    number ^= number >> 33;
    number *= 0xFF51AFD7ED558CCDu;
    return number ^ number >> 33;
}

static uint64_t joined(const Word *words, size_t run)
{
    uint64_t number = 0;
    size_t before = 0;
    for (size_t at = 0; at < run; at++) {
        number += words[at].number * powers[before];
        before += words[at].length;
    }
    return mixed(number);
}

/* The words of a text between its first space and its last; how many they are. */
static size_t split(const unsigned char *text, size_t length, Word *words)
{
    size_t count = 0, at = 0;
    while (at < length && text[at] != ' ')
        at++;
    for (size_t begin = ++at; at < length; begin = ++at) {
        uint64_t number = 0;
        while (at < length && text[at] != ' ') {
            number += text[at] * powers[at - begin + 1];
            at++;
        }
        if (at == length)
            break;
        number += ' ' * powers[at - begin + 1];
        words[count++] = (Word){number, at - begin + 1};
    }
    return count;
}

PyDoc_STRVAR(smallest_doc, "smallest(text, run, most)\n--\n\nSee `plain_smallest`.");

static PyObject *smallest(PyObject *module, PyObject *arguments)
{
    (void)module;
    const unsigned char *text;
    Py_ssize_t length, run, most;
    if (!PyArg_ParseTuple(arguments, "y#nn:smallest", &text, &length, &run, &most))
        return NULL;
    if (run < 1 || most < 1 || length > LONGEST) {
        PyErr_SetString(PyExc_ValueError, "run and most are 1 or more, a text is of 64 KiB at most");
        return NULL;
    }
    for (; known <= (size_t)length; known++)
        powers[known] = known ? powers[known - 1] * BASE : 1;
    size_t most_words = 0;
    for (Py_ssize_t at = 0; at < length; at++)
        most_words += text[at] == ' ';
    Word *words = malloc((most_words + 1) * (sizeof(Word) + sizeof(uint64_t)));
    if (words == NULL)
        return PyErr_NoMemory();
    uint64_t *numbers = (uint64_t *)(words + most_words + 1);
    size_t count = split(text, (size_t)length, words);
    size_t runs = count >= (size_t)run ? count - (size_t)run + 1 : 0;
    uint64_t below = runs ? bound(runs, (size_t)most) : 0;
    size_t low = 0;
    for (size_t at = 0; at < runs; at++) {
        uint64_t number = joined(words + at, (size_t)run);
        /* Written in any case: that is quicker than to foresee which is below. */
        numbers[low] = number;
        low += number < below;
    }
    size_t kept = distinct(numbers, low);
    if (kept < (size_t)most && low < runs) {
        for (size_t at = 0; at < runs; at++)
            numbers[at] = joined(words + at, (size_t)run);
        kept = distinct(numbers, runs);
    }
    if (kept > (size_t)most)
        kept = (size_t)most;
    PyObject *made = Py_BuildValue("ny#", (Py_ssize_t)runs, (const char *)numbers,
                                   (Py_ssize_t)(kept * sizeof(uint64_t)));
    free(words);
    return made;
}

/* The number at a place of a sketch, which may begin at any byte. */
static uint32_t number_at(const char *numbers, size_t place)
{
    uint32_t number;
    memcpy(&number, numbers + place * sizeof(uint32_t), sizeof(uint32_t));
    return number;
}

/* How many of sorted numbers are no larger than the end. */
static size_t reached(const char *numbers, size_t count, uint32_t end)
{
    while (count > 0 && number_at(numbers, count - 1) > end)
        count--;
    return count;
}

PyDoc_STRVAR(shared_doc, "shared(one, other, most)\n--\n\nSee `plain_shared`.");

static PyObject *shared(PyObject *module, PyObject *arguments)
{
    (void)module;
    const char *one, *other;
    Py_ssize_t bytes, other_bytes, most;
    if (!PyArg_ParseTuple(arguments, "y#y#n:shared", &one, &bytes, &other, &other_bytes, &most))
        return NULL;
    size_t size = sizeof(uint32_t);
    if (most < 1 || (size_t)bytes % size || (size_t)other_bytes % size) {
        PyErr_SetString(PyExc_ValueError, "most is 1 or more, numbers are of 4 bytes each");
        return NULL;
    }
    size_t ours = (size_t)bytes / size, theirs = (size_t)other_bytes / size;
    uint32_t end = UINT32_MAX;
    if (ours == (size_t)most)
        end = number_at(one, ours - 1);
    if (theirs == (size_t)most && number_at(other, theirs - 1) < end)
        end = number_at(other, theirs - 1);
    ours = reached(one, ours, end);
    theirs = reached(other, theirs, end);
    size_t both = 0;
    for (size_t a = 0, b = 0; a < ours && b < theirs;) {
        uint32_t mine = number_at(one, a), yours = number_at(other, b);
        both += mine == yours;
        a += mine <= yours;
        b += yours <= mine;
    }
    return Py_BuildValue("nnn", (Py_ssize_t)both, (Py_ssize_t)ours, (Py_ssize_t)theirs);
}

static PyMethodDef module_methods[] = {
    {"shared", shared, METH_VARARGS, shared_doc},
    {"smallest", smallest, METH_VARARGS, smallest_doc},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot module_slots[] = {{0, NULL}};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_shingles",
    .m_methods = module_methods,
    .m_size = 0,
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__shingles(void)
{
    return PyModuleDef_Init(&module);
}
