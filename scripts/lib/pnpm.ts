/** The pnpm that the workspace is known to install with; what npx fetches when there is none on the PATH. */
export const pnpm = 'pnpm@12.16.0';
