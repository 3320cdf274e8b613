using Amazon.EC2;

namespace Infra.Plugins.Ec2;

/// <summary>
/// ec2_list_profile_uses (DescribeIamInstanceProfileAssociations): the table <c>ec2_profile_uses</c>, which instance has which instance
/// profile, and so through <c>iam_instance_profiles</c> which role.
/// </summary>
public static class ListProfileUses
{
    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Page<Row>>(
        "list_profile_uses", "Lists instances with their instance profiles, as a table. For one, use ec2_get_instance.", RunAsync,
        iam: ["ec2:DescribeIamInstanceProfileAssociations"], examples: ["Which instances may delete buckets?"]).With(tableOnly: true);

    public sealed record Input : PageInput;

    public sealed record Row(string Id, string InstanceId, string? ProfileArn, string? State);

    public static async Task<Page<Row>> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DescribeIamInstanceProfileAssociationsAsync(
            new() { MaxResults = Ec2Tags.PageSize(input, dropsRows: false), NextToken = input.Cursor }, ct);
        return new([.. (answer.IamInstanceProfileAssociations ?? []).Select(a =>
            new Row(a.AssociationId, a.InstanceId, a.IamInstanceProfile?.Arn, a.State?.Value))], answer.NextToken);
    }
}
