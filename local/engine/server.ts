import * as grpc from "@grpc/grpc-js";
import { messageOf } from "../lib/errors";
import { Stopped } from "./session";

/** A rendered chart or the analysis of a whole stack is far above gRPC's 4 MB. */
export const channelOptions: grpc.ChannelOptions = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

export interface Server {
  address: string;
  /** Drops every connection at once. */
  close(): void;
}

export async function serve(services: [grpc.ServiceDefinition, grpc.UntypedServiceImplementation][]): Promise<Server> {
  const server = new grpc.Server(channelOptions);
  for (const [definition, implementation] of services) server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** Wraps a function as a gRPC method. What it throws reaches the program as an error with that message. */
export function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: statusOf(error), details: messageOf(error) }),
      );
  };
}

/** At UNAVAILABLE the SDK ends the program quietly: it knows then that the engine reports the reason itself. */
function statusOf(error: unknown): grpc.status {
  return error instanceof Stopped ? grpc.status.UNAVAILABLE : grpc.status.UNKNOWN;
}
