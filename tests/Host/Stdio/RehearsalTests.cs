using System.Text;
using System.Text.Json;

namespace Infra.Host.Stdio;

public sealed class RehearsalTests
{
    // What fails in it fails in silence, and only makes the start slow.
    [Fact]
    public async Task A_rehearsal_answers_all_that_a_session_begins_with()
    {
        var answers = Encoding.UTF8.GetString(await Rehearsal.SessionAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line)).ToDictionary(a => a.GetProperty("id").GetInt32(), a => a.GetProperty("result"));

        Assert.Equal([1, 2, 3], answers.Keys.Order());
        Assert.Equal("2025-11-25", answers[1].GetProperty("protocolVersion").GetString());
        Assert.Equal("nothing", answers[2].GetProperty("tools")[0].GetProperty("name").GetString());
        Assert.Equal("{}", answers[3].GetProperty("structuredContent").GetRawText());
    }
}
