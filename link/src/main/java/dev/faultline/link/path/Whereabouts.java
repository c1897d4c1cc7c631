package dev.faultline.link.path;

import java.util.function.LongConsumer;

/**
 * The address of a session's peer: the one that its last packet came from. The side that began the
 * session tries this address and the one it first connected to in turn, since a relay on the path
 * may have relayed packets and then stopped.
 */
public final class Whereabouts {
  /** Of a session that was recovered, until it is connected anew. */
  public static final long NOWHERE = -1;

  private final boolean initiator;
  private long home = NOWHERE;
  private long last = NOWHERE;
  private long present = NOWHERE;

  public Whereabouts(boolean initiator) {
    this.initiator = initiator;
  }

  /** What to send to. */
  public long present() {
    return present;
  }

  /** The peer is to be found there, whatever was known before. */
  public void begin(long address) {
    home = address;
    last = address;
    present = address;
  }

  /** The peer was heard from there. */
  public void heard(long address) {
    last = address;
    present = address;
    if (!initiator) {
      home = address;
    }
  }

  /** The peer is looked for, for the {@code attempt}-th time, counted from 0. */
  public void look(int attempt) {
    present = attempt % 2 == 0 ? last : home;
  }

  /** Whether the peer may be looked for there. */
  public boolean include(long address) {
    return address == home || address == last;
  }

  public void each(LongConsumer to) {
    if (home != NOWHERE) {
      to.accept(home);
      to.accept(last);
    }
  }
}
