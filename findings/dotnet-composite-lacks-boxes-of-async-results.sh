#!/usr/bin/env bash
# .NET SDK 10.0.4xx with the runtime pack and crossgen2 10.0.12 (NuGet), linux-x64.
# Expected: a self-contained composite image has the code of all asynchronous methods of a program, so that none of it is compiled at run time.
# Seen: the box into which an awaiting method's state is moved is compiled ahead where the method returns nothing or a value type. Where it returns an object, its
# MoveNext and the rest are compiled when the method first awaits: code for objects is shared, the box's type is looked up at run time, and the compiler does not see it made.
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
    <SelfContained>true</SelfContained>
    <PublishReadyToRun>true</PublishReadyToRun>
    <PublishReadyToRunComposite>true</PublishReadyToRunComposite>
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
</Project>
XML
cat > probe.cs <<'CS'
using System.Threading.Tasks;

await Returns.Nothing();
await Returns.Value();
await Returns.Object();

static class Returns
{
    public static async Task Nothing() => await Task.Yield();

    public static async Task<int> Value()
    {
        await Task.Yield();
        return 1;
    }

    public static async Task<string> Object()
    {
        await Task.Yield();
        return "";
    }
}
CS
dotnet publish -v q -nologo -o out
DOTNET_JitStdOutFile=compiled DOTNET_JitDisasmSummary=1 out/probe
for method in Nothing Value Object; do
  boxes=$(grep 'AsyncStateMachineBox' compiled | grep "<$method>" | grep -c ':MoveNext' || true)
  echo "$method: $([ "$boxes" -gt 0 ] && echo 'compiled at run time' || echo 'compiled ahead')"
done | tee seen
diff seen - <<'SEEN'
Nothing: compiled ahead
Value: compiled ahead
Object: compiled at run time
SEEN
