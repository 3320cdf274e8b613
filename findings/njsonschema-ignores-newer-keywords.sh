#!/usr/bin/env bash
# NJsonSchema 11.6.2 (NuGet), beside the 2020-12 dialect that MCP's tool schemas are written in.
# Expected: a document that breaks `const`, `if`/`then`, `contains`, `propertyNames`, `dependentRequired` or `unevaluatedProperties` is reported, or the schema is refused.
# Seen: these keywords are passed over, so the document is valid; and 1.0 is no integer, which since draft 6 it is.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package NJsonSchema@11.6.2
#:property PublishAot=false
using NJsonSchema;

foreach (var (schema, document) in new[]
{
    ("""{"const":"a"}""", "\"b\""),
    ("""{"if":{"required":["a"]},"then":{"required":["b"]}}""", """{"a":1}"""),
    ("""{"type":"array","contains":{"type":"string"}}""", "[1]"),
    ("""{"type":"object","propertyNames":{"pattern":"^a"}}""", """{"b":1}"""),
    ("""{"type":"object","dependentRequired":{"a":["b"]}}""", """{"a":1}"""),
    ("""{"type":"object","unevaluatedProperties":false}""", """{"b":1}"""),
    ("""{"enum":["a"]}""", "\"b\""),
    ("""{"type":"integer"}""", "1.0"),
})
    Console.WriteLine($"{schema} {document}: {((await JsonSchema.FromJsonAsync(schema)).Validate(document).Count == 0 ? "valid" : "not valid")}");
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
{"const":"a"} "b": valid
{"if":{"required":["a"]},"then":{"required":["b"]}} {"a":1}: valid
{"type":"array","contains":{"type":"string"}} [1]: valid
{"type":"object","propertyNames":{"pattern":"^a"}} {"b":1}: valid
{"type":"object","dependentRequired":{"a":["b"]}} {"a":1}: valid
{"type":"object","unevaluatedProperties":false} {"b":1}: valid
{"enum":["a"]} "b": not valid
{"type":"integer"} 1.0: not valid
SEEN
