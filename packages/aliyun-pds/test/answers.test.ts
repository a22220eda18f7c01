import { json, startLoopback, text, type Handler } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { AuthorityError, InvalidResponseError, PDSClient, type PdsTokenInfo } from '../src/index.ts';

async function answeredBy(handler: Handler): Promise<PdsTokenInfo> {
  await using authority = await startLoopback(handler);
  return await new PDSClient({ api_endpoint: authority.url }).refreshToken({
    client_id: 'app',
    refresh_token: 'refresh-1',
  });
}

async function refusedBy(handler: Handler): Promise<AuthorityError> {
  const error: unknown = await answeredBy(handler).catch((reason: unknown) => reason);
  if (!AuthorityError.isInstance(error)) throw new Error(`no AuthorityError: ${String(error)}`);
  return error;
}

async function invalidBy(handler: Handler): Promise<InvalidResponseError> {
  const error: unknown = await answeredBy(handler).catch((reason: unknown) => reason);
  if (!InvalidResponseError.isInstance(error)) throw new Error(`no InvalidResponseError: ${String(error)}`);
  return error;
}

describe('a token is made uniform', () => {
  test.each([7200, '7200', 7200.9])('L15: expires_in %j comes out as the number 7200', async (expires_in) => {
    expect((await answeredBy(json(200, { access_token: 'a', expires_in }))).expires_in).toBe(7200);
  });

  test('default_drive_id comes out as a string whatever the wire sent', async () => {
    expect((await answeredBy(json(200, { access_token: 'a', default_drive_id: 1 }))).default_drive_id).toBe('1');
    expect((await answeredBy(json(200, { access_token: 'a', default_drive_id: '9600002' }))).default_drive_id).toBe(
      '9600002',
    );
  });

  test('an id that no double can hold keeps its digits', async () => {
    const body =
      '{"access_token":"a","default_drive_id": 12345678901234567890,"default_sbox_drive_id":9007199254740993}';
    const token = await answeredBy(text(200, body, 'application/json'));
    expect(token.default_drive_id).toBe('12345678901234567890');
    expect(token.default_sbox_drive_id).toBe('9007199254740993');
  });

  test('W4: fields that the document does not know are kept', async () => {
    const body = { access_token: 'a', user_data: { nested: { deep: true } }, path_status: 'x', later: [1, { two: 2 }] };
    expect(await answeredBy(json(200, body))).toEqual(body);
  });

  test('W3: JSON is read whatever the content type says', async () => {
    const body = '\n {"access_token":"a"} ';
    expect((await answeredBy(text(200, body, 'text/html'))).access_token).toBe('a');
    expect((await answeredBy(text(200, body, 'application/octet-stream'))).access_token).toBe('a');
  });
});

