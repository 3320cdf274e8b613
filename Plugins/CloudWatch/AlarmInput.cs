using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Infra.Plugins.CloudWatch;

/// <summary>What every alarm has.</summary>
public abstract record AlarmInput
{
    [Description("Alarm name."), MaxLength(255), JsonPropertyOrder(-1)]
    public required string Alarm { get; init; }

    [Description("ARNs to notify on ALARM, like SNS topics."), MaxLength(5), JsonPropertyOrder(2)]
    public IReadOnlyList<string> AlarmActions { get; init; } = [];

    [Description("ARNs to notify or run on OK."), MaxLength(5), JsonPropertyOrder(2)]
    public IReadOnlyList<string> OkActions { get; init; } = [];

    [Description("Description."), MaxLength(1024), JsonPropertyOrder(2)]
    public string? Description { get; init; }

    [Description("Only for a new alarm."), JsonPropertyOrder(2)]
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Refuses what AWS would refuse.</summary>
    internal virtual void Check()
    {
        if (AlarmActions.Concat(OkActions).FirstOrDefault(a => !a.StartsWith("arn:", StringComparison.Ordinal)) is { } action)
            throw ToolException.InvalidInput($"The action '{action}' is not an ARN.", "Pass the ARN of an SNS topic, for example.");
    }
}

/// <summary>How an alarm on metrics decides.</summary>
public abstract record MetricAlarmInput : AlarmInput
{
    [Description("With threshold; outside, above or below: the band of usual values."),
        AllowedValues(">", ">=", "<", "<=", "outside", "above", "below"), JsonPropertyOrder(1)]
    public string Comparison { get; init; } = ">";

    [Description("In the metric's unit; for a band its width in standard deviations, like 2."), JsonPropertyOrder(1)]
    public required double Threshold { get; init; }

    [Description("Seconds: 10, 20, 30 or a multiple of 60."), Range(10, 604800), JsonPropertyOrder(1)]
    public int Period { get; init; } = 300;

    [Description("How many of the last points are looked at."), Range(1, 60480), JsonPropertyOrder(1)]
    public int EvaluationPeriods { get; init; } = 1;

    [Description("How many of those must breach; all by default."), Range(1, 60480), JsonPropertyOrder(1)]
    public int? DatapointsToAlarm { get; init; }

    [Description("What a missing point counts as."), AllowedValues("missing", "notBreaching", "breaching", "ignore"), JsonPropertyOrder(1)]
    public string MissingData { get; init; } = "missing";

    /// <inheritdoc/>
    internal override void Check()
    {
        if (DatapointsToAlarm > EvaluationPeriods)
            throw ToolException.InvalidInput("datapointsToAlarm cannot be more than evaluationPeriods.");
        if (Period is not (10 or 20 or 30) && Period % 60 != 0)
            throw ToolException.InvalidInput($"{Period} is not a period.", "Pass 10, 20, 30 or a multiple of 60 seconds.");
        var most = Period < 3600 ? 86400 : 604800;
        if ((long)Period * EvaluationPeriods > most)
        {
            throw ToolException.InvalidInput($"period times evaluationPeriods is more than {most} seconds.",
                "The points may cover one day; seven days when the period is 3600 seconds or longer.");
        }

        if (Alarms.IsBand(Comparison) && Threshold <= 0) throw ToolException.InvalidInput("The width of a band is more than 0.");
        base.Check();
    }
}
