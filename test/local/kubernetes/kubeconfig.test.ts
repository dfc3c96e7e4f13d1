import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { connectionOf } from "../../../local/kubernetes/kubeconfig";

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  file = join(directory, "config");
});
afterEach(() => rmSync(directory, { recursive: true }));

const base64 = (text: string) => Buffer.from(text).toString("base64");

function write(user: Record<string, unknown>, cluster: Record<string, unknown> = {}): void {
  writeFileSync(
    file,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:6443/", ...cluster } }],
      users: [{ name: "u", user }],
      contexts: [
        { name: "one", context: { cluster: "c", user: "u" } },
        { name: "two", context: { cluster: "gone", user: "u" } },
      ],
    }),
  );
}

describe("a kubeconfig", () => {
  it("gives server and credentials of a context", () => {
    write(
      { "client-certificate-data": base64("cert"), "client-key-data": base64("key") },
      { "certificate-authority-data": base64("ca") },
    );
    expect(connectionOf(file, "one")).toEqual({
      server: "https://127.0.0.1:6443",
      certificateAuthority: Buffer.from("ca"),
      clientCertificate: Buffer.from("cert"),
      clientKey: Buffer.from("key"),
      token: undefined,
    });
  });

  it("finds files relative to itself", () => {
    writeFileSync(join(directory, "ca.crt"), "ca");
    write({ token: "t" }, { "certificate-authority": "ca.crt" });
    expect(connectionOf(file, "one")).toMatchObject({ certificateAuthority: Buffer.from("ca"), token: "t" });
  });

  it("fails when there is no file", () => {
    expect(() => connectionOf(file, "one")).toThrow(
      `kubeconfig ${file} must be a readable file, got ENOENT; start a cluster with npm run local`,
    );
  });

  it("fails when the context is missing, and tells which there are", () => {
    write({ token: "t" });
    expect(() => connectionOf(file, "three")).toThrow(
      `kubeconfig ${file} must hold the context three, got one, two; correct platform:cluster.context or the file`,
    );
  });

  it("fails when the context names a cluster that is missing", () => {
    write({ token: "t" });
    expect(() => connectionOf(file, "two")).toThrow(
      `kubeconfig ${file} must hold the cluster gone, got c; correct platform:cluster.context or the file`,
    );
  });

  it("fails when the user needs a plugin", () => {
    write({ exec: { command: "aws" } });
    expect(() => connectionOf(file, "one")).toThrow(
      `user u of kubeconfig ${file} must have a certificate or a token, got a credentials plugin; ` +
        "use the kubeconfig of the embedded control plane (npm run local -- kubeconfig)",
    );
  });

  it("fails when it is no kubeconfig, and does not quote what is in it", () => {
    for (const text of ["users: [{name: u, token: s3cret", "users: s3cret", "s3cret"]) {
      writeFileSync(file, text);
      expect(() => connectionOf(file, "one")).toThrow(
        new RegExp(`^kubeconfig ${file} must be a kubeconfig in YAML, got something else; write it anew$`),
      );
    }
  });
});
