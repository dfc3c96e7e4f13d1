// Nothing: see Pulumi.yaml.
export {};
