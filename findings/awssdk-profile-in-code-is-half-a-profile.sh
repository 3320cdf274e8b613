#!/usr/bin/env bash
# AWSSDK.Core 4.1.0, AWSSDK.SQS 4.1.0 (NuGet).
# Expected: ClientConfig.Profile takes the settings of the profile that it names, as AWS_PROFILE does.
# Seen: the endpoint of the profile's services section is taken; region, FIPS, attempts and retry mode are not. They come from AWS_PROFILE or `default`.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
cat > config <<'INI'
[profile audit]
aws_access_key_id = id
aws_secret_access_key = key
region = eu-west-1
use_fips_endpoint = true
max_attempts = 7
retry_mode = adaptive
services = mine
[services mine]
sqs =
  endpoint_url = http://127.0.0.1:9/
INI
cat > probe.cs <<'CS'
#:package AWSSDK.SQS@4.1.0
#:property PublishAot=false
using Amazon;
using Amazon.SQS;

var config = new AmazonSQSConfig();
if (args is [var name]) config.Profile = new Profile(name);
Console.WriteLine($"region {config.RegionEndpoint?.SystemName ?? "none"}, FIPS {config.UseFIPSEndpoint}, retries {config.MaxErrorRetry}, {config.RetryMode}, endpoint {config.ServiceURL ?? "none"}");
CS
export AWS_CONFIG_FILE=$PWD/config AWS_SHARED_CREDENTIALS_FILE=$PWD/none AWS_EC2_METADATA_DISABLED=true
unset AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_MAX_ATTEMPTS AWS_RETRY_MODE AWS_ENDPOINT_URL
{ dotnet run probe.cs -- audit; AWS_PROFILE=audit dotnet run probe.cs; } | tee seen
diff seen - <<'SEEN'
region none, FIPS False, retries 2, Standard, endpoint http://127.0.0.1:9/
region eu-west-1, FIPS True, retries 6, Adaptive, endpoint http://127.0.0.1:9/
SEEN
