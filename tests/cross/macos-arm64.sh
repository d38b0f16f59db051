# SPDX-License-Identifier: MIT OR Apache-2.0
# macOS from 11 on, on Apple's own processors.
. tests/support/apple.sh
apple aarch64-macos.11.0
