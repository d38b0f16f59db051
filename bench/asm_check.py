#!/usr/bin/env python3
# SPDX-License-Identifier: MIT OR Apache-2.0
"""Looks at the instructions of a benchmark: did the compiler leave the loops whole?

A benchmark whose loop was deleted, or whose two sides were merged, measures
nothing. This reads the loops by their names and checks that each does its work
inside the loop: stores and loads of ring or list memory, or the calls that it is
about; a sum has to be vectorised.
It also shows that the C++ wrapper compiles to the loop of the C inline.

usage: asm_check.py PROGRAM        bench-ring, bench-list or bench-channels; exit code 0, 1 (a check failed) or 77 (skipped)
"""
import itertools
import platform
import re
import shutil
import subprocess
import sys

REGISTER = re.compile(
    r"\b(?:r(?:[abcd]x|[sd]i|[bs]p|1[0-5]|[89])|e(?:[abcd]x|[sd]i|[bs]p)|"
    r"r(?:1[0-5]|[89])d|[abcd]l|[sd]il|r(?:1[0-5]|[89])b)\b")
MEMORY = re.compile(r"\[[^\]]*\]")
READS_ONLY = ("cmp", "test", "j", "call", "push", "lea", "nop", "prefetch")

# What the loops have to have in them: stores and loads outside the stack, and calls.
# A free-running loop may keep its places in registers, but not the elements.
RING_LOOPS = {
    "bench_alternate_c": (3, 3, []),
    "bench_alternate_cpp": (3, 3, []),
    "bench_alternate_boost": (3, 3, []),
    "bench_alternate_mask": (3, 3, []),
    "bench_alternate_deque": (1, 1, []),
    "bench_free_run_c": (1, 1, []),
    "bench_free_run_cpp": (1, 1, []),
    "bench_free_run_boost": (1, 1, []),
    "bench_free_run_mask": (1, 1, []),
    "bench_free_run_deque": (1, 1, []),
    "bench_alternate_slots": (3, 3, []),
    "bench_free_run_slots": (1, 1, []),
    "bench_word_loads": (0, 1, []),
    "bench_calls_plain": (0, 0, ["picoring_ring_push", "picoring_ring_pop"]),
    "bench_calls_sized": (0, 0, ["picoring_ring_push_sized", "picoring_ring_pop_sized"]),
    "bench_empty_calls": (0, 0, ["bench_empty"]),
    "bench_peeks": (0, 2, []),
    "bench_views": (0, 2, []),
    "bench_seam_ours": (0, 0, ["memcpy"]),
    "bench_seam_two": (0, 0, ["memcpy"]),
    "bench_seam_roof": (0, 0, ["memcpy"]),
    "bench_whole_push": (0, 0, ["memcpy", "checksum"]),
    "bench_whole_claim": (0, 0, ["memcpy", "checksum"]),
    "bench_whole_two": (0, 0, ["memcpy", "checksum"]),
    "bench_whole_roof": (0, 0, ["memcpy", "checksum"]),
    "bench_stream_ours": (0, 0, ["memcpy"]),
    "bench_stream_classic": (0, 0, ["memcpy"]),
    "bench_stream_roof": (0, 0, ["memcpy"]),
    "bench_in_place_ours": (0, 0, ["generate", "checksum"]),
    "bench_in_place_queue": (0, 0, ["generate", "checksum"]),
    "bench_in_place_copying": (0, 0, ["generate", "memcpy", "checksum"]),
    "bench_in_place_classic": (0, 0, ["generate", "memcpy", "checksum"]),
    "bench_in_place_roof": (0, 0, ["generate", "checksum"]),
    "bench_write_ours": (0, 0, ["generate"]),
    "bench_write_classic": (0, 0, ["generate", "memcpy"]),
    "bench_write_roof": (0, 0, ["generate"]),
    "bench_read_ours": (0, 0, ["checksum"]),
    "bench_read_classic": (0, 0, ["memcpy", "checksum"]),
    "bench_read_roof": (0, 0, ["checksum"]),
}
# Growing: the item and the length are stored, and the way out to the system is there.
LIST_LOOPS = {
    "bench_grow_list_c": (2, 1, ["picoring_step_ready"]),
    "bench_grow_list_cpp": (2, 1, ["picoring_step_ready"]),
    "bench_grow_claim": (2, 1, ["picoring_step_ready"]),
    "bench_grow_roof": (1, 0, ["step"]),
    "bench_grow_vector": (1, 0, ["operator new"]),
    "bench_grow_deque": (1, 0, ["operator new"]),
    "bench_grow_boost": (1, 0, []),
    "bench_grow_tbb": (1, 0, []),
    "bench_grow_colony": (1, 0, []),
    "bench_random_list": (0, 1, []),
    "bench_random_list_at": (0, 2, []),
    "bench_random_raw": (0, 1, []),
    "bench_random_vector": (0, 1, []),
    "bench_sum_list": (0, 1, []),
    "bench_sum_list_index": (0, 1, []),
    "bench_sum_list_c": (0, 1, []),
    "bench_sum_list_at": (0, 2, []),
    "bench_sum_raw": (0, 1, []),
    "bench_sum_vector": (0, 1, []),
}
# Templates, a function for each queue, element and capacity: all of them are looked at.
CHANNEL_LOOPS = {
    "bench_produce_single": (1, 1, []),
    "bench_consume_single": (1, 1, []),
    "bench_consume_alone": (0, 1, []),
    "bench_produce_many": (0, 0, []),
    "bench_produce_batches": (1, 1, []),
    "bench_ck_produce_8": (1, 1, []),
    "bench_ck_consume_8": (1, 1, []),
    "bench_ck_produce_64": (1, 1, []),
    "bench_ck_consume_64": (1, 1, []),
    "bench_ck_produce_256": (1, 1, []),
    "bench_ck_consume_256": (1, 1, []),
    "bench_spsc_calls": (0, 0, ["picoring_spsc_push", "picoring_spsc_pop"]),
    "bench_spsc_calls_sized": (0, 0, ["picoring_spsc_push_sized", "picoring_spsc_pop_sized"]),
    "bench_channels_empty": (0, 0, ["bench_empty"]),
}
LOOPS = RING_LOOPS | LIST_LOOPS | CHANNEL_LOOPS
# Where the peer is missing.
OPTIONAL = {"bench_alternate_boost", "bench_free_run_boost",
            "bench_grow_boost", "bench_grow_tbb", "bench_grow_colony",
            "bench_ck_produce_8", "bench_ck_consume_8", "bench_ck_produce_64",
            "bench_ck_consume_64", "bench_ck_produce_256", "bench_ck_consume_256"}
