#!/usr/bin/env bash
# .NET SDK 10.0.4xx with the runtime pack and crossgen2 10.0.12 (NuGet), linux-x64; a .NET 10 runtime on the machine.
# Expected: a project is published for the machine's framework after it was published self-contained and composite, and the program runs: publishing is incremental, and both
# are documented settings of one command.
# Seen: what the second one publishes ends with SIGABRT before Main, without a word. obj/…/R2R/probe.dll is the first one's, a part of the composite image which is not there, and
# is newer than its source: neither "self-contained" nor "composite" is among what decides whether it is up to date. With obj/…/R2R deleted the program runs.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
export DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <OutputType>Exe</OutputType>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
    <RuntimeFrameworkVersion>10.0.12</RuntimeFrameworkVersion>
    <PublishReadyToRun>true</PublishReadyToRun>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
</Project>
XML
echo 'System.Console.WriteLine("runs");' > probe.cs
run() { "$1/probe" 2>&1 || echo "ends with $?"; }
{
  dotnet publish -v q -nologo -o whole --self-contained -p:PublishReadyToRunComposite=true >&2
  echo "self-contained, composite: $(run whole)"
  dotnet publish -v q -nologo -o apart --no-self-contained >&2
  echo "for the machine's framework: $(run apart)"
  rm -r obj/Release/net10.0/linux-x64/R2R
  dotnet publish -v q -nologo -o again --no-self-contained >&2
  echo "the same without obj/…/R2R: $(run again)"
} | tee seen
diff seen - <<'SEEN'
self-contained, composite: runs
for the machine's framework: ends with 134
the same without obj/…/R2R: runs
SEEN
