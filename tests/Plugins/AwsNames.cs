namespace Infra.Plugins;

/// <summary>The IAM action of a client's method.</summary>
internal static class AwsNames
{
    public static string ActionFor(Type service, string operation) => $"{Prefix(service)}:{operation}";

    private static string Prefix(Type service) => service.Name switch
    {
        "IAmazonEC2" => "ec2",
        "IAmazonSecurityTokenService" => "sts",
        "IAmazonSimpleSystemsManagement" => "ssm",
        "IAmazonIdentityManagementService" => "iam",
        _ => throw new InvalidOperationException($"Which IAM prefix has {service}?"),
    };
}
