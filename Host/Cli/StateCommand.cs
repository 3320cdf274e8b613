using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Infra.Aws;
using Infra.Core;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.State;

namespace Infra.Host.Cli;

/// <summary><c>infra state</c>: the table of what servers share. A person runs it, with rights that the server does not need.</summary>
internal static class StateCommand
{
    private static readonly string[] Operations = ["DynamoDB DescribeTable", "DynamoDB CreateTable", "DynamoDB DescribeTimeToLive",
        "DynamoDB UpdateTimeToLive"];

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A server's own are short, since a caller waits for them.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);

    public static async Task<int> InitAsync(SwitchValues flags, CancellationToken cancellation)
    {
        using var services = Services.Create(flags);
        var settings = services.Settings.State;
        if (settings.Table is not { } table)
            throw new SettingsException("Name the table first, in plugins.json: \"state\": { \"table\": \"infra\" }.");
        var target = DynamoState.Target(settings, services.Settings.Aws);
        using var client = DynamoState.Client(target, LongestRequest);
        using var keys = new Credentials().For(target).Enter();
        using var scope = CallScope.Host(Operations);
        try
        {
            Terminal.Print(await MakeAsync(client, table, cancellation).ConfigureAwait(false) ? $"The table {table} is made."
                : $"The table {table} is there.");
            return 0;
        }
        catch (Exception e) when (AwsErrors.Translate(e, target) is { } failure)
        {
            Terminal.Complain($"{failure.Message} {failure.Hint}");
            return 1;
        }
    }

    private static async Task<bool> MakeAsync(AmazonDynamoDBClient client, string table, CancellationToken cancellation)
    {
        var made = await StatusAsync(client, table, cancellation).ConfigureAwait(false) is null;
        if (made)
        {
            await client.CreateTableAsync(new CreateTableRequest
            {
                TableName = table,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                AttributeDefinitions = [new(DynamoState.Key, ScalarAttributeType.S), new(DynamoState.Sort, ScalarAttributeType.S)],
                KeySchema = [new(DynamoState.Key, KeyType.HASH), new(DynamoState.Sort, KeyType.RANGE)],
            }, cancellation).ConfigureAwait(false);
        }

        while (await StatusAsync(client, table, cancellation).ConfigureAwait(false) != TableStatus.ACTIVE) await Task.Delay(Pause,
            cancellation).ConfigureAwait(false);
        var expiry = await client.DescribeTimeToLiveAsync(table, cancellation).ConfigureAwait(false);
        if (expiry.TimeToLiveDescription?.TimeToLiveStatus?.Value is not ("ENABLED" or "ENABLING"))
        {
            await client.UpdateTimeToLiveAsync(new UpdateTimeToLiveRequest
            {
                TableName = table,
                TimeToLiveSpecification = new() { AttributeName = DynamoState.Expires, Enabled = true }
            }, cancellation)
                .ConfigureAwait(false);
        }

        return made;
    }

    private static async Task<TableStatus?> StatusAsync(AmazonDynamoDBClient client, string table, CancellationToken cancellation)
    {
        try
        {
            return (await client.DescribeTableAsync(table, cancellation).ConfigureAwait(false)).Table.TableStatus;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }
}
