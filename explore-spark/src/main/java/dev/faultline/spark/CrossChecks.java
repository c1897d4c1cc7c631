package dev.faultline.spark;

import dev.faultline.explore.Leak;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;

/** One span in a hundred is run twice, on another executor, and has to come to the same. */
final class CrossChecks {
  static final int EVERY = 100;

  private CrossChecks() {}

  /** Whether a span is run twice: not the very first, on which executors get warm. */
  static boolean chosen(Span span) {
    return span.number() % EVERY == 1;
  }

  /**
   * What the span came to, where both agree; else the leak, as the last world that counts.
   *
   * @param firstSeed of the campaign
   */
  static Part agreed(Reply first, Reply second, long firstSeed) {
    Part part = PartCodec.decode(first.part());
    long[] one = part.traceHashes();
    long[] other = PartCodec.decode(second.part()).traceHashes();
    int shared = Math.min(one.length, other.length);
    for (int i = 0; i < Math.max(one.length, other.length); i++) {
      if (i >= shared || one[i] != other[i]) {
        int index = part.from() + i;
        Leak leak = Leak.between(firstSeed + index, first.machine(), second.machine());
        return Part.leaking(part.from(), index, leak);
      }
    }
    return part;
  }
}
