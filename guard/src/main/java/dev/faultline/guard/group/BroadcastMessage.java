package dev.faultline.guard.group;

import java.util.Objects;

/** The messages between members of a {@link ReliableBroadcast}. */
public sealed interface BroadcastMessage<V> {
  /** The member that broadcasts it. */
  String origin();

  /** The number among the origin's messages, from 1. */
  long sequence();

  /** The broadcast value. */
  V value();

  /** Sent by the origin to start the broadcast. */
  record Send<V>(String origin, long sequence, V value) implements BroadcastMessage<V> {
    /** Creates it. */
    public Send {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(value, "value");
    }
  }

  /** Sent by a member that received the value from the origin. */
  record Echo<V>(String origin, long sequence, V value) implements BroadcastMessage<V> {
    /** Creates it. */
    public Echo {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(value, "value");
    }
  }

  /** Sent by a member that is ready to deliver: no honest member can deliver another value. */
  record Ready<V>(String origin, long sequence, V value) implements BroadcastMessage<V> {
    /** Creates it. */
    public Ready {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(value, "value");
    }
  }
}
