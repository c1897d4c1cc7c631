package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.EventOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** States whose collections lie in a wrapper of the JDK's, or have an order that no type says. */
final class StatesInWrappersTest {
  private record Request(Address to, String name) implements Node, Restorable {
    @Override
    public void start(Env env) {
      env.send(to, name);
    }

    @Override
    public Object state() {
      return "";
    }

    @Override
    public void restore(Object state) {}
  }

  /** Serves the first of two requests when both are there, and hands out a copy in a wrapper. */
  private static final class Desk implements Node, Restorable {
    private final UnaryOperator<Object> wrapper;
    private Set<String> requests = new LinkedHashSet<>();
    private String served = "";

    Desk(UnaryOperator<Object> wrapper) {
      this.wrapper = wrapper;
    }

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message.equals("serve")) {
        served = requests.iterator().next();
        return;
      }
      requests.add((String) message);
      if (requests.size() == 2) {
        env.send(env.self(), "serve");
      }
    }

    @Override
    public Object state() {
      return List.of(wrapper.apply(new LinkedHashSet<>(requests)), served);
    }

    @Override
    @SuppressWarnings("unchecked")
    public void restore(Object state) {
      Object kept = ((List<?>) state).get(0);
      requests =
          new LinkedHashSet<>(
              kept instanceof Map<?, ?> map
                  ? (Set<String>) map.keySet()
                  : (Collection<String>) kept);
      served = (String) ((List<?>) state).get(1);
    }
  }

  private static Map<String, String> byName(Object requests) {
    Map<String, String> map = new LinkedHashMap<>();
    strings(requests).forEach(each -> map.put(each, ""));
    return map;
  }

  @SuppressWarnings("unchecked")
  private static Set<String> strings(Object requests) {
    return (Set<String>) requests;
  }

  private static List<UnaryOperator<Object>> wrappers() {
    return List.of(
        all -> Collections.unmodifiableSet(strings(all)),
        all -> Collections.unmodifiableCollection(new ArrayList<>(strings(all))),
        all -> Collections.synchronizedCollection(new ArrayDeque<>(strings(all))),
        all -> Collections.checkedSet(strings(all), String.class),
        all -> Collections.unmodifiableMap(byName(all)),
        all -> Collections.synchronizedMap(byName(all)),
        all -> Collections.checkedMap(byName(all), String.class, String.class),
        all -> {
          Map<String, Boolean> of = new LinkedHashMap<>();
          Set<String> set = Collections.newSetFromMap(of);
          set.addAll(strings(all));
          return set;
        },
        all -> new CopyOnWriteArraySet<>(strings(all)),
        all -> Collections.unmodifiableSet(new CopyOnWriteArraySet<>(strings(all))));
  }

  private static CampaignResult served(UnaryOperator<Object> wrapper, String never) {
    Program program =
        world -> {
          world.model(SystemModel.asynchronous());
          Address desk = world.node("desk", () -> new Desk(wrapper));
          world.node("a", () -> new Request(desk, "a"));
          world.node("b", () -> new Request(desk, "b"));
          world.always(
              never + " is not served first",
              () -> !(world.instance(desk) instanceof Desk node && node.served.equals(never)));
        };
    Strategy search = Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET);
    return new Campaign(Toys.plan(program, 1, 10_000).withStrategy(search).withAll(true)).run();
  }

  /** Issue 11: a before b and b before a were one state as soon as a wrapper was around them. */
  @ParameterizedTest
  @MethodSource("wrappers")
  void the_order_inside_a_wrapper_is_part_of_the_state(UnaryOperator<Object> wrapper) {
    assertThat(served(wrapper, "a").findings()).isNotEmpty();
    assertThat(served(wrapper, "b").findings()).isNotEmpty();
  }

  /** Both orders are then one state still. */
  @Test
  void a_hash_table_has_no_order_in_a_wrapper_either() {
    UnaryOperator<Object> bare = all -> new HashSet<>(strings(all));
    UnaryOperator<Object> wrapped = all -> Collections.unmodifiableSet(new HashSet<>(strings(all)));

    assertThat(states(wrapped)).isEqualTo(states(bare));
    assertThat(states(all -> Collections.unmodifiableSet(strings(all))))
        .isGreaterThan(states(bare));
  }

  private static long states(UnaryOperator<Object> wrapper) {
    return Objects.requireNonNull(served(wrapper, "nobody").exploration()).states();
  }
}
