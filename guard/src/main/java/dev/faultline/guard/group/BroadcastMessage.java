package dev.faultline.guard.group;

import java.util.Objects;

/** What members of a {@link ReliableBroadcast} tell each other. */
public sealed interface BroadcastMessage<V> {
  /** Who broadcasts it. */
  String origin();

  /** Which of its messages, from 1. */
  long sequence();

  /** What it says. */
  V value();

  /** The origin broadcasts it. */
  record Send<V>(String origin, long sequence, V value) implements BroadcastMessage<V> {
    /** Creates it. */
    public Send {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(value, "value");
    }
  }

  /** The origin has told me so. */
  record Echo<V>(String origin, long sequence, V value) implements BroadcastMessage<V> {
    /** Creates it. */
    public Echo {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(value, "value");
    }
  }

  /** No two honest members can come to deliver anything else. */
  record Ready<V>(String origin, long sequence, V value) implements BroadcastMessage<V> {
    /** Creates it. */
    public Ready {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(value, "value");
    }
  }
}
