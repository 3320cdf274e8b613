namespace Infra;

/// <summary>
/// What the answer of a tool is, in words that commands know: <c>infra chart</c>, <c>infra map</c> and <c>--spark</c> draw what the tool of
/// that shape answers, whatever its name. One tool has each; of several the first counts.
/// </summary>
public static class AnswerShape
{
    /// <summary>
    /// A page of metrics: rows with <c>namespace</c>, <c>name</c> and <c>dimensions</c>. The argument <c>name</c> keeps those of one name.
    /// </summary>
    public const string Metrics = "metrics";

    /// <summary>
    /// Values of metrics over a time: <c>from</c>, <c>to</c>, <c>periodSeconds</c>, and <c>series</c> with <c>label</c> and <c>points</c>
    /// of <c>at</c> and <c>value</c>. Takes <c>metrics</c> (rows of <see cref="Metrics"/> with a <c>statistic</c>) and the number of
    /// <c>points</c>.
    /// </summary>
    public const string Series = "series";

    /// <summary>
    /// A network: <c>subnets</c>, <c>routeTables</c>, <c>gateways</c>, <c>endpoints</c>, <c>peerings</c> and <c>securityGroups</c>.
    /// Takes its id.
    /// </summary>
    public const string Network = "network";
}
