#!/bin/sh
# Recall and false rows of 'orchestrator audit', rule by rule, over a real history.
#   audit-recall.sh CHECKOUT TRUTH [all]
# CHECKOUT is a clone that holds the commits; TRUTH has one JSON object a line: sha, parent, and missed (what, paths, decidable). 'all' prints each row.
set -e
cd "$(dirname "$0")/../.."
exec dotnet run -c Release --project tests/Orchestrator.SK.Benchmarks -- audit-recall --checkout "$1" --truth "$2" ${3:+--rows "$3"}
