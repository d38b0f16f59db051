# SPDX-License-Identifier: MIT OR Apache-2.0
"""A library that is missing, is another one, or is too old, is refused in words."""
import ctypes
import ctypes.util
import os
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from picoring import LibraryError, _library


def imported_with(library):
    """What `import picoring` says when PICORING_LIBRARY names this file."""
    return subprocess.run(
        [sys.executable, "-c", "import picoring"],
        env={**os.environ, "PICORING_LIBRARY": library},
        stderr=subprocess.PIPE,
        universal_newlines=True,
    )


class Library(unittest.TestCase):
    def assert_refused(self, library, words):
        result = imported_with(library)
        self.assertEqual(1, result.returncode)
        self.assertIn("LibraryError", result.stderr)
        self.assertRegex(result.stderr, words)

    def test_a_missing_file_is_named(self):
        self.assert_refused("/nowhere/libpicoring.so.0", "PICORING_LIBRARY.*/nowhere/libpicoring")

    def test_a_file_that_is_no_library_is_named(self):
        with tempfile.NamedTemporaryFile(suffix=".so") as file:
            file.write(b"text")
            file.flush()
            self.assert_refused(file.name, file.name)

    def test_another_library_is_refused(self):
        name = ctypes.util.find_library("m") or self.skipTest("no libm is found")
        self.assert_refused(name, "is not libpicoring")

    def test_a_library_of_another_soname_or_before_its_time_is_refused(self):
        library = ctypes.CDLL(_library.candidates()[0])
        for constant, value in (("SONAME", 1), ("OLDEST", 9999)):
            with self.subTest(constant), mock.patch.object(_library, constant, value):
                with self.assertRaisesRegex(LibraryError, r"is version 0\.1\.0; this package needs"):
                    _library._check_version(library)

    def test_a_library_without_a_function_is_called_too_old(self):
        library = ctypes.CDLL(_library.candidates()[0])
        with self.assertRaisesRegex(LibraryError, "too old: it has no picoring_of_the_future"):
            _library._bind(library, {"of_the_future": "v"}, "0.1.0")

    def test_it_is_an_import_error(self):
        self.assertTrue(issubclass(LibraryError, ImportError))

    def candidates_of(self, package):
        """What is tried for a package that lies there, and no variable is set."""
        file = os.path.join(package, "_library.py")
        with mock.patch.dict(os.environ), mock.patch.object(_library, "__file__", file):
            os.environ.pop("PICORING_LIBRARY", None)
            return _library.candidates()

    def test_without_the_variable_the_prefix_that_the_package_is_installed_in_comes_first(self):
        for packages in ("lib/python3.11/site-packages", "lib64/python3/dist-packages"):
            with self.subTest(packages), tempfile.TemporaryDirectory() as prefix:
                there = os.path.join(os.path.realpath(prefix), "lib", _library.FILE)
                os.makedirs(os.path.dirname(there))
                open(there, "w").close()
                package = os.path.join(prefix, packages, "picoring")
                self.assertEqual([there, _library.FILE], self.candidates_of(package))

    def test_what_lies_beside_a_checkout_is_not_looked_at(self):
        with tempfile.TemporaryDirectory() as anybodys:
            for place in ("lib", "lib64", "libhx", "bin"):
                os.mkdir(os.path.join(anybodys, place))
                open(os.path.join(anybodys, place, _library.FILE), "w").close()
            for package in ("picoring", "x/docs/ffi/python/picoring", "lib/site-packages/picoring"):
                with self.subTest(package):
                    names = self.candidates_of(os.path.join(anybodys, package))
                    self.assertEqual([_library.FILE], names)

    def test_looking_for_the_library_runs_no_other_program(self):
        program = """if True:
            import os, sys
            runs = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.system", "os.exec")
            sys.addaudithook(lambda event, _: event in runs and print(event))
            try:
                import picoring
            except ImportError:
                pass
            """
        environment = {**os.environ, "PICORING_LIBRARY": ""}
        said = subprocess.check_output([sys.executable, "-c", program], env=environment)
        self.assertEqual(b"", said)
