# SPDX-License-Identifier: MIT OR Apache-2.0
# Windows on i686.
. tests/support/wine.sh
find_wine32
under_wine i686
