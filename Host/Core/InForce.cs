using System.Text.Json;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Calls.Steps;
using Infra.Core.Catalog;
using Infra.Core.Policy;
using Infra.Core.Safety;
using Infra.Core.Settings;
using Infra.Core.Targets;
using Microsoft.Extensions.Logging;

namespace Infra.Core;

/// <summary>
/// What one reading of the configuration comes to: the settings, the tools, and the way of a call. A reload makes another one; calls in
/// flight end on the one that they began with.
/// </summary>
internal sealed class InForce
{
    private readonly Services services;
    private readonly Credentials credentials;
    private readonly Accounts accounts;

    /// <param name="services">What outlives a reload.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="before">What was in force until now; null at the start.</param>
    /// <exception cref="SettingsException">plugins.json names modules or tools that do not exist.</exception>
    public InForce(Services services, HostSettings settings, InForce? before)
    {
        (this.services, Settings) = (services, settings);
        var log = services.Log.CreateLogger("Infra.Plugins");
        if (before is not null && !settings.Aws.SessionPolicy && Same(settings.Aws, before.Settings.Aws))
        {
            // Nobody is asked for a code again because something else was changed.
            (credentials, accounts) = (before.credentials, before.accounts);
        }
        else
        {
            credentials = new(
                settings.Aws.RoleArn,
                () => settings.Aws.SessionPolicy
                    ? IamPolicy.ForSession([.. Catalog!.Offered, .. Catalog.TableOnly], settings.Pins, settings.Aws.Region) : null,
                name => accounts!.Find(name)?.Role);
            accounts = new(settings.Aws, new Organizations(credentials, settings.Aws, TimeProvider.System).MembersAsync);
        }

        credentials.Install();
        try
        {
            Catalog = PluginCatalog.Open(settings, text => Log.Plugin(log, text), before?.Catalog);
        }
        catch (SettingsException)
        {
            before?.credentials.Install();
            throw;
        }

        Targets = new(settings, accounts, new(credentials, TimeProvider.System));
        Connections = new(credentials);
        Calls = new(Steps(), Catalog, services.Journal, services.Log.CreateLogger<ToolCaller>());
    }

    public HostSettings Settings { get; }
    public PluginCatalog Catalog { get; }
    public ToolCaller Calls { get; }

    /// <summary>Finds what account and region mean.</summary>
    public TargetFinder Targets { get; }

    /// <summary>Tries whether AWS can be reached.</summary>
    public Connections Connections { get; }

    /// <summary>Whether two settings say the same, lists and all. Never asked at the start.</summary>
    public static bool Same<T>(T one, T other) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(other);

    // In the order in which a call goes through them. A new layer is a new line.
    private IReadOnlyList<ICallStep> Steps()
    {
        var planned = new Planned(Settings.Answers, (call, name) => Catalog.For(call.Caller.Grant).Find(name) is { Refusal: null });
        var held = new HeldRows(TimeProvider.System);
        var confirmations = new Confirmations(
            TimeSpan.FromMinutes(Settings.Confirm.Minutes), TimeProvider.System, services.State, services.Approvals);
        return
        [
            new Bind(Catalog),
            new AddRequiredTags(Settings.Pins),
            new ResolveTargets(Settings, Targets, credentials, Context),
            new CheckGrant(Settings.Aws, TimeProvider.System),
            new CheckIdentity(new(Settings.Pins, TimeProvider.System)),
            new MakePlan(TimeProvider.System),
            new CheckTags(Settings.Pins),
            new AnswerDryRun(planned),
            new RefuseObstacles(),
            new Confirm(Settings.Confirm, confirmations, planned, (caller, code) => services.PageOf(caller, code)),
            new SpendBudget(new(Settings.Pins, TimeProvider.System, services.State, services.Spent)),
            new BeginJournal(services.Journal),
            new RunOverTargets(
                Settings.Answers, held, call =>
                    new(call, credentials, Context, Targets.ExplainAsync, TimeProvider.System), Catalog.HintFor),
            new Run(TimeProvider.System, held, Settings.Answers, Targets.ExplainAsync),
            new AnswerResult(Settings.Answers, held),
        ];
    }

    private ToolContext Context(Call call, AwsTarget target)
    {
        var log = services.Log.CreateLogger("Infra.Tools");
        return new()
        {
            Target = target,
            Targets = call.Targets,
            Caller = call.Caller.Client,
            IsDrawn = call.Caller.Draws,
            Secret = call.Secrets.Add,
            Progress = progress => call.Caller.Progress(progress with { Message = Redactor.Clean(progress.Message) }),
            Log = text =>
            {
                Log.Tool(log, call.Name, text);
                call.Caller.Log(Redactor.Clean(text));
            },
            Host = new HostView(Calls, Catalog.For(call.Caller.Grant), services.SignIns, call.Caller,
                asks: call is { Tool.Kind: ToolKind.Read, Targets.Count: <= 1 }),
        };
    }
}
