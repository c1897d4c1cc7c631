package dev.faultline.explore;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a campaign observed, beyond its findings. All but {@code pace} is the same for every number
 * of jobs.
 *
 * @param reached for each {@code sometimes} and {@code reachable}, in the order of declaration, in
 *     how many worlds it happened
 * @param violations how many worlds violated each property, in the order in which they were seen
 * @param behaviours how many different behaviours had been seen after so many worlds; only worlds
 *     that are run twice are looked at, so it is empty where none is
 * @param pace how many worlds were done after so much real time; the last entry is the end
 */
public record CampaignSurvey(
    List<Reached> reached,
    Map<String, Integer> violations,
    List<Behaviours> behaviours,
    List<Pace> pace) {
  /** The survey of a campaign that observed nothing. */
  public static final CampaignSurvey NONE =
      new CampaignSurvey(List.of(), Map.of(), List.of(), List.of());

  public CampaignSurvey {
    reached = List.copyOf(reached);
    violations = Collections.unmodifiableMap(new LinkedHashMap<>(violations));
    behaviours = List.copyOf(behaviours);
    pace = List.copyOf(pace);
  }

  /**
   * Whether something that should happen did.
   *
   * @param worlds in which it happened
   * @param firstSeed the seed of the first of them, which brings it back where worlds depend on
   *     nothing but their seed; 0 where there is none
   */
  public record Reached(String name, int worlds, long firstSeed) {}

  /**
   * How many different behaviours had been seen: states that the program signalled, and what
   * happened at each node, three events at a time.
   *
   * @param worlds that had been run, looked at or not
   * @param seen different behaviours so far
   */
  public record Behaviours(int worlds, int seen) {}

  /**
   * The progress of a campaign.
   *
   * @param nanos of real time since its start
   * @param worlds done until then
   * @param violating how many of them violated a property
   */
  public record Pace(long nanos, int worlds, int violating) {}

  /**
   * How many of the behaviours were seen for the first time in the last tenth of the worlds, as a
   * share from 0 to 1; −1 where too few worlds were looked at to say. Near 0, more worlds of the
   * same kind will hardly show anything new.
   */
  public double newLately() {
    if (behaviours.size() < 20) {
      return -1;
    }
    Behaviours last = behaviours.getLast();
    int before = 0;
    for (Behaviours each : behaviours) {
      if (each.worlds <= last.worlds * 0.9) {
        before = each.seen;
      }
    }
    return last.seen == 0 ? 0 : (double) (last.seen - before) / last.seen;
  }
}
