package dev.faultline.explore.search;

import dev.faultline.explore.Exploration;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Frontier;
import dev.faultline.explore.campaign.Levels;
import dev.faultline.explore.campaign.Part;
import dev.faultline.explore.campaign.Search;
import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.tape.Taping;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the worlds of one campaign come from: a strategy at work. What world {@code index} is may
 * depend on worlds before it, never on timing or on the number of jobs.
 */
public interface Source {
  /** How the campaign and a source at work keep in touch. */
  interface Pulse {
    /** Says that the work goes on, and hears whether it should. */
    boolean goOn();
  }

  /** Runs the world with that number; null when there are no more. */
  @Nullable WorldRun run(int index, Pulse pulse);

  /**
   * What people call the world with that number, so that they find the one that is meant, also
   * where it has no seed of its own in a row. Safe for threads.
   *
   * @param firstSeed of the campaign
   */
  default String world(long firstSeed, int index) {
    return "the world of seed " + (firstSeed + index);
  }

  /** How many worlds in a row one job takes; fewer than usual where worlds wait for others. */
  default int chunk(int usual) {
    return usual;
  }

  /** Whether several worlds may run at once. */
  default boolean parallel() {
    return true;
  }

  /** Whether a run of that world can be compared with a replay of its tape. */
  default boolean comparable(int index) {
    return true;
  }

  /**
   * Whether the world with that number is run twice, to see that both runs are equal.
   *
   * @param every how many worlds one is
   */
  default boolean twice(int index, WorldRun run, int every) {
    return index % every == 0 && comparable(index);
  }

  /** Its pieces, where several of them can be searched at once; else null. */
  default @Nullable Frontier frontier() {
    return null;
  }

  /** Its levels, where other JVMs can keep its states; else null. Each time from the beginning. */
  default @Nullable Levels levels() {
    return null;
  }

  /** Whether several threads of one JVM search its pieces faster than one searches the whole. */
  default boolean atOnceHere() {
    return true;
  }

  /**
   * What found violations and was not handed in, for its turn has not come. Asked when the campaign
   * has been interrupted.
   */
  default List<Part> found() {
    return List.of();
  }

  /**
   * How far it is, so that another source of the same campaign can {@link #resume} from there;
   * empty where worlds do not depend on worlds before them.
   *
   * @param worlds how many have been counted
   * @param told numbers of those that will be told of
   * @return null where it does not stand exactly behind these worlds
   */
  default byte @Nullable [] progress(int worlds, List<Integer> told) {
    return new byte[0];
  }

  /**
   * Goes on from there. Called before anything else.
   *
   * @param progress as {@link #progress} gave it
   * @param total what the worlds up to there came to
   */
  default void resume(byte[] progress, Part total) {}

  /** How far it came, where it means to see everything; null otherwise. Asked at the end. */
  default @Nullable Exploration exploration() {
    return null;
  }

  /**
   * What to tell people about the strategy's chances; empty for nothing. Asked at the end.
   *
   * @param worlds how many ran, here or elsewhere
   */
  default String bound(int worlds) {
    return "";
  }

  /** What other JVMs have to know and to tell to run its worlds; null where that is nothing. */
  default @Nullable Search search() {
    return null;
  }

  /**
   * Its worlds in a JVM that does not plan them.
   *
   * @param recipe that the {@link #search} or the {@link #frontier} of the JVM that does has for
   *     them
   */
  default Following following(byte[] recipe) {
    throw new UnsupportedOperationException("its worlds are not planned");
  }

  /** Every kind of fault in every world. */
  static Source random(CampaignPlan plan) {
    return seeded(plan, seed -> new RandomAdversary(seed, plan.mix()));
  }

  /** Each world draws first which kinds of faults it has. */
  static Source swarm(CampaignPlan plan) {
    return seeded(plan, seed -> RandomAdversary.swarm(seed, plan.mix()));
  }

  /**
   * Guided by what worlds before came to.
   *
   * @param round how many worlds may be under way at once
   */
  static Source guided(CampaignPlan plan, int round) {
    return new GuidedSource(plan, new GuidedPlan(plan, round, 1, 0));
  }

  /**
   * Several strategies in turn.
   *
   * @param round of those that are guided, how many may be under way at once
   */
  static Source auto(CampaignPlan plan, int round) {
    return new AutoSource(plan, round);
  }

  /** Orders of events by partial order sampling. */
  static Source pos(CampaignPlan plan) {
    return seeded(plan, seed -> new PosAdversary(seed, plan.mix()));
  }

  /** Orders of events by probabilistic concurrency testing, for bugs of that depth. */
  static Source pct(CampaignPlan plan, int depth) {
    return new PctSource(plan, depth);
  }

  /** Makes the adversary of a world from its seed. */
  interface Seeded {
    Taping adversary(long seed);
  }

  /** Worlds that depend on nothing but their seeds. */
  static Source seeded(CampaignPlan plan, Seeded seeded) {
    return (index, pulse) -> {
      long seed = plan.seed() + index;
      return WorldRun.explore(plan, seed, seeded.adversary(seed));
    };
  }
}
