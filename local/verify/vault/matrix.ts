import { VaultError, type VaultClient } from "../../apply/vault";
import type { CheckOutcome } from "../report";
import type { DeclaredVault } from "./declared";
import { capabilities, expectedAt, placesOf, probe, type Place } from "./expected";
import { signIn, type Identity } from "./signin";
import { Tally } from "./tally";

/** An identity with its token, and what it got it for. */
export interface SignedIn {
  identity: Identity;
  token: string;
  jwt: string;
}

/** Signs every identity in. What cannot is a failure, and has no token. */
export async function signedIn(admin: VaultClient, identities: Identity[], tally: Tally): Promise<SignedIn[]> {
  const tokens: SignedIn[] = [];
  for (const identity of identities) {
    const jwt = await identity.jwt();
    const result = await signIn(admin, identity.method, identity.role, jwt);
    const must = `${identity.name} must be let in by role ${identity.role}`;
    if ("token" in result) tokens.push({ identity, jwt, token: result.token });
    tally.expect(
      "token" in result,
      `auth/${identity.method}`,
      `${must}, got refused`,
      "refused" in result ? result.refused : "",
    );
  }
  return tokens;
}

/** Every identity x path x capability, as the server answers for the identity's own token. */
export async function checkCapabilities(
  admin: VaultClient,
  declared: DeclaredVault,
  tokens: SignedIn[],
): Promise<CheckOutcome> {
  const tally = new Tally();
  const places = placesOf(declared);
  for (const { identity, token } of tokens) {
    const answer = await admin.post("sys/capabilities", { token, paths: places.map(({ path }) => path) });
    for (const place of places) judge(tally, identity, place, (answer[place.path] ?? []) as string[]);
  }
  return tally.outcome;
}

function judge(tally: Tally, identity: Identity, place: Place, found: string[]): void {
  const expected: string[] = expectedAt(identity, place);
  for (const capability of capabilities) {
    const [must, may] = [expected.includes(capability), found.includes(capability) || found.includes("root")];
    const verb = must ? "must be" : "must not be";
    const what = `${identity.name} ${verb} allowed to ${capability} ${place.path}, got ${may ? "allowed" : "denied"}`;
    tally.expect(must === may, place.path, what, `the server says ${found.join(", ") || "nothing"}`);
  }
}

/** A secret in clear that only its owner may read. */
export interface Planted {
  team: string;
  environment: string;
  path: string;
  value: string;
}

/** Each workload and pipeline reads what was planted for its team, and nothing else; writes and lists nothing. */
export async function checkReading(admin: VaultClient, planted: Planted[], tokens: SignedIn[]): Promise<CheckOutcome> {
  const tally = new Tally();
  for (const { identity, token } of tokens.filter(({ identity: { kind } }) => kind !== "person")) {
    const server = admin.as(token);
    for (const { team, environment, path, value } of planted) {
      const own = team === identity.team && environment === identity.environment;
      const read = await readValue(server, path);
      if (own) {
        tally.expect(
          read === value,
          path,
          `${identity.name} must read it, got ${reading(read)}`,
          "its policy lacks it",
        );
      } else {
        tally.expect(
          read === 403,
          path,
          `${identity.name} must get 403, got ${reading(read)}`,
          "its policy is too wide",
        );
      }
      const written = await server.statusOf("POST", path, { data: { value: "overwritten" } });
      tally.expect(
        written === 403,
        path,
        `${identity.name} must not write it, got ${written}`,
        "its policy is too wide",
      );
    }
    const elsewhere = await server.statusOf("GET", `another-environment/data/${identity.team}/${probe}`);
    tally.expect(
      elsewhere === 403,
      "another environment",
      `${identity.name} must get 403, got ${elsewhere}`,
      "it is wide open",
    );
  }
  return tally.outcome;
}

async function readValue(server: VaultClient, path: string): Promise<string | number> {
  try {
    const { data } = (await server.get(path)) as { data?: { value?: string } };
    return data?.value ?? "";
  } catch (error) {
    if (error instanceof VaultError) return error.status;
    throw error;
  }
}

/** Never the value itself. */
function reading(result: string | number): string {
  return typeof result === "number" ? String(result) : "200";
}
