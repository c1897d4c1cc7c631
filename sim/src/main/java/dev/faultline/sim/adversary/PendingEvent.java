package dev.faultline.sim.adversary;

import dev.faultline.sim.content.Contents;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.run.Turn;
import org.jspecify.annotations.Nullable;

/** Something that may happen. Immutable. */
public final class PendingEvent {
  public final long at;
  public final long meta;
  public final long extra;
  public final @Nullable Object payload;
  public final long sequence;

  /** How long after it was set a timer is due, on its node's clock. */
  public final long delay;

  /** What is delivered, by content, as a number; −1 where nobody asks. */
  public final int content;

  /** What {@link Contents} said of the message when it was sent. */
  public final long sent;

  private final long key;
  private final long cause;
  private final String text;

  public PendingEvent(
      long at,
      long meta,
      long extra,
      @Nullable Object payload,
      long sequence,
      long delay,
      int content,
      long sent,
      long key,
      long cause,
      String text) {
    this.at = at;
    this.meta = meta;
    this.extra = extra;
    this.payload = payload;
    this.sequence = sequence;
    this.delay = delay;
    this.content = content;
    this.sent = sent;
    this.key = key;
    this.cause = cause;
    this.text = text;
  }

  public PendingEvent withContent(int number) {
    return new PendingEvent(
        at, meta, extra, payload, sequence, delay, number, sent, key, cause, text);
  }

  /** The same event at another time; the delay on its node's clock stays what it was. */
  public PendingEvent movedTo(long time) {
    return new PendingEvent(
        time, meta, extra, payload, sequence, delay, content, sent, key, cause, text);
  }

  /** Identifies the event: the same in every run that comes to it in an equivalent way. */
  public long key() {
    return key;
  }

  /**
   * Whether the order of the two may matter: they happen at one node, or one of them concerns the
   * whole world, and they are not turns of threads that are known to touch different things.
   */
  public boolean racesWith(PendingEvent other) {
    if (node() != other.node()) {
      return node() < 0 || other.node() < 0;
    }
    return !(payload instanceof Turn mine && other.payload instanceof Turn theirs)
        || mine.racesWith(theirs);
  }

  /** The index of the node at which it happens, or −1 when it concerns the whole world. */
  public int node() {
    return EventMeta.kind(meta) == EventMeta.CONTROL ? -1 : EventMeta.target(meta);
  }

  /** The ordinal of the event that made this one possible, or −1 when it was there before all. */
  public long cause() {
    return cause;
  }

  /** Where it happens: the link for a delivery, else the node. */
  @Override
  public String toString() {
    return switch (EventMeta.kind(meta)) {
      case EventMeta.DELIVERY -> text + " delivers " + payload;
      case EventMeta.TIMER -> text + " timer " + payload;
      case EventMeta.TASK, EventMeta.TURN -> text + " goes on";
      default -> text;
    };
  }
}