VECTORISED = {"bench_sum_list", "bench_sum_list_index", "bench_sum_list_c", "bench_sum_raw",
              "bench_sum_vector"}
RING_SAME = [("bench_alternate_c", "bench_alternate_cpp"),
             ("bench_free_run_c", "bench_free_run_cpp")]
LIST_SAME = [("bench_grow_list_c", "bench_grow_list_cpp")]


class Instruction:
    def __init__(self, address, text):
        self.address = address
        self.name, _, self.operands = text.partition(" ")
        self.operands = self.operands.split("#")[0].strip()

    def target(self):
        match = re.match(r"([0-9a-f]+) <", self.operands) if self.name.startswith("j") else None
        return int(match.group(1), 16) if match else None

    def callee(self):
        match = re.search(r"<([^>+]*)", self.operands) if self.name == "call" else None
        return match.group(1) if match else None

    def touches_memory(self):
        found = MEMORY.search(self.operands)
        return found is not None and not re.search(r"\b[re][bs]p\b", found.group(0))

    def stores(self):
        first = self.operands.split(",")[0]
        return "[" in first and self.touches_memory() and not self.name.startswith(READS_ONLY)

    def loads(self):
        if not self.touches_memory() or self.name.startswith(("lea", "nop")):
            return False
        return not self.stores() or not self.name.startswith("mov")


def functions(program):
    """The instructions of each function whose name begins with bench_."""
    text = subprocess.run(
        ["objdump", "-d", "-C", "-M", "intel", "--no-show-raw-insn", program],
        check=True, capture_output=True, text=True).stdout
    found, current = {}, None
    for line in text.splitlines():
        heading = re.match(r"[0-9a-f]+ <(.*)>:$", line)
        if heading:
            name = re.sub(r"^(void|unsigned long) (?=bench_)", "", heading.group(1))
            current = found.setdefault(name, []) if name.startswith("bench_") else None
        elif current is not None:
            match = re.match(r"\s*([0-9a-f]+):\s+(.*)$", line)
            if match:
                current.append(Instruction(int(match.group(1), 16), match.group(2).strip()))
    return found


