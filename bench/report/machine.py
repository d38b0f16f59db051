# SPDX-License-Identifier: MIT OR Apache-2.0
"""What it was measured on: machine, system, compiler, versions of the peers."""
import os
import platform
import re
import subprocess
from pathlib import Path

PEERS = ["libboost-dev", "libreaderwriterqueue-dev", "libconcurrentqueue-dev",
         "libatomic-queue-dev", "libck-dev", "libtbb-dev", "libplf-colony-dev",
         "libjack-jackd2-dev", "libspa-0.2-dev", "libsoundio-dev", "libzmq3-dev", "redis-server",
         "libsndfile1-dev", "hyperfine", "python3-matplotlib"]


def read(path, otherwise=""):
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return otherwise


def output_of(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def first_match(pattern, text, otherwise=""):
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else otherwise


def caches():
    found = []
    for index in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        kind, size = read(index / "type"), read(index / "size")
        found.append(f"L{read(index / 'level')} {kind.lower()} {size}")
    return ", ".join(found)


def huge_pages():
    return first_match(r"\[(\w+)\]", read("/sys/kernel/mm/transparent_hugepage/enabled"))


def describe():
    cpu, memory = read("/proc/cpuinfo"), read("/proc/meminfo")
    gigabytes = int(first_match(r"^MemTotal:\s*(\d+)", memory, "0")) / 1024 ** 2
    swap = int(first_match(r"^SwapTotal:\s*(\d+)", memory, "0")) / 1024 ** 2
    facts = {
        "processor": first_match(r"^model name\s*:\s*(.*)$", cpu, platform.machine())
        + f", {os.cpu_count()} cores",
        "family, model": f"{first_match(r'^cpu family.*: (.*)$', cpu)}, "
                         f"{first_match(r'^model	.*: (.*)$', cpu)}",
        "virtual machine": "yes" if " hypervisor" in cpu else "not seen",
        "caches": caches(),
        "memory": f"{gigabytes:.1f} GiB, {swap:.1f} GiB of swap",
        "pages": f"{os.sysconf('SC_PAGESIZE')} bytes, transparent huge pages: {huge_pages()}",
        "frequency governor": read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
                                   "not told"),
        "system": first_match(r'^PRETTY_NAME="?(.*?)"?$', read("/etc/os-release"))
        + f", {platform.system()} {platform.release()}",
        "compiler": output_of("c++", "--version").split("\n")[0] + ", -O3 (release)",
        "load at the beginning": " ".join(read("/proc/loadavg").split()[:3]),
    }
    return {name: value for name, value in facts.items() if value.strip(", ")}


def disturbances():
    """What is against measuring now."""
    load, cores = os.getloadavg()[0], os.cpu_count()
    found = []
    if cores < 2:
        found.append("One core: threads take turns, and rows between threads measure the scheduler.")
    if load > cores / 2:
        found.append(f"The load was {load:.1f} at the beginning: others use the cores.")
    return found


def peers():
    """Versions of the packages that are compared with; those that are missing are named."""
    lines = output_of("dpkg-query", "-W", "-f=${Package} ${Version} ${db:Status-Status}\n", *PEERS)
    found = {}
    for line in lines.splitlines():
        package, version, status = (line.split(" ") + [""] * 3)[:3]
        if status == "installed":
            found[package] = version
    return {package: found.get(package, "not installed: not compared") for package in PEERS}


def source(root):
    commit = output_of("git", "-C", str(root), "rev-parse", "--short=10", "HEAD")
    changed = output_of("git", "-C", str(root), "status", "--porcelain", "--untracked-files=no")
    return commit + (" and changes" if changed else "")
