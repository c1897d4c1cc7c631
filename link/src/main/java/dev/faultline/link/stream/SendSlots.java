package dev.faultline.link.stream;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.rules.Rules;
import java.lang.foreign.MemorySegment;

/**
 * The chunks of a stream, and the {@link SendRing ring} that they lie in, which grows when it is
 * too small.
 *
 * <p>Chunks are numbered from 0: {@code base <= next <= sealed}. Those from base up to next have
 * been sent at least once, those up to sealed are complete, and sealed is the number of the open
 * one.
 */
public final class SendSlots {
  SendRing ring = SendRing.NONE;
  long base;
  long next;
  long sealed;

  /** How long a slot is. */
  int stride;

  private final OpenChunk open;
  private final boolean logged;
  private final SendRings rings;
  private final Rules rules;

  /** How many slots the ring may have. */
  private final Reach reach;

  /** How many slots it begins with, and how many it has needed. */
  private int usual;

  private int needed;

  /**
   * @param logged whether chunks may have to be staged
   */
  SendSlots(OpenChunk open, boolean logged, LinkOptions options, SendRings rings, Rules rules) {
    this.open = open;
    this.logged = logged;
    this.rings = rings;
    this.rules = rules;
    stride = options.packetBytes();
    reach = new Reach(options.sendPackets());
    usual = rings.first();
    numberFrom(rules.firstNumber());
  }

  /** There is no chunk, and the next one has this number. */
  void numberFrom(long chunk) {
    base = chunk;
    next = chunk;
    sealed = chunk;
  }

  /** Whether there is a ring. */
  boolean any() {
    return ring != SendRing.NONE;
  }

  /** How many slots the ring may have at present. */
  int most() {
    return reach.slots();
  }

  /**
   * Takes a ring if there is none, and with it where the open chunk of a logged stream is staged,
   * so that what has been taken needs no memory later.
   *
   * @throws OutOfMemoryError if there is no memory for it
   */
  void allocate() {
    if (ring == SendRing.NONE) {
      takeRing(1);
    }
  }

  /** Takes a ring as large as usual and large enough, or else the largest there is memory for. */
  private void takeRing(int slots) {
    if (logged) {
      open.stagingArea(stride);
    }
    int size = Math.max(slots, usual);
    while (ring == SendRing.NONE) {
      try {
        ring = rings.take(size, stride);
      } catch (OutOfMemoryError e) {
        if (size <= rings.first()) {
          throw e;
        }
        size = rings.smaller(size);
        reach.refused(size);
      }
    }
    needed = 0;
  }

  /** Whether the ring has a slot for a chunk, behind those from base on, or gets one. */
  boolean holds(long chunk) {
    long slots = chunk - base + 1;
    if (slots > ring.capacity() && slots <= reach.slots()) {
      widen((int) slots);
    }
    return slots <= ring.capacity();
  }

  private void widen(int slots) {
    SendRing small = ring;
    if (small == SendRing.NONE) {
      takeRing(slots);
      return;
    }
    SendRing wide = SendRing.NONE;
    try {
      wide = rings.take(slots, stride);
      wide.adopt(small, base, Math.min(sealed, base + small.capacity()), rules);
      ring = wide;
    } catch (OutOfMemoryError e) {
      // What there is will do, slowly.
      reach.refused(small.capacity());
      return;
    } finally {
      if (ring != wide) {
        rings.drop(wide);
      }
    }
    open.follow(wide, sealed);
    reach.granted();
    rings.drop(small);
  }

  /** The open chunk begins in its slot, which there is. */
  void begin() {
    open.in(ring, sealed);
    needed = Math.max(needed, (int) (sealed - base) + 1);
  }

  /** Lets the ring grow again some time after memory for that was refused. */
  void askAgain(long now) {
    if (ring != SendRing.NONE) {
      reach.askAgain(now);
    }
  }

  /** Gives the ring back: no chunk lies in it. */
  void giveBack() {
    SendRing idle = ring;
    ring = SendRing.NONE;
    open.memory = MemorySegment.NULL;
    reach.restart();
    int less = rings.smaller(idle.capacity());
    usual = needed <= less ? less : idle.capacity();
    rings.giveBack(idle);
  }

  /** Skips chunks that are no longer needed: their slots are free. */
  void pass() {
    SendRing of = ring;
    while (base < next
        && of != SendRing.NONE
        && of.states[(int) base & of.mask] == SendRing.ACKED) {
      base++;
    }
  }
}
