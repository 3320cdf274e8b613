#!/usr/bin/env bash
# AWSSDK.Core 4.1.0 (NuGet).
# Expected: RegionEndpoint.EnumerableAllRegions gives the regions of AWS, one to ask after the other.
# Seen: it also gives "us-east-1-regional", by which S3 once told its regional endpoint from the global one. No service lists it as a region; whoever asks every region of the list asks one that does not exist.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > probe.cs <<'CS'
#:package AWSSDK.Core@4.1.0
#:property PublishAot=false
using Amazon;

foreach (var region in RegionEndpoint.EnumerableAllRegions.Where(r => r.SystemName.StartsWith("us-east-1")).OrderBy(r => r.SystemName))
    Console.WriteLine($"{region.SystemName} ({region.DisplayName}), {region.PartitionName}");
CS
dotnet run probe.cs | tee seen
diff seen - <<'SEEN'
us-east-1 (US East (N. Virginia)), aws
us-east-1-regional (US East (Virginia) regional), aws
SEEN
