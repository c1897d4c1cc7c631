package dev.faultline.link.receive;

import dev.faultline.link.receive.ReceiveStream.Outcome;
import dev.faultline.link.rules.Rules;
import java.lang.foreign.MemorySegment;

/**
 * Hands chunks over in their order: one that comes in its turn straight from the datagram, one that
 * comes early once it is its turn.
 */
public final class OrderedIntake implements Intake {
  private final ReceiveStream stream;
  private final ReceiverHost session;
  private final ReceiveSlots slots;
  private final Delivery delivery;
  private final ProcessedMarks marks;
  private final Rules rules;

  OrderedIntake(
      ReceiveStream stream,
      ReceiverHost session,
      ReceiveSlots slots,
      Delivery delivery,
      ProcessedMarks marks,
      Rules rules) {
    this.stream = stream;
    this.session = session;
    this.slots = slots;
    this.delivery = delivery;
    this.marks = marks;
    this.rules = rules;
  }

  @Override
  public Outcome take(
      long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    if (rules.duplicate(slots.known(chunk), segment, frames, length)) {
      return Outcome.DUPLICATE;
    }
    if (!slots.fits(chunk, length)) {
      return Outcome.REFUSED;
    }
    boolean inTurn = chunk == slots.next && delivery.ready();
    if (inTurn && firstSequence > delivery.sequence) {
      // A gap between messages that the chunks do not have: never ours, and never passed on.
      session.malformed();
      return Outcome.REFUSED;
    }
    boolean claims = marks.claims;
    if (!inTurn || (claims && !marks.durable(lastOf(firstSequence, segment, frames, length)))) {
      boolean kept = keep(chunk, firstSequence, segment, frames, length, 0);
      if (claims && (kept || inTurn)) {
        // In its turn it is claimed without being kept: when it comes again, it is handed over.
        claim(kept ? 0 : lastOf(firstSequence, segment, frames, length));
      }
      return kept ? Outcome.TAKEN : Outcome.STARVED;
    }
    int from = delivery.skip(segment, frames, length, firstSequence);
    int taken = delivery.deliver(segment, frames, from, length);
    if (taken < length) {
      boolean starved = delivery.takeStarved();
      // What was taken of it is passed over when it comes again.
      boolean kept = !starved && keep(chunk, firstSequence, segment, frames, length, taken);
      delivery.stopped = !starved;
      return kept ? Outcome.TAKEN : Outcome.STARVED;
    }
    slots.next++;
    stream.tell();
    if (claims) {
      // What is kept behind it may not be claimed yet, and no packet may come that does so.
      claim(0);
    } else if (untaken()) {
      handOver();
    }
    return Outcome.TAKEN;
  }

  /** The last message that ends in a chunk. */
  private static long lastOf(long firstSequence, MemorySegment segment, long frames, int length) {
    return firstSequence + Delivery.ended(segment, frames, length) - 1;
  }

  /** Returns false when there is no memory to keep the chunk. */
  private boolean keep(
      long chunk, long firstSequence, MemorySegment from, long frames, int length, int taken) {
    ReceiveRing in = slots.ring();
    if (in == null) {
      return false;
    }
    long last = marks.claims ? lastOf(firstSequence, from, frames, length) : 0;
    slots.keep(in, chunk, firstSequence, last, from, frames, length, taken);
    return true;
  }

  /**
   * Asks for what is here without a gap, and for messages up to this one, and hands over what has
   * been claimed already.
   */
  private void claim(long upTo) {
    marks.claim(upTo, slots);
    session.taken(stream, 0);
    if (delivery.ready()) {
      handOver();
    }
  }

  @Override
  public void handOver() {
    ReceiveRing in = slots.present();
    if (in == null) {
      return;
    }
    int slot = slots.slot(slots.next);
    while (in.states[slot] == ReceiveSlots.KEPT
        && (!marks.claims || marks.durable(in.last[slot]))) {
      long frames = slots.at(slot);
      if (in.first[slot] > delivery.sequence) {
        session.malformed();
        in.states[slot] = ReceiveSlots.ABSENT;
        in.held--;
        return;
      }
      int from = in.resumeAt[slot];
      if (from == 0) {
        from = delivery.skip(in.slots, frames, in.used[slot], in.first[slot]);
      }
      int taken = delivery.deliver(in.slots, frames, from, in.used[slot]);
      if (taken < in.used[slot]) {
        in.resumeAt[slot] = (short) taken;
        delivery.stopped = true;
        if (delivery.takeStarved()) {
          // It has arrived for good, so it does not come again.
          session.budget().await(stream);
        }
        return;
      }
      in.resumeAt[slot] = 0;
      in.states[slot] = ReceiveSlots.ABSENT;
      in.held--;
      slots.next++;
      stream.tell();
      slot = slots.slot(slots.next);
    }
  }

  @Override
  public boolean untaken() {
    // Behind a gap nothing is handed over, and what the gap is for may never have been sent.
    return slots.state(slots.next) == ReceiveSlots.KEPT;
  }
}
