using Infra.Core.Calls.Steps;

namespace Infra.Core.Safety;

/// <summary>How long AWS's word on whose keys these are is taken; docs/security.md says the same (SAF-L17).</summary>
[Collection(nameof(RunOverTargetsTests))] // The environment is one.
public sealed class IdentitiesTests : IDisposable
{
    private const string Answer = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        <Arn>arn:aws:iam::111122223333:user/ann</Arn><UserId>A</UserId><Account>111122223333</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>
        """;

    private readonly string? keyBefore = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID");
    private readonly Loopback sts = new(_ => new(200, Answer));
    private readonly Clock clock = new();

    public void Dispose()
    {
        Use(keyBefore);
        sts.Dispose();
    }

    [Fact]
    public async Task The_account_is_asked_again_after_five_minutes_and_at_once_for_another_key_or_endpoint()
    {
        using var other = new Loopback(_ => new(200, Answer));
        var identities = new Identities(new(Accounts: ["111122223333"]), clock);
        async Task<int> AskAsync(string key, Loopback endpoint)
        {
            Use(key);
            await identities.CheckAsync(new Credentials().For(new(Region: "eu-west-1", EndpointUrl: endpoint.Url)), default);
            return sts.Requests.Count + other.Requests.Count;
        }

        Assert.Equal(1, await AskAsync("AKIAONE", sts));
        clock.Now += TimeSpan.FromMinutes(5);
        Assert.Equal(1, await AskAsync("AKIAONE", sts));
        Assert.Equal(2, await AskAsync("AKIATWO", sts));
        Assert.Equal(3, await AskAsync("AKIAONE", other));
        clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(4, await AskAsync("AKIAONE", sts));
    }

    [Fact]
    public async Task Keys_of_an_account_that_is_not_pinned_are_refused_also_where_it_is_known_already()
    {
        Use("AKIAONE");
        var call = new Credentials().For(new(Region: "eu-west-1", EndpointUrl: sts.Url));
        var identities = new Identities(new(Accounts: ["444455556666"]), clock);

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var refusal = await Assert.ThrowsAsync<ToolException>(() => identities.CheckAsync(call, default));
            Assert.Equal(ToolErrorCode.Refused, refusal.Code);
            Assert.Contains("111122223333, which is not pinned", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Single(sts.Requests);
    }

    private static void Use(string? key)
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", key);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", key);
    }
}
