package dev.faultline.explore.shrink;

import static java.util.Objects.requireNonNull;

import dev.faultline.explore.ShrinkBudget;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.run.WorldThreads;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the replays of a shrinker or an explanation on all cores, within a budget. */
public final class Attempts implements AutoCloseable {
  /**
   * So many candidates are tried together, whatever the number of cores, so that the outcome is the
   * same on all.
   */
  public static final int BATCH = 8;

  /** How often it is asked whether anybody still wants the rest. */
  private static final long LOOK_NANOS = 100_000_000;

  private final ExecutorService threads;
  private final ShrinkBudget budget;
  private final long deadline;
  private final BooleanSupplier ended;
  private final Set<String> failures = new LinkedHashSet<>();
  private int spent;

  public Attempts(int jobs, ShrinkBudget budget) {
    this(jobs, budget, () -> false);
  }

  /** The same, until somebody wants no more. */
  Attempts(int jobs, ShrinkBudget budget, BooleanSupplier ended) {
    this.ended = ended;
    this.threads =
        Executors.newFixedThreadPool(
            jobs, task -> WorldThreads.newThread("faultline-shrink", task));
    this.budget = budget;
    this.deadline = System.nanoTime() + budget.time().toNanos();
  }

  /** Whether the budget of replays or of time is over, or no more are wanted. */
  public boolean exhausted() {
    return spent >= budget.replays() || System.nanoTime() - deadline >= 0 || ended.getAsBoolean();
  }

  /** How many worlds have been run. */
  public int spent() {
    return spent;
  }

  /** With what candidates have failed so far, each once. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /**
   * The runs of all candidates, in order, with null for a candidate that is no run of the program
   * or that failed, for example because it took all memory: what was found stays found; fewer when
   * the budget ends before. A candidate that stands still costs what is left of the budget and no
   * more: its thread is left to itself.
   */
  public <C> List<@Nullable WorldRun> all(List<C> candidates, Function<C, WorldRun> run) {
    return all(candidates, 1, run);
  }

  /** The same for candidates that take several worlds each, and count as many. */
  public <C, R> List<@Nullable R> all(List<C> candidates, int worldsEach, Function<C, R> run) {
    List<Future<R>> futures = new ArrayList<>();
    for (C candidate : candidates) {
      if (exhausted() || worldsEach > budget.replays() - spent) {
        break;
      }
      spent += worldsEach;
      futures.add(threads.submit(() -> run.apply(candidate)));
    }
    List<@Nullable R> runs = new ArrayList<>();
    for (Future<R> future : futures) {
      try {
        runs.add(awaited(future));
      } catch (TimeoutException e) {
        return runs;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while shrinking", e);
      } catch (ExecutionException e) {
        Throwable failure = requireNonNull(e.getCause());
        // Without what the edit took away the program's own script is not legal, for example.
        if (!(failure instanceof ModelException) && !(failure instanceof UsageException)) {
          failures.add(failure.toString());
        }
        runs.add(null);
      }
    }
    return runs;
  }

  /** Waits until the deadline, or until no more are wanted. */
  private <R> R awaited(Future<R> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    while (true) {
      long left = deadline - System.nanoTime();
      try {
        return future.get(Math.clamp(left, 0, LOOK_NANOS), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (left <= LOOK_NANOS || ended.getAsBoolean()) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
