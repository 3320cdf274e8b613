#!/usr/bin/env bash
# Microsoft.Extensions.Logging.Abstractions 10.0.12 (NuGet), .NET SDK 10.0.4xx.
# Expected: the same sources, built twice with Deterministic (the default of the SDK), give the same assembly.
# Seen: they do not where more than one class of a project has methods with [LoggerMessage]: the source generator writes the classes in another order in each run of the
# compiler, so that the order of types and of user strings in the assembly, its MVID and its hash change. With all such methods in one class every build is the same.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
export DOTNET_CLI_TELEMETRY_OPTOUT=1
cat > probe.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.Extensions.Logging.Abstractions" Version="10.0.12" />
  </ItemGroup>
</Project>
XML
method() { echo "[LoggerMessage($1, LogLevel.Information, \"{what} $1\")] public static partial void Say$1(ILogger log, string what);"; }
sources() {
  rm -f ./*.cs
  for class in $(seq "$1"); do
    { echo "using Microsoft.Extensions.Logging; internal static partial class Log$class {"
      for one in $(seq $((8 / $1))); do method $((class * 10 + one)); done
      echo "}"; } > "Log$class.cs"
  done
}
for classes in 8 1; do
  sources "$classes"
  for build in 1 2 3 4 5; do
    rm -rf bin obj
    dotnet build -v q -nologo -p:UseSharedCompilation=false >/dev/null
    sha256sum < bin/Debug/net10.0/probe.dll
  done | sort -u | wc -l | sed -E "s/^1$/one assembly/; s/^[2-5]$/different assemblies/; s/^/$classes class(es), five builds: /"
done | tee seen
diff seen - <<'SEEN'
8 class(es), five builds: different assemblies
1 class(es), five builds: one assembly
SEEN
