#!/bin/sh
# SPDX-License-Identifier: MIT OR Apache-2.0
[ "$(./in_c)" = "one line" ] && [ "$(./in_cxx)" = 8199.5 ]
