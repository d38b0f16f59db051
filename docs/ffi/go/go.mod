// SPDX-License-Identifier: MIT OR Apache-2.0
module picoring

go 1.18
