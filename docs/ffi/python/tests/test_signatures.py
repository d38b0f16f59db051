# SPDX-License-Identifier: MIT OR Apache-2.0
"""What the package believes of the library's functions is what the headers say."""
import os
import re
import unittest
from pathlib import Path

from picoring._signatures import BLOCKING, VERBS

PREFIX = os.environ.get("PICORING_PREFIX")
HEADERS = Path(PREFIX, "include") if PREFIX else Path(__file__).resolve().parents[4] / "capi"
LETTERS = {
    "int": "i", "uint32_t": "u", "size_t": "z", "int64_t": "q", "const char *": "s", "void": "v",
}


def letter(declaration):
    """The letter of a parameter or of a result."""
    plain = re.sub(r"\b\w+$", "", declaration).strip() if " " in declaration else declaration
    return LETTERS.get(declaration) or ("p" if "*" in declaration else LETTERS[plain])


def prototypes():
    """The letters of every function that the headers declare."""
    text = "".join(file.read_text() for file in sorted(HEADERS.glob("picoring/*.h")))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    found = {}
    for result, name, parameters in re.findall(
        r"PICORING_(?:API|HOT) ([\w ]+?\*?)\s*\bpicoring_(\w+)\(([^)]*)\)\s*[;{]", text
    ):
        words = [] if parameters == "void" else re.split(r",\s*", parameters)
        found[name] = letter(result.strip()) + "".join(letter(word.strip()) for word in words)
    return found


class Signatures(unittest.TestCase):
    def test_every_function_has_the_types_of_its_prototype(self):
        declared = prototypes()
        self.assertGreater(len(declared), 150)
        for name, letters in {**VERBS, **BLOCKING}.items():
            with self.subTest(function=f"picoring_{name}"):
                self.assertEqual(letters, declared.get(name))

    def test_every_function_of_the_library_is_called_or_left_out_knowingly(self):
        left_out = (
            r"_(open|sized|slowly)$|^(cursor|seam|step)_|options_init$"  # for who inlines
            r"|^(version|inline_abi|list_get|list_chunk_size)$"
        )
        for name in set(prototypes()) - {*VERBS, *BLOCKING}:
            with self.subTest(function=f"picoring_{name}"):
                self.assertRegex(name, left_out)

    def test_what_the_headers_call_blocking_lets_other_threads_run(self):
        for name in VERBS:
            with self.subTest(function=f"picoring_{name}"):
                self.assertNotRegex(name, "create|destroy|wait|_fd$|describe")
