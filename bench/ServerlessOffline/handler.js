exports.job = async event => ({
  statusCode: 200,
  headers: { "Content-Type": "application/json" },
  body: `{"message": "job[${event.pathParameters.jobId}] is done"}`,
});
