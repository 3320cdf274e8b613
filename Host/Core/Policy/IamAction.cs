namespace Infra.Core.Policy;

/// <summary>
/// An IAM action as a tool declares it: <c>ec2:RunInstances</c>, or with the one service that it is for,
/// <c>iam:PassRole&gt;ec2.amazonaws.com</c>. The service becomes a condition in the policy; the guard looks at the name alone.
/// </summary>
/// <param name="Name">As IAM knows it.</param>
/// <param name="Service">
/// The service that a role is passed to (iam:PassRole), whose own role is made (iam:CreateServiceLinkedRole) or that uses the key
/// (kms:*); null where the action is for any.
/// </param>
internal readonly record struct IamAction(string Name, string? Service)
{
    /// <summary>Reads what a tool declares; the manifest has seen to its form.</summary>
    public static IamAction Parse(string declared) =>
        declared.IndexOf('>', StringComparison.Ordinal) is > 0 and var at ? new(declared[..at], declared[(at + 1)..]) : new(declared, null);

    /// <summary>The condition that holds the action to its service, in a region's partition; null where it is for any.</summary>
    /// <param name="china">Whether the policy is for AWS in China, where EC2 and what uses keys have other names.</param>
    public (string Operator, string Key, string Value)? Condition(bool china) => (Name, Service) switch
    {
        (_, null) => null,
        ("iam:PassRole", "ec2.amazonaws.com") when china => ("StringEquals", "iam:PassedToService", "ec2.amazonaws.com.cn"),
        ("iam:PassRole", _) => ("StringEquals", "iam:PassedToService", Service),
        ("iam:CreateServiceLinkedRole", _) => ("StringEquals", "iam:AWSServiceName", Service),
        // s3.amazonaws.com uses a key as s3.eu-west-1.amazonaws.com.
        _ => ("StringLike", "kms:ViaService",
            $"{Service[..Service.IndexOf('.', StringComparison.Ordinal)]}.*.amazonaws.com{(china ? ".cn" : "")}"),
    };
}
