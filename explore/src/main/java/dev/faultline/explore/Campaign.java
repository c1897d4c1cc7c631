package dev.faultline.explore;

import dev.faultline.sim.ModelException;
import dev.faultline.sim.WorldThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs the worlds of a plan on several threads. Worlds are independent, so the result is the same
 * for every number of jobs. {@link #run} may be called once; the other methods may be called from
 * any thread meanwhile.
 */
public final class Campaign {
  /**
   * A job fetches about so much work at once: enough that fetching costs nothing, and so little
   * that neither a finding nor an interruption waits long for the worlds before it.
   */
  private static final long CHUNK_NANOS = 10_000_000;

  private static final int LARGEST_CHUNK = 256;

  /** How long an interrupted campaign waits for the worlds that are running. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final CampaignPlan plan;
  private final AtomicInteger nextIndex = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger found = new AtomicInteger();
  private final AtomicLong simulatedNanos = new AtomicLong();
  private final Tally tally;
  private final List<Worker> workers = new ArrayList<>();

  /** Worlds from this one on no longer count. */
  private volatile int limit;

  private @Nullable Source source;
  private volatile boolean interrupted;
  private volatile long interruptedAt;
  private @Nullable Leak leak;
  private @Nullable Throwable failure;
  private @Nullable String stuck;

  public Campaign(CampaignPlan plan) {
    this.plan = plan;
    this.limit = plan.worlds();
    this.tally = new Tally(plan.all());
  }

  /** How far the campaign is. */
  public CampaignProgress progress() {
    return new CampaignProgress(done.get(), plan.worlds(), found.get(), simulatedNanos.get());
  }

  /** Ends the campaign soon; {@link #run} then returns what there is. */
  public void interrupt() {
    interruptedAt = System.nanoTime();
    interrupted = true;
  }

  /**
   * Runs the campaign.
   *
   * @throws UsageException when the program cannot be set up
   * @throws CampaignFailure when Faultline itself fails
   */
  public CampaignResult run() {
    long start = System.nanoTime();
    Source worlds = Source.of(plan);
    source = worlds;
    int jobs = worlds.parallel() ? Math.min(plan.jobs(), plan.worlds()) : 1;
    for (int i = 0; i < jobs; i++) {
      workers.add(new Worker("faultline-world-" + i));
    }
    workers.forEach(worker -> worker.thread.start());
    awaitWorkers();
    synchronized (this) {
      switch (failure) {
        case null -> {}
        case UsageException e -> throw e;
        case CampaignFailure e -> throw e;
        case Throwable other -> throw new IllegalStateException(other);
      }
      if (interrupted || stuck != null) {
        tally.endEarly();
      }
      List<Finding> findings = new ArrayList<>();
      for (WorldRun run : tally.violating()) {
        Finding finding = Findings.of(plan, run, plan.duration());
        if (finding == null) {
          leak = leak == null ? Comparison.locate(plan, run, plan.duration()) : leak;
        } else {
          findings.add(finding);
        }
      }
      return new CampaignResult(
          tally.worlds(),
          tally.hash(),
          List.copyOf(findings),
          tally.violatingWorlds(),
          tally.neverReached(),
          tally.notices(),
          tally.outcomes(),
          schedules(),
          worlds.exploration(),
          worlds.bound(),
          List.copyOf(tally.inconclusive()),
          tally.inconclusiveWorlds(),
          leak,
          stuck,
          interrupted,
          tally.simulatedNanos(),
          tally.events(),
          System.nanoTime() - start);
    }
  }

  private SortedMap<String, List<String>> schedules() {
    SortedMap<String, List<String>> schedules = new TreeMap<>();
    tally.firstWith().forEach((outcome, run) -> schedules.put(outcome, Schedules.of(plan, run)));
    return schedules;
  }

  /** Waits until the workers are done, and gives up on those that stand still. */
  private void awaitWorkers() {
    for (Worker worker : workers) {
      while (worker.thread.isAlive() && stuck == null && !graceIsOver()) {
        try {
          worker.thread.join(Duration.ofMillis(200));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          interrupted = true;
          return;
        }
        lookForStuckWorker();
      }
    }
  }

  private boolean graceIsOver() {
    return interrupted && System.nanoTime() - interruptedAt > GRACE.toNanos();
  }

  private void lookForStuckWorker() {
    for (Worker worker : workers) {
      long since = worker.busySince;
      if (since != 0 && System.nanoTime() - since > plan.stuckAfter().toNanos()) {
        StringBuilder text = new StringBuilder();
        text.append("the world of seed ")
            .append(plan.seed() + worker.index)
            .append(" has stood still for ")
            .append(Durations.text(plan.stuckAfter()))
            .append(" of real time; it was running");
        for (StackTraceElement frame : WorldThreads.stackOf(worker.thread)) {
          text.append("\n    at ").append(frame);
        }
        stuck = text.toString();
        limit = 0;
        return;
      }
    }
  }

  private synchronized void add(int index, WorldRun run) {
    tally.add(index, run);
  }

  private synchronized void failed(Throwable thrown) {
    if (failure == null) {
      failure = thrown;
    }
    limit = 0;
  }

  private synchronized void leaked(Leak found) {
    if (leak == null || found.seed() < leak.seed()) {
      leak = found;
    }
    limit = 0;
  }

  /** There is nothing left to explore. */
  private synchronized void exhausted(int index) {
    limit = Math.min(limit, index);
  }

  private synchronized void violated(int index) {
    found.incrementAndGet();
    if (!plan.all()) {
      limit = Math.min(limit, index + 1);
    }
  }

  private final class Worker implements Runnable {
    final Thread thread;
    volatile long busySince;
    volatile int index;

    Worker(String name) {
      thread = WorldThreads.newThread(name, this);
    }

    @Override
    public void run() {
      int chunk = 1;
      while (!interrupted) {
        long start = System.nanoTime();
        int first = nextIndex.getAndAdd(chunk);
        if (first >= limit || first < 0) {
          return;
        }
        for (int i = first; i < first + chunk && i < limit && !interrupted; i++) {
          world(i);
        }
        long tookNanos = Math.max(1, System.nanoTime() - start);
        int most = Math.min(2 * chunk, LARGEST_CHUNK);
        int usual = Math.clamp(chunk * CHUNK_NANOS / tookNanos, 1, most);
        chunk = Objects.requireNonNull(source).chunk(usual);
      }
    }

    /** Comes to the same from its tape, or something leaks. */
    private void recheck(WorldRun run) {
      WorldRun again =
          WorldRun.replay(plan, run.seed(), run.rates(), run.tape(), plan.duration(), null);
      if (again.result().traceHash() != run.result().traceHash()) {
        leaked(Comparison.locate(plan, run, plan.duration()));
      }
    }

    private boolean goOn() {
      busySince = System.nanoTime();
      return !interrupted && index < limit;
    }

    private void world(int i) {
      long seed = plan.seed() + i;
      index = i;
      busySince = System.nanoTime();
      try {
        Source worlds = Objects.requireNonNull(source);
        WorldRun run = worlds.run(i, this::goOn);
        if (run == null) {
          exhausted(i);
          return;
        }
        if (plan.recheckEvery() > 0 && i % plan.recheckEvery() == 0 && worlds.comparable(i)) {
          recheck(run);
        }
        if (run.result().violation() != null) {
          violated(i);
        }
        add(i, run);
        done.incrementAndGet();
        simulatedNanos.addAndGet(run.result().nanos());
      } catch (ModelException e) {
        failed(new UsageException(String.valueOf(e.getMessage()), e));
      } catch (UsageException e) {
        failed(e);
      } catch (RuntimeException | Error e) {
        failed(new CampaignFailure(seed, e));
      } finally {
        busySince = 0;
      }
    }
  }
}
