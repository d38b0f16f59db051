# SPDX-License-Identifier: MIT OR Apache-2.0
# macOS from 11 on, on Intel's processors.
. tests/support/apple.sh
apple x86_64-macos.11.0
