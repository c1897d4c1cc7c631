package dev.faultline.explore.campaign;

import dev.faultline.sim.WorldResult;
import dev.faultline.sim.run.WorldThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What worlds could not see, or saw that may be a mistake; each is told once in a campaign. */
public final class Notices {
  private final SortedSet<String> unhashed = new TreeSet<>();
  private final SortedSet<String> outliving = new TreeSet<>();
  private final SortedSet<String> real = new TreeSet<>();
  private final List<String> notAgain = new ArrayList<>();
  private int deadlocked;

  /** What the first world with a deadlock said, and which world that is. */
  private Told firstDeadlock = Told.NOTHING;

  private int stopped;

  /** The same of the first world that violated a property when nothing was left to happen. */
  private Told firstStopped = Told.NOTHING;

  /** What the world with that number said. */
  private record Told(int index, long seed, String text) {
    static final Told NOTHING = new Told(0, 0, "");

    Told shifted(int by) {
      return new Told(index + by, seed, text);
    }

    @Override
    public String toString() {
      return "world %d, seed %d: %s".formatted(index + 1, seed, text);
    }

    void write(PartCodec.Out out) throws IOException {
      out.number(index);
      out.wide(seed);
      out.text(text);
    }

    static Told read(PartCodec.In in) throws IOException {
      return new Told(in.number(), in.wide(), in.text());
    }
  }

  Notices() {}

  /**
   * Takes a world; to be called in the order of their numbers.
   *
   * @param index the world's number, from 0
   */
  void add(int index, long seed, WorldResult result) {
    unhashed.addAll(result.unhashed());
    outliving.addAll(result.outliving());
    real.addAll(result.real());
    if (!result.deadlocks().isEmpty() && deadlocked++ == 0) {
      firstDeadlock = new Told(index, seed, String.join("; and ", result.deadlocks()));
    }
    if (!result.waiting().isEmpty() && stopped++ == 0) {
      firstStopped = new Told(index, seed, String.join(", ", result.waiting()));
    }
  }

  /** The worlds turn out to have other numbers, higher by so many. */
  void shift(int by) {
    firstDeadlock = firstDeadlock.shifted(by);
    firstStopped = firstStopped.shifted(by);
  }

  /** Takes a world that a schedule was to be told of, and that could not be run again. */
  void notAgain(String outcome, int index, Throwable thrown) {
    notAgain.add("outcome '" + outcome + "', world " + (index + 1) + ": " + thrown);
  }

  /** Takes what the worlds that follow had to say. */
  void append(Notices next) {
    unhashed.addAll(next.unhashed);
    outliving.addAll(next.outliving);
    real.addAll(next.real);
    if (deadlocked == 0) {
      firstDeadlock = next.firstDeadlock;
    }
    deadlocked += next.deadlocked;
    if (stopped == 0) {
      firstStopped = next.firstStopped;
    }
    stopped += next.stopped;
  }

  /** Writes all down. */
  void write(PartCodec.Out out) throws IOException {
    out.texts(unhashed);
    out.texts(outliving);
    out.texts(real);
    out.number(deadlocked);
    firstDeadlock.write(out);
    out.number(stopped);
    firstStopped.write(out);
  }

  /** Reads what was written. */
  void read(PartCodec.In in) throws IOException {
    unhashed.addAll(in.texts());
    outliving.addAll(in.texts());
    real.addAll(in.texts());
    deadlocked = in.number();
    firstDeadlock = Told.read(in);
    stopped = in.number();
    firstStopped = Told.read(in);
  }

  /**
   * What a JVM without the agent does not see; empty where it is there. To be said wherever runs
   * are called equal.
   */
  public static String unguarded() {
    return unguarded(WorldThreads.guarded());
  }

  static String unguarded(boolean guarded) {
    return guarded
        ? ""
        : "without the agent, real sleeps, threads, sockets and files of handlers are neither"
            + " simulated, refused nor compared; start java with -javaagent:faultline-agent.jar";
  }

  /** A sentence for each kind of thing, with what to do. */
  List<String> all() {
    List<String> all = new ArrayList<>();
    if (!unhashed.isEmpty()) {
      all.add(
          "objects of "
              + String.join(", ", unhashed)
              + " cannot be read, so nondeterminism in them goes unnoticed: make them records, or"
              + " give the world's network a codec");
    }
    if (!outliving.isEmpty()) {
      all.add(
          "this state outlives a crash, and even the world: "
              + String.join("; ", outliving)
              + ". If nodes read it, a crash loses less than it would in production, and a world"
              + " depends on the worlds before it: keep it in the node's fields");
    }
    if (!real.isEmpty()) {
      all.add(
          String.join("; ", real)
              + ". That is neither simulated nor compared: start java with"
              + " -javaagent:faultline-agent.jar, which simulates or refuses it");
    }
    if (deadlocked > 0) {
      all.add(
          (deadlocked == 1 ? "1 world" : deadlocked + " worlds")
              + " had deadlocked threads when the world or an incarnation ended; no property"
              + " necessarily notices that. The first is "
              + firstDeadlock
              + ": take locks in one order, or add a property for the work of these threads");
    }
    if (stopped > 0) {
      all.add(
          (stopped == 1 ? "1 world" : stopped + " worlds")
              + " violated a property when no message, timer or thread could continue; the first is"
              + " "
              + firstStopped);
    }
    if (!notAgain.isEmpty()) {
      all.add(
          "these outcomes have no schedule, because a second run of their worlds failed: "
              + String.join("; ", notAgain));
    }
    return all;
  }
}
