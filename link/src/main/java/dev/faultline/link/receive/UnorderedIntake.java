package dev.faultline.link.receive;

import dev.faultline.link.receive.ReceiveStream.Outcome;
import dev.faultline.link.rules.Rules;
import java.lang.foreign.MemorySegment;

/** Hands chunks over as they come, each once. */
public final class UnorderedIntake implements Intake {
  private final ReceiveStream stream;
  private final ReceiveSlots slots;
  private final Delivery delivery;
  private final Rules rules;

  /** How much of the next chunk was taken, if it has to come again since there was no memory. */
  private int takenOfNext;

  UnorderedIntake(ReceiveStream stream, ReceiveSlots slots, Delivery delivery, Rules rules) {
    this.stream = stream;
    this.slots = slots;
    this.delivery = delivery;
    this.rules = rules;
  }

  @Override
  public Outcome take(
      long chunk, long firstSequence, MemorySegment segment, long frames, int length) {
    if (rules.duplicate(slots.known(chunk), segment, frames, length)) {
      return Outcome.DUPLICATE;
    }
    if (!slots.fits(chunk, length) || !delivery.ready()) {
      return Outcome.REFUSED;
    }
    boolean isNext = chunk == slots.next;
    // What is handed over must be known not to be handed over again; in its turn a number says so.
    ReceiveRing keeping = isNext ? slots.present() : slots.ring();
    if (keeping == null && !isNext) {
      return Outcome.STARVED;
    }
    int from = isNext ? Math.min(takenOfNext, length) : 0;
    delivery.sequence = firstSequence + Delivery.ended(segment, frames, from);
    int taken = delivery.deliver(segment, frames, from, length);
    if (taken < length) {
      delivery.stopped = true;
      if (taken == 0) {
        return Outcome.REFUSED;
      }
      ReceiveRing in = slots.ring();
      if (in != null) {
        slots.keep(in, chunk, delivery.sequence, 0, segment, frames, length, taken);
        return Outcome.TAKEN;
      }
      takenOfNext = taken;
      return Outcome.STARVED;
    }
    if (keeping == null) {
      passed();
      return Outcome.TAKEN;
    }
    keeping.states[slots.slot(chunk)] = ReceiveSlots.DELIVERED;
    keeping.held++;
    slide(keeping);
    return Outcome.TAKEN;
  }

  private void passed() {
    slots.next++;
    takenOfNext = 0;
    stream.tell();
  }

  private void slide(ReceiveRing in) {
    int slot = slots.slot(slots.next);
    while (in.states[slot] == ReceiveSlots.DELIVERED) {
      in.states[slot] = ReceiveSlots.ABSENT;
      in.held--;
      passed();
      slot = slots.slot(slots.next);
    }
  }

  @Override
  public void handOver() {
    ReceiveRing in = slots.present();
    if (in == null) {
      return;
    }
    for (long chunk = slots.next; chunk <= slots.next + slots.mask && !delivery.stopped; chunk++) {
      int slot = slots.slot(chunk);
      if (in.states[slot] == ReceiveSlots.KEPT) {
        delivery.sequence = in.first[slot];
        int taken = delivery.deliver(in.slots, slots.at(slot), in.resumeAt[slot], in.used[slot]);
        in.resumeAt[slot] = (short) taken;
        in.first[slot] = delivery.sequence;
        delivery.stopped = taken < in.used[slot];
        in.states[slot] = delivery.stopped ? ReceiveSlots.KEPT : ReceiveSlots.DELIVERED;
      }
    }
    slide(in);
  }

  @Override
  public boolean untaken() {
    return slots.anyKept();
  }
}
