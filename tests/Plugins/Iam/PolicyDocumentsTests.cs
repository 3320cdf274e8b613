namespace Infra.Plugins.Iam;

public sealed class PolicyDocumentsTests
{
    [Theory]
    [InlineData("no json", false)]
    [InlineData("[]", false)]
    [InlineData("""{"Version":"2012-10-17"}""", false)]
    [InlineData("""{"Version":"2026-01-01","Statement":[]}""", false)]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*"}}""", false)]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}""", false)]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole"}}""", true)]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Resource":"*"}}""",
        true)]
    public void What_IAM_would_refuse_is_refused_before_with_advice(string text, bool trust)
    {
        var error = Assert.Throws<ToolException>(() => PolicyDocuments.Check(text, trust ? DocumentUse.Trust : DocumentUse.Inline));

        Assert.Equal(ToolErrorCode.InvalidInput, error.Code);
        Assert.NotNull(error.Hint);
    }

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":["s3:*","*"],"Resource":["*"]}""", "every action on every resource: full")]
    [InlineData("""{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}""", "all actions but the named ones")]
    [InlineData("""
        {"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":["*"]},"Condition":{"Bool":{"aws:SecureTransport":"true"}}}
        """, "trusts everyone, in any AWS account, as far as its condition holds")]
    [InlineData("""{"Effect":"Deny","Action":"*","Resource":"*"}""", null)]
    [InlineData("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}""", null)]
    public void Too_much_power_is_warned_of(string statement, string? warning)
    {
        var warnings = PolicyDocuments.Warnings(PolicyDocuments.Decode($$"""{"Version":"2012-10-17","Statement":[{{statement}}]}"""))
            .ToList();

        if (warning is null) Assert.Empty(warnings);
        else Assert.Contains(warning, Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"Version\":\"2008-10-17\",")]
    public void Only_a_managed_policy_must_have_the_newest_version(string version) // PUB-25, S3-B15b
    {
        var text = $$$"""{{{{version}}}"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}""";

        PolicyDocuments.Check(text, DocumentUse.Inline);
        Assert.Throws<ToolException>(() => PolicyDocuments.Check(text, DocumentUse.Managed));
    }

    [Theory]
    [InlineData("pods.eks.amazonaws.com", """["sts:AssumeRole","sts:TagSession"]""")]
    [InlineData("ec2.amazonaws.com", "\"sts:AssumeRole\"")]
    public void Pods_may_tag_their_session(string service, string action) => // S3-C14
        Assert.Equal(action, PolicyDocuments.TrustService(service).GetProperty("Statement")[0].GetProperty("Action").GetRawText());
}
