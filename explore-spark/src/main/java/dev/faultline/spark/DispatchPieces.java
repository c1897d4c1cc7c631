package dev.faultline.spark;

import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.PartCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives pieces of a search that means to see everything to Spark: those whose turn it is, and as
 * many before theirs as there is room for. Used by one thread.
 */
final class DispatchPieces implements Dispatching {
  private final Running running;
  private final long seed;
  private final Intake intake;
  private final Frontier frontier;
  private final Summary summary;
  private final Sizing sizing = new Sizing();
  private final CrossChecks checks = new CrossChecks();
  private int numbered;

  DispatchPieces(Running running, long seed, Intake intake, Frontier frontier, Summary summary) {
    this.running = running;
    this.seed = seed;
    this.intake = intake;
    this.frontier = frontier;
    this.summary = summary;
  }

  @Override
  public void submit() {
    // What is run twice is waited for: a proof stands only when executors agree.
    boolean over = frontier.done() || intake.limit() <= intake.first();
    running.cancelUnless(
        span -> !over && frontier.needs(span.number()) || checks.runs(span.number()));
    int slots = running.slots();
    while (!over && running.spans() < 2 * slots) {
      Frontier.Piece piece = frontier.next(sizing.next(slots, Integer.MAX_VALUE));
      if (piece == null) {
        break;
      }
      Span span = new Span(piece.number(), piece.from(), piece.to(), piece.recipe());
      summary.sends(span);
      running.submit(List.of(span));
    }
    checks
        .takeFor(summary.executors().keySet())
        .forEach(first -> running.submitAgain(first, summary.executors()));
  }

  @Override
  public void take(Reply reply, CrossChecks.@Nullable First first) {
    Part part = PartCodec.decode(reply.part());
    long[] hashes = part.traceHashes();
    if (first != null) {
      summary.checks(reply, first);
      // All worlds of a search have its seed.
      CrossChecks.Contradiction contradiction =
          CrossChecks.compare(first, reply.machine(), hashes, index -> seed);
      if (contradiction != null) {
        intake.contradict(contradiction.index(), contradiction.leak());
      }
      return;
    }
    summary.counts(reply, part);
    sizing.learn(frontier.runs(part, reply.shown()), reply.nanos());
    // Only of those that run at their turn are the numbers of the worlds known.
    boolean atItsTurn = reply.span().from() > 0 && frontier.needs(reply.span().number());
    if (atItsTurn && CrossChecks.chosen(numbered++) && !running.here()) {
      checks.add(new CrossChecks.First(reply.span(), reply.executor(), reply.machine(), hashes));
    }
    frontier.learn(reply.span().number(), part, reply.shown()).forEach(intake::take);
    intake.learnt();
  }
}
