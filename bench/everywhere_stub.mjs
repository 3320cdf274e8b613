// everywhere_stub.mjs - an AWS that answers at once but for a fixed latency: the client's own cost, and what it sends.
// USAGE: node everywhere_stub.mjs PORT INSTANCES LATENCY_MS
// EC2 DescribeInstances: INSTANCES instances in one page. STS AssumeRole and GetCallerIdentity, account ListRegions: one answer each.
// GET /stats: {requests, mostInFlight, actions: requests by action, first: when the first of each came, in milliseconds}; GET /reset sets
// them to zero. THROTTLE=REGION in the environment: every second request signed for that region is refused.
import http from 'node:http';
const [port, count, latency] = process.argv.slice(2).map(Number), throttled = process.env.THROTTLE;
const hex = (i, width) => i.toString(16).padStart(width, '0');
const regions = ('us-east-1 us-east-2 us-west-1 us-west-2 ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 sa-east-1').split(' ');
const instance = i => `<item><reservationId>r-${hex(i, 17)}</reservationId><ownerId>123456789012</ownerId><groupSet/><instancesSet><item><instanceId>i-${hex(i, 17)}</instanceId><imageId>ami-0abcdef1234567890</imageId><instanceState><code>16</code><name>running</name></instanceState><privateDnsName>ip-10-0-0-${i % 250}.ec2.internal</privateDnsName><dnsName>ec2-54-214-1-${i % 250}.compute-1.amazonaws.com</dnsName><reason/><keyName>ops-key</keyName><amiLaunchIndex>0</amiLaunchIndex><productCodes/><instanceType>m6i.large</instanceType><launchTime>2026-05-01T12:00:00.000Z</launchTime><placement><availabilityZone>us-east-1a</availabilityZone><groupName/><tenancy>default</tenancy></placement><monitoring><state>disabled</state></monitoring><subnetId>subnet-${hex(i % 20, 17)}</subnetId><vpcId>vpc-${hex(i % 5, 17)}</vpcId><privateIpAddress>10.0.${(i >> 8) & 255}.${i & 255}</privateIpAddress><ipAddress>54.214.${(i >> 8) & 255}.${i & 255}</ipAddress><sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-${hex(i % 50, 17)}</groupId><groupName>web</groupName></item><item><groupId>sg-${hex(i % 7 + 90, 17)}</groupId><groupName>default</groupName></item></groupSet><architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-${hex(i, 17)}</volumeId><status>attached</status><attachTime>2026-05-01T12:00:05.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping><virtualizationType>hvm</virtualizationType><clientToken/><tagSet><item><key>Name</key><value>web-${i}</value></item><item><key>Environment</key><value>production</value></item><item><key>Owner</key><value>platform-team</value></item><item><key>CostCenter</key><value>cc-${i % 40}</value></item></tagSet><hypervisor>xen</hypervisor><networkInterfaceSet><item><networkInterfaceId>eni-${hex(i, 17)}</networkInterfaceId><subnetId>subnet-${hex(i % 20, 17)}</subnetId><vpcId>vpc-${hex(i % 5, 17)}</vpcId><description/><ownerId>123456789012</ownerId><status>in-use</status><macAddress>02:00:00:00:${hex((i >> 8) & 255, 2)}:${hex(i & 255, 2)}</macAddress><privateIpAddress>10.0.${(i >> 8) & 255}.${i & 255}</privateIpAddress><sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-${hex(i % 50, 17)}</groupId><groupName>web</groupName></item></groupSet><attachment><attachmentId>eni-attach-${hex(i, 17)}</attachmentId><deviceIndex>0</deviceIndex><status>attached</status><attachTime>2026-05-01T12:00:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></attachment><privateIpAddressesSet><item><privateIpAddress>10.0.${(i >> 8) & 255}.${i & 255}</privateIpAddress><primary>true</primary></item></privateIpAddressesSet></item></networkInterfaceSet><ebsOptimized>true</ebsOptimized><cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions><metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint></metadataOptions></item></instancesSet></item>`;
const instances = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</requestId><reservationSet>${Array.from({ length: count }, (_, i) => instance(i)).join('')}</reservationSet></DescribeInstancesResponse>`);
const sts = (action, body) => Buffer.from(`<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${body}</${action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${action}Response>`);
const answers = {
  DescribeInstances: ['text/xml;charset=UTF-8', instances],
  AssumeRole: ['text/xml', sts('AssumeRole', '<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/infra/infra</Arn><AssumedRoleId>AROAEXAMPLE:infra</AssumedRoleId></AssumedRoleUser>')],
  GetCallerIdentity: ['text/xml', sts('GetCallerIdentity', '<Arn>arn:aws:iam::123456789012:user/x</Arn><UserId>AIDAEXAMPLE</UserId><Account>123456789012</Account>')],
  ListRegions: ['application/json', Buffer.from(JSON.stringify({ Regions: regions.map(r => ({ RegionName: r, RegionOptStatus: 'ENABLED_BY_DEFAULT' })) }))],
};
const nothing = () => ({ requests: 0, mostInFlight: 0, actions: {}, first: {} });
let seen = nothing(), inFlight = 0, turn = 0;
http.createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(seen));
    if (request.url === '/reset') seen = nothing();
    return;
  }
  seen.requests++;
  seen.mostInFlight = Math.max(seen.mostInFlight, ++inFlight);
  const came = Date.now();
  let body = '';
  request.on('data', part => body += part);
  request.on('end', () => setTimeout(() => {
    const action = request.url === '/listRegions' ? 'ListRegions' : /Action=(\w+)/.exec(body)?.[1] ?? 'DescribeInstances';
    seen.actions[action] = (seen.actions[action] ?? 0) + 1;
    seen.first[action] = Math.min(seen.first[action] ?? came, came);
    const refused = throttled && request.headers.authorization?.includes(`/${throttled}/`) && turn++ % 2 === 0;
    const [type, bytes] = refused ? ['text/xml', Buffer.from('<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Slow down.</Message></Error></Errors><RequestID>1</RequestID></Response>')] : answers[action] ?? ['text/xml', Buffer.from('')];
    inFlight--;
    response.writeHead(refused ? 503 : 200, { 'content-type': type, 'content-length': bytes.length });
    response.end(bytes);
  }, latency));
}).listen(port, '127.0.0.1', () => console.error(`stub on ${port}: ${count} instances, ${instances.length} bytes, ${latency} ms`)).keepAliveTimeout = 60000;
