package dev.faultline.link.connection;

import dev.faultline.link.Egress;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Wire;

/** How a connection ends that one side closes: END, when all has arrived, until it is answered. */
final class Farewell {
  private static final int MOST = 5;

  private final Connection connection;
  private final Traffic traffic;
  private final ControlPackets controls;
  private boolean closing;

  /** The peer has closed, and the application has not taken yet all that arrived before. */
  private boolean leaving;

  /** How much the application had taken when that was last looked at. */
  private long taken;

  private int said;
  private long at;

  Farewell(Connection connection, Traffic traffic, ControlPackets controls) {
    this.connection = connection;
    this.traffic = traffic;
    this.controls = controls;
  }

  boolean leaving() {
    return leaving;
  }

  void close(long now) {
    closing = true;
    at = now;
  }

  void leave() {
    leaving = true;
    taken = traffic.takenSoFar();
  }

  /** Whether the application has taken something since this was asked last. */
  boolean goesOn() {
    long before = taken;
    taken = traffic.takenSoFar();
    return taken != before;
  }

  boolean due(long now) {
    return closing && at <= now && connection.connected() && traffic.settled();
  }

  /** Says it, and once more each time that no answer comes; returns false if there was no room. */
  boolean say(long now, Egress egress) {
    if (said == MOST) {
      connection.end(SessionEnd.CLOSED);
      return true;
    }
    if (!controls.reply(
        connection.peer(), Wire.END, connection.key(), EndCode.of(SessionEnd.CLOSED), egress)) {
      return false;
    }
    at = now + (traffic.patienceNanos() << said++);
    return true;
  }

  /** The peer has answered that all is over. */
  void answered() {
    if (closing && said > 0) {
      connection.end(SessionEnd.CLOSED);
    }
  }

  long deadline() {
    return closing && traffic.settled() ? at : Long.MAX_VALUE;
  }
}
