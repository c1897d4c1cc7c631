package dev.faultline.examples.disks;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.disks.Message.Ask;
import dev.faultline.examples.disks.Message.Keep;
import dev.faultline.examples.disks.Message.Kept;
import dev.faultline.examples.disks.Message.Newest;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes one version after the other to all copies, reads after each, and says when a copy shows
 * what cannot be.
 *
 * <p>The careful one asks again until all copies have a version, and reads from two, of which at
 * most one is damaged. The naive one believes the first copy that answers; the impatient one takes
 * what does not come in time for what has failed.
 */
final class Writer implements Node {
  private static final long VERSIONS = 12;
  private static final Duration PATIENCE = Duration.ofMillis(80);

  private final World world;
  private final List<Address> keepers;
  private final Guise guise;

  private long version;

  /** The timer that ends it. */
  private long patience;

  /** Which copies have it. */
  private final Set<String> kept = new TreeSet<>();

  /** The newest version that all copies have said they have. */
  private long promised;

  /** The versions that users were told of that they have failed. */
  private final Set<Long> failed = new TreeSet<>();

  private boolean reading;
  private long question;
  private final TreeMap<String, Long> answers = new TreeMap<>();

  Writer(World world, List<Address> keepers, Guise guise) {
    this.world = world;
    this.keepers = keepers;
    this.guise = guise;
  }

  @Override
  public void start(Env env) {
    write(env);
  }

  private void write(Env env) {
    if (version < VERSIONS) {
      version++;
      kept.clear();
      reading = false;
      keep(env);
    }
  }

  private void keep(Env env) {
    keepers.forEach(keeper -> env.send(keeper, new Keep(version)));
    await(env);
  }

  private void await(Env env) {
    env.cancel(patience);
    patience = env.timer(PATIENCE, "patience");
  }

  private void read(Env env) {
    reading = true;
    question++;
    answers.clear();
    keepers.forEach(keeper -> env.send(keeper, new Ask(question)));
    await(env);
  }

  @Override
  public void timer(Env env, Object tag) {
    if (reading) {
      read(env);
    } else if (guise == Guise.IMPATIENT) {
      failed.add(version);
      read(env);
    } else {
      keep(env);
    }
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    switch (message) {
      case Kept(long which) when which == version && !reading -> {
        kept.add(from.name());
        if (kept.size() == keepers.size()) {
          promised = version;
          read(env);
        }
      }
      case Newest(long number, long newest) when number == question && reading -> {
        answers.put(from.name(), newest);
        if (answers.size() >= (guise == Guise.NAIVE ? 1 : 2)) {
          judge(answers.values().stream().mapToLong(Long::longValue).max().orElse(0));
          write(env);
        }
      }
      default -> {}
    }
  }

  private void judge(long newest) {
    if (newest < promised) {
      world.violation(
          "what was promised is there", "version " + promised + " was, and " + newest + " is read");
    } else if (newest > version || newest < 0) {
      world.violation("what is read was written", "version " + newest + " never was");
    } else if (failed.contains(newest)) {
      world.violation("what failed is not there", "version " + newest + " was said to have failed");
    }
  }
}
