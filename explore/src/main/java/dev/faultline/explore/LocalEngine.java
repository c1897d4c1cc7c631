package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Comparison;
import dev.faultline.explore.campaign.Coverage;
import dev.faultline.explore.campaign.Ending;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Harvest;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.Post;
import dev.faultline.explore.campaign.Standstill;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Source;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.run.WorldThreads;
import dev.faultline.sim.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs worlds on threads of this JVM. */
final class LocalEngine implements Engine {
  /**
   * A job fetches about so much work at once: enough that fetching costs nothing, and so little
   * that neither a finding nor an interruption waits long for the worlds before it.
   */
  private static final long CHUNK_NANOS = 10_000_000;

  private static final int LARGEST_CHUNK = 256;

  /** How long an interrupted campaign waits for the worlds that are running. */
  static final Duration GRACE = Duration.ofSeconds(3);

  private final Source source;

  LocalEngine(Source source) {
    this.source = source;
  }

  /** Where its worlds come from. */
  Source source() {
    return source;
  }

  @Override
  public void run(CampaignPlan plan, Intake intake) {
    boolean pieces = intake.saved() || plan.jobs() > 1 && source.atOnceHere();
    Frontier frontier = pieces ? intake.frontier() : null;
    if (frontier == null) {
      new Jobs(plan, intake).run();
    } else {
      new FrontierJobs(plan, intake, frontier).run();
    }
  }

  /** The jobs of one campaign. */
  private final class Jobs {
    final CampaignPlan plan;
    final Intake intake;
    final AtomicInteger nextIndex;
    final List<Worker> workers = new ArrayList<>();

    /** When the thread of the engine was interrupted, or heard that the campaign was; else 0. */
    long interruptedAt;

    /** The thread of the engine was interrupted, or a worker failed. */
    volatile boolean abandoned;

    /** What ended a worker between two worlds; guarded by this. */
    private @Nullable Throwable failure;

    Jobs(CampaignPlan plan, Intake intake) {
      this.plan = plan;
      this.intake = intake;
      this.nextIndex = new AtomicInteger(intake.first());
    }

    void run() {
      int jobs = source.parallel() ? Math.min(plan.jobs(), plan.worlds()) : 1;
      for (int i = 0; i < jobs; i++) {
        workers.add(new Worker("faultline-world-" + i));
      }
      workers.forEach(worker -> worker.thread.start());
      awaitWorkers();
      try {
        // Of those that were given up, interrupted in the middle of a world, or stopped by another.
        workers.forEach(Worker::handIn);
      } catch (Throwable e) {
        fails(e);
      }
      synchronized (this) {
        if (failure != null) {
          throw CampaignFailure.between(failure);
        }
      }
    }

    private synchronized void fails(Throwable thrown) {
      failure = failure == null ? thrown : failure;
      abandoned = true;
    }

    boolean goesOn() {
      return !abandoned && !intake.interrupted();
    }

    /** Waits until the workers are done, and gives up on those that stand still. */
    private void awaitWorkers() {
      for (Worker worker : workers) {
        while (worker.thread.isAlive() && !worker.givenUp && !graceIsOver()) {
          try {
            worker.thread.join(Duration.ofMillis(200));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandoned = true;
            return;
          }
          workers.forEach(this::giveUpIfStuck);
        }
      }
    }

    private boolean graceIsOver() {
      if (interruptedAt == 0 && intake.interrupted()) {
        interruptedAt = System.nanoTime() | 1;
      }
      return interruptedAt != 0 && System.nanoTime() - interruptedAt > GRACE.toNanos();
    }

