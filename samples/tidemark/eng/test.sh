#!/bin/sh
# Compiles library and tests and runs them. Works offline, with an empty home, and leaves no process behind:
# no compiler server, no waiting build nodes.
set -eu
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_TieredPGO=0
dotnet msbuild tests/Tidemark.Tests -restore -nologo -verbosity:quiet -maxCpuCount:1 -nodeReuse:false -p:UseSharedCompilation=false
exec dotnet artifacts/bin/Tidemark.Tests/debug/Tidemark.Tests.dll .
