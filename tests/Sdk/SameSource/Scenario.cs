// Compiled twice by SameSourceTests: against the official packages and against the generated clients. Nothing here
// knows which of the two it runs on, and both must do the same.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Amazon.SSO;
using Amazon.SSO.Model;
using Amazon.SSOOIDC;
using Amazon.SSOOIDC.Model;
using SsmTag = Amazon.SimpleSystemsManagement.Model.Tag;
using StsTag = Amazon.SecurityToken.Model.Tag;

public sealed class Scenario
{
    private readonly HttpClientFactory _http;
    private readonly TextWriter _log;

    private Scenario(HttpClientFactory http, TextWriter log)
    {
        _http = http;
        _log = log;
    }

    /// <summary>Runs one scenario; the factory answers in place of the network.</summary>
    public static Task RunAsync(string name, HttpClientFactory http, TextWriter log)
    {
        var scenario = new Scenario(http, log);
        switch (name)
        {
            case "query": return scenario.TryAsync(scenario.AssumeRoleAsync);
            case "query small": return scenario.TryAsync(scenario.GetCallerIdentityAsync);
            case "json": return scenario.TryAsync(scenario.ParametersAsync);
            case "json pages": return scenario.TryAsync(scenario.PagesAsync);
            case "json missing": return scenario.TryAsync(scenario.MissingAsync);
            case "json write": return scenario.TryAsync(scenario.PutParameterAsync);
            case "json write nested": return scenario.TryAsync(scenario.PutComplianceItemsAsync);
            case "json write maps": return scenario.TryAsync(scenario.SendCommandAsync);
            case "json write bytes": return scenario.TryAsync(scenario.RegisterTaskAsync);
            case "json write times": return scenario.TryAsync(scenario.ImportKeyMaterialAsync);
            case "json write empty": return scenario.TryAsync(scenario.EmptyCollectionsAsync);
            case "json read bytes": return scenario.TryAsync(scenario.EncryptAsync);
            case "rest json query": return scenario.TryAsync(scenario.ListAccountsAsync);
            case "rest json write": return scenario.TryAsync(scenario.RegisterClientAsync);
            case "adaptive": return scenario.TryAsync(scenario.AdaptiveAsync);
            case "json once": return scenario.TryAsync(scenario.OnceAsync);
            default: throw new ArgumentException(name);
        }
    }

    public static string Facts()
    {
        var credentials = new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret");
        using var sts = new AmazonSecurityTokenServiceClient(credentials, RegionEndpoint.EUWest1);
        using var ssm = new AmazonSimpleSystemsManagementClient(credentials,
            new AmazonSimpleSystemsManagementConfig { RegionEndpoint = RegionEndpoint.USGovCloudWest1, UseFIPSEndpoint = true });
        using var china = new AmazonSimpleSystemsManagementClient(credentials,
            new AmazonSimpleSystemsManagementConfig { RegionEndpoint = RegionEndpoint.CNNorth1, UseDualstackEndpoint = true });
        return string.Join(
            "\n",
            sts.DetermineServiceOperationEndpoint(new GetCallerIdentityRequest()).URL,
            ssm.DetermineServiceOperationEndpoint(new GetParameterRequest()).URL,
            china.DetermineServiceOperationEndpoint(new GetParameterRequest()).URL,
            AmazonSimpleSystemsManagementConfig.ServiceId,
            sts.Config.RegionEndpointServiceName,
            ssm.Config.ServiceVersion,
            ssm.Config.AuthenticationServiceName,
            ssm.Config.RetryMode,
            ssm.Config.MaxErrorRetry,
            ssm.Config.Timeout,
            new GetParametersRequest().Names is null,
            ParameterType.SecureString == "SecureString",
            ParameterType.FindValue("SecureString") == ParameterType.SecureString);
    }

    private async Task AssumeRoleAsync()
    {
        var response = await Sts().AssumeRoleAsync(new AssumeRoleRequest
        {
            RoleArn = "arn:aws:iam::123456789012:role/a b",
            RoleSessionName = "me+you & ä",
            DurationSeconds = 900,
            Tags = new List<StsTag> { new StsTag { Key = "k", Value = "v" }, new StsTag { Key = "x", Value = "" } },
            TransitiveTagKeys = new List<string>(),
        });
        _log.WriteLine($"{response.Credentials?.AccessKeyId} {Time(response.Credentials?.Expiration)} {response.PackedPolicySize} "
            + $"{response.AssumedRoleUser?.Arn}");
        WriteCommon(response);
    }

    private async Task GetCallerIdentityAsync()
    {
        var response = await Sts().GetCallerIdentityAsync(new GetCallerIdentityRequest());
        _log.WriteLine($"{response.Account} {response.Arn} {response.UserId}");
        WriteCommon(response);
    }

