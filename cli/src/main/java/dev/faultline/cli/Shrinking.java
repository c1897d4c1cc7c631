package dev.faultline.cli;

import dev.faultline.explore.Finding;
import dev.faultline.explore.Leak;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.OutDirectory;
import dev.faultline.explore.Replay;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.story.Story;
import dev.faultline.explore.why.Signature;
import dev.faultline.explore.why.Why;
import dev.faultline.sim.trace.TraceEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes replay files, and makes the first finding of each property small, then the others as far
 * as time allows: most often they are the same mistake again. The first of each cause is told. Ends
 * early when the process is told to end.
 */
final class Shrinking {
  /** What it may take to tell causes apart. */
  private static final Duration GROUPING = Duration.ofSeconds(20);

  /** The same where a finding that was not looked into counts as one that nobody knows. */
  private static final Duration GROUPING_KNOWN = Duration.ofMinutes(2);

  private static final int GROUPING_REPLAYS = 300;

  /** More causes than these are named, but not told. */
  private static final int MOST_TOLD = 12;

  private final CampaignPlan plan;
  private final OutDirectory out;
  private final Interruption interruption;
  private final Terminal terminal;
  private final Pictures pictures;
  private final Explaining explaining;
  private final Accepted accepted;
  private @Nullable Leak leak;
  private final Set<String> seen = new LinkedHashSet<>();
  private final Set<Signature> causes = new LinkedHashSet<>();
  private long nanosLeft = ShrinkBudget.DEFAULT.time().toNanos();

  Shrinking(
      CampaignPlan plan,
      OutDirectory out,
      Interruption interruption,
      Terminal terminal,
      Pictures pictures,
      Explaining explaining,
      Accepted accepted) {
    this.plan = plan;
    this.out = out;
    this.interruption = interruption;
    this.terminal = terminal;
    this.pictures = pictures;
    this.explaining = explaining;
    this.accepted = accepted;
  }

  /** All files of findings as they were found come first, so that nothing is lost. */
  List<Reported> report(List<Finding> findings, boolean shrink) {
    List<Path> files = findings.stream().map(out::write).toList();
    List<Reported> reported = new ArrayList<>();
    Set<Finding> firsts = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < findings.size(); i++) {
      Finding finding = findings.get(i);
      boolean isFirst = !accepted.ignores(finding) && seen.add(finding.violation().property());
      if (isFirst) {
        firsts.add(finding);
      }
      reported.add(
          shrink && isFirst
              ? told(finding, files.get(i), shrink(finding, ShrinkBudget.DEFAULT.replays()))
              : untold(finding, files.get(i), isFirst));
    }
    if (shrink) {
      nanosLeft =
          accepted.bySignature()
              ? GROUPING_KNOWN.toNanos()
              : Math.min(nanosLeft, GROUPING.toNanos());
      reported.replaceAll(each ->
          firsts.contains(each.finding()) || accepted.ignores(each.finding())
              ? each
              : grouped(each));
    }
    return reported;
  }

  /** Nondeterminism that shrinking came upon, or null. */
  @Nullable Leak leak() {
    return leak;
  }

  private Reported untold(Finding finding, Path file, boolean isFirst) {
    boolean pictured = isFirst && !interruption.hasHappened();
    return new Reported(
        finding,
        file,
        null,
        pictured ? pictures.of(finding, file, null) : Reported.Picture.NONE,
        null);
  }

  /** A finding that was made small, or could not be. */
  private Reported told(Finding finding, Path file, @Nullable Shrunk shrunk) {
    if (shrunk == null) {
      return untold(finding, file, true);
    }
    Finding small = shrunk.after();
    List<TraceEvent> run = Replay.events(plan, small.replay());
    Signature signature = signature(small);
    causes.add(signature);
    Path smallFile = out.writeShrunk(small);
    Why why = explaining.explain(small);
    return new Reported(
        finding,
        file,
        new Reported.Small(shrunk, smallFile, Story.of(run), why),
        interruption.hasHappened() ? Reported.Picture.NONE : pictures.of(small, smallFile, why),
        signature);
  }

  /** Says which cause a further finding has, and tells it if it is a cause of its own. */
  private Reported grouped(Reported each) {
    Shrunk shrunk = shrink(each.finding(), GROUPING_REPLAYS);
    if (shrunk == null) {
      return each;
    }
    Signature signature = signature(shrunk.after());
    return !causes.contains(signature) && causes.size() < MOST_TOLD
        ? told(each.finding(), each.replay(), shrunk)
        : new Reported(each.finding(), each.replay(), null, each.picture(), signature);
  }

  private Signature signature(Finding small) {
    long start = System.nanoTime();
    Signature signature = Signature.of(plan, small);
    nanosLeft -= System.nanoTime() - start;
    return signature;
  }

  private @Nullable Shrunk shrink(Finding finding, int replays) {
    if (nanosLeft <= 0 || leak != null || interruption.hasHappened()) {
      return null;
    }
    long start = System.nanoTime();
    ShrinkBudget budget = new ShrinkBudget(replays, Duration.ofNanos(nanosLeft));
    if (terminal.canRedraw()) {
      terminal.err().print("shrinking the run of seed " + finding.seed() + " …");
      terminal.err().flush();
    }
    try {
      CompletableFuture<@Nullable Shrunk> shrunk = new CompletableFuture<>();
      Thread.ofPlatform()
          .name("faultline-shrinking")
          .daemon()
          .start(() -> complete(shrunk, finding, budget));
      CompletableFuture.anyOf(shrunk, interruption.happened()).get();
      return shrunk.isDone() ? shrunk.get() : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LeakException leaked) {
        leak = leaked.leak();
        return null;
      }
      // The finding has its file, and the command has more to tell.
      terminal
          .err()
          .println(
              "the run of seed "
                  + finding.seed()
                  + " could not be made small, its replay file has it as it was found: "
                  + e.getCause());
      return null;
    } finally {
      nanosLeft -= System.nanoTime() - start;
      if (terminal.canRedraw()) {
        terminal.err().print(ProgressDisplay.CLEAR_LINE);
        terminal.err().flush();
      }
    }
  }

  private void complete(
      CompletableFuture<@Nullable Shrunk> shrunk, Finding finding, ShrinkBudget budget) {
    try {
      shrunk.complete(Shrinker.shrink(plan, finding, budget));
    } catch (RuntimeException | Error e) {
      shrunk.completeExceptionally(e);
    }
  }
}
