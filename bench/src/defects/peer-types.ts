/** The parts of the peers that the defects use. */
export interface GoogleModule {
  readonly OAuth2Client: new (options: {
    clientId: string;
    clientSecret: string;
    endpoints?: { oauth2TokenUrl: string };
    transporterOptions?: { fetchImplementation: typeof fetch };
  }) => GoogleClient;
  readonly JWT: new (options: {
    email: string;
    key: string;
    transporterOptions: { fetchImplementation: typeof fetch };
  }) => { getAccessToken(): Promise<unknown> };
}

export interface GoogleClient {
  credentials: { expiry_date?: number };
  setCredentials(credentials: { access_token?: string; refresh_token: string; expiry_date?: number }): void;
  getAccessToken(): Promise<unknown>;
}

export interface BadgatewayToken {
  readonly accessToken: string;
  readonly expiresAt: number | null;
  readonly refreshToken: string | null;
}

export interface BadgatewayModule {
  readonly OAuth2Client: new (settings: {
    server: string;
    clientId: string;
    clientSecret: string;
    tokenEndpoint?: string;
    authenticationMethod?: string;
  }) => {
    refreshToken(token: BadgatewayToken): Promise<BadgatewayToken>;
    clientCredentials(): Promise<BadgatewayToken>;
  };
  readonly OAuth2Fetch: new (options: {
    client: object;
    getNewToken: () => Promise<BadgatewayToken | null>;
    getStoredToken?: () => BadgatewayToken;
    scheduleRefresh: boolean;
  }) => {
    getAccessToken(): Promise<string>;
    refreshToken(): Promise<BadgatewayToken>;
    fetch(url: string): Promise<Response>;
  };
}

interface SimpleOAuth2Token {
  readonly token: { readonly refresh_token?: string };
  expired(): boolean;
  refresh(): Promise<SimpleOAuth2Token>;
}

export interface SimpleOAuth2Module {
  readonly AuthorizationCode: new (configuration: SimpleOAuth2Configuration) => {
    createToken(token: object): SimpleOAuth2Token;
  };
  readonly ClientCredentials: new (configuration: SimpleOAuth2Configuration) => {
    getToken(parameters: object): Promise<SimpleOAuth2Token>;
  };
}

interface SimpleOAuth2Configuration {
  readonly client: { readonly id: string; readonly secret: string };
  readonly auth: { readonly tokenHost: string; readonly tokenPath: string };
}

export interface AzureModule {
  readonly createTokenCycler: (credential: {
    getToken(
      scopes: readonly string[],
      options: { abortSignal?: AbortSignal },
    ): Promise<{ token: string; expiresOnTimestamp: number }>;
  }) => (scopes: readonly string[], options: { abortSignal?: AbortSignal }) => Promise<unknown>;
}

export const azureCyclerFile = ['@azure/core-rest-pipeline', 'dist/esm/util/tokenCycler.js'] as const;
