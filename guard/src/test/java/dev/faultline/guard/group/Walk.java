package dev.faultline.guard.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A random walk of five processes of which three are members, who change. Tags give each write its
 * place, so that a read that goes back is seen at once: an operation has to see the tag of each
 * that ended before it began.
 */
final class Walk {
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  private final long seed;
  private final Wires wires;

  /** For reads: the newest write, by number of its value, that had ended when they began. */
  private final TreeMap<String, Tag> begun = new TreeMap<>();

  private final TreeMap<String, String> written = new TreeMap<>();
  private Tag newest = Tag.ZERO;
  private int values;

  Walk(long seed) {
    this.seed = seed;
    this.wires = new Wires(NAMES.subList(0, 3), seed);
  }

  void run() {
    NAMES.forEach(wires::start);
    for (int step = 0; step < 500; step++) {
      step();
      look();
    }
  }

  private void step() {
    String name = NAMES.get(wires.random.nextInt(NAMES.size()));
    QuorumRegister<String> register = wires.running(name);
    int draw = wires.random.nextInt(40);
    if (draw == 0) {
      String value = "v" + ++values;
      long operation = register.write(value, Wires.PATIENCE, wires.now);
      begun.put(name + operation, newest);
      written.put(name + operation, value);
    } else if (draw <= 2) {
      long operation = register.read(Wires.PATIENCE, wires.now);
      begun.put(name + operation, newest);
    } else if (draw == 3) {
      List<String> next = new ArrayList<>(NAMES);
      while (next.size() > 3) {
        next.remove(wires.random.nextInt(next.size()));
      }
      register.reconfigure(next, Wires.PATIENCE, wires.now);
    } else if (draw == 4) {
      wires.start(name);
    } else if (draw == 5) {
      wires.now += Wires.RETRY.toNanos();
      register.tick(wires.now);
    } else if (!wires.sent.isEmpty()) {
      int which = wires.random.nextInt(wires.sent.size());
      Wires.Sent sent =
          wires.random.nextInt(20) == 0 ? wires.sent.get(which) : wires.sent.remove(which);
      if (wires.random.nextInt(20) > 0) {
        wires.deliver(sent);
      }
    }
  }

  /** An operation that ended has to be at least as new as those that had ended when it began. */
  private void look() {
    wires.endings.forEach((operation, ending) -> {
      String value =
          ending instanceof RegisterEnding.Read<String>(var read)
              ? read
              : ending instanceof RegisterEnding.Written<String> ? written.get(operation) : null;
      Tag had = begun.get(operation);
      if (value != null && had != null) {
        Tag tag = Objects.requireNonNull(wires.tags.get(value), value);
        int order = tag.compareTo(had);
        assertThat(written.containsKey(operation) ? order - 1 : order)
            .as("seed %d: %s has %s of %s after %s", seed, operation, value, tag, had)
            .isNotNegative();
        newest = tag.compareTo(newest) > 0 ? tag : newest;
      }
    });
    wires.endings.clear();
  }
}
