package dev.faultline.link.stream;

import org.jspecify.annotations.Nullable;

/**
 * What became of the chunks of a stream that were sent: which are on the way, which are to be sent
 * again, and which have arrived.
 */
public final class SentChunks {
  /** Instead of a chunk's number where there is none. */
  public static final long NO_CHUNK = -1;

  private final SendSlots slots;
  private final SendRings rings;
  private final Holdback holdback;

  /** Whether a chunk is sent for good at once, and never again. */
  private final boolean once;

  private int lost;
  private long lostHint;

  /** When something was sent last. */
  private long sentAt;

  /**
   * Of {@link SendRings}: whether chunks were sent for good in this poll, and who did so before.
   */
  private boolean spends;

  private @Nullable SentChunks spentBefore;

  SentChunks(SendSlots slots, SendRings rings, Holdback holdback, boolean once) {
    this.slots = slots;
    this.rings = rings;
    this.holdback = holdback;
    this.once = once;
    lostHint = slots.base;
  }

  /** Nothing has been sent of chunks that are numbered anew. */
  void restart() {
    lost = 0;
    lostHint = slots.base;
  }

  // --- which to send again ---

  boolean anyLost() {
    return lost > 0;
  }

  /** The oldest chunk that has to be sent again; only when there is one. */
  public long oldestLost() {
    SendRing of = slots.ring;
    long chunk = Math.max(lostHint, slots.base);
    while (of.states[(int) chunk & of.mask] != SendRing.LOST) {
      chunk++;
    }
    lostHint = chunk;
    return chunk;
  }

  /**
   * The oldest chunk that has been sent and not acknowledged, of those that no packet from this one
   * on carried; {@link #NO_CHUNK} if there is none.
   */
  public long oldestUnacknowledged(long since) {
    SendRing of = slots.ring;
    for (long chunk = slots.base; chunk < slots.next; chunk++) {
      int slot = (int) chunk & of.mask;
      if (of.states[slot] != SendRing.ACKED && of.lastPacket[slot] < since) {
        return chunk;
      }
    }
    return NO_CHUNK;
  }

  // --- chunks on their way ---

  /** Returns whether the chunk, which lies in this ring, had been sent before. */
  public boolean sent(long now, SendRing of, long chunk, long packet) {
    int slot = (int) chunk & of.mask;
    of.lastPacket[slot] = packet;
    if (of.states[slot] == SendRing.LOST) {
      lost--;
    }
    boolean again = leaves(now, of, slot, chunk);
    SendFragments fragments = of.fragments;
    if (fragments != null) {
      fragments.sentWhole(slot, chunk, packet);
    }
    onTheWay(of, slot);
    return again;
  }

  /** The chunk goes out, whole or in fragments. Returns whether it had been sent before. */
  boolean leaves(long now, SendRing of, int slot, long chunk) {
    boolean again = chunk < slots.next;
    if (!again) {
      slots.next = chunk + 1;
      of.firstSent[slot] = now;
    }
    sentAt = now;
    holdback.sent(now);
    return again;
  }

  /** All fragments of a chunk that was to be sent again are on the way. */
  void allSent(SendRing of, int slot) {
    lost--;
    onTheWay(of, slot);
  }

  private void onTheWay(SendRing of, int slot) {
    of.states[slot] = SendRing.SENT;
    if (once) {
      spend(of, slot);
    }
  }

  /** The chunk was sent for good, but the egress may read its slot until the poll is over. */
  private void spend(SendRing of, int slot) {
    of.states[slot] = SendRing.ACKED;
    holdback.arrived(of.lastPacket[slot]);
    if (!spends) {
      spends = true;
      spentBefore = rings.spent(this);
    }
  }

  /** The poll is over. Returns the stream that was to hear of it after this one. */
  @Nullable SentChunks pollOver() {
    SentChunks before = spentBefore;
    spends = false;
    spentBefore = null;
    slots.pass();
    return before;
  }

  /** When a chunk that was not acknowledged before was sent for the first time. */
  public long firstSent(long chunk) {
    SendRing of = slots.ring;
    return of.firstSent[(int) chunk & of.mask];
  }

  /** When something was sent last. */
  long sentAt() {
    return sentAt;
  }

  /** Whether this chunk has been sent and not acknowledged. */
  public boolean unacknowledged(long chunk) {
    return chunk >= slots.base && chunk < slots.next;
  }

  // --- what became of them ---

  /** A packet with this chunk has arrived. */
  public void acknowledged(long chunk) {
    if (chunk < slots.base) {
      return;
    }
    SendRing of = slots.ring;
    int slot = (int) chunk & of.mask;
    if (of.states[slot] == SendRing.ACKED) {
      return;
    }
    if (of.states[slot] == SendRing.LOST) {
      lost--;
    }
    of.states[slot] = SendRing.ACKED;
    holdback.arrived(of.lastPacket[slot]);
    slots.pass();
  }

  /** A packet with this chunk counts as lost; sends it again unless a younger packet has it too. */
  public void lost(long chunk, long packet) {
    if (chunk < slots.base) {
      return;
    }
    SendRing of = slots.ring;
    int slot = (int) chunk & of.mask;
    if (of.states[slot] == SendRing.SENT && of.lastPacket[slot] == packet) {
      toSend(of, slot, chunk);
      SendFragments fragments = of.fragments;
      if (fragments != null) {
        fragments.wholeLost(slot, chunk);
      }
    }
  }

  /** The chunk has to be sent again. */
  void toSend(SendRing of, int slot, long chunk) {
    of.states[slot] = SendRing.LOST;
    lost++;
    lostHint = lost == 1 ? chunk : Math.min(lostHint, chunk);
  }

  /** Gives up chunks that were sent for the first time so long ago. */
  void expire(long now, long patienceNanos) {
    while (slots.base < slots.next && now - firstSent(slots.base) >= patienceNanos) {
      acknowledged(slots.base);
    }
  }

  /** Everything on the way counts as lost: the connection that carried it is gone. */
  void allLost() {
    for (long chunk = slots.base; chunk < slots.next; chunk++) {
      lost(chunk, slots.ring.lastPacket[(int) chunk & slots.ring.mask]);
    }
  }
}
