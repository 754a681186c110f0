using System.Text.Json.Serialization;
using Gatehouse.Services.Logs.Events;
using Gatehouse.Services.Logs.Groups;
using Gatehouse.Services.Logs.Policies;
using Gatehouse.Services.Logs.Streams;
using Gatehouse.Services.Logs.Tags;

namespace Gatehouse.Services.Logs;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CreateLogGroupRequest))]
[JsonSerializable(typeof(CreateLogStreamRequest))]
[JsonSerializable(typeof(DeleteLogGroupRequest))]
[JsonSerializable(typeof(DeleteLogStreamRequest))]
[JsonSerializable(typeof(DeleteResourcePolicyRequest))]
[JsonSerializable(typeof(DeleteRetentionPolicyRequest))]
[JsonSerializable(typeof(DescribeLogGroupsRequest))]
[JsonSerializable(typeof(DescribeLogStreamsRequest))]
[JsonSerializable(typeof(DescribeResourcePoliciesRequest))]
[JsonSerializable(typeof(FilterLogEventsRequest))]
[JsonSerializable(typeof(FilteredLogEventPage))]
[JsonSerializable(typeof(GetLogEventsRequest))]
[JsonSerializable(typeof(ListTagsForResourceRequest))]
[JsonSerializable(typeof(ListTagsLogGroupRequest))]
[JsonSerializable(typeof(LogEventPage))]
[JsonSerializable(typeof(LogGroupPage))]
[JsonSerializable(typeof(LogStreamPage))]
[JsonSerializable(typeof(PutLogEventsAnswer))]
[JsonSerializable(typeof(PutLogEventsRequest))]
[JsonSerializable(typeof(PutLogGroupDeletionProtectionRequest))]
[JsonSerializable(typeof(PutResourcePolicyRequest))]
[JsonSerializable(typeof(PutRetentionPolicyRequest))]
[JsonSerializable(typeof(ResourcePolicyAnswer))]
[JsonSerializable(typeof(ResourcePolicyPage))]
[JsonSerializable(typeof(TagLogGroupRequest))]
[JsonSerializable(typeof(TagResourceRequest))]
[JsonSerializable(typeof(TagSet))]
[JsonSerializable(typeof(UntagLogGroupRequest))]
[JsonSerializable(typeof(UntagResourceRequest))]
internal sealed partial class LogsWire : JsonSerializerContext;
