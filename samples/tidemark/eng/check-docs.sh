#!/bin/sh
# Each entry of the navigation exists, and each relative link leads somewhere.
set -eu
cd "$(dirname "$0")/.."
faults=$(
  sed -n 's/.*: \([^ ]*\.md\)$/\1/p' docs-src/_nav.yml | while read -r page; do
    [ -e "$page" ] || echo "docs-src/_nav.yml: $page does not exist"
  done
  grep -roE --include='*.md' '\]\([^):#]+' README.md docs-src guides | while IFS= read -r link; do
    page=${link%%:*}
    target=${link#*](}
    case $page in */*) folder=${page%/*} ;; *) folder=. ;; esac
    case $target in http | https | mailto) continue ;; esac
    [ -e "$folder/$target" ] || echo "$page: the link to $target leads nowhere"
  done
)
[ -z "$faults" ] || { echo "$faults"; exit 1; }
