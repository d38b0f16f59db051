// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Where the library is: in the lib directory of PICORING_PREFIX, or where the linker
// looks by itself. No pkg-config, no C compiler.

use std::path::{Path, PathBuf};
use std::{env, fs};

/// lib, lib64, or a directory below them, as lib/x86_64-linux-gnu is.
fn library_directories(prefix: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for directory in ["lib", "lib64", "bin"] {
        let directory = prefix.join(directory);
        let below = fs::read_dir(&directory).into_iter().flatten().flatten();
        found.extend(below.map(|entry| entry.path()).filter(|path| holds_it(path)));
        if holds_it(&directory) {
            found.push(directory);
        }
    }
    found
}

fn holds_it(directory: &Path) -> bool {
    let names = ["libpicoring.so", "libpicoring.dylib", "libpicoring.a", "picoring.lib"];
    names.iter().any(|name| directory.join(name).exists())
}

fn main() {
    println!("cargo:rerun-if-env-changed=PICORING_PREFIX");
    println!("cargo:rustc-link-lib=picoring");
    if let Some(prefix) = env::var_os("PICORING_PREFIX") {
        let found = library_directories(Path::new(&prefix));
        assert!(!found.is_empty(), "PICORING_PREFIX={prefix:?} holds no libpicoring");
        for directory in found {
            println!("cargo:rustc-link-search=native={}", directory.display());
        }
    }
}
