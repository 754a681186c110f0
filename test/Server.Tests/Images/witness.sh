# A function in nothing but busybox: before it answers it has the server keep a log group named by the event, so that whoever looks knows what it has seen.
api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
while event=$(busybox wget -q -S -O - "$api/next" 2>/tmp/head); do
  id=$(busybox sed -n 's/^ *lambda-runtime-aws-request-id: *\([0-9a-f-]*\).*/\1/Ip' /tmp/head)
  name=${event#\"} name=${name%\"}
  busybox wget -q -O - --header "Authorization: AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=0" \
    --header "Content-Type: application/x-amz-json-1.1" --header "X-Amz-Target: Logs_20140328.CreateLogGroup" \
    --post-data "{\"logGroupName\":\"seen-$name\"}" "$AWS_ENDPOINT_URL/" >/dev/null 2>&1
  busybox wget -q -O /dev/null --post-data "\"$VERSION saw $name\"" "$api/$id/response"
done