def whole_loop(code):
    """From the first target of a backward jump to the last of the jumps: all loops of
    the function, and what they do out of line."""
    back = [i for i in code if (t := i.target()) is not None and code[0].address <= t <= i.address]
    if not back:
        return []
    first = min(i.target() for i in back)
    return [i for i in code if first <= i.address]


def cycle(code, at, head):
    """The shortest way from the head of a loop back to it without a call: what runs when
    nothing special happens. `at` finds an address in `code`."""
    before, reached = {head: None}, [head]
    for index in reached:
        jump = code[index]
        following = [] if jump.name in ("jmp", "ret", "call") else [index + 1]
        if jump.target() in at:
            following.append(at[jump.target()])
        if head in following:
            way = [index]
            while before[way[-1]] is not None:
                way.append(before[way[-1]])
            return sorted(way)
        for step in following:
            if step < len(code) and step not in before:
                before[step] = index
                reached.append(step)
    return None


def hot_loops(code):
    """The innermost loops as they run when nothing special happens."""
    at = {i.address: index for index, i in enumerate(code)}
    heads = {at[i.target()] for i in code if i.target() in at}
    loops = {tuple(way) for head in heads if (way := cycle(code, at, head))}
    inner = [a for a in loops if not any(b != a and set(b) < set(a) for b in loops)]
    found = [[code[index] for index in loop] for loop in sorted(inner)]
    return [loop for loop in found  # not the loops around them
            if any(i.stores() for i in loop) and any(i.loads() for i in loop)]


def normalised(loop):
    """Without the names of registers, addresses, padding, and the sense of a jump, which
    follows from where the compiler begins the loop."""
    return [f"{'jcc' if i.name.startswith('j') else i.name:5} "
            f"{'' if i.name.startswith('j') else REGISTER.sub('r', i.operands)}".strip()
            for i in loop if i.name not in ("nop", "cs", "data16", "jmp")]


def check(name, code):
    stores, loads, calls = LOOPS[name.partition("<")[0]]
    loop = whole_loop(code)
    problems = []
    if not loop:
        problems.append("no loop is left")
    if sum(i.stores() for i in loop) < stores:
        problems.append(f"fewer than {stores} stores in the loop")
    if sum(i.loads() for i in loop) < loads:
        problems.append(f"fewer than {loads} loads in the loop")
    if name in VECTORISED and not any(i.name in ("paddq", "vpaddq") for i in loop):
        problems.append("the sum is not vectorised")
    called = " ".join(filter(None, (i.callee() for i in loop)))
    problems += [f"no call of {call} in the loop" for call in calls if call not in called]
    return problems


def compare(found, one, other):
    """Prints both functions' loops beside each other. True if they are the same."""
    loops = [[normalised(loop) for loop in hot_loops(found[name])] for name in (one, other)]
    print(f"\n{one:42} {other}")
    for left, right in itertools.zip_longest(*loops, fillvalue=[]):
        for a, b in itertools.zip_longest(left, right, fillvalue=""):
            print(f"  {a:40} {b}")
        print("  --")
    if loops[0] == loops[1]:
        print("  the same instructions")
    same = [sorted(loop) for loop in loops[0]] == [sorted(loop) for loop in loops[1]]
    if loops[0] != loops[1]:
        print("  the same instructions in another order" if same else "  NOT the same")
    return same


def instances(loops, found):
    """The functions of these names; of a template, all that were made of it."""
    for name in loops:
        yield from [one for one in found if one.startswith(name + "<")] or [name]


def main():
    if platform.machine() not in ("x86_64", "AMD64") or not shutil.which("objdump"):
        print("asm_check: skipped: needs objdump and x86-64")
        return 77
    try:
        found = functions(sys.argv[1])
    except subprocess.CalledProcessError as problem:
        print(f"asm_check: {problem.stderr.strip()}")
        return 1
    if "bench_grow_list_c" in found:
        loops, same = LIST_LOOPS, LIST_SAME
    elif "bench_spsc_calls" in found:
        loops, same = CHANNEL_LOOPS, []
    else:
        loops, same = RING_LOOPS, RING_SAME
    failed = False
    for name in instances(loops, found):
        if name not in found:
            problems = [] if name in OPTIONAL else ["the function is not there"]
        else:
            problems = check(name, found[name])
        failed |= bool(problems)
        print(f"{name:28} {'; '.join(problems) or ('whole' if name in found else 'not built')}")
    for pair in same:
        failed |= not compare(found, *pair)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
