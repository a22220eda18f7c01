import { Refusal } from '../wire/refusal.ts';

/*
 * Codes and texts are those of the PDS document. Where the document marks one with `x-guess`, so does this file:
 * the authority's own code for the case is not known, only its family.
 */

function pascal(parameter: string): string {
  return parameter
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** A parameter that is not there. x-guess: the part after the dot, `RefreshToken` aside. */
export function missing(parameter: string): Refusal {
  return new Refusal({
    status: 400,
    code: `InvalidParameterMissing.${pascal(parameter)}`,
    message: `The input parameter ${parameter} is missing.`,
    problem: `${parameter} is missing`,
  });
}

/** A parameter that is there without a value. x-guess: the part after the dot. */
export function empty(parameter: string): Refusal {
  return new Refusal({
    status: 400,
    code: `InvalidParameterEmpty.${pascal(parameter)}`,
    message: `The input parameter ${parameter} is empty.`,
    problem: `${parameter} is empty`,
  });
}

/** A value that is not accepted. Recorded for `refresh_token` and `client_id`; x-guess: the part after the dot of the others. */
export function notValid(parameter: string, problem: string): Refusal {
  return new Refusal({
    status: 400,
    code: `InvalidParameter.${pascal(parameter)}`,
    message: `The input parameter ${parameter} is not valid. `,
    problem,
  });
}

/** A code or an assertion that is not accepted, in the words of the document. x-guess: the part after the dot. */
export function notAccepted(parameter: 'code' | 'assertion', problem: string): Refusal {
  return new Refusal({
    status: 400,
    code: `InvalidParameter.${pascal(parameter)}`,
    message: `The input parameter ${parameter} is not valid.`,
    problem,
  });
}

/** A value the authority does not have. x-guess: the part after the dot. */
export function notSupported(parameter: string, problem: string): Refusal {
  return new Refusal({
    status: 400,
    code: `InvalidParameterNotSupported.${pascal(parameter)}`,
    message: `The input parameter ${parameter} is not supported.`,
    problem,
  });
}

/** A value that differs from the one it has to equal. x-guess: the part after the dot. */
export function notMatching(parameter: string, problem: string): Refusal {
  return new Refusal({
    status: 400,
    code: `InvalidParameterNotMatch.${pascal(parameter)}`,
    message: `The input parameter ${parameter} doesn't match.`,
    problem,
  });
}

/** Names as parameters have them. Any other text of a client is not repeated: a header could not hold it. */
const NAME = /^\w{1,40}$/u;

/** A body, or a parameter, that cannot be read. x-guess: the part after the dot. */
export function wrongFormat(given: string | undefined, problem: string): Refusal {
  const parameter = given !== undefined && NAME.test(given) ? given : undefined;
  return new Refusal({
    status: 400,
    code: parameter === undefined ? 'InvalidParameterWrongFormat' : `InvalidParameterWrongFormat.${pascal(parameter)}`,
    message:
      parameter === undefined
        ? 'The request body has invalid format.'
        : `The input parameter ${parameter} has invalid format.`,
    problem,
  });
}

/** A JSON body that cannot be read. */
export function wrongJson(problem: string): Refusal {
  return new Refusal({
    status: 400,
    code: 'InvalidRequestJSONFormat',
    message: 'The request body is invalid Json format.',
    problem,
  });
}

/** A refresh token past its life. x-guess: the status; no text was recorded. */
export function refreshTokenExpired(problem: string): Refusal {
  return new Refusal({ status: 400, code: 'RefreshTokenExpired', problem });
}

/** An access token that is not accepted. `detail` ends the text; the recorded one is `not login`. */
export function accessTokenInvalid(message: string, problem: string): Refusal {
  return new Refusal({ status: 401, code: 'AccessTokenInvalid', message, problem });
}

/** An access token past its life. x-guess: status and text. */
export function accessTokenExpired(problem: string): Refusal {
  return new Refusal({ status: 401, code: 'TokenExpired', message: 'AccessToken is expired.', problem });
}

/** An application that may not do this. */
export function forbidden(problem: string): Refusal {
  return new Refusal({
    status: 403,
    code: 'Forbidden',
    message: 'User not authorized to operate on the specified APIs.',
    problem,
  });
}

/** A user who is disabled. */
export function userNotEnabled(problem: string): Refusal {
  return new Refusal({ status: 403, code: 'TokenExpired', message: 'UserNotEnabled', problem });
}

/** A user that does not exist. x-guess: the text. */
export function userNotFound(problem: string): Refusal {
  return new Refusal({ status: 404, code: 'NotFound', message: 'The resource user cannot be found.', problem });
}

/** A body above the cap. x-guess as a whole: no source has this status. */
export function tooLarge(maxBytes: number): Refusal {
  return new Refusal({
    status: 413,
    code: 'InvalidParameterOutOfRange',
    message: "The request body doesn't match the limitation.",
    problem: `the body is larger than ${maxBytes} bytes`,
  });
}
