#!/usr/bin/env bash
# AWSSDK.Core 4.1.0 (NuGet) beside @aws-sdk/credential-provider-ini 3.973.32 (npm).
# A profile has role_arn and source_profile in the config file, and old keys of the same name in the credentials file.
# Expected: all SDKs read one pair of files in one way. JavaScript (and botocore) assumes the role.
# Seen: .NET merges both files into one profile and calls it invalid, without naming the settings that conflict.
set -euo pipefail
dir=$(mktemp -d) && trap 'rm -rf "$dir"' EXIT && cd "$dir"
printf '[profile base]\naws_access_key_id = BASE\naws_secret_access_key = key\n[profile app]\nrole_arn = arn:aws:iam::123456789012:role/app\nsource_profile = base\n' > config
printf '[app]\naws_access_key_id = OLD\naws_secret_access_key = key\n' > credentials
export AWS_CONFIG_FILE=$PWD/config AWS_SHARED_CREDENTIALS_FILE=$PWD/credentials
cat > probe.cs <<'CS'
#:package AWSSDK.Core@4.1.0
#:property PublishAot=false
using Amazon.Runtime.CredentialManagement;

var chain = new CredentialProfileStoreChain();
chain.TryGetProfile("app", out var profile);
try
{
    Console.WriteLine($".NET: {profile.GetAWSCredentials(chain).GetType().Name}");
}
catch (InvalidDataException)
{
    Console.WriteLine(".NET: the profile is not valid");
}
CS
cat > probe.mjs <<'JS'
import { fromIni } from "@aws-sdk/credential-provider-ini";
const found = await fromIni({ profile: "app", roleAssumer: async (source, request) => ({ accessKeyId: `${request.RoleArn} by ${source.accessKeyId}`, secretAccessKey: "x" }) })();
console.log(`JavaScript: ${found.accessKeyId}`);
JS
npm install --silent --no-audit --no-fund --prefix . @aws-sdk/credential-provider-ini@3.973.32 >/dev/null
{ dotnet run probe.cs; node probe.mjs; } | tee seen
diff seen - <<'SEEN'
.NET: the profile is not valid
JavaScript: arn:aws:iam::123456789012:role/app by BASE
SEEN
