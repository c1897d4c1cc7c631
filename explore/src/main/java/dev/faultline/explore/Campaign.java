package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Comparison;
import dev.faultline.explore.campaign.Ending;
import dev.faultline.explore.campaign.Harvest;
import dev.faultline.explore.campaign.Post;
import dev.faultline.explore.campaign.Tally;
import dev.faultline.explore.campaign.Telling;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.search.Source;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.run.WorldThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final Source source;
  private final AtomicInteger nextIndex = new AtomicInteger();

  /** Guarded by this, as is what was counted for those who ask how far the campaign is. */
  private final Tally tally;

  private int done;
  private int found;
  private long simulatedNanos;

  private final List<Worker> workers = new ArrayList<>();

  /** What the tally says, for those that do not hold the lock. */
  private volatile int limit;

  private volatile boolean interrupted;
  private volatile long interruptedAt;

  public Campaign(CampaignPlan plan) {
    this(plan, Sources.of(plan));
  }

  /** One whose worlds come from somewhere else than the plan's strategy. */
  Campaign(CampaignPlan plan, Source source) {
    this.plan = plan;
    this.source = source;
    this.limit = plan.worlds();
    this.tally = new Tally(plan.worlds(), plan.all());
  }

  /** How far the campaign is, but for the worlds that jobs have not handed in yet. */
  public synchronized CampaignProgress progress() {
    return new CampaignProgress(done, plan.worlds(), found, simulatedNanos);
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
   * @throws CampaignFailure when Faultline itself fails; neither is thrown when there are findings
   *     already, which are not thrown away
   */
  public CampaignResult run() {
    long start = System.nanoTime();
    int jobs = source.parallel() ? Math.min(plan.jobs(), plan.worlds()) : 1;
    for (int i = 0; i < jobs; i++) {
      workers.add(new Worker("faultline-world-" + i));
    }
    workers.forEach(worker -> worker.thread.start());
    awaitWorkers();
    // Of those that were given up or interrupted in the middle of a world.
    workers.forEach(worker -> handIn(worker.harvest.take()));
    synchronized (this) {
      if (interrupted) {
        tally.endEarly();
      }
      Telling telling = new Telling(plan, tally);
      RuntimeException failure = telling.failure();
      if (failure != null && tally.violating().isEmpty()) {
        throw failure;
      }
      return new CampaignResult(
          tally.worlds(),
          tally.worldsRunTwice(),
          tally.hash(),
          telling.findings(),
          tally.violatingWorlds(),
          tally.faults().counts(),
          tally.faults().neverStruck(plan.mix()),
          tally.neverReached(),
          tally.notices(),
          tally.outcomes(),
          telling.schedules(),
          exploration(telling.leak(), failure),
          source.bound(),
          List.copyOf(tally.inconclusive()),
          tally.inconclusiveWorlds(),
          telling.leak(),
          tally.stuck(),
          failure,
          interrupted,
          tally.simulatedNanos(),
          tally.events(),
          System.nanoTime() - start);
    }
  }

  /** How far the source came, with what says that there is nothing to prove. */
  private @Nullable Exploration exploration(
      @Nullable Leak leak, @Nullable RuntimeException failure) {
    Exploration exploration = source.exploration();
    if (exploration == null) {
      return null;
    }
    List<String> against = new ArrayList<>();
    if (tally.violatingWorlds() > 0) {
      against.add("violations");
    }
    if (leak != null) {
      against.add(Exploration.LEAKED);
    }
    if (failure != null) {
      against.add("a world that could not be run");
    }
    if (tally.stuck() != null) {
      against.add("a world that stood still");
    }
    if (tally.inconclusiveWorlds() > 0) {
      against.add("worlds about which nothing can be said");
    }
    if (interrupted) {
      against.add("the campaign was interrupted");
    }
    return exploration.withAgainst(against);
  }

  /** Waits until the workers are done, and gives up on those that stand still. */
  private void awaitWorkers() {
    for (Worker worker : workers) {
      while (worker.thread.isAlive() && !worker.givenUp && !graceIsOver()) {
        try {
          worker.thread.join(Duration.ofMillis(200));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          interrupted = true;
          return;
        }
        workers.forEach(this::giveUpIfStuck);
      }
    }
  }

  private boolean graceIsOver() {
    return interrupted && System.nanoTime() - interruptedAt > GRACE.toNanos();
  }

  /** The others go on: worlds before the one that stands still count. */
  private void giveUpIfStuck(Worker worker) {
    long since = worker.post.busySince();
    if (worker.givenUp
        || since == 0
        || System.nanoTime() - since <= plan.stuckAfter().toNanos()
        || !worker.thread.isAlive()) {
      return;
    }
    int index = worker.post.index();
    if (worker.post.busySince() != since) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(source.world(plan.seed(), index))
        .append(" has stood still for ")
        .append(Durations.text(plan.stuckAfter()))
        .append(" of real time; it was running");
    for (StackTraceElement frame : WorldThreads.stackOf(worker.thread)) {
      text.append("\n    at ").append(frame);
    }
    worker.givenUp = true;
    handIn(worker.harvest.take());
    handIn(List.of(new Harvest.Ended(index, new Ending.Stuck(text.toString()))));
  }

  /** Takes worlds that a job has run. */
  private synchronized void handIn(List<Harvest.Ended> worlds) {
    for (Harvest.Ended each : worlds) {
      tally.add(each.index(), each.ending());
      if (each.ending() instanceof Ending.Ran(var run, var again, var leak)) {
        done++;
        simulatedNanos += run.result().nanos();
        if (run.result().violation() != null) {
          found++;
        }
      }
    }
    if (limit != tally.limit()) {
      limit = tally.limit();
    }
  }

  private final class Worker implements Runnable {
    final Thread thread;
    final Post post = new Post();
    final Harvest harvest = new Harvest();

    /** Whether the campaign does not wait for it any more; the campaign's own thread says so. */
    boolean givenUp;

    Worker(String name) {
      thread = WorldThreads.newThread(name, this);
    }

    @Override
    public void run() {
      int chunk = 1;
      long now = System.nanoTime();
      while (!interrupted) {
        long start = now;
        int first = nextIndex.getAndAdd(chunk);
        if (first >= limit || first < 0) {
          return;
        }
        for (int i = first; i < first + chunk && i < limit && !interrupted; i++) {
          now = world(i, now);
        }
        handIn(harvest.take());
        long tookNanos = Math.max(1, now - start);
        int most = Math.min(2 * chunk, LARGEST_CHUNK);
        int usual = Math.clamp(chunk * CHUNK_NANOS / tookNanos, 1, most);
        chunk = source.chunk(usual);
      }
    }

    private boolean goOn() {
      post.stillAt(System.nanoTime());
      return !interrupted && post.index() < limit;
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
          handIn(harvest.take());
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
        boolean again =
            plan.recheckEvery() > 0 && i % plan.recheckEvery() == 0 && source.comparable(i);
        return new Ending.Ran(run, again, again ? leak(run) : null);
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
    private @Nullable Leak leak(WorldRun run) {
      WorldRun again =
          WorldRun.replay(plan, run.seed(), run.rates(), run.tape(), plan.duration(), null);
      // What a program sees decides on outcomes even where no event shows it.
      return again.result().traceHash() == run.result().traceHash()
              && again.result().outcomes().equals(run.result().outcomes())
          ? null
          : Comparison.locate(plan, run, plan.duration());
    }
  }
}
