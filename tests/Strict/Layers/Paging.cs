using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Infra.Strict.Protocol;

namespace Infra.Strict.Layers;

/// <summary>
/// Cuts pages where it likes, as AWS may wherever it gives tokens: a page can be short, and where the documentation says so even empty. It
/// never cuts what AWS does not page: EC2 gives all when MaxResults is left out.
/// </summary>
public sealed class Paging(int seed)
{
    // "Partially full or empty pages": FilterLogEvents; the notes on NextToken of the others; EC2 with filters (seek-oss/aec#405).
    private static readonly HashSet<string> MayBeEmpty =
        ["logs.FilterLogEvents", "ssm.DescribeParameters", "ssm.GetParametersByPath", "resourcegroupstaggingapi.GetResources",
        "cloudtrail.LookupEvents"];

    // Tokens with a meaning of their own, which are names and no handles: the emulator's pages stay.
    private static readonly HashSet<string> Meaningful = ["s3", "route53", "sts"];

    private readonly Random random = new(seed);
    private readonly ConcurrentDictionary<string, (string Query, Answer Left)> kept = new();
    private int number;

    /// <summary>The page that a token of this double stands for; null where the token is another's, or there is none.</summary>
    public Answer? Resume(Call call)
    {
        if (Pages(call) is not { } pages || call.Text(pages.In) is not { } token || !kept.TryGetValue(token, out var page)) return null;
        return page.Query == Query(call, pages.In) ? Cut(call, page.Left.Copy()) : Foreign(call).AnswerTo(call);
    }

    /// <summary>Cuts the answer, or gives it whole.</summary>
    public Answer Cut(Call call, Answer answer)
    {
        if (Pages(call) is not { } pages || answer.Output(call.Operation) is not { } output ||
            output[pages.Rows] is not { } rows) return answer;
        var count = rows.Items.Count;
        var empty = MayBeEmpty.Contains($"{call.Service.Name}.{call.Name}") || call.Service.Name == "ec2" && call.Has("Filters");
        int first;
        lock (random)
        {
            if (count == 0 || random.Next(2) == 0) return answer;
            first = empty && random.Next(3) == 0 ? 0 : count > 1 ? random.Next(1, count) : count;
        }

        if (first == count) return answer;
        var rest = answer.Copy();
        var left = rest.Output(call.Operation)![pages.Rows]!;
        left.Keep(left.Items.Skip(first));
        // Letters and digits alone: some services, as Service Quotas, hold their tokens against a pattern.
        var token = string.Create(CultureInfo.InvariantCulture, $"strict{seed}x{Interlocked.Increment(ref number)}");
        kept[token] = (Query(call, pages.In), rest);
        rows.Keep(rows.Items.Take(first));
        output.Set(pages.Out, token);
        if (pages.More is { } more) output.Set(more, "true");
        return answer;
    }

    public void Forget() => kept.Clear();

    private static (string In, string Out, string Rows, string? More)? Pages(Call call) =>
        Meaningful.Contains(call.Service.Name) || call.Service.Name == "ec2" && !call.Has("MaxResults") ? null : call.Operation.Pages;

    // A token belongs to its query; the size of the page may change.
    private static string Query(Call call, string token)
    {
        var query = (JsonObject)call.Input.DeepClone();
        query.Remove(token);
        if (call.Operation.Limit is { } limit) query.Remove(limit);
        return $"{call.Name} {call.Region} {query.ToJsonString()}";
    }

    private static Refusal Foreign(Call call) => call.Service.Name switch
    {
        "ec2" => new("InvalidParameterValue", "Unable to parse pagination token"),
        "logs" => new("InvalidParameterException", "The specified nextToken is invalid."),
        "ssm" => new("InvalidNextToken", "The specified token isn't valid."),
        "resourcegroupstaggingapi" => new("PaginationTokenExpiredException", "The pagination token is not of this query."),
        "lambda" => new("InvalidParameterValueException", "The marker is not of this query."),
        "autoscaling" => new("InvalidNextToken", "The NextToken value is not valid."),
        "secretsmanager" or "cloudtrail" => new("InvalidNextTokenException", "The token is not of this query."),
        _ => new("ValidationError", "The token is not of this query."),
    };
}
