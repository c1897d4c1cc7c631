package dev.faultline.guard.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.version.Dot;
import dev.faultline.guard.version.VersionVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maps of several replicas beside the operations themselves, and what they say must be there. */
@Timeout(120)
class OrMapTest {
  /** A put of its own number, or a remove, and which puts stood where it was made. */
  private record Operation(int number, String key, boolean isPut, TreeSet<Integer> seen) {}

  /** A replica, and which operations have reached it. */
  private static final class Replica {
    final OrMap<String, Integer> map;
    final TreeSet<Integer> reached = new TreeSet<>();

    Replica(String name) {
      map = new OrMap<>(name);
    }
  }

  private record Sent(int number, CausalState<String, Integer> delta) {}

  private static final class Group {
    final List<Replica> replicas = new ArrayList<>();
    final List<Operation> operations = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();

    Group(int size) {
      for (int i = 0; i < size; i++) {
        replicas.add(new Replica("replica-" + i));
      }
    }

    void change(int index, String key, boolean isPut) {
      Replica replica = replicas.get(index);
      int number = operations.size();
      operations.add(new Operation(number, key, isPut, expected(index, key)));
      replica.reached.add(number);
      sent.add(new Sent(number, isPut ? replica.map.put(key, number) : replica.map.remove(key)));
    }

    void tellAll(int from, int to) {
      replicas.get(to).map.merge(replicas.get(from).map.state());
      replicas.get(to).reached.addAll(replicas.get(from).reached);
    }

    void deliver(int sentIndex, int to) {
      Sent what = sent.get(sentIndex);
      replicas.get(to).map.merge(what.delta);
      replicas.get(to).reached.add(what.number);
    }

    /** The puts that reached it and that no operation which reached it has replaced. */
    TreeSet<Integer> expected(int index, String key) {
      TreeSet<Integer> reached = replicas.get(index).reached;
      TreeSet<Integer> standing = new TreeSet<>();
      for (int put : reached) {
        Operation operation = operations.get(put);
        if (operation.isPut
            && operation.key.equals(key)
            && reached.stream()
                .map(operations::get)
                .noneMatch(other -> other.key.equals(key) && other.seen.contains(put))) {
          standing.add(put);
        }
      }
      return standing;
    }

    void check(String key) {
      for (int i = 0; i < replicas.size(); i++) {
        assertThat(new TreeSet<>(replicas.get(i).map.get(key))).isEqualTo(expected(i, key));
        assertThat(replicas.get(i).map.containsKey(key)).isEqualTo(!expected(i, key).isEmpty());
      }
    }
  }

  private static final int STEPS = 6;

  private static Group run(int program, int length, List<CausalState<String, Integer>> states) {
    Group group = new Group(3);
    for (int i = 0; i < length; i++) {
      int step = program % STEPS;
      program /= STEPS;
      switch (step) {
        case 0, 1 -> group.change(step, "x", true);
        case 2, 3 -> group.change(step - 2, "x", false);
        default -> group.tellAll(step - 4, 5 - step);
      }
      group.check("x");
      states.add(group.replicas.get(0).map.state());
      states.add(group.replicas.get(1).map.state());
    }
    return group;
  }

  private static CausalState<String, Integer> join(
      CausalState<String, Integer> first, CausalState<String, Integer> second) {
    OrMap<String, Integer> map = new OrMap<>("joined");
    map.merge(first);
    map.merge(second);
    return map.state();
  }

  @Test
  void all_short_programs_obey_the_laws_of_merging() {
    int programs = (int) Math.pow(STEPS, 4);
    for (int program = 0; program < programs; program++) {
      List<CausalState<String, Integer>> states = new ArrayList<>();
      run(program, 4, states).sent.forEach(sent -> states.add(sent.delta()));
      for (CausalState<String, Integer> a : states) {
        OrMap<String, Integer> again = new OrMap<>("again");
        again.merge(a);
        assertThat(again.merge(a)).isFalse();
        for (CausalState<String, Integer> b : states) {
          CausalState<String, Integer> both = join(a, b);
          assertThat(both).isEqualTo(join(b, a));
          assertThat(join(both, a)).isEqualTo(both);
          for (CausalState<String, Integer> c : states) {
            assertThat(join(both, c)).isEqualTo(join(a, join(b, c)));
          }
        }
      }
    }
  }

  @Test
  void whatever_the_order_of_the_deltas_of_all_short_programs_all_end_equal() {
    int programs = (int) Math.pow(STEPS, 5);
    for (int program = 0; program < programs; program++) {
      Group group = run(program, 5, new ArrayList<>());
      CausalState<String, Integer> all =
          join(group.replicas.get(0).map.state(), group.replicas.get(1).map.state());
      permute(group, new ArrayList<>(), all);
    }
  }

