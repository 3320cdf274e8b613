using Infra.Strict.Protocol;
using Infra.Strict.Rules;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Infra.Emulator;

/// <summary>What runs side by side with nothing runs after all else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CoverageLast
{
    public const string Name = "Coverage";
}

/// <summary>The log of the run, which shows lines of tests that pass, too.</summary>
public sealed class RunLog(IMessageSink sink)
{
    public void Say(string line) => sink.OnMessage(new DiagnosticMessage(line));
}

/// <summary>Runs after all other tests of a full run.</summary>
[Collection(CoverageLast.Name)]
public sealed class AllToolsAreCalled(ITestOutputHelper output, RunLog log) : IClassFixture<RunLog>
{
    [Fact]
    public async Task Every_tool_of_every_plugin_was_called_by_some_test()
    {
        await using var server = await InfraServer.StartAsync(new("http://127.0.0.1:1"));
        var missing = server.Tools.Keys.Except(EmulatorTest.Called.Keys).Order(StringComparer.Ordinal).ToList();
        var canned = EmulatorTest.Called.Where(c => !c.Value).Select(c => c.Key).Order(StringComparer.Ordinal).ToList();
        output.WriteLine($"{EmulatorTest.Called.Count - canned.Count} tools against moto, {canned.Count} on canned responses: " +
            $"{string.Join(", ", canned)}");
        Assert.True(missing.Count < server.Tools.Count / 2,
            $"Only {EmulatorTest.Called.Count} tools were called: this test needs a whole run of tests/Emulator.");
        Assert.True(missing.Count == 0, $"No emulator test calls {string.Join(", ", missing)}.");
    }

    [Fact]
    public async Task Every_request_was_held_against_the_rules_of_AWS()
    {
        var sums = $"{StrictSettings.FromEnvironment}\n{Counts.Total}\n";
        log.Say($"The double: {Rule.All.Count} rules beside those of {ServiceModel.All.Count} models; {Counts.Total.Sum}.");
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "strict")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, $"seed-{StrictSettings.FromEnvironment.Seed}.txt"), sums);
        Assert.True(Counts.Total.Requests > 0, "No test ran before this one.");
        // The stories themselves use a queue and a certificate, which no tool does.
        Assert.True(Counts.Total.Unknown.All(u => u.Key.Split(' ')[0] is "sqs" or "acm"), sums);
    }
}
