package dev.faultline.link.receive;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.Processing;
import dev.faultline.link.StreamKind;
import dev.faultline.link.rules.Rules;

/**
 * How far the messages of a stream that receives are processed: what the application has taken,
 * what the next commit says, and what no crash can take back.
 */
public final class ProcessedMarks {
  /** Whether messages are claimed before they are handed over: at most once. */
  final boolean claims;

  private final StreamKind kind;
  private final LinkOptions options;
  private final Rules rules;
  private final Delivery delivery;

  /** With claims: the first chunk that is not, and the last message that ends before it. */
  private long unclaimed;

  private long claimable;

  /** The last message that a crash of this side will not take back, and the one being committed. */
  private long durable;

  private long asked;

  ProcessedMarks(StreamKind kind, LinkOptions options, Rules rules, Delivery delivery) {
    this.kind = kind;
    this.options = options;
    this.rules = rules;
    this.delivery = delivery;
    claims = kind == StreamKind.LOGGED && options.processing() == Processing.AT_MOST_ONCE;
    unclaimed = rules.firstNumber();
  }

  /** The last message that the sender may be told is processed. */
  public long processed() {
    long consecutive = delivery.consecutive();
    if (kind != StreamKind.LOGGED) {
      return Math.max(0, consecutive);
    }
    return claims ? Math.min(consecutive, durable) : rules.processed(consecutive, durable);
  }

  /** What the next commit says is processed. */
  public long processable() {
    return switch (options.processing()) {
      case EXACTLY_ONCE -> delivery.consecutive();
      case AT_LEAST_ONCE -> durable;
      case AT_MOST_ONCE -> Math.max(claimable, durable);
    };
  }

  /** Whether a commit would say something new. */
  public boolean uncommitted() {
    return kind == StreamKind.LOGGED && processable() > asked;
  }

  /** Whether messages count as processed that a crash could take back. */
  public boolean undurable() {
    return kind == StreamKind.LOGGED && processable() > durable;
  }

  /** Whether messages are here that are handed over once a commit says so. */
  public boolean awaitsClaim() {
    return claims && uncommitted();
  }

  /** Whether no crash takes back that these messages are processed. */
  boolean durable(long upTo) {
    return upTo <= durable;
  }

  public void asked() {
    asked = processable();
  }

  void synced() {
    if (asked > durable) {
      durable = asked;
    }
  }

  /** The application has made its effects up to this message durable elsewhere. */
  void processedElsewhere(int stream, long upTo) {
    // The message that is being handled counts as received.
    if (upTo > (delivery.delivering() ? delivery.sequence : delivery.consecutive())) {
      throw new IllegalArgumentException(
          "message "
              + upTo
              + " of stream "
              + stream
              + " was never received; the last is "
              + delivery.consecutive());
    }
    durable = Math.max(durable, upTo);
  }

  public void recovered(long processed) {
    durable = Math.max(durable, processed);
    asked = durable;
    delivery.sequence = durable + 1;
  }

  /** Chunks are numbered anew from this one on. */
  void numberFrom(long chunk) {
    unclaimed = chunk;
  }

  /** Claims messages up to this one, and what is kept without a gap. */
  void claim(long upTo, ReceiveSlots slots) {
    ReceiveRing from = slots.present();
    claimable = Math.max(claimable, upTo);
    unclaimed = Math.max(unclaimed, slots.next);
    while (from != null
        && unclaimed <= slots.next + slots.mask
        && from.states[slots.slot(unclaimed)] == ReceiveSlots.KEPT) {
      claimable = Math.max(claimable, from.last[slots.slot(unclaimed)]);
      unclaimed++;
    }
  }
}