  /** Delivers in all orders to the third replica, the first one once more at the end. */
  private static void permute(
      Group group, List<Integer> order, CausalState<String, Integer> expected) {
    if (order.size() == group.sent.size()) {
      Group fresh = new Group(3);
      fresh.operations.addAll(group.operations);
      fresh.sent.addAll(group.sent);
      for (int index : order) {
        fresh.deliver(index, 2);
        fresh.check("x");
      }
      if (!order.isEmpty()) {
        fresh.deliver(order.getFirst(), 2);
      }
      assertThat(fresh.replicas.get(2).map.state()).isEqualTo(expected);
      return;
    }
    for (int i = 0; i < group.sent.size(); i++) {
      if (!order.contains(i)) {
        order.add(i);
        permute(group, order, expected);
        order.removeLast();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void lost_repeated_and_overtaken_deltas_agree_after_whole_states(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Group group = new Group(4);
      for (int i = 0; i < 60; i++) {
        int replica = random.nextInt(4);
        String key = "k" + random.nextInt(3);
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> group.change(replica, key, true);
          case 3, 4 -> group.change(replica, key, false);
          case 5 -> group.tellAll(replica, random.nextInt(4));
          default -> {
            if (!group.sent.isEmpty()) {
              group.deliver(random.nextInt(group.sent.size()), replica);
            }
          }
        }
        group.check(key);
      }
      for (int i = 0; i < 8; i++) {
        group.tellAll(i % 4, (i + 1) % 4);
      }
      for (Replica each : group.replicas) {
        assertThat(each.map.state()).isEqualTo(group.replicas.getFirst().map.state());
        assertThat(each.map.state().beyond()).isEmpty();
      }
      group.check("k0");
    }
  }

  @Test
  void what_was_removed_takes_no_room() {
    OrSet<Integer> a = new OrSet<>("a");
    OrSet<Integer> b = new OrSet<>("b");
    for (int i = 0; i < 100_000; i++) {
      b.merge(a.add(i % 100));
      a.merge(b.remove(i % 100));
    }
    assertThat(a.state().live()).isEmpty();
    assertThat(a.state().beyond()).isEmpty();
    assertThat(a.state().upTo().counts()).containsOnlyKeys("a");
    assertThat(a.elements()).isEmpty();
    assertThat(b.state()).isEqualTo(a.state());
  }

  @Test
  void an_element_added_again_outlives_a_remove_that_has_not_seen_it() {
    OrSet<String> a = new OrSet<>("a");
    OrSet<String> b = new OrSet<>("b");
    b.merge(a.add("x"));
    var removed = b.remove("x");
    var added = a.add("x");
    a.merge(removed);
    b.merge(added);
    assertThat(a.elements()).containsExactly("x");
    assertThat(b.contains("x")).isTrue();
  }

  @Test
  void a_register_keeps_what_was_written_at_the_same_time() {
    MvRegister<String> a = new MvRegister<>("a");
    MvRegister<String> b = new MvRegister<>("b");
    var left = a.set("left");
    a.merge(b.set("right"));
    b.merge(left);
    assertThat(a.values()).containsExactly("left", "right");
    assertThat(b.values()).containsExactly("left", "right");
    b.merge(a.set("both"));
    assertThat(b.values()).containsExactly("both");
  }

  @Test
  void two_replicas_with_one_name_are_told_apart_by_name_and_nothing_is_changed() {
    OrMap<String, String> a = new OrMap<>("a");
    OrMap<String, String> other = new OrMap<>("a");
    a.put("k", "mine");
    other.put("k", "theirs");
    CausalState<String, String> before = a.state();
    assertThatThrownBy(() -> a.merge(other.state()))
        .isInstanceOf(SharedNameException.class)
        .hasMessageContaining("a:1")
        .hasMessageContaining("mine")
        .hasMessageContaining("theirs");
    assertThat(a.state()).isEqualTo(before);
  }

  @Test
  void a_state_that_cannot_be_is_refused() {
    CausalState<String, Integer> good = new OrMap<String, Integer>("a").put("k", 1);
    assertThatThrownBy(() -> new CausalState<>(good.live(), good.upTo(), new TreeSet<>()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("change a:1 has an effect and is unknown");
    assertThat(new CausalState<String, Integer>(new TreeMap<>(), good.upTo(), good.beyond()).live())
        .isEmpty();
  }

  @Test
  void a_put_that_throws_changes_nothing() {
    OrMap<String, String> map = new OrMap<>("me");
    OrMap<String, String> other = new OrMap<>("other");
    other.merge(map.put("k", "v"));
    TreeSet<Dot> last = new TreeSet<>();
    last.add(new Dot("me", Long.MAX_VALUE));
    map.merge(new CausalState<>(new TreeMap<>(), VersionVector.EMPTY, last));
    assertThatThrownBy(() -> map.put("k", "w")).isInstanceOf(ArithmeticException.class);
    assertThat(map.get("k")).containsExactly("v");
    other.merge(map.state());
    assertThat(other.get("k")).containsExactly("v");
  }

  @Test
  void what_was_there_may_be_removed_while_it_is_gone_through() {
    SharedCrdt<OrSet<Integer>, CausalState<Integer, Boolean>> set =
        new SharedCrdt<>(new OrSet<>("a"));
    for (int i = 0; i < 10; i++) {
      int element = i;
      set.with(replica -> replica.add(element));
    }
    SortedSet<Integer> elements = set.with(OrSet::elements);
    for (int element : elements) {
      set.with(replica -> replica.remove(element));
    }
    assertThat(set.state().live()).isEmpty();
    OrMap<String, String> map = new OrMap<>("a");
    map.put("k", "v");
    SortedSet<String> before = map.keys();
    map.remove("k");
    assertThat(before).containsExactly("k");
  }

  @Test
  void an_order_of_the_callers_is_not_kept() {
    TreeMap<Dot, CausalState.Put<String, String>> live = new TreeMap<>(Comparator.reverseOrder());
    TreeSet<Dot> beyond = new TreeSet<>(Comparator.reverseOrder());
    for (int i = 1; i < 3; i++) {
      live.put(new Dot("a", i), new CausalState.Put<>("k", "v"));
      beyond.add(new Dot("a", i));
    }
    CausalState<String, String> state = new CausalState<>(live, VersionVector.EMPTY, beyond);
    assertThat(state.live().firstKey()).isEqualTo(new Dot("a", 1));
    assertThat(state.beyond().first()).isEqualTo(new Dot("a", 1));
  }
}
