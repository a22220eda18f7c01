/** A CommonJS consumer, compiled by test/packed-types.test.ts; it never runs. */
import { createTokenSource } from '@tokenwright/core';
import { PDSClient, type PdsTokenInfo } from '@tokenwright/aliyun-pds';
import pds = require('@tokenwright/aliyun-pds');

export const same: boolean = pds.PDSClient === PDSClient;
export const make = createTokenSource<PdsTokenInfo>;
