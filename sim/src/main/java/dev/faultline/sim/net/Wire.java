package dev.faultline.sim.net;

import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.connection.Segment;
import dev.faultline.sim.setup.Network;

/** A link with a bandwidth: messages queue up behind each other. */
final class Wire {
  private Wire() {}

  /**
   * The time that a message waits for the link and takes on it, in nanoseconds.
   *
   * @param mayLose whether a message is lost for which the queue has no room
   * @return −1 for a message that is lost
   */
  static long nanos(Link link, Network network, boolean mayLose, Object message) {
    long bytes = bytes(network, message);
    long sentAt = link.from.clock.here();
    long start = Math.max(sentAt, link.sendableAt);
    double waitingBytes = (double) (start - sentAt) * link.route.bytesPerSecond() / 1e9;
    if (mayLose && waitingBytes + bytes > link.route.queueBytes()) {
      return -1;
    }
    long onTheWire = Math.max(1, (long) (bytes * 1e9 / link.route.bytesPerSecond()));
    long done = SimTime.plus(start, onTheWire);
    link.sendableAt = done;
    return done - sentAt;
  }

  private static long bytes(Network network, Object message) {
    return switch (message) {
      case Segment.Data data -> network.sizeOf(data.message());
      case Segment segment -> Network.CONTROL_BYTES;
      case Object datagram -> network.sizeOf(datagram);
    };
  }
}
