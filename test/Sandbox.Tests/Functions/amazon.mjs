export const answer = async (event, context) => ({
  hello: event.name,
  remains: context.getRemainingTimeInMillis() > 0,
  arn: context.invokedFunctionArn,
});

export const fail = async () => {
  throw new TypeError('no such luck');
};

export const stream = awslambda.streamifyResponse(async (event, reply) => {
  const body = awslambda.HttpResponseStream.from(reply, { statusCode: 201, headers: { 'content-type': 'text/plain' } });
  body.write('first ');
  body.end('second');
});
