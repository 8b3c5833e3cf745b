#!/bin/sh
# What a delivery has to pass: the cheap check first.
set -eu
cd "$(dirname "$0")/.."
sh eng/check-docs.sh
sh eng/test.sh
