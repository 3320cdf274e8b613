#!/usr/bin/env bash
# .NET 10, with Newtonsoft.Json 13.0.1 and 13.0.3 (NuGet) as the two builds of one file.
# A host loads a plugin in a load context of its own. The file is replaced by another build (moved away, and a new one put in its place), and the
# host loads it again from the same path in another load context.
# Expected: the second context has the build that is there now, since contexts are there to be independent.
# Seen: it has the first one, silently, for as long as the process runs: images are kept by their path for all contexts. From another path the new
# build is loaded.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageDownload Include="Newtonsoft.Json" Version="[13.0.1];[13.0.3]" /></ItemGroup>
</Project>
XML
cat > probe.cs <<'CS'
using System.Reflection;
using System.Runtime.Loader;

var path = Path.GetFullPath("plugin.dll");

void Put(string version) =>
    File.Copy(Path.Combine(args[0], "newtonsoft.json", version, "lib", "netstandard2.0", "Newtonsoft.Json.dll"), path);

string Loaded(string from) => new AssemblyLoadContext(null).LoadFromAssemblyPath(from)
    .GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version;

Put("13.0.1");
Console.WriteLine($"first:       {Loaded(path)}");
File.Move(path, "plugin.before");
Put("13.0.3");
Console.WriteLine($"replaced:    {Loaded(path)}");
File.Copy(path, "copy.dll");
Console.WriteLine($"from a copy: {Loaded(Path.GetFullPath("copy.dll"))}");
CS
dotnet run -- "${NUGET_PACKAGES:-$HOME/.nuget/packages}" | tee seen
diff seen - <<'SEEN'
first:       13.0.1.25517
replaced:    13.0.1.25517
from a copy: 13.0.3.27908
SEEN
