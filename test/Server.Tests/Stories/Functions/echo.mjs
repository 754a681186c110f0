// A function on the Runtime API with nothing but Node: it answers with the event as it saw it, misbehaves when its path says so,
// calls the server that runs it, and decides as its callers wish when it is asked as an authorizer.
import { randomUUID } from 'node:crypto';
import http from 'node:http';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: '/2018-06-01/runtime' + path, agent }, answer => {
      const chunks = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const misdeeds = {
  '/error': id => call('POST', `/invocation/${id}/error`, JSON.stringify({ errorType: 'Sorry', errorMessage: 'it went wrong' })),
  '/exit': () => process.exit(3),
  '/malformed': id => call('POST', `/invocation/${id}/response`, '{"statusCode":200,"result":"a business object"}'),
  '/garbage': id => call('POST', `/invocation/${id}/response`, '<html>'),
  '/nothing': id => call('POST', `/invocation/${id}/response`, ''),
  '/hang': () => new Promise(() => setTimeout(() => {}, 3600_000)),
};

// "allow KEY", "deny", "nobody" or anything else, which makes no policy.
async function authorize(id, event) {
  const [wish, key] = (event.authorizationToken ?? event.queryStringParameters.as).split(' ');
  const effect = { allow: 'Allow', deny: 'Deny' }[wish];
  if (wish === 'nobody') {
    return call('POST', `/invocation/${id}/error`, JSON.stringify({ errorType: 'Error', errorMessage: 'Unauthorized' }));
  }
  return call('POST', `/invocation/${id}/response`, JSON.stringify(effect ? {
    principalId: 'somebody',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: event.methodArn.split('/').slice(0, 2).join('/') + '/*' }],
    },
    context: { decision: randomUUID(), number: 1, yes: true },
    usageIdentifierKey: key,
  } : {}));
}

// As AWS's own client for Node streams: a prelude about the response, its body as it is made, and an error in the trailers.
function stream(id, { breaks }) {
  return new Promise((resolve, reject) => {
    const request = http.request({
      host, port, agent, method: 'POST', path: `/2018-06-01/runtime/invocation/${id}/response`,
      headers: {
        'Content-Type': 'application/vnd.awslambda.http-integration-response',
        'Lambda-Runtime-Function-Response-Mode': 'streaming',
        'Transfer-Encoding': 'chunked',
        Trailer: ['Lambda-Runtime-Function-Error-Type', 'Lambda-Runtime-Function-Error-Body'],
      },
    }, answer => answer.resume().on('end', resolve));
    request.on('error', reject);
    request.write(JSON.stringify({ statusCode: 202, headers: { 'Content-Type': 'text/event-stream' }, cookies: ['a=1'] }));
    request.write(Buffer.alloc(8));
    request.write('data: first\n\n');
    setTimeout(() => {
      if (breaks) {
        request.addTrailers({
          'Lambda-Runtime-Function-Error-Type': 'Function.Broke',
          'Lambda-Runtime-Function-Error-Body': Buffer.from('{"errorMessage":"halfway"}').toString('base64'),
        });
        request.end();
      } else {
        request.end('data: second\n\n');
      }
    }, 1000);
  });
}

while (true) {
  const next = await call('GET', '/invocation/next');
  const id = next.headers['lambda-runtime-aws-request-id'];
  const event = JSON.parse(next.body);
  console.log(`called with ${event.path ?? 'no path'}`);
  const misdeed = misdeeds[event.path];
  if (event.methodArn) {
    await authorize(id, event);
  } else if (event.rawPath === '/stream' || event.rawPath === '/broken') {
    await stream(id, { breaks: event.rawPath === '/broken' });
  } else if (misdeed) {
    await misdeed(id);
  } else if (event.ask) {
    const answers = [];
    for (const { path, headers, body } of event.ask) {
      const answer = await fetch(process.env.AWS_ENDPOINT_URL + path, { method: body ? 'POST' : 'GET', headers, body });
      answers.push(answer.status);
    }
    await call('POST', `/invocation/${id}/response`, JSON.stringify(answers));
  } else if (event.path === '/picture') {
    await call('POST', `/invocation/${id}/response`, JSON.stringify({
      statusCode: 200,
      headers: { 'Content-Type': 'image/png' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255]).toString('base64'),
      isBase64Encoded: true,
    }));
  } else {
    await call('POST', `/invocation/${id}/response`, event.path ? JSON.stringify({ statusCode: 200, body: JSON.stringify(event) }) : JSON.stringify(event));
  }
}
