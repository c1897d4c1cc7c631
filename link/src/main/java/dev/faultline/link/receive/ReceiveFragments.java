package dev.faultline.link.receive;

import dev.faultline.link.wire.Wire;
import java.util.Arrays;

/**
 * For each slot of a stream's ring, which fragments have arrived of a chunk that was too long for
 * one packet. A later chunk takes the slot of an earlier one: its sender would not have sent it if
 * it still needed the earlier one.
 */
public final class ReceiveFragments {
  /** What became of a fragment. */
  public enum Outcome {
    /** More fragments are missing. */
    KEPT,
    /** It was the last that was missing. */
    COMPLETE,
    /** It, or its whole chunk, has been here. */
    DUPLICATE,
    /** It contradicts what came before. */
    CONTRADICTION
  }

  private static final long NOBODY = -1;

  private final long[] chunks;
  private final int[] totals;
  private final short[] masks;

  public ReceiveFragments(int slots) {
    chunks = new long[slots];
    Arrays.fill(chunks, NOBODY);
    totals = new int[slots];
    masks = new short[slots];
  }

  /** The connection is over, and the sender has forgotten what it sent. */
  public void clear() {
    Arrays.fill(chunks, NOBODY);
  }

  public Outcome add(int slot, long chunk, int total, int fragment) {
    if (chunk < chunks[slot]) {
      return Outcome.DUPLICATE;
    }
    if (chunk > chunks[slot]) {
      chunks[slot] = chunk;
      totals[slot] = total;
      masks[slot] = 0;
    }
    if (totals[slot] != total) {
      return Outcome.CONTRADICTION;
    }
    int bit = 1 << fragment;
    if ((masks[slot] & bit) != 0) {
      return Outcome.DUPLICATE;
    }
    masks[slot] |= (short) bit;
    return masks[slot] == all(total) ? Outcome.COMPLETE : Outcome.KEPT;
  }

  /** Whether a chunk from this one on has begun, and is not whole. */
  public boolean anyUnfinished(long from) {
    for (int slot = 0; slot < chunks.length; slot++) {
      if (chunks[slot] >= from && masks[slot] != all(totals[slot])) {
        return true;
      }
    }
    return false;
  }

  private static int all(int total) {
    return (1 << (total + Wire.FRAGMENT_BYTES - 1) / Wire.FRAGMENT_BYTES) - 1;
  }

  /** How many fragments of the chunk in this slot are here. */
  public int count(int slot) {
    return Integer.bitCount(masks[slot]);
  }

  /** The fragment is to come again: there was no room for what it made complete. */
  public void remove(int slot, int fragment) {
    masks[slot] &= (short) ~(1 << fragment);
  }
}