    /** The others go on: worlds before the one that stands still count. */
    private void giveUpIfStuck(Worker worker) {
      long since = worker.post.busySince();
      if (worker.givenUp || since == 0 || !worker.thread.isAlive()) {
        return;
      }
      String how =
          worker.standstill.how(since, WorldThreads.stepsOf(worker.thread), System.nanoTime());
      if (how == null) {
        return;
      }
      int index = worker.post.index();
      if (worker.post.busySince() != since) {
        return;
      }
      StringBuilder text = new StringBuilder();
      text.append(source.world(plan.seed(), index)).append(how).append("; it was running");
      for (StackTraceElement frame : WorldThreads.stackOf(worker.thread)) {
        text.append("\n    at ").append(frame);
      }
      worker.givenUp = true;
      worker.handIn();
      Part stuck = new Part(index);
      stuck.add(new Ending.Stuck(text.toString()), plan.all());
      intake.take(stuck);
    }

    private final class Worker implements Runnable {
      final Thread thread;
      final Post post = new Post();
      final Harvest harvest = new Harvest(plan.all());

      /** Whether the engine does not wait for it any more; the engine's own thread says so. */
      boolean givenUp;

      /** Of the engine's own thread as well. */
      final Standstill standstill = new Standstill(plan.stuckAfter(), System.nanoTime());

      Worker(String name) {
        thread = WorldThreads.newThread(name, this);
      }

      @Override
      public void run() {
        try {
          runWorlds();
        } catch (Throwable e) {
          // Memory that runs out where a world is counted, for one: the worlds would be missing.
          fails(e);
        }
      }

      private void runWorlds() {
        int chunk = 1;
        long now = System.nanoTime();
        while (goesOn()) {
          long start = now;
          int first = nextIndex.getAndAdd(chunk);
          if (first >= intake.limit() || first < 0) {
            return;
          }
          for (int i = first; i < first + chunk && i < intake.limit() && goesOn(); i++) {
            now = world(i, now);
          }
          handIn();
          long tookNanos = Math.max(1, now - start);
          int most = Math.min(2 * chunk, LARGEST_CHUNK);
          int usual = Math.clamp(chunk * CHUNK_NANOS / tookNanos, 1, most);
          chunk = source.chunk(usual);
        }
      }

      void handIn() {
        Part part = harvest.take();
        if (part != null) {
          intake.take(part);
        }
      }

      private boolean goOn() {
        post.stillAt(System.nanoTime());
        return goesOn() && post.index() < intake.limit();
      }

      /** Runs a world that begins at a time, and returns when it was over. */
      private long world(int i, long begin) {
        post.begins(i, begin);
        Ending ending = ending(i);
        // Else the campaign ended while the world waited for others: that says nothing of the rest.
        boolean counts = !(ending instanceof Ending.Nothing) || goOn();
        post.rests();
        long end = System.nanoTime();
        if (counts) {
          long waited = harvest.add(i, ending, end);
          if (ending.isLast(plan.all()) || waited > CHUNK_NANOS) {
            handIn();
          }
        }
        return end;
      }

      private Ending ending(int i) {
        try {
          WorldRun run = source.run(i, this::goOn);
          if (run == null) {
            return new Ending.Nothing();
          }
          boolean again = plan.recheckEvery() > 0 && source.twice(i, run, plan.recheckEvery());
          if (!again) {
            return new Ending.Ran(run, false, null, Set.of());
          }
          Coverage coverage = new Coverage(() -> 0);
          Leak leak = leak(run, coverage);
          return new Ending.Ran(run, true, leak, coverage.behaviours());
        } catch (ModelException e) {
          return new Ending.Failed(new UsageException(String.valueOf(e.getMessage()), e));
        } catch (UsageException e) {
          return new Ending.Failed(e);
        } catch (Throwable e) {
          // A thread that died here would leave its world out of the count.
          return new Ending.Failed(new CampaignFailure(source.world(plan.seed(), i), e));
        }
      }

      /** The world comes to the same from its tape, or something leaks. */
      private @Nullable Leak leak(WorldRun run, Tracer tracer) {
        WorldRun again =
            WorldRun.replay(plan, run.seed(), run.rates(), run.tape(), plan.duration(), tracer);
        // What a program sees decides on outcomes even where no event shows it.
        return again.result().traceHash() == run.result().traceHash()
                && again.result().outcomes().equals(run.result().outcomes())
            ? null
            : Comparison.locate(plan, run, plan.duration());
      }
    }
  }
}
