// A Lambda function in Node with nothing but the language: its own poll loop over fetch.
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
for (;;) {
    const next = await fetch(`${api}/invocation/next`);
    const id = next.headers.get("lambda-runtime-aws-request-id");
    const event = await next.json();
    console.log("called with", event.name);
    const answer = await fetch(`${api}/invocation/${id}/response`, { method: "POST", body: JSON.stringify({ hello: event.name, node: process.version.length > 0 }) });
    await answer.text();
}
