package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Checkpoint;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Intake;
import dev.faultline.explore.campaign.Levels;
import dev.faultline.explore.campaign.Pacing;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.Search;
import dev.faultline.explore.campaign.Tally;
import dev.faultline.explore.campaign.Telling;
import dev.faultline.explore.search.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the worlds of a plan on an {@link Engine}. Worlds are independent, so the result is the same
 * for every engine, and for every number of jobs. {@link #run} may be called once; the other
 * methods may be called from any thread meanwhile.
 */
public final class Campaign {
  private final CampaignPlan plan;
  private final Source source;
  private final Engine engine;
  private final Counter counter = new Counter();

  /** Guarded by the counter, as is what was counted for those who ask how far the campaign is. */
  private Tally tally;

  /** Null where the campaign cannot be resumed. */
  private @Nullable Saving saving;

  private int done;
  private int found;
  private long simulatedNanos;
  private final Pacing pacing = new Pacing();
  private long begun;

  /** What the tally says, for those that do not hold the lock. */
  private volatile int limit;

  private volatile boolean interrupted;

  /** A campaign that runs on threads of this JVM. */
  public Campaign(CampaignPlan plan) {
    this(plan, Sources.of(plan));
  }

  /** A campaign that runs on an engine. */
  public Campaign(CampaignPlan plan, Engine engine) {
    // What a search has come to is known by the source that the engine's worlds come from.
    this(plan, engine instanceof LocalEngine local ? local.source() : Sources.of(plan), engine);
  }

  /** One whose worlds come from somewhere else than the plan's strategy. */
  Campaign(CampaignPlan plan, Source source) {
    this(plan, source, new LocalEngine(source));
  }

  private Campaign(CampaignPlan plan, Source source, Engine engine) {
    this.plan = plan;
    this.source = source;
    this.engine = engine;
    this.limit = plan.worlds();
    this.tally = new Tally(plan.worlds());
  }

  /**
   * The same as {@link #resume(CheckpointStore, String)}, where nobody knows whether the program is
   * still the one that the store's campaign was begun with: that is not looked at.
   */
  public int resume(CheckpointStore store) {
    return resume(store, "");
  }

  /**
   * Continues from the checkpoint in the store, and keeps this campaign's checkpoints there. Call
   * it before {@link #run}.
   *
   * @param program fingerprint of what the program is made of, such as its classes: a store that
   *     was written with another one is refused; empty where nobody knows
   * @return how many worlds are done already
   * @throws UsageException when the store holds another campaign, is damaged or cannot be read, or
   *     when the program is one whose search over states cannot be saved
   */
  public int resume(CheckpointStore store, String program) {
    Saving from = new Saving(plan, source, program, store);
    Checkpoint checkpoint = from.read();
    from.requireWritable(checkpoint);
    synchronized (counter) {
      saving = from;
      if (checkpoint != null) {
        Part total = checkpoint.total();
        done = total.worlds();
        found = total.violatingWorlds();
        simulatedNanos = total.simulatedNanos();
        tally = new Tally(plan.worlds(), total, checkpoint.hash());
        limit = tally.limit();
        source.resume(checkpoint.progress(), total);
      }
      return done;
    }
  }

  /** The progress of the campaign, without worlds whose results have not been counted yet. */
  public CampaignProgress progress() {
    synchronized (counter) {
      return new CampaignProgress(done, plan.worlds(), found, simulatedNanos);
    }
  }

  /** Ends the campaign soon; {@link #run} then returns the result so far. */
  public void interrupt() {
    interrupted = true;
  }

  /**
   * Runs the campaign.
   *
   * @throws UsageException when the program cannot be set up, or the engine cannot run the plan
   * @throws CampaignFailure when Faultline itself fails; neither is thrown when there are findings
   *     already, so that these are not lost
   */
  public CampaignResult run() {
    begun = System.nanoTime();
    CampaignFailure cutShort = null;
    try {
      engine.run(plan, counter);
    } catch (CampaignFailure e) {
      cutShort = e;
    } finally {
      counter.save(true);
    }
    RuntimeException outside = saving == null ? null : saving.failure();
    outside = cutShort == null ? outside : cutShort;
    synchronized (counter) {
      interrupted |= Thread.currentThread().isInterrupted();
      if (interrupted) {
        tally.endEarly(source.found());
      }
      long realNanos = System.nanoTime() - begun;
      Telling telling = new Telling(plan, tally, index -> source.run(index, () -> true));
      RuntimeException failure = telling.failure() == null ? outside : telling.failure();
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
          tally.chances(),
          tally.neverReached(),
          tally.notices(),
          tally.outcomes(),
          telling.schedules(),
          exploration(telling.leak(), failure),
          source.bound(tally.worlds()),
          List.copyOf(tally.inconclusive()),
          tally.inconclusiveWorlds(),
          telling.leak(),
          tally.stuck(),
          failure,
          interrupted,
          tally.simulatedNanos(),
          tally.events(),
          realNanos,
          tally.survey().with(pacing.endingAt(realNanos, done, found)));
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
      against.add("a world could not be run");
    }
    if (tally.stuck() != null) {
      against.add("a world got stuck");
    }
    if (tally.inconclusiveWorlds() > 0) {
      against.add("some worlds are inconclusive");
    }
    if (interrupted) {
      against.add("the campaign was interrupted");
    }
    return exploration.withAgainst(against);
  }

  /** Takes what the engine hands in. */
  private final class Counter implements Intake {
    @Override
    public int first() {
      synchronized (this) {
        return tally.next();
      }
    }

    @Override
    public int limit() {
      return limit;
    }

    @Override
    public boolean interrupted() {
      return interrupted;
    }

    @Override
    public void take(Part part) {
      synchronized (this) {
        done += part.worlds();
        found += part.violatingWorlds();
        simulatedNanos += part.simulatedNanos();
        tally.add(part);
        pacing.at(System.nanoTime() - begun, done, found);
        limit = tally.limit();
      }
      save(false);
    }

    @Override
    public void learnt() {
      save(false);
    }

    @Override
    public boolean saved() {
      return saving != null;
    }

    @Override
    public @Nullable Search search() {
      return source.search();
    }

    @Override
    public @Nullable Frontier frontier() {
      return source.frontier();
    }

    @Override
    public @Nullable Levels levels() {
      // Its states cannot be saved.
      return saved() ? null : source.levels();
    }

    @Override
    public void contradict(int index, Leak leak) {
      synchronized (this) {
        tally.contradict(index, leak);
        limit = tally.limit();
      }
    }

    private void save(boolean now) {
      Saving to = saving;
      if (to != null && (now || to.isDue())) {
        to.save(() -> {
          synchronized (this) {
            return to.encode(tally);
          }
        });
      }
    }
  }
}
