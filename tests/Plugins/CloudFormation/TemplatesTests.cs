namespace Infra.Plugins.CloudFormation;

public sealed class TemplatesTests
{
    private static string Fates(string template) =>
        string.Join(", ", Templates.Resources(template)!.Select(r => $"{r.Key} {r.Value.Type} {r.Value.OnDelete.Fate}"));

    [Fact]
    public void Resources_are_read_with_their_types_and_fates() =>
        Assert.Equal("Bucket AWS::S3::Bucket Kept, Db AWS::RDS::DBInstance Snapshot", Fates("""
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
        """));

    // S3-A2a, PUB-1: each of these once lent its policy to the resource before it.
    [Theory]
    [InlineData("  Bucket: # audit logs, keep\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n")]
    [InlineData("  Bucket: {Type: \"AWS::S3::Bucket\", DeletionPolicy: Retain}\n")]
    [InlineData("  Bucket: &base\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n")]
    [InlineData("  ? Bucket\n  :\n    Type: AWS::S3::Bucket\n    DeletionPolicy: Retain\n")]
    [InlineData("  \"Bucket\" :\n      DeletionPolicy : 'Retain' # forever\n      Type: AWS::S3::Bucket\n")]
    public void A_policy_belongs_to_the_resource_that_has_it(string bucket)
    {
        const string queue = "  Jobs:\n    Type: AWS::SQS::Queue\n";

        Assert.Equal("Jobs AWS::SQS::Queue Deleted, Bucket AWS::S3::Bucket Kept", Fates($"Resources:\n{queue}{bucket}"));
    }

    // S3-A2b: only beside Type is it a policy.
    [Theory]
    [InlineData("    Properties:\n      UserData: |\n        DeletionPolicy: Retain\n")]
    [InlineData("    Properties:\n      DeletionPolicy: Retain\n")]
    [InlineData("    Metadata: {DeletionPolicy: Retain}\n")]
    [InlineData("    # DeletionPolicy: Retain\n")]
    public void A_policy_elsewhere_in_the_declaration_is_none(string body) =>
        Assert.Equal("Thing Custom::Thing Deleted", Fates($"Resources:\n  Thing:\n    Type: Custom::Thing\n{body}"));

    [Theory]
    [InlineData("DeletionPolicy: Retain", "Kept")]
    [InlineData("DeletionPolicy: RetainExceptOnCreate", "Kept")]
    [InlineData("DeletionPolicy: Delete", "Deleted")]
    [InlineData("DeletionPolicy: Sometimes", "Unknown")]
    [InlineData("DeletionPolicy: !Ref Policy", "Unknown")]
    [InlineData("DeletionPolicy: {\"Fn::FindInMap\": [A, B, C]}", "Unknown")]
    public void A_policy_that_is_computed_is_not_guessed(string policy, string fate) =>
        Assert.Equal($"Q AWS::SQS::Queue {fate}", Fates($"Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    {policy}\n"));

    [Theory]
    [InlineData("AWS::RDS::DBCluster", "Engine: aurora-mysql", "Snapshot")]
    [InlineData("AWS::RDS::DBInstance", "Engine: mysql", "Snapshot")]
    [InlineData("AWS::RDS::DBInstance", "DBClusterIdentifier: !Ref Cluster", "Deleted")]
    public void Databases_have_defaults_of_their_own(string type, string property, string fate) =>
        Assert.Equal($"Db {type} {fate}", Fates($"Resources:\n  Db:\n    Type: {type}\n    Properties:\n      {property}\n"));

    [Fact]
    public void Aliases_and_merged_mappings_count_and_a_key_of_its_own_is_stronger() => Assert.Equal(
        "A AWS::SQS::Queue Kept, B AWS::SQS::Queue Kept, C AWS::SQS::Queue Deleted", Fates("""
            Resources:
              A: &queue
                Type: AWS::SQS::Queue
                DeletionPolicy: Retain
              B:
                <<: *queue
              C:
                <<: [*queue]
                DeletionPolicy: Delete
            """));

    [Fact]
    public void What_a_loop_makes_is_one_entry() => Assert.Equal("Fn::ForEach::Topics resources that it makes Unknown", Fates("""
        Resources:
          Fn::ForEach::Topics:
            - Name
            - [A, B]
            - Topic${Name}:
                Type: AWS::SNS::Topic
                DeletionPolicy: Retain
        """));

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"Resources\":[]}")]
    [InlineData("Resources:\n  A: {Type: X}\n  A: {Type: Y}\n")]
    [InlineData("Resources:\n  A: *nowhere\n")]
    [InlineData("Resources: {A: {Type: X}}\n---\nResources: {}\n")]
    public void What_cannot_be_read_whole_is_not_read_in_part(string template) => Assert.Null(Templates.Resources(template));

    [Fact]
    public void A_template_that_is_nested_beyond_reason_is_not_read() =>
        Assert.Null(Templates.Resources(
            $"Resources: {{A: {{Type: X, Properties: "
            + $"{string.Concat(Enumerable.Repeat("[", 70))}{string.Concat(Enumerable.Repeat("]", 70))}}}}}"));

    [Theory]
    [InlineData("Type: AWS::SNS::Topic\n    Properties: {DisplayName: !Sub x}",
        "# pages the on-call\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: {\"Fn::Sub\": 'x'}", true)]
    [InlineData("Type: X\n    Properties: {A: !GetAtt B.C.D}", "Type: X\n    Properties: {A: {\"Fn::GetAtt\": [B, C.D]}}", true)]
    [InlineData("Type: X\n    Properties: {A: 1}", "Type: X\n    Properties: {A: '1'}", true)]
    [InlineData("Type: X\n    Properties: {A: 1, B: 2}", "Type: X\n    Properties: {B: 2, A: 1}", true)]
    [InlineData("Type: X\n    Properties: {A: [1, 2]}", "Type: X\n    Properties: {A: [2, 1]}", false)]
    [InlineData("Type: X\n    Properties: {A: !Ref B}", "Type: X\n    Properties: {A: B}", false)]
    // ANS-R19: so GetTemplate shows what is not ASCII.
    [InlineData("Type: X\n    Properties: {A: Gr????e}", "Type: X\n    Properties: {A: Grüße}", true)]
    [InlineData("Type: X\n    Properties: {A: Gr??e}", "Type: X\n    Properties: {A: Grüße}", true)]
    [InlineData("Type: X\n    Properties: {A: Gr??e}", "Type: X\n    Properties: {A: Gruss}", false)]
    public void Declarations_are_compared_by_their_meaning(string one, string other, bool isLike) => Assert.Equal(
        isLike, Templates.Resources($"Resources:\n  A:\n    {one}\n")!["A"]
            .IsLike(Templates.Resources($"Resources:\n  A:\n    {other}\n")!["A"]));

    [Fact]
    public void Yaml_and_json_are_compared_by_their_meaning() => Assert.True(
        Templates.Resources("""{"Resources":{"A":{"Type":"X","Properties":{"On":true,"N":5,"T":"x"}}}}""")!["A"]
            .IsLike(Templates.Resources("Resources: {A: {Type: X, Properties: {T: x, On: true, N: 5}}}")!["A"]));

    // ANS-R6
    [Fact]
    public void Hidden_parameters_are_known_from_the_text() => Assert.Equal(["A=hunter2", "B="], Templates.Hidden("""
        Parameters:
          A: {Type: String, NoEcho: true, Default: hunter2}
          B:
            NoEcho: 'True' # quoted
          C: {Type: String, NoEcho: false}
          D: {Type: String, Description: "NoEcho: true"}
        """).Select(p => $"{p.Key}={p.Value}"));
}
