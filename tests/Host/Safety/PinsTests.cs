using System.Text.Json;

namespace Infra.Core.Safety;

public sealed class PinsTests
{
    [Theory] // SAF-L10
    [InlineData("""{ "functionName": "arn:aws:lambda:us-east-1:111122223333:function:f" }""", "region us-east-1")]
    [InlineData("""{ "functionName": "arn:aws:lambda:eu-west-1:999999999999:function:f" }""", "account 999999999999")]
    [InlineData("""{ "functionName": "999999999999:function:f" }""", "account 999999999999")]
    [InlineData("""{ "a": [ { "b": " arn:aws:iam::999999999999:role/r " } ] }""", "account 999999999999")]
    [InlineData("""{ "a": "ARN:aws:sns:us-east-1:111122223333:t" }""", "region us-east-1")]
    [InlineData("""{ "vpcRegion": "us-east-1" }""", "region us-east-1")]
    [InlineData("""{ "replicaRegions": [ "eu-west-1", "us-east-1" ] }""", "region us-east-1")]
    [InlineData("""{ "regions": [ "us-east-1" ] }""", "region us-east-1")]
    [InlineData("""{ "accounts": [ "111122223333", "999999999999" ] }""", "account 999999999999")]
    [InlineData("""{ "peerAccountId": "999999999999" }""", "account 999999999999")]
    [InlineData("""{ "principal": "999999999999" }""", "account 999999999999")]
    [InlineData("""{ "shareWith": [ "999999999999" ] }""", "account 999999999999")]
    public void Another_account_or_region_is_refused_wherever_it_stands(string arguments, string named)
    {
        var refusal = Assert.Throws<ToolException>(() =>
            Pins.Check(JsonElement.Parse(arguments), new(["111122223333"], ["eu-west-1"]), writes: true));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "functionName": "arn:aws:lambda:eu-west-1:111122223333:function:f", "n": 1 }""")]
    [InlineData("""{ "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess", "bucket": "arn:aws:s3:::bucket" }""")]
    [InlineData("""{ "text": "see arn:aws:lambda:us-east-1:999999999999:function:f" }""")]
    [InlineData("""{ "vpcRegion": "eu-west-1", "accounts": [ "111122223333" ] }""")]
    [InlineData("""{ "removeAccounts": [ "999999999999" ], "tags": { "account": "999999999999", "region": "us-east-1" } }""")]
    public void What_is_pinned_or_names_neither_passes(string arguments) =>
        Pins.Check(JsonElement.Parse(arguments), new(["111122223333"], ["eu-west-1"]), writes: true);

    [Theory]
    [InlineData("arn:aws:lambda:eu-west-1:999999999999:layer:tools:3", true)]
    [InlineData("arn:aws:sns:eu-west-1:999999999999:t", false)]
    public void Layers_of_others_and_reads_are_not_held_to_accounts(string arn, bool writes) =>
        Pins.Check(JsonElement.Parse($$"""{ "a": "{{arn}}" }"""), new(["111122223333"], ["eu-west-1"]), writes);

    [Fact]
    public void Without_pins_everything_passes() =>
        Pins.Check(JsonElement.Parse("""{ "a": "arn:aws:sns:us-east-1:1:t" }"""), new(), writes: true);
}
