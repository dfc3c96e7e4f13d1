import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";

/** A person as the provider knows them. */
export interface Person {
  sub: string;
  email: string;
  groups: string[];
}

/** A client that was made at the provider. */
export interface Client {
  id: string;
  secret: string;
  redirectUri: string;
}

/** What somebody agreed to, until the client asks for the tokens. */
interface Grant {
  person: Person;
  nonce: string;
  challenge: string;
}

/** A sign-in provider on loopback, strict about the client's secret, PKCE and where it sends people. */
export class OidcProvider {
  private readonly keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  private readonly grants = new Map<string, Grant>();

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    private readonly client: Client,
    private readonly groupsClaim: string,
  ) {}

  static async start(client: Client, groupsClaim: string): Promise<OidcProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const provider = new OidcProvider(server, `http://127.0.0.1:${port}`, client, groupsClaim);
    server.on("request", (request, response) => {
      void body(request).then((text) => {
        const { status, answer } = provider.answer(request, new URLSearchParams(text));
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
      });
    });
    return provider;
  }

  /** What a browser is sent back with once the person agreed. @param address where the client sent them */
  authorize(address: string, person: Person): URL {
    const asked = new URL(address);
    const query = Object.fromEntries(asked.searchParams);
    if (`${asked.origin}${asked.pathname}` !== `${this.issuer}/authorize`) throw new Error(`not ours: ${address}`);
    const expected = {
      client_id: this.client.id,
      redirect_uri: this.client.redirectUri,
      code_challenge_method: "S256",
    };
    for (const [key, value] of Object.entries(expected)) {
      if (query[key] !== value) throw new Error(`${key} must be ${value}, got ${query[key]}`);
    }
    const code = randomBytes(16).toString("hex");
    this.grants.set(code, { person, nonce: query["nonce"] ?? "", challenge: query["code_challenge"]! });
    const back = new URL(this.client.redirectUri);
    back.search = new URLSearchParams({ code, state: query["state"]! }).toString();
    return back;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ url, headers }: IncomingMessage, form: URLSearchParams): { status: number; answer: object } {
    switch (url) {
      case "/.well-known/openid-configuration":
        return { status: 200, answer: this.discovery() };
      case "/keys": {
        const key = this.keys.publicKey.export({ format: "jwk" });
        return { status: 200, answer: { keys: [{ ...key, kid: "1", alg: "RS256", use: "sig" }] } };
      }
      case "/token":
        return this.token(headers.authorization, form);
      default:
        return { status: 404, answer: {} };
    }
  }

  private discovery(): object {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["S256"],
    };
  }

  private token(authorization: string | undefined, form: URLSearchParams): { status: number; answer: object } {
    const basic = `Basic ${Buffer.from(`${this.client.id}:${this.client.secret}`).toString("base64")}`;
    const posted = form.get("client_id") === this.client.id && form.get("client_secret") === this.client.secret;
    if (authorization !== basic && !posted) return { status: 401, answer: { error: "invalid_client" } };
    const code = form.get("code") ?? "";
    const grant = this.grants.get(code);
    this.grants.delete(code);
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (grant?.challenge !== verifier) return { status: 400, answer: { error: "invalid_grant" } };
    const { person, nonce } = grant;
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.issuer,
      aud: this.client.id,
      sub: person.sub,
      email: person.email,
      email_verified: true,
      [this.groupsClaim]: person.groups,
      nonce,
      iat: now,
      exp: now + 120,
    };
    const answer = { access_token: "opaque", token_type: "Bearer", expires_in: 120, id_token: this.jwt(claims) };
    return { status: 200, answer };
  }

  private jwt(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "RS256", kid: "1", typ: "JWT" })}.${part(claims)}`;
    return `${text}.${sign("RSA-SHA256", Buffer.from(text), this.keys.privateKey).toString("base64url")}`;
  }
}

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
