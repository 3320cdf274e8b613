#!/usr/bin/env bash
# System.CommandLine 3.0.0 (NuGet).
# Expected: `--json @file` and `--json=@file` hand the same value to the option, as `--name value` and `--name=value` do everywhere; curl and aws users write `@file` for long values.
# Seen: after a space it is a response file: its words become arguments of the command line, the first for the option and the rest for whatever takes them,
# unless ParserConfiguration.ResponseFileTokenReplacer is null. After `=` the value is left alone.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
echo '{ "name": "a b" }' > input.json
cat > probe.cs <<'CS'
#:package System.CommandLine@3.0.0
#:property PublishAot=false
using System.CommandLine;

var json = new Option<string>("--json");
var rest = new Argument<string[]>("rest") { Arity = ArgumentArity.ZeroOrMore };
var root = new RootCommand { json, rest };
foreach (var (words, configuration) in new (string[], ParserConfiguration)[]
{
    (["--json", "@input.json"], new()),
    (["--json=@input.json"], new()),
    (["--json", "@input.json"], new() { ResponseFileTokenReplacer = null }),
})
{
    var parsed = root.Parse(words, configuration);
    Console.WriteLine($"{string.Join(' ', words)} => {parsed.GetValue(json)} and [{string.Join("] [", parsed.GetValue(rest) ?? [])}]");
}
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
--json @input.json => { and [name] [:] [a b] [}]
--json=@input.json => @input.json and []
--json @input.json => @input.json and []
SEEN