    private async Task ParametersAsync()
    {
        var response = await Ssm().GetParametersAsync(new GetParametersRequest
        {
            Names = new List<string> { "a", "b\"<>&ä" },
            WithDecryption = true,
        });
        foreach (var parameter in response.Parameters ?? new List<Parameter>())
        {
            _log.WriteLine($"{parameter.Name} {parameter.Type} {parameter.Value} {parameter.Version} {Time(parameter.LastModifiedDate)} "
                + $"{parameter.ARN}");
        }

        _log.WriteLine($"invalid {(response.InvalidParameters is null ? "null" : string.Join(",", response.InvalidParameters))}");
        WriteCommon(response);
    }

    private async Task PagesAsync()
    {
        await foreach (var command in Ssm().Paginators.ListCommands(new ListCommandsRequest { MaxResults = 2 }).Commands)
        {
            _log.WriteLine($"{command.CommandId} {command.Status} {Time(command.RequestedDateTime)} {command.Parameters?.Count}");
        }
    }

    private async Task PutParameterAsync()
    {
        var response = await Ssm().PutParameterAsync(new PutParameterRequest
        {
            Name = "/a/b",
            Value = "line\nline",
            Type = ParameterType.SecureString,
            Overwrite = false,
            Tags = new List<SsmTag>(),
        });
        _log.WriteLine($"{response.Version} {response.Tier}");
        WriteCommon(response);
    }

    private async Task PutComplianceItemsAsync()
    {
        var response = await Ssm().PutComplianceItemsAsync(new PutComplianceItemsRequest
        {
            ResourceId = "i-1",
            ResourceType = "ManagedInstance",
            ComplianceType = "Custom:a/b + c",
            ExecutionSummary = new ComplianceExecutionSummary { ExecutionTime = new DateTime(2026, 1, 31, 12, 0, 0, 123, DateTimeKind.Utc),
                ExecutionId = "e" },
            Items = new List<ComplianceItemEntry>
            {
                new ComplianceItemEntry { Id = "1", Severity = ComplianceSeverity.HIGH, Status = "NEWER_STATUS",
                    Details = new Dictionary<string, string> { ["k \"ä"] = "v\t\u2028😀", ["empty"] = "" } },
                new ComplianceItemEntry(),
            },
        });
        WriteCommon(response);
    }

    private async Task SendCommandAsync()
    {
        var response = await Ssm().SendCommandAsync(new SendCommandRequest
        {
            DocumentName = "d",
            InstanceIds = new List<string> { "i-1", "" },
            Parameters = new Dictionary<string, List<string>> { ["commands"] = new List<string> { "echo 'a' && b", "<x>" },
                ["none"] = new List<string>() },
            Targets = new List<Target> { new Target { Key = "tag:a", Values = new List<string> { "b" } } },
            NotificationConfig = new NotificationConfig { NotificationEvents = new List<string> { NotificationEvent.Failed },
                NotificationType = NotificationType.Command },
            CloudWatchOutputConfig = new CloudWatchOutputConfig { CloudWatchOutputEnabled = true },
            TimeoutSeconds = -1,
        });
        _log.WriteLine($"{response.Command?.CommandId}");
        WriteCommon(response);
    }

    private async Task RegisterTaskAsync()
    {
        var bytes = new MemoryStream(new byte[] { 9, 0, 255, 254, 62, 63 });
        bytes.Position = 1;
        var response = await Ssm().RegisterTaskWithMaintenanceWindowAsync(new RegisterTaskWithMaintenanceWindowRequest
        {
            WindowId = "mw-1",
            ClientToken = "mine",
            Priority = 0,
            TaskType = MaintenanceWindowTaskType.LAMBDA,
            TaskInvocationParameters =
                new MaintenanceWindowTaskInvocationParameters { Lambda = new MaintenanceWindowLambdaParameters { Payload = bytes } },
        });
        _log.WriteLine($"{response.WindowTaskId}");
        WriteCommon(response);
    }

