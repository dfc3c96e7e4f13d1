import { UserError } from "../../lib/errors";
import { download, request, sha256, type HttpOptions } from "./http";

const manifestTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Reads registries that speak the OCI distribution protocol, anonymously. Tokens are kept per repository. */
export class RegistryClient {
  private readonly tokens = new Map<string, string>();

  constructor(private readonly options: HttpOptions) {}

  /** Digest of what a tag points to; undefined when there is no such tag. */
  async digestOf(host: string, repository: string, tag: string): Promise<string | undefined> {
    const response = await this.ask(host, repository, `manifests/${tag}`, "HEAD");
    if (response.status === 404) return undefined;
    this.expectOk(host, repository, response.status);
    const digest = response.headers.get("docker-content-digest");
    // A registry need not say it on HEAD: then the manifest itself tells.
    return digest ?? (await this.manifest(host, repository, tag))?.digest;
  }

  /** A manifest and its digest; undefined when there is none. */
  async manifest(host: string, repository: string, reference: string) {
    const response = await this.ask(host, repository, `manifests/${reference}`);
    if (response.status === 404) return undefined;
    this.expectOk(host, repository, response.status);
    const body = Buffer.from(await response.arrayBuffer());
    return { digest: sha256(body), content: JSON.parse(body.toString("utf8")) as unknown };
  }

  async blob(host: string, repository: string, digest: string): Promise<Buffer> {
    const { status, body } = await download(() => this.ask(host, repository, `blobs/${digest}`), this.options);
    this.expectOk(host, repository, status);
    return body;
  }

  /** All tags, of however many pages; none when the registry does not list them. */
  async tags(host: string, repository: string): Promise<string[]> {
    const tags: string[] = [];
    for (let page: string | undefined = "tags/list?n=1000"; page !== undefined;) {
      const response: Response = await this.ask(host, repository, page);
      if (!response.ok) return tags;
      tags.push(...(((await response.json()) as { tags?: string[] | null }).tags ?? []));
      const [, query] = /<[^>]*\/tags\/list\?([^>]*)>;\s*rel="?next/.exec(response.headers.get("link") ?? "") ?? [];
      page = query === undefined ? undefined : `tags/list?${query}`;
    }
    return tags;
  }

  /** A registry says by refusing that it wants a token for a repository, and where to get one. */
  private async ask(host: string, repository: string, path: string, method: "GET" | "HEAD" = "GET"): Promise<Response> {
    const send = () => {
      const token = this.tokens.get(`${host}/${repository}`);
      const headers = { accept: manifestTypes, ...(token && { authorization: `Bearer ${token}` }) };
      return request(this.url(host, repository, path), { ...this.options, method, headers });
    };
    const response = await send();
    if (response.status !== 401) return response;
    this.tokens.set(`${host}/${repository}`, await this.token(host, repository, response));
    return await send();
  }

  private async token(host: string, repository: string, refused: Response): Promise<string> {
    await refused.body?.cancel();
    const challenge = refused.headers.get("www-authenticate") ?? "";
    const fields = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value]) => [key, value]),
    );
    if (!/^bearer /i.test(challenge) || !fields["realm"]) throw needsLogin(host, repository);
    const url = new URL(fields["realm"]);
    if (fields["service"]) url.searchParams.set("service", fields["service"]);
    url.searchParams.set("scope", fields["scope"] ?? `repository:${repository}:pull`);
    const { status, body } = await download(() => request(url.href, this.options), this.options);
    if (status !== 200) throw needsLogin(host, repository);
    const answer = JSON.parse(body.toString("utf8")) as { token?: string; access_token?: string };
    return answer.token ?? answer.access_token ?? "";
  }

  private expectOk(host: string, repository: string, status: number): void {
    if (status === 401 || status === 403) throw needsLogin(host, repository);
    if (status < 200 || status > 299) {
      throw new UserError(
        `registry ${host} must serve ${repository}, got status ${status}; run the command again later`,
      );
    }
  }

  private url(host: string, repository: string, path: string): string {
    // Without TLS only to this machine, as container tools do.
    const scheme = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) ? "http" : "https";
    return `${scheme}://${host}/v2/${repository}/${path}`;
  }
}

function needsLogin(host: string, repository: string): UserError {
  return new UserError(
    `${repository} must be readable without an account, got a refusal from ${host}; check its name, or pull it into a mirror and point platform:charts.source there`,
  );
}
