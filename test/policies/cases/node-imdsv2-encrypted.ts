import { nodeImdsv2Encrypted } from "../../../policies/cloud/rules/node-imdsv2-encrypted";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const metadataOptions = { httpTokens: "required", httpPutResponseHopLimit: 1 };
const disk = (encrypted?: unknown) => ({ deviceName: "/dev/xvda", ebs: { encrypted } });
const template = (props: Record<string, unknown>) => aws("ec2/LaunchTemplate", "nodes", props);
const TOKENS = "metadataOptions.httpTokens must be required";
const HOPS = "metadataOptions.httpPutResponseHopLimit must be 1";
const DISKS = "blockDeviceMappings must name the disks";

export const cases: RuleCases = {
  rule: nodeImdsv2Encrypted,
  passing: {
    "tokens, one hop, encrypted disks": [
      template({ metadataOptions, blockDeviceMappings: [disk("true"), disk(true)] }),
    ],
    "no metadata at all": [
      template({ metadataOptions: { httpEndpoint: "disabled" }, blockDeviceMappings: [disk("true")] }),
    ],
  },
  failing: {
    "nothing said": { resources: [template({})], says: [TOKENS, HOPS, DISKS] },
    "two hops, which reach pods": {
      resources: [
        template({
          metadataOptions: { ...metadataOptions, httpPutResponseHopLimit: 2 },
          blockDeviceMappings: [disk("true")],
        }),
      ],
      says: HOPS,
    },
    "tokens optional": {
      resources: [
        template({
          metadataOptions: { ...metadataOptions, httpTokens: "optional" },
          blockDeviceMappings: [disk("true")],
        }),
      ],
      says: TOKENS,
    },
    "one disk of two in clear": {
      resources: [template({ metadataOptions, blockDeviceMappings: [disk("true"), disk("false")] })],
      says: "blockDeviceMappings[1].ebs.encrypted must be true",
    },
    "a disk that does not say": {
      resources: [template({ metadataOptions, blockDeviceMappings: [{ deviceName: "/dev/xvda" }] })],
      says: "blockDeviceMappings[0].ebs.encrypted must be true",
    },
  },
  unknown: {
    "whether one disk is encrypted": {
      resources: [template({ metadataOptions, blockDeviceMappings: [disk("true"), disk(UNKNOWN)] })],
      says: unknown("blockDeviceMappings.1.ebs.encrypted"),
    },
    "the tokens": {
      resources: [
        template({ metadataOptions: { ...metadataOptions, httpTokens: UNKNOWN }, blockDeviceMappings: [disk(true)] }),
      ],
      says: unknown("metadataOptions.httpTokens"),
    },
  },
};
