package dev.faultline.explore.campaign;

import dev.faultline.explore.CampaignSurvey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the worlds of a range reached, violated and showed. Surveys of ranges that follow each other
 * can be appended, and appending is associative.
 */
public final class Survey {
  /**
   * More behaviours than this are not told apart: the set would take too much memory. The first
   * ones count, so that appending stays associative.
   */
  static final int MOST_BEHAVIOURS = 200_000;

  /** A report has no use for more points. */
  private static final int MOST_POINTS = 2_000;

  private static final class Count {
    private int worlds;
    private long firstSeed;

    void add(int more, long seed) {
      if (worlds == 0) {
        firstSeed = seed;
      }
      worlds += more;
    }
  }

  /** In the order in which worlds named them first. */
  private final Map<String, Count> reached = new LinkedHashMap<>();

  private final Map<String, Integer> violations = new LinkedHashMap<>();

  /** In the order in which they were seen first. */
  private final Set<Long> behaviours = new LinkedHashSet<>();

  /**
   * Two numbers for each world that was looked at: how many worlds had been run with it, and how
   * many behaviours had been seen.
   */
  private int[] looks = new int[8];

  private int looked;
  private int worlds;

  Survey() {}

  /**
   * Adds the next world.
   *
   * @param shown the behaviours that it showed; empty for a world that was not looked at
   */
  void add(WorldRun run, Set<Long> shown) {
    worlds++;
    run.result()
        .reached()
        .forEach((name, hit) -> count(name).add(hit ? 1 : 0, hit ? run.seed() : 0));
    if (run.result().violation() != null) {
      violations.merge(run.result().violation().property(), 1, Integer::sum);
    }
    if (!shown.isEmpty()) {
      shown.forEach(this::see);
      look(worlds);
    }
  }

  private Count count(String name) {
    return reached.computeIfAbsent(name, absent -> new Count());
  }

  private void see(long behaviour) {
    if (behaviours.size() < MOST_BEHAVIOURS) {
      behaviours.add(behaviour);
    }
  }

  private void look(int world) {
    if (2 * looked == looks.length) {
      looks = Arrays.copyOf(looks, 4 * looked);
    }
    looks[2 * looked] = world;
    looks[2 * looked + 1] = behaviours.size();
    looked++;
  }

  /** Appends the worlds that follow. */
  void append(Survey next) {
    next.reached.forEach((name, count) -> count(name).add(count.worlds, count.firstSeed));
    appendViolations(next);
    Iterator<Long> shown = next.behaviours.iterator();
    int taken = 0;
    for (int i = 0; i < next.looked; i++) {
      for (; taken < next.looks[2 * i + 1]; taken++) {
        see(shown.next());
      }
      look(worlds + next.looks[2 * i]);
    }
    worlds += next.worlds;
  }

  /** Takes nothing but the violations. */
  void appendViolations(Survey later) {
    later.violations.forEach((property, count) -> violations.merge(property, count, Integer::sum));
  }

  /** The names of what should happen and never did. */
  List<String> neverReached() {
    return reached.entrySet().stream()
        .filter(each -> each.getValue().worlds == 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** All of it, with how far the campaign was when. */
  public CampaignSurvey with(List<CampaignSurvey.Pace> pace) {
    List<CampaignSurvey.Reached> list = new ArrayList<>();
    reached.forEach(
        (name, count) -> list.add(new CampaignSurvey.Reached(name, count.worlds, count.firstSeed)));
    List<CampaignSurvey.Behaviours> curve = new ArrayList<>();
    for (int i = 0; i < looked; i++) {
      curve.add(new CampaignSurvey.Behaviours(looks[2 * i], looks[2 * i + 1]));
    }
    while (curve.size() > MOST_POINTS) {
      halve(curve);
    }
    return new CampaignSurvey(list, violations, curve, pace);
  }

  /** Leaves every second entry out, never the last one. */
  static <T> void halve(List<T> points) {
    List<T> kept = new ArrayList<>();
    for (int i = (points.size() - 1) % 2; i < points.size(); i += 2) {
      kept.add(points.get(i));
    }
    points.clear();
    points.addAll(kept);
  }

  void write(PartCodec.Out out) throws IOException {
    out.number(worlds);
    out.number(reached.size());
    for (Map.Entry<String, Count> each : reached.entrySet()) {
      out.text(each.getKey());
      out.number(each.getValue().worlds);
      out.wide(each.getValue().firstSeed);
    }
    out.number(violations.size());
    for (Map.Entry<String, Integer> each : violations.entrySet()) {
      out.text(each.getKey());
      out.number(each.getValue());
    }
    out.number(behaviours.size());
    for (long each : behaviours) {
      out.wide(each);
    }
    out.number(looked);
    for (int i = 0; i < 2 * looked; i++) {
      out.number(looks[i]);
    }
  }

  /** Reads into a survey that is empty. */
  void read(PartCodec.In in) throws IOException {
    worlds = in.number();
    for (int left = in.number(); left > 0; left--) {
      count(in.text()).add(in.number(), in.wide());
    }
    for (int left = in.number(); left > 0; left--) {
      violations.put(in.text(), in.number());
    }
    for (int left = in.number(); left > 0; left--) {
      behaviours.add(in.wide());
    }
    looked = in.number();
    looks = new int[Math.max(8, 2 * looked)];
    for (int i = 0; i < 2 * looked; i++) {
      looks[i] = in.number();
    }
  }
}
