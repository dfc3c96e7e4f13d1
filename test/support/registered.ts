import * as pulumi from "@pulumi/pulumi";

/** One resource that a component registered. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

/**
 * Runs `build` on the SDK's mocks and returns what it registered, in order of names. Resources that the recording
 * transformation never saw have no parent in the component: that is an error here.
 */
export async function registeredBy(
  build: (opts: pulumi.ComponentResourceOptions) => pulumi.Resource,
): Promise<Registered[]> {
  const registered: Registered[] = [];
  const seen = new Set<string>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs: inputs as Record<string, unknown> });
        return { id: `${name}-id`, state: inputs as object };
      },
      call: ({ inputs }) => inputs as object,
    },
    "platform",
    "dev",
    true,
  );
  build({
    transformations: [
      ({ type, name }) => {
        seen.add(`${type}::${name}`);
        return undefined;
      },
    ],
  });
  await settled(registered);
  const orphans = registered.filter(({ type, name }) => !seen.has(`${type}::${name}`));
  if (orphans.length > 0) throw new Error(`without the component as parent: ${orphans.map(({ name }) => name).join()}`);
  return registered.sort((a, b) => `${a.type}${a.name}`.localeCompare(`${b.type}${b.name}`));
}

/** Registration is asynchronous and mocks have no signal for its end: wait until a while brings nothing new. */
async function settled(registered: Registered[]): Promise<void> {
  for (let count = -1; count !== registered.length;) {
    count = registered.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
