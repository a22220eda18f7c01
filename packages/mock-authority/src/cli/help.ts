/** What `tokenwright-mock --help` prints. */
export const HELP = `Usage: tokenwright-mock <provider> [options]

A mock of a token API that keeps state: tokens rotate, expire and are refused when reused.

Providers:
  aliyun-pds          Alibaba Cloud Drive and Photo Service
  huawei-oneaccess    Huawei Cloud OneAccess, OAuth and tenant API

Options:
  -p, --port <number>               port to listen on; 0, the default, takes any free one
      --host <address>              address to listen on (default 127.0.0.1)
      --client <id[:secret]>        an application; may be repeated (default: see what is printed)
      --redirect-uri <uri>          a redirect URI of these applications; may be repeated
      --public-key <file>           PEM file with the public key of the applications without a secret
      --write-private-key <file>    write the generated private key of the JWT application there
      --user <id>                   a user; may be repeated
      --domain-id <id>              the PDS domain (default mock-domain)
      --token-lifetime <duration>   life of an access token, such as 90s, 10m or 2h
      --refresh-token-lifetime <duration>
      --allow-origin <origin>       PDS: an origin whose pages may call it by script; may be repeated
      --trait <name=value>          a behaviour, such as refreshTokens=true; may be repeated
      --fault <expression>          a fault, such as "status=503;retry-after=2;on=2"; may be repeated
      --seed <number>               make tokens and chance repeatable
      --control                     serve the control route and the page at /__mock/
  -q, --quiet                       no request log
  -h, --help                        this text
      --version                     the version

The log goes to standard error. Standard output gets one line once the mock is ready:
  ready http://127.0.0.1:8080

Exit codes: 0 after a signal, 1 if the mock cannot run, 2 for bad usage.
`;
