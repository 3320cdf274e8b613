#!/usr/bin/env bash
# .NET SDK 10.0.4xx with the runtime pack 10.0.12 (NuGet), linux-x64.
# Expected: PublishReadyToRunExclude keeps an assembly out of ahead-of-time compilation, however the rest is compiled.
# Seen: it does when each assembly is compiled by itself: System.Private.Xml.dll is published as the runtime pack has it. With PublishReadyToRunComposite the item is
# ignored without a word: the assembly is rewritten as a part of the one image, which is larger by its code. PublishReadyToRunCompositeExclusions is the item that works there.
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
    <NuGetAudit>false</NuGetAudit>
  </PropertyGroup>
  <ItemGroup>
    <PublishReadyToRunExclude Include="System.Private.Xml.dll" />
  </ItemGroup>
</Project>
XML
echo 'System.Console.WriteLine("hello");' > probe.cs
packages=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
for composite in false true; do
  rm -rf obj bin out
  dotnet publish -v q -nologo -o out -p:PublishReadyToRunComposite=$composite
  as=$(cmp -s out/System.Private.Xml.dll "${packages%/}/microsoft.netcore.app.runtime.linux-x64/10.0.12/runtimes/linux-x64/lib/net10.0/System.Private.Xml.dll" && echo "as in the runtime pack" || echo rewritten)
  echo "composite=$composite: System.Private.Xml.dll is $as"
done | tee seen
diff seen - <<'SEEN'
composite=false: System.Private.Xml.dll is as in the runtime pack
composite=true: System.Private.Xml.dll is rewritten
SEEN
