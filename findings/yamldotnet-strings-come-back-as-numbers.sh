#!/usr/bin/env bash
# YamlDotNet 18.1.0 (NuGet) beside js-yaml 4.1.0 (npm).
# Expected: what a YAML library writes for a string is read as that string by itself and by others; an AWS account id with a leading zero is a plain case.
# Seen: strings are written without quotes unless WithQuotingNecessaryStrings is asked for, so account ids, "1e3", "0x1F" and "null" come back as numbers
# and null, from its own reader and from another.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package YamlDotNet@18.1.0
#:property PublishAot=false
using YamlDotNet.Serialization;

string[] strings = ["012345678901", "1e3", "0x1F", "null"];
var text = new SerializerBuilder().Build().Serialize(strings);
File.WriteAllText("plain.yaml", text);
var read = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<List<object?>>(text);
Console.WriteLine("YamlDotNet: " + string.Join(", ", read.Select(v => v is null ? "null" : $"{v} {v.GetType().Name}")));
var quoted = new SerializerBuilder().WithQuotingNecessaryStrings().Build().Serialize(strings);
File.WriteAllText("quoted.yaml", quoted);
CS
cat > probe.mjs <<'JS'
import { readFileSync } from "node:fs";
import yaml from "js-yaml";
for (const file of ["plain", "quoted"]) console.log(`js-yaml, ${file}: ` + yaml.load(readFileSync(`${file}.yaml`, "utf8")).map(v => v === null ? "null" : `${v} ${typeof v}`).join(", "));
JS
npm install --silent --no-audit --no-fund --prefix . js-yaml@4.1.0 >/dev/null
{ dotnet run probe.cs; node probe.mjs; } | tee seen
diff seen - <<'SEEN'
YamlDotNet: 12345678901 Int64, 1000 Single, 31 Byte, null
js-yaml, plain: 12345678901 number, 1000 number, 31 number, null
js-yaml, quoted: 012345678901 string, 1e3 string, 0x1F string, null string
SEEN
