package dev.faultline.explore.exhaustive;

import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.sim.WorldResult;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a world showed that a search over states went through, beside the states: that of worlds
 * that went through some of them each can be added.
 */
final class SearchedWorld {
  private final Map<String, Boolean> reached = new LinkedHashMap<>();
  private final Set<String> unhashed = new TreeSet<>();
  private final Set<String> outliving = new TreeSet<>();
  private final Set<String> real = new TreeSet<>();
  private final SortedMap<String, Integer> chances = new TreeMap<>();
  private final SortedMap<String, Integer> byHand = new TreeMap<>();
  private final OpenDecisions open = new OpenDecisions();
  private boolean judgedAtEnd;
  private boolean startsMatter;
  private boolean pastEnd;

  /** Nothing yet. */
  SearchedWorld() {}

  /** A world that an adversary went through. */
  static SearchedWorld of(WorldRun run, StatesAdversary by) {
    SearchedWorld world = new SearchedWorld();
    WorldResult result = run.result();
    world.reached.putAll(result.reached());
    world.unhashed.addAll(result.unhashed());
    world.outliving.addAll(result.outliving());
    world.real.addAll(result.real());
    world.chances.putAll(result.chances());
    world.byHand.putAll(result.byHand());
    world.open.add(by.open());
    world.judgedAtEnd = run.judgedAtEnd();
    world.startsMatter = run.startsMatter();
    world.pastEnd = by.pastEnd();
    return world;
  }

  /** Adds what another world of the program showed. */
  void add(SearchedWorld other) {
    other.reached.forEach((name, hit) -> reached.merge(name, hit, Boolean::logicalOr));
    unhashed.addAll(other.unhashed);
    outliving.addAll(other.outliving);
    real.addAll(other.real);
    // What is counted is not taken back with the states: each world counts its way there, too.
    other.chances.forEach((name, count) -> chances.merge(name, count, Math::max));
    other.byHand.forEach((name, count) -> byHand.merge(name, count, Math::max));
    open.add(other.open);
    judgedAtEnd |= other.judgedAtEnd;
    startsMatter |= other.startsMatter;
    pastEnd |= other.pastEnd;
  }

  /**
   * The result of the whole search. What checks say about the state at which it happened to end
   * means nothing.
   *
   * @param nanos the simulated time at which it began
   */
  WorldResult result(StateTotals graph, long nanos, @Nullable String inconclusive) {
    return new WorldResult(
        null,
        inconclusive,
        nanos,
        graph.events(),
        graph.hash(),
        reached,
        List.of(),
        List.copyOf(unhashed),
        List.copyOf(outliving),
        List.copyOf(real),
        List.of(),
        List.of(),
        chances,
        byHand);
  }

  boolean judgedAtEnd() {
    return judgedAtEnd;
  }

  boolean startsMatter() {
    return startsMatter;
  }

  boolean pastEnd() {
    return pastEnd;
  }

  OpenDecisions open() {
    return open;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(reached.size());
    for (Map.Entry<String, Boolean> each : reached.entrySet()) {
      OpenDecisions.write(out, Set.of(each.getKey()));
      out.writeBoolean(each.getValue());
    }
    OpenDecisions.write(out, unhashed);
    OpenDecisions.write(out, outliving);
    OpenDecisions.write(out, real);
    write(out, chances);
    write(out, byHand);
    open.write(out);
    out.writeBoolean(judgedAtEnd);
    out.writeBoolean(startsMatter);
    out.writeBoolean(pastEnd);
  }

  private static void write(DataOutputStream out, Map<String, Integer> counts) throws IOException {
    out.writeInt(counts.size());
    for (Map.Entry<String, Integer> each : counts.entrySet()) {
      OpenDecisions.write(out, Set.of(each.getKey()));
      out.writeInt(each.getValue());
    }
  }

  static SearchedWorld read(DataInputStream in) throws IOException {
    SearchedWorld world = new SearchedWorld();
    for (int left = in.readInt(); left > 0; left--) {
      world.reached.put(name(in), in.readBoolean());
    }
    OpenDecisions.read(in, world.unhashed);
    OpenDecisions.read(in, world.outliving);
    OpenDecisions.read(in, world.real);
    read(in, world.chances);
    read(in, world.byHand);
    world.open.read(in);
    world.judgedAtEnd = in.readBoolean();
    world.startsMatter = in.readBoolean();
    world.pastEnd = in.readBoolean();
    return world;
  }

  private static void read(DataInputStream in, Map<String, Integer> counts) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      counts.put(name(in), in.readInt());
    }
  }

  private static String name(DataInputStream in) throws IOException {
    Set<String> one = new LinkedHashSet<>();
    OpenDecisions.read(in, one);
    return one.iterator().next();
  }
}
