package dev.faultline.link.connection;

import dev.faultline.link.Egress;
import dev.faultline.link.wire.Nanos;

/** What a connection sends, in which order, and when there is something to send. */
final class Outbound {
  private final Connection connection;
  private final Traffic traffic;
  private final Greeting greeting;
  private final Farewell farewell;
  private final Liveness liveness;
  private boolean pingDue;

  Outbound(
      Connection connection,
      Traffic traffic,
      Greeting greeting,
      Farewell farewell,
      Liveness liveness) {
    this.connection = connection;
    this.traffic = traffic;
    this.greeting = greeting;
    this.farewell = farewell;
    this.liveness = liveness;
  }

  /** Asks the peer for a sign of life if it has been quiet. */
  void ask(long now) {
    pingDue |= quietAt() <= now;
  }

  /** When to ask for a sign of life, as long as nothing is on the way that has to be answered. */
  private long quietAt() {
    return traffic.lossAt() == Nanos.NEVER ? liveness.keepAliveAt() : Nanos.NEVER;
  }

  /** Sends what is due. Returns false when there was no room for all of it. */
  boolean poll(long now, Egress egress) {
    traffic.beforePoll();
    if (connection.connecting() && greeting.helloAt() <= now && greeting.mayGreet()) {
      connection.where().look(greeting.attempts());
      if (!greeting.greet(now, egress)) {
        return false;
      }
    }
    if (connection.connected() && !greeting.mayGreet()) {
      // Nor may an acknowledgement or an end say what a crash could still take back.
      return true;
    }
    if (connection.connected() && greeting.welcomeDue() && !greeting.welcome(egress)) {
      return false;
    }
    if (connection.connecting() ? !greeting.mayFollow() : !connection.connected()) {
      return true;
    }
    // An acknowledgement, which may go with data, has what was turned back count as lost.
    return traffic.turnBack(egress)
        && transmit(now, egress)
        && traffic.acknowledge(now, egress)
        && (!farewell.due(now) || farewell.say(now, egress));
  }

  private boolean transmit(long now, Egress egress) {
    if (!greeting.mayTransmit()) {
      return true;
    }
    if (pingDue) {
      if (!traffic.ping(now, egress)) {
        return false;
      }
      pingDue = false;
    }
    if (connection.connected() && !traffic.probePath(now, egress)) {
      return false;
    }
    return traffic.send(now, egress);
  }

  /** When there is something to send next while connecting. */
  long helloAt() {
    return greeting.mayGreet() ? greeting.helloAt() : Long.MAX_VALUE;
  }

  /** When there is something to send next, or counts as lost, while connected. */
  long dueAt() {
    if (!greeting.mayGreet()) {
      // The journal wakes it.
      return Long.MAX_VALUE;
    }
    boolean transmits = greeting.mayTransmit();
    if (greeting.welcomeDue() || (transmits && pingDue)) {
      return Long.MIN_VALUE;
    }
    long send = transmits ? traffic.sendAt() : Long.MAX_VALUE;
    // A ping that has to wait for the journal waits for that, not for time.
    long quiet = pingDue ? Nanos.NEVER : quietAt();
    long own = Math.min(send, Math.min(traffic.lossAt(), traffic.acknowledgeAt()));
    return Math.min(own, Math.min(farewell.deadline(), quiet));
  }
}
