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

  Notices() {}

  void add(WorldResult result) {
    unhashed.addAll(result.unhashed());
    outliving.addAll(result.outliving());
    real.addAll(result.real());
  }

  /** Takes what the worlds that follow had to say. */
  void append(Notices next) {
    unhashed.addAll(next.unhashed);
    outliving.addAll(next.outliving);
    real.addAll(next.real);
  }

  /** Writes all down. */
  void write(PartCodec.Out out) throws IOException {
    out.texts(unhashed);
    out.texts(outliving);
    out.texts(real);
  }

  /** Reads what was written. */
  void read(PartCodec.In in) throws IOException {
    unhashed.addAll(in.texts());
    outliving.addAll(in.texts());
    real.addAll(in.texts());
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
        : "without the agent, what handlers do for real (sleep, threads, sockets, files) is neither"
            + " simulated, refused nor compared; start java with -javaagent:faultline-agent.jar";
  }

  /** A sentence for each kind of thing, with what to do. */
  List<String> all() {
    List<String> all = new ArrayList<>();
    if (!unhashed.isEmpty()) {
      all.add(
          "nobody can look into objects of "
              + String.join(", ", unhashed)
              + ", so leaks of nondeterminism in them go unseen: make them records, or give the"
              + " world's network a codec");
    }
    if (!outliving.isEmpty()) {
      all.add(
          "this outlives a crash, and the world: "
              + String.join("; ", outliving)
              + ". Where nodes read it, a crash loses less here than it does in production, and a"
              + " world depends on those before it: keep it in the node's fields");
    }
    if (!real.isEmpty()) {
      all.add(
          String.join("; ", real)
              + ". That is neither simulated nor compared: start java with"
              + " -javaagent:faultline-agent.jar, which simulates or refuses it");
    }
    return all;
  }
}
