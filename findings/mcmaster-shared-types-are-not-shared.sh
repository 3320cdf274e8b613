#!/usr/bin/env bash
# McMaster.NETCore.Plugins 2.0.0 with Microsoft.Extensions.Logging.Abstractions 8.0.0 in the host and 10.0.0 in the plugin (NuGet).
# Expected: with PreferSharedTypes, or with the type named as shared, the plugin gets the host's ILogger, or loading fails with a word.
# Seen: where the plugin was built against a newer version, its private copy is loaded silently; no type of it is the host's, so a host that looks for
# implementations finds none and says nothing. Built against the host's version or an older one, it is shared.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
mkdir plugin host
cat > plugin/plugin.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><EnableDynamicLoading>true</EnableDynamicLoading></PropertyGroup>
  <ItemGroup><PackageReference Include="Microsoft.Extensions.Logging.Abstractions" Version="$(Logging)" /></ItemGroup>
</Project>
XML
cat > plugin/Quiet.cs <<'CS'
using Microsoft.Extensions.Logging;

public sealed class Quiet : ILogger
{
    public System.IDisposable BeginScope<T>(T state) => null;
    public bool IsEnabled(LogLevel level) => false;
    public void Log<T>(LogLevel level, EventId id, T state, System.Exception e, System.Func<T, System.Exception, string> text) { }
}
CS
cat > host/host.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="McMaster.NETCore.Plugins" Version="2.0.0" />
    <PackageReference Include="Microsoft.Extensions.Logging.Abstractions" Version="8.0.0" />
  </ItemGroup>
</Project>
XML
cat > host/Program.cs <<'CS'
using McMaster.NETCore.Plugins;
using Microsoft.Extensions.Logging;

foreach (var version in new[] { "8.0.0", "10.0.0" })
foreach (var named in new[] { false, true })
{
    var path = Path.GetFullPath($"plugin-{version}/plugin.dll");
    using var loader = named
        ? PluginLoader.CreateFromAssemblyFile(path, sharedTypes: [typeof(ILogger)])
        : PluginLoader.CreateFromAssemblyFile(path, config => config.PreferSharedTypes = true);
    var type = loader.LoadDefaultAssembly().GetType("Quiet")!;
    Console.WriteLine($"plugin on {version}, {(named ? "ILogger named as shared" : "PreferSharedTypes")}: {(typeof(ILogger).IsAssignableFrom(type) ? "an ILogger" : "no ILogger, no error")}");
}
CS
for version in 8.0.0 10.0.0; do dotnet build plugin -v q --nologo -p:Logging=$version -o plugin-$version >/dev/null; done
dotnet build host -v q --nologo -o out >/dev/null
dotnet out/host.dll | tee seen
diff seen - <<'SEEN'
plugin on 8.0.0, PreferSharedTypes: an ILogger
plugin on 8.0.0, ILogger named as shared: an ILogger
plugin on 10.0.0, PreferSharedTypes: no ILogger, no error
plugin on 10.0.0, ILogger named as shared: no ILogger, no error
SEEN
