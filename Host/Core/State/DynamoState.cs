using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Aws;
using Infra.Core.Safety;
using Infra.Core.Settings;

namespace Infra.Core.State;

/// <summary>
/// State in a DynamoDB table. Its requests are the host's own and no tool's: through a client of its own, with credentials of its own,
/// bounded to
/// the operations below and, by the policy that 'infra policy' prints, to the table. They change nothing but the table.
/// </summary>
internal sealed class DynamoState : ISharedState, ISharedJournal, IDisposable
{
    /// <summary>All that the running server asks for.</summary>
    public static readonly string[] Operations = ["DynamoDB GetItem", "DynamoDB PutItem", "DynamoDB DeleteItem", "DynamoDB Query"];

    // Names of the attributes. The journal's entries have the day as key and the time as sort key.
    public const string Key = "key";
    public const string Sort = "sort";
    public const string Text = "text";
    public const string Expires = "expires";
    private const string Only = "-";

    // Whoever waits for a code waits for this too.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(3);

    private readonly StateSettings settings;
    private readonly TimeProvider time;
    private readonly CallCredentials keys;
    private readonly Lazy<AmazonDynamoDBClient> client;

    public DynamoState(StateSettings settings, AwsSettings aws, TimeProvider time)
    {
        (this.settings, this.time) = (settings, time);
        var target = Target(settings, aws);
        keys = new Credentials().For(target);
        client = new(() => Client(target));
    }

    public string Table => settings.Table!;

    /// <summary>Where the table is.</summary>
    public static AwsTarget Target(StateSettings settings, AwsSettings aws) =>
        new(settings.Profile ?? aws.Profile, settings.Region ?? aws.Region ?? AwsEnvironment.Region,
            settings.EndpointUrl ?? aws.EndpointUrl);

    /// <summary>A client for the table.</summary>
    /// <param name="target">Where the table is.</param>
    /// <param name="longest">How long a request may take; three seconds when null.</param>
    public static AmazonDynamoDBClient Client(AwsTarget target, TimeSpan? longest = null)
    {
        AwsGuard.Install();
        var config = target.Configure<AmazonDynamoDBConfig>();
        (config.Timeout, config.MaxErrorRetry) = (longest ?? LongestRequest, 2);
        return new(config);
    }

    public async Task<string?> FindAsync(string key, CancellationToken cancellation)
    {
        var found = await AskAsync(client =>
            client.GetItemAsync(new GetItemRequest { TableName = Table, Key = At(key), ConsistentRead = true }, cancellation))
            .ConfigureAwait(false);
        if (found.Item is not { Count: > 0 } item) return null;
        // DynamoDB deletes what has expired when it finds the time.
        return long.Parse(item[Expires].N, CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeSeconds() ? item[Text].S : null;
    }

    public async Task<bool> SwapAsync(string key, string? expected, string? next, DateTimeOffset expires, CancellationToken cancellation)
    {
        var now = new AttributeValue { N = Seconds(time.GetUtcNow()) };
        var names = new Dictionary<string, string> { ["#e"] = Expires };
        var values = new Dictionary<string, AttributeValue> { [":now"] = now };
        if (expected is not null) (names["#t"], values[":was"]) = (Text, new() { S = expected });
        var condition = expected is null ? "attribute_not_exists(#e) OR #e <= :now" : "#t = :was AND #e > :now";
        try
        {
            if (next is null)
            {
                await AskAsync(client => client.DeleteItemAsync(new DeleteItemRequest
                {
                    TableName = Table,
                    Key = At(key),
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                }, cancellation)).ConfigureAwait(false);
            }
            else
            {
                await AskAsync(client => client.PutItemAsync(new PutItemRequest
                {
                    TableName = Table,
                    Item = Item(At(key), next, expires),
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                }, cancellation)).ConfigureAwait(false);
            }

            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task AppendAsync(string line, DateTimeOffset at, DateTimeOffset expires, CancellationToken cancellation)
    {
        var key = new Dictionary<string, AttributeValue>
        {
            [Key] = new() { S = string.Create(CultureInfo.InvariantCulture, $"journal/{at.UtcDateTime:yyyy-MM-dd}") },
            [Sort] = new() { S = string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:HH:mm:ss.fffffff} {Guid.NewGuid():n}") },
        };
        return AskAsync(client =>
            client.PutItemAsync(new PutItemRequest { TableName = Table, Item = Item(key, line, expires) }, cancellation));
    }

    /// <summary>The lines of the shared journal from a time on, oldest first.</summary>
    public async IAsyncEnumerable<string> LinesAsync(DateTimeOffset from, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var day = from.UtcDateTime.Date; day <= time.GetUtcNow().UtcDateTime; day = day.AddDays(1))
        {
            Dictionary<string, AttributeValue>? next = null;
            do
            {
                var request = new QueryRequest
                {
                    TableName = Table,
                    KeyConditionExpression = "#k = :day",
                    ExpressionAttributeNames = new() { ["#k"] = Key },
                    ExpressionAttributeValues = new()
                    {
                        [":day"] = new()
                        {
                            S = string.Create(CultureInfo.InvariantCulture,
                        $"journal/{day:yyyy-MM-dd}")
                        }
                    },
                    ExclusiveStartKey = next,
                };
                var page = await AskAsync(client => client.QueryAsync(request, cancellation)).ConfigureAwait(false);
                foreach (var item in page.Items ?? []) yield return item[Text].S;
                next = page.LastEvaluatedKey is { Count: > 0 } more ? more : null;
            }
            while (next is not null);
        }
    }

    public void Dispose()
    {
        if (client.IsValueCreated) client.Value.Dispose();
    }

    private static Dictionary<string, AttributeValue> At(string key) => new() { [Key] = new() { S = key }, [Sort] = new() { S = Only } };

    private static Dictionary<string, AttributeValue> Item(Dictionary<string, AttributeValue> at, string text, DateTimeOffset expires) =>
        new(at) { [Text] = new() { S = text }, [Expires] = new() { N = Seconds(expires) } };

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private async Task<T> AskAsync<T>(Func<AmazonDynamoDBClient, Task<T>> ask)
    {
        using var entered = keys.Enter();
        using var scope = CallScope.Host(Operations);
        try
        {
            return await ask(client.Value).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ConditionalCheckFailedException and not OperationCanceledException)
        {
            var why = AwsErrors.Translate(e, keys.Target)?.Message ?? (e as ToolException)?.Message ?? e.Message;
            throw new ToolException(ToolErrorCode.Unavailable,
                $"The state that the servers share, in the DynamoDB table {Table}, cannot be reached: {why}",
                "Nothing is changed without it; reads work. If the table does not exist, a person can make it with 'infra state init'.", e);
        }
    }
}
