import type { AlertedParts } from "../../../components/alerts/rules";

const parts = (value: boolean): AlertedParts => ({
  ingress: value,
  flux: value,
  vault: value,
  ceph: value,
  elasticsearch: value,
  backup: value,
  imageTrust: value,
});

/** Of a stack that has everything there are alerts about. */
export const everything = parts(true);

/** Of a stack that has none of it. */
export const nothing = parts(false);
