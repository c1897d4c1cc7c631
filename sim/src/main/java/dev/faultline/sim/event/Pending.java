package dev.faultline.sim.event;

import dev.faultline.sim.adversary.PendingEvent;
import dev.faultline.sim.content.Contents;
import org.jspecify.annotations.Nullable;

/** Something that may happen, with all that it takes to let it. Immutable. */
public final class Pending implements PendingEvent {
  public final long at;
  public final long meta;
  public final long extra;
  public final @Nullable Object payload;
  public final long sequence;

  /** How long after it was set a timer is due, on its node's clock. */
  public final long delay;

  /** What is delivered, by content, as a number; −1 where it is not needed. */
  public final int content;

  /** What {@link Contents} said of the message when it was sent. */
  public final long sent;

  private final long key;
  private final long cause;
  private final String text;

  public Pending(
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

  public Pending withContent(int number) {
    return new Pending(at, meta, extra, payload, sequence, delay, number, sent, key, cause, text);
  }

  /** The same event at another time; the delay on its node's clock stays what it was. */
  public Pending movedTo(long time) {
    return new Pending(
        time, meta, extra, payload, sequence, delay, content, sent, key, cause, text);
  }

  @Override
  public long key() {
    return key;
  }

  @Override
  public boolean racesWith(PendingEvent other) {
    if (node() != other.node()) {
      return node() < 0 || other.node() < 0;
    }
    return !(payload instanceof Turn mine
            && other instanceof Pending pending
            && pending.payload instanceof Turn theirs)
        || mine.racesWith(theirs);
  }

  @Override
  public int node() {
    return EventMeta.kind(meta) == EventMeta.CONTROL ? -1 : EventMeta.target(meta);
  }

  @Override
  public long cause() {
    return cause;
  }

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
