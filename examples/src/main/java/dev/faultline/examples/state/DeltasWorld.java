package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.crdt.CausalState;
import dev.faultline.guard.crdt.OrSet;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Three replicas add elements to a set and remove them, each element once, and tell each other by
 * deltas that are lost, repeated and overtaken. A set that takes each add as it comes has an
 * element again which it knows to be removed (Akka 22648).
 */
final class DeltasWorld {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final Duration CHANGES = Duration.ofMillis(100);
  private static final Duration GOSSIPS = Duration.ofSeconds(1);
  private static final int CHANGES_EACH = 60;

  /** What a naive replica says it has added, or removed. */
  private record Added(int element) {}

  private record Removed(int element) {}

  /** The delta of a remove, and of which element, for the property. */
  private record Delta(int removed, CausalState<Integer, Boolean> state) {}

  private DeltasWorld() {}

  /** What the replica does with changes. */
  interface Elements {
    Object add(int element);

    Object remove(int element);

    /** Takes a message; the element that it says is removed, or 0. */
    int take(Object message);

    Set<Integer> elements();

    /** All that is known, as messages. */
    List<Object> all();
  }

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    NodeGroup<Replica> replicas = world.nodes(NAMES, name -> new Replica(name, naive));
    world.always(
        "what is known to be removed is not there",
        replicas,
        all ->
            all.stream().allMatch(r -> r.removed.stream().noneMatch(r.set.elements()::contains)));
    world.healAfter(Duration.ofSeconds(25));
    world.eventually(
        "all replicas have the same",
        Duration.ofSeconds(60),
        replicas,
        all ->
            all.size() == NAMES.size()
                && all.stream()
                    .allMatch(r ->
                        r.changes == CHANGES_EACH
                            && r.set.elements().equals(all.getFirst().set.elements())));
  }

  private static final class Ours implements Elements {
    private final OrSet<Integer> set;

    Ours(String name) {
      set = new OrSet<>(name);
    }

    @Override
    public Object add(int element) {
      return new Delta(0, set.add(element));
    }

    @Override
    public Object remove(int element) {
      return new Delta(element, set.remove(element));
    }

    @Override
    public int take(Object message) {
      if (message instanceof Delta(int removed, var state)) {
        set.merge(state);
        return removed;
      }
      return 0;
    }

    @Override
    public Set<Integer> elements() {
      return set.elements();
    }

    @Override
    public List<Object> all() {
      return List.of(new Delta(0, set.state()));
    }
  }

  /** Remembers what it has removed itself, and says so again. */
  private static final class Naive implements Elements {
    private final TreeSet<Integer> set = new TreeSet<>();
    private final TreeSet<Integer> removed = new TreeSet<>();

    @Override
    public Object add(int element) {
      set.add(element);
      return new Added(element);
    }

    @Override
    public Object remove(int element) {
      set.remove(element);
      removed.add(element);
      return new Removed(element);
    }

    @Override
    public int take(Object message) {
      return switch (message) {
        case Added(int element) -> {
          set.add(element);
          yield 0;
        }
        case Removed(int element) -> {
          set.remove(element);
          yield element;
        }
        default -> throw new IllegalArgumentException("unexpected " + message);
      };
    }

    @Override
    public Set<Integer> elements() {
      return set;
    }

    @Override
    public List<Object> all() {
      List<Object> all = new ArrayList<>();
      set.forEach(element -> all.add(new Added(element)));
      removed.forEach(element -> all.add(new Removed(element)));
      return all;
    }
  }

  private static final class Replica implements Node {
    private final String name;
    private final Elements set;
    private final TreeSet<Integer> removed = new TreeSet<>();
    private int changes;

    Replica(String name, boolean naive) {
      this.name = name;
      set = naive ? new Naive() : new Ours(name);
    }

    @Override
    public void start(Env env) {
      env.timer(CHANGES, "change");
      env.timer(GOSSIPS, "gossip");
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag.equals("gossip")) {
        env.timer(GOSSIPS, "gossip");
        set.all().forEach(message -> tell(env, message));
        return;
      }
      if (changes == CHANGES_EACH) {
        return;
      }
      env.timer(CHANGES, "change");
      changes++;
      List<Integer> elements = List.copyOf(new TreeSet<>(set.elements()));
      if (elements.isEmpty() || env.random().nextInt(3) > 0) {
        tell(env, set.add(100 * changes + NAMES.indexOf(name)));
      } else {
        int element = elements.get(env.random().nextInt(elements.size()));
        tell(env, set.remove(element));
        removed.add(element);
      }
    }

    private void tell(Env env, Object message) {
      for (String each : NAMES) {
        if (!each.equals(name)) {
          env.send(env.address(each), message);
        }
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      int element = set.take(message);
      if (element > 0) {
        removed.add(element);
      }
    }
  }
}
