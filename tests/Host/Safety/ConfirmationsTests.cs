using Infra.Core.Safety;

namespace Infra.Core.Safety;

public sealed class ConfirmationsTests
{
    private readonly Clock clock = new();
    private readonly Confirmations confirmations;

    public ConfirmationsTests() => confirmations = new(TimeSpan.FromMinutes(10), clock, new(null));

    [Fact]
    public void A_code_fits_its_subject_alone()
    {
        var code = confirmations.Issue("delete a", "plan");

        Assert.Null(confirmations.Fault(code, "delete a"));
        Assert.Contains("another plan", confirmations.Fault(code, "delete b"), StringComparison.Ordinal);
        Assert.Contains("never given", confirmations.Fault("ABCDEFGH", "delete a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_expires()
    {
        var code = confirmations.Issue("delete a", "plan");
        clock.Now += TimeSpan.FromMinutes(11);

        Assert.Contains("expired", confirmations.Fault(code, "delete a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_calls_at_once_one_gets_to_use_a_code()
    {
        var code = confirmations.Issue("delete a", "plan");

        var used = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => confirmations.Use(code))));

        Assert.Single(used, u => u);
    }

    [Fact]
    public void A_code_from_outside_cannot_name_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "x.approved"), "");
        var approvals = new Approvals(Path.Combine(folder, "approvals"));

        Assert.False(approvals.IsApproved("../x"));
        Assert.Null(approvals.Find("../x"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Plans_that_were_left_behind_go_when_another_is_left()
    {
        var folder = Directory.CreateTempSubdirectory("infra-test-").FullName;
        var (old, recent) = (Path.Combine(folder, "OLD.json"), Path.Combine(folder, "NEW.json"));
        File.WriteAllText(old, "{}");
        File.WriteAllText(recent, "{}");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        new Approvals(folder).Offer("CODE", "plan", DateTimeOffset.UtcNow.AddMinutes(1));

        Assert.Equal(["CODE.json", "NEW.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Directory.Delete(folder, recursive: true);
    }
}
