package dev.faultline.cli;

import dev.faultline.explore.Finding;
import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.why.Explainer;
import dev.faultline.explore.why.Why;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Looks for the causes of findings, within one budget for all. */
final class Explaining {
  private final CampaignPlan plan;
  private final Interruption interruption;
  private final Terminal terminal;
  private final boolean wanted;
  private long nanosLeft;

  Explaining(CampaignPlan plan, Interruption interruption, Terminal terminal, Duration budget) {
    this.plan = plan;
    this.interruption = interruption;
    this.terminal = terminal;
    this.wanted = !budget.isZero();
    this.nanosLeft = budget.toNanos();
  }

  /** Why a run went wrong; null where the budget is over, or the process is told to end. */
  @Nullable Why explain(Finding finding) {
    if (nanosLeft <= 0 || interruption.hasHappened()) {
      if (wanted && !interruption.hasHappened()) {
        terminal
            .err()
            .println("the time of --why is over: seed " + finding.seed() + " is not explained");
      }
      return null;
    }
    long start = System.nanoTime();
    ShrinkBudget budget = new ShrinkBudget(Explainer.BUDGET.replays(), Duration.ofNanos(nanosLeft));
    if (terminal.canRedraw()) {
      terminal.err().print("explaining the run of seed " + finding.seed() + " …");
      terminal.err().flush();
    }
    try {
      CompletableFuture<@Nullable Why> why = new CompletableFuture<>();
      Thread.ofPlatform()
          .name("faultline-explaining")
          .daemon()
          .start(() -> complete(why, finding, budget));
      CompletableFuture.anyOf(why, interruption.happened()).get();
      return why.isDone() ? why.get() : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException e) {
      // The finding has its file, and the command has more to tell.
      terminal
          .err()
          .println("the run of seed " + finding.seed() + " cannot be explained: " + e.getCause());
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
      CompletableFuture<@Nullable Why> why, Finding finding, ShrinkBudget budget) {
    try {
      why.complete(Explainer.explain(plan, finding, budget));
    } catch (RuntimeException | Error e) {
      why.completeExceptionally(e);
    }
  }
}