    private async Task ImportKeyMaterialAsync()
    {
        foreach (var time in new[]
        {
            new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc),
            new DateTime(2026, 1, 31, 12, 0, 0, 120, DateTimeKind.Utc).AddTicks(4567),
            new DateTime(1969, 12, 31, 23, 59, 59, 500, DateTimeKind.Utc), new DateTime(2026, 7, 1, 1, 2, 3, DateTimeKind.Local),
            new DateTime(2026, 7, 1, 1, 2, 3),
        })
        {
            var response = await Kms().ImportKeyMaterialAsync(new ImportKeyMaterialRequest
            {
                KeyId = "k",
                ValidTo = time,
                ImportToken = new MemoryStream(),
                EncryptedKeyMaterial = new MemoryStream(new byte[] { 1, 2, 3, 4 }, 1, 2),
            });
            WriteCommon(response);
        }
    }

    private async Task EmptyCollectionsAsync()
    {
        WriteCommon(await Ssm().SendCommandAsync(
            new SendCommandRequest { InstanceIds = new List<string>(), Parameters = new Dictionary<string, List<string>>(),
            NotificationConfig = new NotificationConfig() }));
        WriteCommon(await Ssm().SendCommandAsync(new SendCommandRequest()));
    }

    private async Task EncryptAsync()
    {
        var response = await Kms().EncryptAsync(new EncryptRequest
        {
            KeyId = "alias/a",
            Plaintext = new MemoryStream(new byte[] { 251, 255, 191 }),
            EncryptionContext = new Dictionary<string, string> { ["a"] = "b" },
            GrantTokens = new List<string> { "t" },
            DryRun = false,
        });
        _log.WriteLine($"{Convert.ToHexString(response.CiphertextBlob.ToArray())} {response.EncryptionAlgorithm} {response.KeyId}");
        WriteCommon(response);
    }

    private async Task ListAccountsAsync()
    {
        var response = await new AmazonSSOClient(Credentials(), Configure(new AmazonSSOConfig())).ListAccountsAsync(
            new ListAccountsRequest { AccessToken = "a token", MaxResults = 5, NextToken = "n/+ &ä" });
        _log.WriteLine($"{response.AccountList?.Count} {response.AccountList?[0].AccountName} {response.NextToken}");
        WriteCommon(response);
    }

    private async Task RegisterClientAsync()
    {
        var response = await new AmazonSSOOIDCClient(Credentials(), Configure(new AmazonSSOOIDCConfig()))
            .RegisterClientAsync(new RegisterClientRequest
        {
            ClientName = "näme",
            ClientType = "public",
            Scopes = new List<string> { "sso:account:access", "a/b" },
            RedirectUris = new List<string>(),
        });
        _log.WriteLine($"{response.ClientId} {response.ClientIdIssuedAt} {response.ClientSecretExpiresAt}");
        WriteCommon(response);
    }

    private async Task MissingAsync()
    {
        try
        {
            await Ssm().GetParameterAsync(new GetParameterRequest { Name = "missing" });
        }
        catch (ParameterNotFoundException missing)
        {
            _log.WriteLine($"typed {missing.Message}");
            throw;
        }
    }

    private Task AdaptiveAsync() =>
        new AmazonSecurityTokenServiceClient(Credentials(),
        Configure(new AmazonSecurityTokenServiceConfig { RetryMode = RequestRetryMode.Adaptive }))
        .GetCallerIdentityAsync(new GetCallerIdentityRequest());

    private Task OnceAsync() =>
        new AmazonSimpleSystemsManagementClient(Credentials(), Configure(new AmazonSimpleSystemsManagementConfig { MaxErrorRetry = 0 }))
        .GetParameterAsync(new GetParameterRequest { Name = "a" });

    private AmazonSecurityTokenServiceClient Sts() =>
        new AmazonSecurityTokenServiceClient(Credentials(), Configure(new AmazonSecurityTokenServiceConfig()));

    private AmazonKeyManagementServiceClient Kms() =>
        new AmazonKeyManagementServiceClient(Credentials(), Configure(new AmazonKeyManagementServiceConfig()));

    private AmazonSimpleSystemsManagementClient Ssm() =>
        new AmazonSimpleSystemsManagementClient(Credentials(), Configure(new AmazonSimpleSystemsManagementConfig()));

    private static AWSCredentials Credentials() => new SessionAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret", "session token");

    private T Configure<T>(T config)
        where T : ClientConfig
    {
        config.RegionEndpoint = RegionEndpoint.EUWest1;
        config.HttpClientFactory = _http;
        return config;
    }

    private void WriteCommon(AmazonWebServiceResponse response) =>
        _log.WriteLine($"status {response.HttpStatusCode} id {response.ResponseMetadata?.RequestId} length {response.ContentLength}");

    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (AmazonServiceException error)
        {
            _log.WriteLine($"{error.GetType().FullName} code '{error.ErrorCode}' type {error.ErrorType} status {error.StatusCode} id "
                + $"'{error.RequestId}' message '{error.Message}'");
        }
        catch (AmazonClientException error)
        {
            _log.WriteLine($"{error.GetType().FullName} message '{error.Message}'");
        }
    }

    private static string Time(DateTime? time) =>
        time is null ? "null" : time.Value.ToString("O", CultureInfo.InvariantCulture) + time.Value.Kind;
}
