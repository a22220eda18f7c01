/** Of the sources of a fleet, in their own fast milliseconds: 200 ms for a request and 300 for its answer, by the wall. */
export const requestTimeoutMs = 3333;
export const hardTimeoutMs = 5000;
/** What core adds to the hard timeout for the deadline of a claim. */
export const deadlineMarginMs = 5000;
