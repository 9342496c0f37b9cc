import { arrivedMessage, FOLLOW, fromAnybody, makeFollower, readFollow, type NatsConnection } from '@codecsmith/bus';

/** Makes durables for those who ask, as the ledger does. */
export function answerFollows(bus: NatsConnection): void {
  bus.subscribe(fromAnybody(FOLLOW), {
    callback: (_, message) => {
      void makeFollower(bus, readFollow(arrivedMessage(message))).then((following) =>
        message.respond(JSON.stringify(following)),
      );
    },
  });
}
