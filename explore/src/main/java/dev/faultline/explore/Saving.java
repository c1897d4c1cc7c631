package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Checkpoint;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.Tally;
import dev.faultline.explore.search.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps how far a campaign is, every few seconds. Safe for threads. */
final class Saving {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final CampaignPlan plan;
  private final Source source;
  private final String program;
  private final CheckpointStore store;
  private final AtomicLong last = new AtomicLong(System.nanoTime());
  private @Nullable UsageException failure;

  Saving(CampaignPlan plan, Source source, String program, CheckpointStore store) {
    this.plan = plan;
    this.source = source;
    this.program = program;
    this.store = store;
  }

  /** What the store holds, or null for nothing. */
  @Nullable Checkpoint read() {
    try {
      byte[] bytes = store.read();
      return bytes == null ? null : Checkpoint.decode(bytes, plan, program, store.name());
    } catch (IOException e) {
      throw new UsageException("cannot read " + store.name() + ": " + e, e);
    }
  }

  /** Whether it is time; only one of several threads that ask is told so. */
  boolean isDue() {
    long now = System.nanoTime();
    long before = last.get();
    return now - before >= EVERY.toNanos() && last.compareAndSet(before, now);
  }

  /** Null where the source is not as far as the tally, which it soon is. */
  byte @Nullable [] encode(Tally tally) {
    Part total = tally.total();
    byte[] progress = source.progress(total.to(), total.told());
    return progress == null
        ? null
        : new Checkpoint(Checkpoint.campaign(plan, program), total, tally.hash(), progress)
            .encode(plan);
  }

  /**
   * Writes what there is already, so that a place that cannot be written to is told at once.
   *
   * @throws UsageException when it cannot
   */
  void requireWritable(@Nullable Checkpoint checkpoint) {
    if (checkpoint == null) {
      save(() -> encode(new Tally(plan.worlds())));
    } else {
      save(() -> checkpoint.encode(plan));
    }
    UsageException cause = failure();
    if (cause != null) {
      throw cause;
    }
  }

  /**
   * Writes what is encoded then, or nothing where that is null; a failure is kept, since a later
   * attempt may succeed.
   */
  synchronized void save(Supplier<byte @Nullable []> bytes) {
    try {
      byte[] encoded = bytes.get();
      if (encoded == null) {
        last.set(System.nanoTime() - EVERY.toNanos());
        return;
      }
      store.write(encoded);
      failure = null;
    } catch (IOException e) {
      failure = new UsageException("cannot write " + store.name() + ": " + e, e);
    } catch (OutOfMemoryError e) {
      // A search over states may be too large to be written, though not to go on.
      failure =
          new UsageException(
              "cannot write "
                  + store.name()
                  + ": memory ran out; give more (-Xmx), or search without --resume",
              e);
    }
  }

  /** What kept the last state from being written, or null. */
  synchronized @Nullable UsageException failure() {
    return failure;
  }
}
