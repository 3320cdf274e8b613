using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class TemplatesTests
{
    private const string Yaml = """
        AWSTemplateFormatVersion: "2010-09-09"
        Parameters:
          Size:
            Type: String
        Resources:
          # the store
          Bucket:
            Type: AWS::S3::Bucket
            DeletionPolicy: Retain
            Properties:
              BucketName: !Sub "${AWS::StackName}-b"

          'Db':
            DeletionPolicy: "Snapshot"
            Type: "AWS::RDS::DBInstance"
        Outputs:
          Name:
            Value: !Ref Bucket
        """;

    [Fact]
    public void Yaml_is_read_by_its_indentation()
    {
        var resources = Templates.Resources(Yaml);

        Assert.Equal(["Bucket AWS::S3::Bucket Retain", "Db AWS::RDS::DBInstance Snapshot"], resources.Select(r => $"{r.Key} {r.Value.Type} {r.Value.DeletionPolicy}"));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"Resources":[]}""")]
    public void What_cannot_be_read_declares_nothing(string template) => Assert.Empty(Templates.Resources(template));
}
