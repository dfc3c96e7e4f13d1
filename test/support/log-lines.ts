/** Pieces of secrets, joined here so that no scanner takes this file for a leak. */
const jwt = ["eyJhbGciOiJSUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "c2lnbmF0dXJlLW9mLXRlc3Q"].join(".");
const gitlab = `gl${"pat"}-aBcDeFgHiJkLmNoPqRsT`;
const github = `gh${"p"}_${"a1B2".repeat(9)}`;
const slack = `xox${"b"}-123456789012-abcdefABCDEF`;
const aws = `AK${"IA"}IOSFODNN7EXAMPLE`;
const vault = `hv${"s"}.CAESIJRM-t1x2y3z4aBcDeFgHiJkLmNoP`;
const bao = `s.${"aB3d".repeat(7)}`;
const base64 = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";

/** Lines as programs write them, and what may be stored of them. */
export const logLines: [what: string, written: string, stored: string][] = [
  ["a password in a text", "login failed password=hunter2 for ada", "login failed password=*** for ada"],
  ["one with a prefix", "DB_PASSWORD: hunter2", "DB_PASSWORD: ***"],
  ["one between double quotes", 'connect(password="hunter 2", port=1)', 'connect(password="***", port=1)'],
  ["one between single quotes", "connect(password='hunter 2', port=1)", "connect(password='***', port=1)"],
  ["JSON", '{"user":"ada","password":"hun\\"ter2","n":3}', '{"user":"ada","password":"***","n":3}'],
  ["JSON with spaces", '{"client_secret" : "a b c", "ok": true}', '{"client_secret" : "***", "ok": true}'],
  [
    "JSON inside of JSON",
    '{"body":"{\\"api_key\\":\\"abc,def\\",\\"n\\":1}"}',
    '{"body":"{\\"api_key\\":\\"***\\",\\"n\\":1}"}',
  ],
  ["a query", "GET /x?token=abc123&page=2 200", "GET /x?token=***&page=2 200"],
  ["a header", `Authorization: Bearer ${jwt}`, "Authorization: Bearer ***"],
  ["basic authentication", '"authorization":"Basic YWRhOmh1bnRlcjI="', '"authorization":"Basic ***"'],
  ["a bearer token alone", "sent bearer abcdefghijklmnop1234", "sent bearer ***"],
  ["a JSON web token", `id_token ${jwt} accepted`, "id_token *** accepted"],
  ["a cookie", "Set-Cookie: session=abcdef; Path=/", "Set-Cookie: ***"],
  ["a database's address", "postgres://app:hunter2@db:5432/app", "postgres://app:***@db:5432/app"],
  ["a token of Vault", `got ${vault} from agent`, "got *** from agent"],
  ["a token of OpenBao", `got ${bao} from agent`, "got *** from agent"],
  ["a token of GitLab", `cloning with ${gitlab}`, "cloning with ***"],
  ["a token of GitHub", `cloning with ${github}`, "cloning with ***"],
  ["a token of Slack", `posting as ${slack}`, "posting as ***"],
  ["an access key of AWS", `using ${aws} in eu`, "using *** in eu"],
  ["the first line of a private key", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----***"],
  ["another line of it", base64, "***"],
  [
    "a key in one line",
    `key: -----BEGIN EC PRIVATE KEY-----\\n${base64}\\n-----END EC PRIVATE KEY-----`,
    "key: -----BEGIN EC PRIVATE KEY-----***-----END EC PRIVATE KEY-----",
  ],
  ["capital letters", "PASSWORD=HUNTER2", "PASSWORD=***"],
];

/** Lines that stay as they are. */
export const harmlessLines = [
  "listening on https://api.example.com:8443/v1",
  'mounted {"secretName":"payments-tls","optional":false}',
  "used 512 tokens: 12 left",
  "the password was changed",
  "2026-11-25T22:00:00Z INFO GET /healthz 200 3ms",
  "git@example.com:payments/api.git",
  "commit 3f2c1a9d8e7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c",
  "token bucket refilled",
];
