package dev.faultline.explore;

import dev.faultline.sim.WorldThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Runs the replays of a shrinker on all cores, within its budget. */
final class Attempts implements AutoCloseable {
  /**
   * So many candidates are tried together, whatever the number of cores, so that the outcome is the
   * same on all.
   */
  static final int BATCH = 8;

  private final ExecutorService threads;
  private final ShrinkBudget budget;
  private final long deadline;
  private int spent;

  Attempts(int jobs, ShrinkBudget budget) {
    this.threads =
        Executors.newFixedThreadPool(
            jobs, task -> WorldThreads.newThread("faultline-shrink", task));
    this.budget = budget;
    this.deadline = System.nanoTime() + budget.time().toNanos();
  }

  boolean exhausted() {
    return spent >= budget.replays() || System.nanoTime() - deadline >= 0;
  }

  int spent() {
    return spent;
  }

  /** The runs of all candidates, in order; fewer when the budget ends before. */
  <C> List<WorldRun> all(List<C> candidates, Function<C, WorldRun> run) {
    List<Future<WorldRun>> futures = new ArrayList<>();
    for (C candidate : candidates) {
      if (exhausted()) {
        break;
      }
      spent++;
      futures.add(threads.submit(() -> run.apply(candidate)));
    }
    List<WorldRun> runs = new ArrayList<>();
    for (Future<WorldRun> future : futures) {
      try {
        runs.add(future.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while shrinking", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException("a replay failed while shrinking: " + e.getCause(), e);
      }
    }
    return runs;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
