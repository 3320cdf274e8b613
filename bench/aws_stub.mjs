// Canned AWS answers over loopback: what a client costs, without a slow emulator in the way. Node 18 or newer, no packages.
// Usage: node aws_stub.mjs PORT [INSTANCES=20] [LATENCY_MS=0]
// EC2 DescribeInstances: INSTANCES instances. RDS DescribeDBInstances: five. S3 ListBuckets: twenty. Anything else: an empty 200.
import http from 'node:http';

const port = +process.argv[2], count = +(process.argv[3] ?? 20), latency = +(process.argv[4] ?? 0);
const hex = (i, width) => i.toString(16).padStart(width, '0');
const list = (n, make) => Array.from({ length: n }, (_, i) => make(i)).join('');
const tag = (key, value) => `<item><key>${key}</key><value>${value}</value></item>`;

const instance = i => `<item><reservationId>r-${hex(i, 17)}</reservationId><ownerId>123456789012</ownerId><groupSet/><instancesSet><item>`
  + `<instanceId>i-${hex(i, 17)}</instanceId><imageId>ami-0abcdef1234567890</imageId><instanceState><code>16</code><name>running</name></instanceState>`
  + `<privateDnsName>ip-10-0-0-${i % 250}.ec2.internal</privateDnsName><dnsName>ec2-54-214-1-${i % 250}.compute-1.amazonaws.com</dnsName><reason/>`
  + `<keyName>ops-key</keyName><amiLaunchIndex>0</amiLaunchIndex><productCodes/><instanceType>m6i.large</instanceType>`
  + `<launchTime>2026-05-01T12:00:00.000Z</launchTime><placement><availabilityZone>us-east-1a</availabilityZone><groupName/><tenancy>default</tenancy></placement>`
  + `<monitoring><state>disabled</state></monitoring><subnetId>subnet-${hex(i % 20, 17)}</subnetId><vpcId>vpc-${hex(i % 5, 17)}</vpcId>`
  + `<privateIpAddress>10.0.${(i >> 8) & 255}.${i & 255}</privateIpAddress><ipAddress>54.214.${(i >> 8) & 255}.${i & 255}</ipAddress><sourceDestCheck>true</sourceDestCheck>`
  + `<groupSet><item><groupId>sg-${hex(i % 50, 17)}</groupId><groupName>web</groupName></item><item><groupId>sg-${hex(i % 7 + 90, 17)}</groupId><groupName>default</groupName></item></groupSet>`
  + `<architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName>`
  + `<blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-${hex(i, 17)}</volumeId><status>attached</status><attachTime>2026-05-01T12:00:05.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>`
  + `<virtualizationType>hvm</virtualizationType><clientToken/><tagSet>${tag('Name', `web-${i}`)}${tag('Environment', 'production')}${tag('Owner', 'platform-team')}${tag('CostCenter', `cc-${i % 40}`)}</tagSet>`
  + `<hypervisor>xen</hypervisor><networkInterfaceSet><item><networkInterfaceId>eni-${hex(i, 17)}</networkInterfaceId><subnetId>subnet-${hex(i % 20, 17)}</subnetId><vpcId>vpc-${hex(i % 5, 17)}</vpcId>`
  + `<description/><ownerId>123456789012</ownerId><status>in-use</status><privateIpAddress>10.0.${(i >> 8) & 255}.${i & 255}</privateIpAddress><sourceDestCheck>true</sourceDestCheck></item></networkInterfaceSet>`
  + `<ebsOptimized>true</ebsOptimized><metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint></metadataOptions></item></instancesSet></item>`;

const database = i => `<DBInstance><DBInstanceIdentifier>db-${i}</DBInstanceIdentifier><DBInstanceClass>db.m6g.large</DBInstanceClass><Engine>postgres</Engine><EngineVersion>16.4</EngineVersion>`
  + `<DBInstanceStatus>available</DBInstanceStatus><MasterUsername>admin</MasterUsername><AllocatedStorage>100</AllocatedStorage><MultiAZ>true</MultiAZ><StorageEncrypted>true</StorageEncrypted>`
  + `<DBInstanceArn>arn:aws:rds:us-east-1:123456789012:db:db-${i}</DBInstanceArn><InstanceCreateTime>2026-05-01T12:00:00.000Z</InstanceCreateTime></DBInstance>`;

const xml = (type, text) => ({ type, body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`) });
const answers = {
  DescribeInstances: xml('text/xml;charset=UTF-8', `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</requestId>`
    + `<reservationSet>${list(count, instance)}</reservationSet></DescribeInstancesResponse>`),
  DescribeDBInstances: xml('text/xml', `<DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBInstancesResult><DBInstances>${list(5, database)}</DBInstances></DescribeDBInstancesResult>`
    + `<ResponseMetadata><RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId></ResponseMetadata></DescribeDBInstancesResponse>`),
  ListBuckets: xml('application/xml', `<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>bcaf1ffd86f41161ca5fb16fd081034f</ID></Owner>`
    + `<Buckets>${list(20, i => `<Bucket><Name>bucket-${i}</Name><CreationDate>2026-05-01T12:00:00.000Z</CreationDate></Bucket>`)}</Buckets></ListAllMyBucketsResult>`),
};
const nothing = { type: 'text/xml', body: Buffer.alloc(0) };

http.createServer((request, response) => {
  let sent = '';
  request.on('data', part => { sent += part; });
  request.on('end', () => {
    const answer = answers[new URLSearchParams(sent).get('Action') ?? (request.method === 'GET' ? 'ListBuckets' : '')] ?? nothing;
    const send = () => {
      response.writeHead(200, { 'content-type': answer.type, 'content-length': answer.body.length, 'x-amzn-requestid': '7a62c49f-347e-4fc4-9331-6e8eEXAMPLE' });
      response.end(answer.body);
    };
    if (latency > 0) setTimeout(send, latency);
    else send();
  });
}).listen(port, '127.0.0.1', () => console.error(`stub on ${port}: ${count} instances, ${latency} ms`)).keepAliveTimeout = 60000;
