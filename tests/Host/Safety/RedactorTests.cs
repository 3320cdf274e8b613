using System.Text.Json.Nodes;

namespace Infra.Core.Safety;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("postgres://app:hunter2@db.example/x")]
    [InlineData("AKIAIOSFODNN7EXAMPLE,hunter2UtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK1")]
    [InlineData("hunter2UtnFEMI/K7MDENG/bPxRfiCYEXAMPLEK1")]
    [InlineData("Server=db;User=sa;Password=hunter2hunter2;")]
    [InlineData("aws_secret_access_key = hunter2/hunter2+hunter2")]
    [InlineData("AWS_SESSION_TOKEN=\"hunter2 hunter2\"")]
    [InlineData("{\"secretAccessKey\":\"hunter2hunter2\"}")]
    [InlineData("https://b.s3.amazonaws.com/k?X-Amz-Signature=hunter2&X-Amz-Expires=60")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2 cut off")]
    public void Secrets_in_text_are_known_by_their_form(string text) => Assert.DoesNotContain("hunter2", Redactor.Clean(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("The instance i-0abc is running in subnet-0def.")]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/queue")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf")]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("The password must have at least 8 characters.")]
    public void What_is_no_secret_stays(string text) => Assert.Equal(text, Redactor.Clean(text));

    [Fact]
    public void Secrets_in_objects_are_known_by_their_names()
    {
        var json = JsonNode.Parse("""
            {
              "masterUserPassword": "hunter2", "masterUserSecret": { "secretArn": "arn:x", "kmsKeyId": "k" }, "nextToken": "t1", "secretStatus": "active",
              "environment": { "API_KEY": "hunter2", "STAGE": "dev" }, "variables": [ { "name": "DB_PASSWORD", "value": "hunter2" }, { "name": "STAGE", "value": "dev" } ],
              "passwords": ["hunter2"], "passwordLastUsed": "2026-01-01T00:00:00Z", "keyMaterial": "hunter2"
            }
            """);

        var text = Redactor.Clean(json)!.ToJsonString();

        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.All(["arn:x", "t1", "active", "dev", "2026-01-01"], kept => Assert.Contains(kept, text, StringComparison.Ordinal));
    }
}
