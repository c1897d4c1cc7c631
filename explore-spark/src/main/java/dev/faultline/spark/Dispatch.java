package dev.faultline.spark;

import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import dev.faultline.explore.campaign.Search;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one campaign into spans and gives them to Spark, a few more at a time than run at once, so
 * that what lies above a violation is not begun, or is cancelled. Used by one thread.
 */
final class Dispatch implements Dispatching {
  /** A job of Spark has up to this share of the slots: what a finding cancels goes by jobs. */
  private static final int JOBS_AT_ONCE = 16;

  private final Running running;
  private final long firstSeed;
  private final Intake intake;
  private final Summary summary;
  private final Sizing sizing = new Sizing();

  /** Null where worlds depend on their numbers alone. */
  private final @Nullable Search search;

  private final CrossChecks checks = new CrossChecks();
  private int next;
  private int spans;

  Dispatch(Running running, long firstSeed, Intake intake, Summary summary) {
    this.running = running;
    this.firstSeed = firstSeed;
    this.intake = intake;
    this.summary = summary;
    this.search = intake.search();
    this.next = intake.first();
  }

  @Override
  public void submit() {
    int limit = intake.limit();
    running.cancelUnless(span -> span.from() < limit);
    checks.limit(limit);
    int slots = running.slots();
    int waiting = running.spans();
    while (waiting < 2 * slots && available() > 0) {
      List<Span> some = new ArrayList<>();
      while (some.size() < Math.max(1, slots / JOBS_AT_ONCE) && available() > 0) {
        some.add(cut(slots));
      }
      waiting += some.size();
      running.submit(some);
    }
    checks
        .takeFor(summary.executors().keySet())
        .forEach(first -> running.submitAgain(first, summary.executors()));
  }

  /** How many worlds can be run next, as far as those before them are known. */
  private int available() {
    int end = search == null ? intake.limit() : Math.min(intake.limit(), search.ready());
    return Math.max(0, end - next);
  }

  private Span cut(int slots) {
    int size = Math.min(available(), sizing.next(slots, intake.limit() - next));
    if (search != null) {
      // So small that what is under way at once is enough for all slots.
      size = Math.clamp(search.window() / (2L * slots), 1, size);
    }
    byte[] recipe = search == null ? new byte[0] : search.recipe(next, next + size);
    Span span = new Span(spans++, next, next + size, recipe);
    summary.sends(span);
    next += size;
    return span;
  }

  @Override
  public void take(Reply reply, CrossChecks.@Nullable First first) {
    Part part = PartCodec.decode(reply.part());
    long[] hashes = part.traceHashes();
    if (first != null) {
      summary.checks(reply, first);
      CrossChecks.Contradiction contradiction =
          CrossChecks.compare(first, reply.machine(), hashes, index -> firstSeed + index);
      if (contradiction != null) {
        intake.contradict(contradiction.index(), contradiction.leak());
      }
      return;
    }
    summary.counts(reply, part);
    sizing.learn(reply.span().to() - reply.span().from(), reply.nanos());
    if (CrossChecks.chosen(reply.span().number()) && !running.here()) {
      checks.add(new CrossChecks.First(reply.span(), reply.executor(), reply.machine(), hashes));
    }
    if (search != null) {
      // First, since the campaign is saved only where its search is at least as far as its count.
      search.learn(reply.shown(), part.told());
    }
    intake.take(part);
  }
}
