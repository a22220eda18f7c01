/** Reasons of a {@link ContractError}. */
export type ContractErrorCode =
  | 'unknown_document'
  | 'invalid_document'
  | 'unsupported_document'
  | 'unknown_operation'
  | 'unknown_status'
  | 'unknown_example'
  | 'invalid_option'
  | 'port_in_use'
  | 'contract_broken';

/**
 * The kit was asked for something that it cannot do, or a case of a suite found that the contract is broken
 * (`contract_broken`). The message names the document, and the line where there is one.
 */
export class ContractError extends Error {
  /** Always the same, so that it stands before the message in a stack. */
  override readonly name = 'ContractError';
  /** Stable, machine-readable reason. */
  readonly code: ContractErrorCode;

  constructor(code: ContractErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
