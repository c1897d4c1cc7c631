package dev.faultline.link.receive;

import java.lang.foreign.MemorySegment;

/** What a stream does with a whole chunk that comes, by what was promised of its messages. */
public sealed interface Intake permits OrderedIntake, UnorderedIntake, UncountedIntake {
  /** A chunk has come. */
  ReceiveStream.Outcome take(
      long chunk, long firstSequence, MemorySegment segment, long frames, int length);

  /** Hands over what is here, as far as the application takes it. */
  void handOver();

  /** Whether messages are here that have arrived for good and were not taken yet. */
  boolean untaken();
}
