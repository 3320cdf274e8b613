global using Ec2Tool = Infra.Aws.AwsTool<Amazon.EC2.IAmazonEC2>;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>The module <c>ec2</c>: instances and what hangs on them.</summary>
public sealed class Ec2Module()
    : AwsModule<IAmazonEC2>("ec2", "EC2 instances, volumes, snapshots, images, key pairs, addresses and launch templates.",
        noun: "instance")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Ec2Tool> Tools =>
    [
        ListInstances.Tool,
        GetInstance.Tool,
        GetConsoleOutput.Tool,
        ListImages.Tool,
        ListInstanceTypes.Tool,
        ListVolumes.Tool,
        ListSnapshots.Tool,
        ListKeyPairs.Tool,
        ListAddresses.Tool,
        ListLaunchTemplates.Tool,
        GetLaunchTemplate.Tool,
        GetVolume.Tool,
        ListInstanceStatus.Tool,
        GetInstanceCounts.Tool,
        ListTags.Tool,
        ListProfileUses.Tool,

        RunInstances.Tool,
        StartInstances.Tool,
        StopInstances.Tool,
        RebootInstances.Tool,
        ModifyInstance.Tool,
        CreateVolume.Tool,
        ModifyVolume.Tool,
        AttachVolume.Tool,
        DetachVolume.Tool,
        CreateSnapshot.Tool,
        CreateImage.Tool,
        CopySnapshot.Tool,
        ShareSnapshot.Tool,
        CopyImage.Tool,
        ModifyImage.Tool,
        CreateKeyPair.Tool,
        ImportKeyPair.Tool,
        AllocateAddress.Tool,
        AssociateAddress.Tool,
        DisassociateAddress.Tool,
        CreateLaunchTemplate.Tool,
        CreateTemplateVersion.Tool,
        TagResources.Tool,

        TerminateInstances.Tool,
        DeleteVolume.Tool,
        DeleteSnapshot.Tool,
        DeregisterImage.Tool,
        DeleteKeyPair.Tool,
        ReleaseAddress.Tool,
        DeleteLaunchTemplate.Tool,
    ];

    /// <inheritdoc/>
    public override IEnumerable<Tool> CreateTools(ModuleContext context) =>
        base.CreateTools(context).Concat(new CommandModule().CreateTools(context));

    /// <inheritdoc/>
    protected override IAmazonEC2 CreateClient(AwsTarget target) => Ec2Clients.Create(target);
}