describe('W6: every shape of an error is read', () => {
  test('JSON in lower case, with the request id of the header', async () => {
    const error = await refusedBy(
      json(
        400,
        {
          code: 'InvalidParameter.RefreshToken',
          message: 'The input parameter refresh_token is not valid. ',
          requestId: null,
        },
        { 'x-ca-request-id': 'id-1' },
      ),
    );
    expect(error).toMatchObject({
      code: 'invalid_grant',
      status: 400,
      wireCode: 'InvalidParameter.RefreshToken',
      wireMessage: 'The input parameter refresh_token is not valid.',
      requestId: 'id-1',
      retryable: false,
    });
    expect(error.message).toMatch(
      /^refreshToken: http:\/\/127\.0\.0\.1:\d+ answered HTTP 400 \(InvalidParameter\.RefreshToken: .*\) \[request id id-1\]\.$/,
    );
  });

  test('JSON in upper case', async () => {
    const error = await refusedBy(
      json(400, { Code: 'InvalidParameter', Message: 'The input parameter file_id is not valid.', RequestId: 'id-2' }),
    );
    expect(error).toMatchObject({ code: 'invalid_request', wireCode: 'InvalidParameter', requestId: 'id-2' });
  });

  test('headers of the gateway, without a body', async () => {
    const error = await refusedBy((_request, response) => {
      response.writeHead(504, {
        'x-ca-error-code': 'D504TO',
        'x-ca-error-message': 'timeout',
        'x-ca-request-id': 'id-3',
      });
      response.end();
    });
    expect(error).toMatchObject({
      code: 'authority_unavailable',
      wireCode: 'D504TO',
      wireMessage: 'timeout',
      requestId: 'id-3',
      retryable: true,
    });
  });

  test('XML', async () => {
    const error = await refusedBy(
      text(
        403,
        '<?xml version="1.0"?><Error><Code>Forbidden</Code><Message>No.</Message><RequestId>id-4</RequestId></Error>',
        'application/xml',
      ),
    );
    expect(error).toMatchObject({
      code: 'access_denied',
      wireCode: 'Forbidden',
      wireMessage: 'No.',
      requestId: 'id-4',
    });
  });

  test('an HTML page', async () => {
    const error = await refusedBy(
      text(
        400,
        '<h1>The input parameter refresh_token is not valid. Please refer to document. RequestId:id-5</h1><h2>400</h2>',
        'text/html',
      ),
    );
    expect(error).toMatchObject({ code: 'invalid_grant', wireCode: undefined, requestId: 'id-5' });
  });

  test('plain text, and an HTML page that says nothing', async () => {
    expect(await refusedBy(text(403, 'Forbidden', 'text/plain'))).toMatchObject({
      code: 'authority_error',
      wireMessage: 'Forbidden',
    });
    expect(await refusedBy(text(502, '<html><body>Bad gateway</body></html>', 'text/html'))).toMatchObject({
      code: 'authority_unavailable',
      wireMessage: undefined,
    });
  });

  test.each([
    ['InvalidParameter.ClientId', 400, 'invalid_client'],
    ['InvalidParameter.Code', 400, 'invalid_grant'],
    ['InvalidParameter.Assertion', 400, 'invalid_grant'],
    ['InvalidParameterExpired.Assertion', 400, 'invalid_grant'],
    ['InvalidParameterMissing.RefreshToken', 400, 'invalid_request'],
    ['InvalidParameter.GrantType', 400, 'unsupported_grant_type'],
    ['InvalidRequestJSONFormat', 400, 'invalid_request'],
    ['RefreshTokenExpired', 400, 'invalid_grant'],
    ['AccessTokenInvalid', 401, 'invalid_token'],
    ['ForbiddenNoPermission', 403, 'access_denied'],
    ['SomethingNew.Entirely', 400, 'authority_error'],
    ['TooManyRequests', 429, 'rate_limited'],
    ['InternalError', 500, 'authority_unavailable'],
  ])('%s with HTTP %i is %s', async (code, status, expected) => {
    expect((await refusedBy(json(status, { code, message: 'm' }))).code).toBe(expected);
  });

  test('W4: an error body under a 200 is an error', async () => {
    expect(await refusedBy(json(200, { code: 'InvalidParameter.RefreshToken', message: 'no' }))).toMatchObject({
      code: 'invalid_grant',
      status: 200,
    });
  });

  test('Retry-After comes out as a moment', async () => {
    const before = Date.now();
    const error = await refusedBy(json(429, { code: 'TooManyRequests' }, { 'retry-after': '3' }));
    expect(error.retryable).toBe(true);
    expect(error.retryAt).toBeGreaterThanOrEqual(before + 3000);
  });
});

describe('W4: what is no token is no token', () => {
  test.each([
    ['HTML under a 200', text(200, '<html>Welcome</html>', 'text/html'), 'response_not_json'],
    ['an empty body', text(200, '', 'application/json'), 'response_not_json'],
    ['an array', json(200, ['access_token']), 'response_not_json'],
    ['JSON without a token', json(200, { hello: 1 }), 'missing_access_token'],
    ['an empty access_token', json(200, { access_token: '' }), 'missing_access_token'],
    ['an access_token that is no string', json(200, { access_token: 5 }), 'missing_access_token'],
    ['another type of token', json(200, { access_token: 'a', token_type: 'mac' }), 'invalid_token_type'],
    ['a lifetime that is none', json(200, { access_token: 'a', expires_in: 'soon' }), 'invalid_expires_in'],
    ['a negative lifetime', json(200, { access_token: 'a', expires_in: -1 }), 'invalid_expires_in'],
    ['a refresh token that is no string', json(200, { access_token: 'a', refresh_token: 7 }), 'invalid_field'],
    ['a drive id that is an object', json(200, { access_token: 'a', default_drive_id: {} }), 'invalid_field'],
  ] as const)('%s', async (_what, handler, code) => {
    expect((await invalidBy(handler)).code).toBe(code);
  });
});
