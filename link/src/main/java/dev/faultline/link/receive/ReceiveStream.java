package dev.faultline.link.receive;

import dev.faultline.link.StreamKind;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a stream. A chunk that comes in its turn goes from the datagram straight to
 * the application; one that comes early waits in a ring of slots, or is handed over at once where
 * order was not promised; a copy of one that was there is dropped.
 */
public final class ReceiveStream {
  /** What became of a chunk. */
  enum Outcome {
    /** It is here to stay, and may be acknowledged. */
    TAKEN,
    /** It had been taken before. */
    DUPLICATE,
    /** There is no room for it: it must come again. */
    REFUSED,
    /** There is no memory for it now: it must come again, but not soon. */
    STARVED
  }

  public final int id;
  public final StreamKind kind;

  /** How far its messages are processed. */
  public final ProcessedMarks marks;

  private final ReceiverHost session;
  private final Rules rules;
  private final ReceiveSlots slots;
  private final Reassembly pieces;
  private final Delivery delivery;

  private final Intake intake;
  private final News untold;

  /** Whether there is something to tell the sender. */
  boolean news;

  /** Of {@link News}: whether it waits there, and who waits behind it. */
  boolean waitsToTell;

  @Nullable ReceiveStream tellsNext;

  ReceiveStream(int id, StreamKind kind, ReceiverHost session, Rules rules, News untold) {
    this.untold = untold;
    this.id = id;
    this.kind = kind;
    this.session = session;
    this.rules = rules;
    slots = new ReceiveSlots(this, session, losesNothing(), rules.firstNumber());
    pieces = new Reassembly(this, session, losesNothing(), 4L * slots.stride);
    delivery = new Delivery(this, session, pieces);
    marks = new ProcessedMarks(kind, session.options(), rules, delivery);
    intake =
        switch (kind) {
          case FAIR_LOSS -> new UncountedIntake(delivery, false);
          case STUBBORN -> new UncountedIntake(delivery, true);
          case UNORDERED -> new UnorderedIntake(this, slots, delivery, rules);
          case ORDERED, LOGGED -> new OrderedIntake(this, session, slots, delivery, marks, rules);
        };
  }

  /** Delivers what had to wait for memory, unless the session is over. */
  public void goOn(long now) {
    session.goOn(now);
  }

  private boolean losesNothing() {
    return kind != StreamKind.FAIR_LOSS && kind != StreamKind.STUBBORN;
  }

  /** Chunks below this one have room here. */
  long limit() {
    return switch (kind) {
      case FAIR_LOSS, STUBBORN -> Long.MAX_VALUE;
      case UNORDERED, ORDERED, LOGGED -> slots.next + slots.mask + 1;
    };
  }

  /** Number of the last message that the application has taken. */
  public long consecutive() {
    return delivery.consecutive();
  }

  /** There is something to tell the sender. */
  void tell() {
    if (!news) {
      untold.add(this);
    }
  }

  // --- durability ---

  public void synced() {
    marks.synced();
    tell();
    if (marks.claims && delivery.ready()) {
      intake.handOver();
      settle();
    }
  }

  /** The application has made its effects up to this message durable elsewhere. */
  public void processedElsewhere(long upTo) {
    marks.processedElsewhere(id, upTo);
    tell();
  }

  /** Chunks are numbered anew, beginning with the message after the last that was taken. */
  void renumber() {
    if (kind == StreamKind.LOGGED) {
      slots.numberFrom(rules.firstNumber());
      marks.numberFrom(slots.next);
      delivery.stopped = false;
      pieces.end();
      settle();
    }
  }

  // --- receiving ---

  Outcome accept(long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    Outcome outcome = intake.take(chunk, firstSequence, segment, frames, length);
    settle();
    return outcome;
  }

  /**
   * Takes a fragment of a chunk, and the chunk once it is whole.
   *
   * @param offset where in the chunk's frames it begins, a multiple of {@link Wire#FRAGMENT_BYTES}
   * @param total how long the chunk's frames are
   */
  Outcome acceptFragment(
      long chunk,
      long firstSequence,
      int offset,
      int total,
      MemorySegment segment,
      long from,
      int length) {
    boolean numbered = losesNothing();
    if (numbered && slots.known(chunk)) {
      return Outcome.DUPLICATE;
    }
    if (total > slots.stride - Wire.FRAMES || (numbered && !slots.fits(chunk, total))) {
      return Outcome.REFUSED;
    }
    ReceiveRing keeping = slots.ring();
    if (keeping == null) {
      return Outcome.STARVED;
    }
    ReceiveFragments assembly = slots.fragments(keeping);
    int slot = slots.slot(chunk);
    int fragment = offset / Wire.FRAGMENT_BYTES;
    ReceiveFragments.Outcome outcome = assembly.add(slot, chunk, total, fragment);
    if (outcome == ReceiveFragments.Outcome.DUPLICATE) {
      return Outcome.DUPLICATE;
    }
    if (outcome == ReceiveFragments.Outcome.CONTRADICTION) {
      session.malformed();
      return Outcome.REFUSED;
    }
    long frames = slots.at(slot);
    int to = rules.partAt(offset, assembly.count(slot) - 1);
    MemorySegment.copy(segment, from, keeping.slots, frames + to, Math.min(length, total - to));
    if (outcome == ReceiveFragments.Outcome.KEPT) {
      return Outcome.TAKEN;
    }
    Outcome whole = intake.take(chunk, firstSequence, keeping.slots, frames, total);
    if (whole == Outcome.REFUSED || whole == Outcome.STARVED) {
      assembly.remove(slot, fragment);
    }
    settle();
    return whole;
  }

  /** The sender begins again with chunks that it had begun to send in fragments. */
  void forgetFragments() {
    if (slots.forgetFragments()) {
      settle();
    }
  }

  // --- memory ---

  /** Gives back what is not needed now, when memory is short. */
  private void settle() {
    if (session.budget().tight()) {
      giveBack();
    }
  }

  /** Gives back what is not needed now. */
  void giveBack() {
    if (delivery.delivering()) {
      return;
    }
    slots.giveBack();
    pieces.giveBack();
    if (slots.present() == null && pieces.isEmpty()) {
      session.budget().holdsNothing(session.owner(), this);
    }
  }

  /** The session is over: hands its memory over, and what it counted for. */
  void buffers(Consumer<MemorySegment> to) {
    session.budget().forget(this);
    slots.over(to);
    pieces.over(to);
    session.budget().holdsNothing(session.owner(), this);
  }

  /** Offers the application again what it could not take. */
  void resume() {
    if (delivery.stopped && !delivery.delivering()) {
      delivery.stopped = false;
      intake.handOver();
      settle();
    }
  }

  /** Whether messages are here that have arrived for good and were not taken yet. */
  boolean untaken() {
    return intake.untaken();
  }
}
