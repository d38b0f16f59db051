# SPDX-License-Identifier: MIT OR Apache-2.0
"""The benchmark report: bench/run and bench/compare.

parts      what is measured, and about how long it takes
child      runs one part of a bench program
scenarios  runs whole programs, by hyperfine
python     runs the bench of the Python module
ratios     medians of ratios block by block, with intervals
machine    what it was measured on
findings   what the rows say: the strongest peer, where ours is slower
plots      pictures, as SVG
page       the HTML page
markdown   the same tables, for docs/measurements.md
compare    two reports beside each other
"""
