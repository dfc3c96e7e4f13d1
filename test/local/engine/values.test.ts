import * as sdk from "@pulumi/pulumi/runtime/rpc";
import * as fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it } from "vitest";
import { markSecrets, plain, secretsOf, unknownPaths } from "../../../local/engine/inspect";
import { SecretValue, UNKNOWN } from "../../../local/engine/types";
import {
  Asset,
  decode,
  decodeProperties,
  encode,
  encodeProperties,
  ResourceReference,
} from "../../../local/engine/values";
import * as wire from "../../../local/engine/wire";

/** Values that a program can have: no undefined, and no sentinels among the texts. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.constant(UNKNOWN),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 3, noNullPrototype: true },
    ),
    tie("value").map((value) => new SecretValue(value)),
    fc.string().map((id) => new ResourceReference(`urn:pulumi:s::p::a:b:C::${id}`, id === "" ? UNKNOWN : id)),
    fc.string().map((text) => new Asset(wire.ASSET, { text })),
  ),
})).value;

describe("values", () => {
  it("have the SDK's marks", () => {
    expect([
      wire.SIGNATURE,
      wire.SECRET,
      wire.ASSET,
      wire.ARCHIVE,
      wire.RESOURCE,
      wire.OUTPUT,
      wire.UNKNOWN_STRING,
    ]).toEqual([
      sdk.specialSigKey,
      sdk.specialSecretSig,
      sdk.specialAssetSig,
      sdk.specialArchiveSig,
      sdk.specialResourceSig,
      sdk.specialOutputValueSig,
      sdk.unknownValue,
    ]);
  });

  it("come back from the wire as they were", () => {
    fc.assert(
      fc.property(values, (value) => {
        const once = decodeProperties(encodeProperties({ value }, "program"));
        expect(once).toEqual({ value });
        // Sent on unchanged, which takes a shorter way.
        expect(decodeProperties(encodeProperties(once, "program"))).toEqual({ value });
        expect(encodeProperties(once, "policy").toJavaScript()).toEqual({ value: encode(value, "policy") });
      }),
    );
  });

  it("come back from transforms as they were", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(decode(encode(value, "transform"))).toEqual(value);
      }),
    );
  });

  it("reach policies without references, which their SDK does not know", () => {
    const value = [
      new ResourceReference("urn", "id"),
      new ResourceReference("urn", UNKNOWN),
      new ResourceReference("urn"),
    ];
    expect(encode(value, "policy")).toEqual(["id", wire.UNKNOWN_STRING, "urn"]);
  });

  it("leave out what is not defined", () => {
    expect(encode({ a: undefined, b: [undefined] }, "program")).toEqual({ b: [null] });
  });

  it("say where outputs come from", () => {
    const output = { [wire.SIGNATURE]: wire.OUTPUT, value: 1, secret: true, dependencies: ["urn:a", "urn:b"] };
    const found = new Map<string, Set<string>>();
    const properties = Struct.fromJavaScript({ x: { list: [output] }, y: 1 });
    expect(decodeProperties(properties, found)).toEqual({ x: { list: [new SecretValue(1)] }, y: 1 });
    expect([...found]).toEqual([["x", new Set(["urn:a", "urn:b"])]]);
    expect(decode({ [wire.SIGNATURE]: wire.OUTPUT })).toBe(UNKNOWN);
  });

  it("fails when a mark is of no kind it knows", () => {
    expect(() => decode({ [wire.SIGNATURE]: "future" })).toThrow(
      'a value has the signature "future", which this engine does not know',
    );
  });

  it("never show a secret as JSON", () => {
    expect(JSON.stringify({ password: new SecretValue("hunter2") })).toBe('{"password":"[secret]"}');
  });
});

describe("inspection", () => {
  it("finds what is unknown", () => {
    const value = { a: [1, { b: UNKNOWN }], c: new SecretValue(UNKNOWN), d: new Asset(wire.ASSET, { path: UNKNOWN }) };
    expect(unknownPaths(value)).toEqual(["a[1].b", "c", "d.path"]);
  });

  it("takes marks off", () => {
    const value = {
      s: new SecretValue([new SecretValue("x")]),
      r: new ResourceReference("urn", "id"),
      a: new Asset(wire.ASSET, { text: "t" }),
    };
    expect(plain(value)).toEqual({ s: ["x"], r: "id", a: { text: "t" } });
  });

  it("makes answers secret where the inputs were", () => {
    const inputs = { a: new SecretValue("x"), b: { c: [new SecretValue("y"), "z"] }, gone: new SecretValue("g") };
    expect(secretsOf(inputs, { a: "x", b: { c: ["y", "z"], d: 1 }, e: 2 })).toEqual({
      a: new SecretValue("x"),
      b: { c: [new SecretValue("y"), "z"], d: 1 },
      e: 2,
    });
  });

  it("makes texts secret that hold a secret", () => {
    expect(markSecrets({ a: ["x hunter2 y", "z"], b: 1 }, ["hunter2"])).toEqual({
      a: [new SecretValue("x hunter2 y"), "z"],
      b: 1,
    });
  });
});
