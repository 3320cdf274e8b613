namespace Infra.Plugins.Lambda;

public sealed class GetPolicyTests : LambdaToolTest
{
    [Fact]
    public async Task A_function_without_a_policy_has_no_statements()
    {
        var result = await RunAsync(GetPolicy.Tool, new { functionName = "orders" });

        Assert.Empty(result.GetProperty("statements").EnumerateArray());
    }

    [Fact]
    public async Task A_function_that_does_not_exist_is_not_one_without_a_policy()
    {
        NotThere();

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetPolicy.Tool, new { functionName = "orders" }))).Code);
    }

    [Theory]
    [InlineData(S3Statement, "s3.amazonaws.com", false)]
    [InlineData("""
        {"Sid":"a","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunctionUrl","Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}}
        """, "*", true)]
    [InlineData("""{"Sid":"a","Effect":"Allow","Principal":{"AWS":"*"},"Action":"lambda:InvokeFunction"}""", "*", true)]
    [InlineData("""
        {"Sid":"a","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}}
        """, "*", false)]
    [InlineData("""{"Sid":"a","Effect":"Allow","Principal":{"AWS":["123456789012","*"]},"Action":"lambda:InvokeFunction"}""",
        "123456789012, *", true)]
    [InlineData("""
        {"Sid":"a","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Condition":{"StringLike":{"aws:SourceArn":"*"}}}
        """, "*", true)]
    [InlineData("""
        {"Sid":"a","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"1"}}}
        """, "*", true)]
    [InlineData("""
        {"Sid":"a","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction","Condition":{"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}}
        """, "*", true)]
    [InlineData("""{"Sid":"a","Effect":"Deny","Principal":"*","Action":"lambda:InvokeFunction"}""", "*", false)]
    public async Task Anyone_means_no_condition_that_narrows_to_someone(string statement, string principal, bool isPublic)
    {
        Policy(statement);

        var result = await RunAsync(GetPolicy.Tool, new { functionName = "orders" });

        Assert.Equal(principal, result.GetProperty("statements")[0].GetProperty("principal").GetString());
        Assert.Equal(isPublic, result.GetProperty("public").GetBoolean());
    }
}
