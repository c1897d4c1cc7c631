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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes replay files, and makes the first finding of each property small: the others are most
 * often the same mistake again. Ends early when the process is told to end.
 */
final class Shrinking {
  private final CampaignPlan plan;
  private final OutDirectory out;
  private final Interruption interruption;
  private final Terminal terminal;
  private final Pictures pictures;
  private final Explaining explaining;
  private @Nullable Leak leak;
  private final Set<String> seen = new LinkedHashSet<>();
  private long nanosLeft = ShrinkBudget.DEFAULT.time().toNanos();

  Shrinking(
      CampaignPlan plan,
      OutDirectory out,
      Interruption interruption,
      Terminal terminal,
      Pictures pictures,
      Explaining explaining) {
    this.plan = plan;
    this.out = out;
    this.interruption = interruption;
    this.terminal = terminal;
    this.pictures = pictures;
    this.explaining = explaining;
  }

  /** All files of findings as they were found come first, so that nothing is lost. */
  List<Reported> report(List<Finding> findings, boolean shrink) {
    List<Path> files = findings.stream().map(out::write).toList();
    List<Reported> reported = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      Finding finding = findings.get(i);
      boolean isFirst = seen.add(finding.violation().property());
      Reported.Small small = shrink && isFirst ? small(finding) : null;
      reported.add(
          new Reported(
              finding, files.get(i), small, picture(finding, files.get(i), small, isFirst)));
    }
    return reported;
  }

  /** Nondeterminism that shrinking came upon, or null. */
  @Nullable Leak leak() {
    return leak;
  }

  private Reported.Picture picture(
      Finding finding, Path file, Reported.@Nullable Small small, boolean isFirst) {
    if (!isFirst || interruption.hasHappened()) {
      return Reported.Picture.NONE;
    }
    return small == null
        ? pictures.of(finding, file)
        : pictures.of(small.shrunk().after(), small.replay());
  }

  private Reported.@Nullable Small small(Finding finding) {
    long start = System.nanoTime();
    Shrunk shrunk = shrink(finding);
    nanosLeft -= System.nanoTime() - start;
    if (shrunk == null) {
      return null;
    }
    Path file = out.writeShrunk(shrunk.after());
    return new Reported.Small(
        shrunk,
        file,
        Story.of(Replay.events(plan, shrunk.after().replay())),
        explaining.explain(shrunk.after()));
  }

  private @Nullable Shrunk shrink(Finding finding) {
    if (nanosLeft <= 0 || interruption.hasHappened()) {
      return null;
    }
    ShrinkBudget budget =
        new ShrinkBudget(ShrinkBudget.DEFAULT.replays(), Duration.ofNanos(nanosLeft));
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
