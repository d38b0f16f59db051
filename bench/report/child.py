# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs one table of a bench program and takes what it wrote."""
import json
import subprocess
import threading


def run_table(command, json_file, log, name_row):
    """Runs the program with --json; `name_row` hears of each row that begins. Returns
    its exit code and the last line of its standard error; what it printed goes to the file
    `log`. If it is stopped, what it had measured by then is in the file."""
    json_file.unlink(missing_ok=True)
    last = ""
    with subprocess.Popen(command, stdout=log, stderr=subprocess.PIPE, text=True) as child:
        def hear():
            nonlocal last
            for line in child.stderr:
                last = line.strip()
                name_row(last)
        hearing = threading.Thread(target=hear, daemon=True)
        hearing.start()
        try:
            code = child.wait()
        finally:
            child.kill()
        hearing.join()
    return code, last


def measured(json_file):
    return json.loads(json_file.read_text(encoding="utf-8")) if json_file.exists() else {}
