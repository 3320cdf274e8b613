using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_modify_image (ModifyImageAttribute, EnableImageDeprecation, DisableImageDeprecation, EnableImage, DisableImage).</summary>
public static class ModifyImage
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "modify_image", "Shares a machine image (AMI) with accounts, deprecates it, or disables and enables it.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeImages", "ec2:DescribeImageAttribute", "ec2:ModifyImageAttribute", "ec2:EnableImageDeprecation",
            "ec2:DisableImageDeprecation",
            "ec2:EnableImage", "ec2:DisableImage",
        ],
        examples: ["Share ami-0abc with account 111122223333.", "Deprecate the old image at the end of the year."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Image id.")]
        public required string ImageId { get; init; }

        [Description("Accounts that may launch it."), RegularExpression(@"\d{12}")]
        public IReadOnlyList<string> ShareWith { get; init; } = [];

        [Description("Accounts that may no longer."), RegularExpression(@"\d{12}")]
        public IReadOnlyList<string> UnshareFrom { get; init; } = [];

        [Description("UTC time, or never.")]
        public string? DeprecateAt { get; init; }

        [Description("Off: nothing can be launched from it.")]
        public bool? Enabled { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (image, shared) = await ReadAsync(ec2, input, ct);
        var (add, remove) = Accounts(input, shared);
        var what = $"{image.ImageId} ({image.Name})";
        var plan = new PlanBuilder($"Change {what}.")
            .Touch(new PlannedResource(image.ImageId, $"{image.State}, {image.Architecture}")
            {
                Name = image.Name,
                Tags = image.Tags.ToMap()
            });
        var back = new Dictionary<string, object> { ["imageId"] = image.ImageId };
        string? noUndo = null;
        if (input.ShareWith.Count + input.UnshareFrom.Count > 0)
        {
            plan.Change(what, "shared with", shared, shared.Concat(add).Except(remove));
            if (add.Count > 0) back["unshareFrom"] = add;
            if (remove.Count > 0) back["shareWith"] = remove;
            if (shared.Contains("everybody")) plan.Warn($"{image.ImageId} is public: everybody can launch it, whatever is changed here.");
            if (add.Count > 0) plan.Warn($"Who administers {string.Join(", ", add)} can launch it and read all that is on its volumes.");
            if (add.Count > 0 && (image.BlockDeviceMappings ?? []).Any(m => m.Ebs?.Encrypted == true))
            {
                plan.Warn("Its snapshots are encrypted: the accounts need the right to use the KMS key, "
                    + "and the default key of EBS cannot be shared.");
            }
        }

        if (input.DeprecateAt is { } at)
        {
            plan.Change(what, "deprecated from", image.DeprecationTime ?? "never", Time(at) is { } time ? PlanBuilder.Text(time) : "never",
                "it can still be launched");
            var (now, then) = (context.Time.GetUtcNow().UtcDateTime, Time(at));
            plan.Obstacle(then < now ? "EC2 deprecates no image from a time in the past on."
                : then > now.AddYears(10) ? "EC2 takes a time of at most ten years from now." : null);
            // A time that is past is not taken again.
            if (image.DeprecationTime is not { Length: > 0 } was) back["deprecateAt"] = "never";
            else if (Time(was) > now) back["deprecateAt"] = was;
            else noUndo = "EC2 does not take the former time again, which is past.";
        }

        if (input.Enabled is { } enabled)
        {
            var isDisabled = image.State == ImageState.Disabled;
            plan.Change(what, "enabled", !isDisabled, enabled);
            back["enabled"] = !isDisabled;
            if (!enabled && add.Count > 0) plan.Obstacle("A disabled image cannot be shared.");
            if (!enabled && !isDisabled)
            {
                plan.Warn("Launch templates and Auto Scaling groups that use it launch nothing any more.");
                // EC2 takes them all away, and enabling does not bring them back.
                var lost = shared.Except(remove).ToList();
                foreach (var who in lost) plan.Lose($"the share of {image.ImageId} with {who}");
                if (lost.Count > 0) return plan.NoUndo("It can be enabled again, and then be shared anew.").Build();
            }
        }

        return (noUndo is null ? plan.Undo("ec2_modify_image", back) : plan.NoUndo(noUndo)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (image, shared) = await ReadAsync(ec2, input, ct);
        var (add, remove) = Accounts(input, shared);
        if (add.Count + remove.Count > 0)
        {
            await ec2.ModifyImageAttributeAsync(new()
            {
                ImageId = image.ImageId,
                LaunchPermission = new() { Add = Permissions(add), Remove = Permissions(remove) },
            }, ct);
            context.Done($"changed who may launch {image.ImageId}");
        }

        if (input.DeprecateAt is { } at)
        {
            if (Time(at) is { } time) await ec2.EnableImageDeprecationAsync(new() { ImageId = image.ImageId, DeprecateAt = time }, ct);
            else await ec2.DisableImageDeprecationAsync(new() { ImageId = image.ImageId }, ct);
            context.Done($"set the deprecation of {image.ImageId} to {at}");
        }

        if (input.Enabled is { } enabled && enabled == (image.State == ImageState.Disabled))
        {
            if (enabled) await ec2.EnableImageAsync(new() { ImageId = image.ImageId }, ct);
            else await ec2.DisableImageAsync(new() { ImageId = image.ImageId }, ct);
            context.Done($"{(enabled ? "enabled" : "disabled")} {image.ImageId}");
        }

        return new(image.ImageId, [.. context.Steps.Select(s => s.What)]);
    }

    private static async Task<(Image Image, List<string> Shared)> ReadAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (input.ShareWith.Count + input.UnshareFrom.Count == 0 && input.DeprecateAt is null
            && input.Enabled is null) throw ToolException.NothingToChange();
        if (input.DeprecateAt is { } at) Time(at);
        var image = Ec2Resources.ImageAsync(ec2, input.ImageId, ct);
        var permissions = ec2.DescribeImageAttributeAsync(
            new() { ImageId = input.ImageId, Attribute = ImageAttributeName.LaunchPermission }, ct);
        await Task.WhenAll(image, permissions);
        return (await image, [.. ((await permissions).ImageAttribute?.LaunchPermissions ?? [])
            .Select(p => Ec2Resources.Shared(p.UserId, p.Group, p.OrganizationArn, p.OrganizationalUnitArn)).OfType<string>()
            .Order(StringComparer.Ordinal)]);
    }

    private static (List<string> Add, List<string> Remove) Accounts(Input input, List<string> shared) =>
        ([.. input.ShareWith.Except(shared)], [.. input.UnshareFrom.Intersect(shared)]);

    private static List<LaunchPermission>? Permissions(List<string> accounts) =>
        accounts.Count == 0 ? null : [.. accounts.Select(a => new LaunchPermission { UserId = a })];

    private static DateTime? Time(string text) => text == "never" ? null
        : DateTime.TryParse(text, System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
                ? time
        : throw ToolException.InvalidInput($"'{text}' is not a time.", "Write it like 2027-01-31T00:00:00Z, or never.");
}
